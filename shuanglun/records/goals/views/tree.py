"""The alignment of a whole year, the goals of one unit, the list of goals."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.links import allowed
from shuanglun.base.ui.screens import Action, detail_screen, list_screen, screen
from shuanglun.records.goals.choices import Level
from shuanglun.records.goals.models import Goal
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.progress_sheet import PROGRESS
from shuanglun.records.goals.queries import tree
from shuanglun.records.goals.tables import GoalTable
from shuanglun.records.goals.views import frame, pages
from shuanglun.records.people.books import upload

VIEW = "goals.view"


@screen(VIEW)
def alignment(request: HttpRequest) -> HttpResponse:
    """The tree of a year: what carries what, and how both sides of each pair stand."""
    on = timezone.localdate()
    year = frame.asked_year(request, on)
    quarter = frame.asked_quarter(request, year, on)
    unit, only_apart = request.GET.get("unit", ""), request.GET.get("apart") == "1"
    context = pages.alignment(year, quarter, unit, only_apart, limits(on))
    context |= {
        "title": f"{year} 年目标协同", "sub": context["words"], "crumbs": [("目标业绩", ""), ("目标协同", "")],
        "tabs": frame.tabs("goals:tree"), "quarters": frame.quarters(request, quarter),
        "years": frame.switch(request, "year", [(item, f"{item} 年") for item in pages.years(on)], year),
        "actions": allowed(_actions(year)), "unit": unit, "only_apart": only_apart, "params": request.GET,
    }  # fmt: skip
    return render(request, "goals/tree.html", context)


def _actions(year: int) -> list[Action]:
    to = f"{reverse('goals:new', args=[Level.STRATEGY])}?year={year}"
    drafts = Goal.objects.of_year(year).filter(level=Level.STRATEGY, state="draft") if _keeps() else None
    activate = Action("启用战略目标", "goals:activate_strategy", args=(year,), right="goals.keep")
    return [
        upload(PROGRESS, primary=False),
        *([activate] if drafts is not None and drafts.exists() else []),
        Action("新建部门目标", to.replace(Level.STRATEGY, Level.UNIT), right="goals.keep"),
        Action("新建战略目标", to, right="goals.keep", primary=True, icon="ti-plus"),
    ]


def _keeps() -> bool:
    return current().may("goals.keep")


@screen(VIEW)
def goals(request: HttpRequest) -> HttpResponse:
    """All goals as a list."""
    return list_screen(
        request, GoalTable, tree.readable().select_related("unit", "person"), title="目标清单",
        sub="战略、部门、岗位三级目标；部门目标一对两侧，党建与人事各有牵头人",
        tabs=frame.tabs("goals:goals"), crumbs=[frame.TREE, ("目标清单", None)],
    )  # fmt: skip


@screen(VIEW)
def unit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """One unit's goals of a year: weights, pairs, posts, reviews."""
    row, on = frame.find_unit(pk), timezone.localdate()
    quarter = frame.asked_quarter(request, frame.checked_year(year), on)
    context: dict[str, Any] = pages.unit(row, year, quarter, limits(on), on)
    return detail_screen(
        request, title=f"{row.name} {year} 年目标", sub=context.pop("words"), actions=pages.unit_actions(row, year, context),
        crumbs=[(frame.TREE[0], f"{reverse('goals:tree')}?year={year}"), (row.name, None)],
        template="goals/unit.html", quarters=frame.quarters(request, quarter), quarter=quarter, year=year, row=row,
        **context,
    )  # fmt: skip
