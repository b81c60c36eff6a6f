"""One goal and one KPI: their pages, and the questions by which the offices keep them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.goals import operations
from shuanglun.records.goals.choices import GOAL_FLOW, Level, Side
from shuanglun.records.goals.forms import GoalForm, KpiForm, ParentForm, TextForm
from shuanglun.records.goals.models import Goal, GoalKpi
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.queries import standing, tree
from shuanglun.records.goals.views import frame, pages
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person

VIEW, KEEP = "goals.view", "goals.keep"


@screen(VIEW)
def goal(request: HttpRequest, pk: int) -> HttpResponse:
    """One goal: its two sides, what it carries and what carries it."""
    row, on = frame.find(pk), timezone.localdate()
    quarter = frame.asked_quarter(request, row.year, on)
    known = standing.standings([row.pk], quarter, limits(on))
    told = standing.told(row, known[row.pk]) if row.pk in known else None
    return detail_screen(
        request, title=row.title, sub=f"{row.code} · {row.unit.name if row.unit else '战略目标'} · {row.year} 年",
        crumbs=[*frame.crumbs_of(row)[:-1], (row.code, None)], actions=pages.goal_actions(row),
        facts=[], own_facts=pages.goal_facts(row), template="goals/goal.html", goal=row, told=told,
        sides=pages.sides(row, told), children=pages.children_of(row), carriers=pages.carriers_of(row), above=pages.ancestors_of(row),
        quarters=frame.quarters(request, quarter), quarter=quarter,
        person_actions=_person_actions(row), can_keep=current().may(KEEP),
    )  # fmt: skip


def _person_actions(row: Goal) -> list[Action]:
    """A post's goals are put in force together from any of them."""
    if row.level != Level.POST or not row.is_draft or row.person is None:
        return []
    args = (row.person_id, row.year)
    return [
        Action(
            f"启用{row.person.name}的岗位目标", "goals:activate_person", args=args, right=KEEP, icon="ti-player-play"
        )
    ]


@screen(KEEP)
def new(request: HttpRequest, level: str) -> HttpResponse:
    """Draft a goal of one level."""
    if level not in Level.values:
        raise Http404
    year = frame.asked_year(request, timezone.localdate())
    parent, unit = _asked(request, "parent", Goal), _asked(request, "unit", Unit)
    parents = _parents(level, year, parent, unit)
    label = Level(level).label
    return form_screen(
        request, GoalForm, title=f"新建{label}", sub=f"{year} 年；保存后是草稿，配好 KPI 再启用",
        form_kwargs={"level": level, "parents": parents}, back=lambda row: row, submit="保存草稿",
        initial={"code": tree.next_code(year), "parent": parent.pk if parent else None, "unit": unit.pk if unit else None},
        save=lambda data: operations.draft(year=year, level=level, **data), done_text=f"已起草{label}",
        crumbs=[frame.TREE, (f"新建{label}", None)],
    )  # fmt: skip


def _asked(request: HttpRequest, name: str, model: Any) -> Any:
    wanted = request.GET.get(name, "")
    return model.objects.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdecimal() else None


def _parents(level: str, year: int, parent: Goal | None, unit: Unit | None) -> list[Goal]:
    if level == Level.POST:
        return tree.possible_parents(level, year, parent.unit if parent else None)
    if level == Level.UNIT and unit is None:
        rows = Goal.objects.of_year(year).standing().exclude(level=Level.POST)
        return list(rows.select_related("unit").order_by("level", "code"))
    return tree.possible_parents(level, year, unit)


