"""What the screens of goals share: finding rows, crumbs, tabs, the quarter that is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.ui.links import Tab
from shuanglun.records.goals.choices import QUARTERS, Level
from shuanglun.records.goals.models import Goal, GoalKpi
from shuanglun.records.goals.queries import tree
from shuanglun.records.goals.rules import progress
from shuanglun.records.organization.models import Unit

TREE = ("目标协同", "goals:tree")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def tabs(here: str) -> list[Tab]:
    """The lists of this room's tree; reviews belong to heads and offices."""
    places = [("对齐视图", "goals:tree"), ("目标清单", "goals:goals")]
    if current().may("goals.report"):
        places.append(("季度评估", "goals:reviews"))
    return [(label, reverse(name), name == here) for label, name in places]


def find(pk: int) -> Goal:
    """A goal the acting role may read, with what its page tells; else 404."""
    rows = tree.readable().select_related("unit", "parent", "person")
    return get_object_or_404(rows, pk=pk)


def find_kpi(pk: int) -> GoalKpi:
    """A KPI of a goal the acting role may read; else 404."""
    goals = tree.readable().values("pk")
    with acting(Actor.system(tree.EVERYBODYS)):
        rows = GoalKpi.objects.filter(goal__in=goals)
    return get_object_or_404(rows.select_related("goal__unit", "owner", "party", "result"), pk=pk)


def find_unit(pk: int) -> Unit:
    """A unit that the acting role sees, or has readable goals of; else 404."""
    known = Q(pk__in=Unit.objects.values("pk")) | Q(pk__in=tree.readable().of_units().values("unit"))
    with acting(Actor.system(tree.EVERYBODYS)):
        rows = Unit.objects.filter(known)
    return get_object_or_404(rows, pk=pk)


def asked_year(request: HttpRequest, on: date) -> int:
    """The year the address asks for; else the latest with goals in force, or this one."""
    wanted = request.GET.get("year", "")
    if wanted.isascii() and wanted.isdecimal() and FIRST_YEAR <= int(wanted[:5]) <= LAST_YEAR:
        return int(wanted)
    known = [year for year in tree.years() if year <= on.year]
    return known[0] if known else on.year


def checked_year(year: int) -> int:
    """A year of an address, if it can be one; else 404."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return year


def asked_quarter(request: HttpRequest, year: int, on: date) -> int:
    """The quarter the address asks for; else the last one that is over."""
    wanted = request.GET.get("quarter", "")
    return int(wanted) if wanted in map(str, QUARTERS) else progress.shown(year, on)


def switch(request: HttpRequest, name: str, options: Iterable[tuple[Any, str]], now: Any) -> list[Tab]:
    """Links that replace one parameter of this address, as a segmented control."""
    kept = {key: value for key, value in request.GET.items() if key not in (name, "export")}
    return [(label, f"?{urlencode(kept | {name: value})}", value == now) for value, label in options]


def quarters(request: HttpRequest, now: int) -> list[Tab]:
    """The four quarters as links."""
    return switch(request, "quarter", [(number, f"第 {number} 季度") for number in QUARTERS], now)


def crumbs_of(goal: Goal) -> list[tuple[str, Any]]:
    """The way to a goal: the tree, its unit, itself."""
    place = [(goal.unit.name, ("goals:unit", goal.unit_id, goal.year))] if goal.unit else []
    return [TREE, *place, (goal.code, ("goals:goal", goal.pk))]


def place_of(goal: Goal) -> Any:
    """Where to go when the goal is gone."""
    if goal.level != Level.STRATEGY and goal.unit_id:
        return ("goals:unit", goal.unit_id, goal.year)
    return f"{reverse('goals:tree')}?year={goal.year}"