@screen(KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft's words and weight."""
    row = frame.find(pk)
    return form_screen(
        request, TextForm, title=f"修改 {row}", back=row,
        initial={"code": row.code, "title": row.title, "weight": row.weight, "remark": row.remark},
        save=lambda data: operations.edit(goal=row, **data), crumbs=[*frame.crumbs_of(row), ("修改", None)],
    )  # fmt: skip


@screen(KEEP)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a draft elsewhere."""
    row = frame.find(pk)
    parents = tree.possible_parents(row.level, row.year, row.unit, without=row.path)
    return form_screen(
        request, ParentForm, title=f"移动 {row}", sub="下级目标随同移动；自身和自己的下级不在可选之列", back=row,
        form_kwargs={"parents": parents, "top": row.level == Level.STRATEGY}, initial={"parent": row.parent_id}, submit="移动", done_text="已移动",
        save=lambda data: operations.move(goal=row, parent=data["parent"]),
        crumbs=[*frame.crumbs_of(row), ("移动", None)],
    )  # fmt: skip


@screen(KEEP)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft."""
    row = frame.find(pk)
    return confirm_screen(
        request, title=f"删除 {row}", text="草稿和它的 KPI 一并删除，留痕中保留原内容。", danger=True, submit="删除",
        save=lambda: operations.drop(goal=row), back=frame.place_of(row), done_text="已删除",
        crumbs=[*frame.crumbs_of(row), ("删除", None)],
    )  # fmt: skip


@screen(KEEP)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to draft."""
    row = frame.find(pk)
    return ask_step(
        request, GOAL_FLOW, row, "reopen", back=row, crumbs=frame.crumbs_of(row), form_class=ReasonForm,
        text="改回草稿后可以修改目标和 KPI，改好须重新启用；已提交的季度评估保持当时的数字。",
        save=lambda data: operations.reopen(goal=row, reason=data["reason"]),
    )  # fmt: skip


@screen(KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a goal."""
    row = frame.find(pk)
    return ask_step(
        request, GOAL_FLOW, row, "close", back=row, crumbs=frame.crumbs_of(row), form_class=ReasonForm, danger=True,
        text="结束后不再登记完成值，权重不再计入合计；已有的记录保留。",
        save=lambda data: operations.close(goal=row, reason=data["reason"]),
    )  # fmt: skip


@screen(KEEP)
def activate_strategy(request: HttpRequest, year: int) -> HttpResponse:
    """Put the strategy of a year in force."""
    back = f"{reverse('goals:tree')}?year={frame.checked_year(year)}"
    return _activate(request, f"启用 {year} 年战略目标", back, year=year)


@screen(KEEP)
def activate_unit(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Put a unit's goals in force."""
    unit = frame.find_unit(pk)
    back = ("goals:unit", pk, frame.checked_year(year))
    return _activate(request, f"启用{unit.name} {year} 年目标", back, year=year, unit=unit)


@screen(KEEP)
def activate_person(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """Put a person's goals in force."""
    person: Person = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    back = ("goals:unit", person.unit_id, frame.checked_year(year))
    return _activate(request, f"启用{person.name} {year} 年岗位目标", back, year=year, person=person)


def _activate(request: HttpRequest, title: str, back: Any, **group: Any) -> HttpResponse:
    return confirm_screen(
        request, title=title, text="启用后开始登记季度完成值；要改须先改回草稿并写明理由。", submit="启用",
        save=lambda: operations.activate(**group), back=back, done_text=lambda rows: f"已启用 {len(rows)} 个目标",
        crumbs=[frame.TREE, (title, None)],
    )  # fmt: skip


@screen(KEEP)
def set_kpi(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Set one side of a draft."""
    row = frame.find(pk)
    if side not in Side.values:
        raise Http404
    kpi = row.kpis.filter(side=side).first()
    title = f"{Side(side).label} KPI"
    return form_screen(
        request, KpiForm, title=f"{title}：{row.title}", sub=f"{row.code}，{row.get_level_display()}", back=row,
        form_kwargs={"level": row.level}, initial=_initial(kpi), done_text=f"已设定{title}",
        save=lambda data: operations.set_kpi(goal=row, side=side, **{"owner": None, **data}),
        crumbs=[*frame.crumbs_of(row), (title, None)],
    )  # fmt: skip


def _initial(kpi: GoalKpi | None) -> dict[str, Any]:
    if kpi is None:
        return {"weight": 5000, "direction": "higher", "pace": "cumulative", "origin": "typed"}
    names = ("name", "owner", "unit_word", "weight", "direction", "pace", "bound", "target", "origin", "measure")
    return {name: getattr(kpi, name) for name in names} | {"party": kpi.party_id}


@screen(KEEP)
def drop_kpi(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one side of a draft away."""
    kpi = frame.find_kpi(pk)
    return confirm_screen(
        request, title=f"删除 KPI：{kpi}", text="目标缺一侧时不能启用。", danger=True, submit="删除", back=kpi.goal,
        save=lambda: operations.drop_kpi(kpi=kpi), done_text="已删除",
        crumbs=[*frame.crumbs_of(kpi.goal), ("删除 KPI", None)],
    )  # fmt: skip
