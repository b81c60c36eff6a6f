"""A KPI's page, and where its actuals are reported with their evidence."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.files.answers import download
from shuanglun.base.files.forms import FileForm
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, screen
from shuanglun.records.goals import operations
from shuanglun.records.goals.choices import DRAFT
from shuanglun.records.goals.forms import ActualForm
from shuanglun.records.goals.models import Actual, ActualFile, GoalKpi
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.queries import tree
from shuanglun.records.goals.views import frame, pages

VIEW, REPORT, OWN = "goals.view", "goals.report", "goals.own"


@screen(VIEW)
def kpi(request: HttpRequest, pk: int) -> HttpResponse:
    """One KPI: what it asks for, four quarters with evidence."""
    row = frame.find_kpi(pk)
    sub = f"{row.get_side_display()} KPI · {row.goal.title} · 牵头人 {row.owner.name}"
    return detail_screen(
        request, title=row.name, sub=sub, template="goals/kpi.html", kpi=row, facts=[], own_facts=pages.kpi_facts(row),
        crumbs=[*frame.crumbs_of(row.goal), (f"{row.get_side_display()} KPI", None)],
        rows=pages.quarters_of(row, limits(timezone.localdate())), right=_right(row),
        actions=_actions(row), in_result=pages.result_of(row),
    )  # fmt: skip


def _right(row: GoalKpi) -> str | None:
    """Under which right the acting role may report about the KPI, if under any."""
    for right in (REPORT, OWN):
        if current().may(right):
            with using(right):
                if GoalKpi.objects.filter(pk=row.pk).exists():
                    return right
    return None


def _actions(row: GoalKpi) -> list[Action]:
    if row.goal.state == DRAFT:
        edit = Action("修改", "goals:set_kpi", args=(row.goal_id, row.side), right="goals.keep", icon="ti-pencil")
        return [Action("删除", "goals:drop_kpi", args=(row.pk,), right="goals.keep", danger=True), edit]
    if row.is_computed or not _right(row):
        return []
    return [Action("登记完成值", "goals:report", args=(row.pk,), primary=True, icon="ti-pencil-plus")]


@screen(VIEW)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what the KPI had reached, with a file that proves it."""
    row = frame.find_kpi(pk)
    right = _needed(row)
    quarter = frame.asked_quarter(request, row.goal.year, timezone.localdate())
    return form_screen(
        request, ActualForm, title=f"登记完成值：{row.name}", sub=_asks(row), back=row, done_text="已登记",
        initial=_initial(row, quarter), save=lambda data: _saved(row, right, data),
        crumbs=[*frame.crumbs_of(row.goal), (row.name, ("goals:kpi", row.pk)), ("登记", None)],
    )  # fmt: skip


def _needed(row: GoalKpi) -> str:
    right = _right(row)
    if right is None:
        raise PermissionError(REPORT)
    return right


def _asks(row: GoalKpi) -> str:
    facts = dict(pages.kpi_facts(row))
    return f"{row.goal.year} 年，目标值 {facts['目标值']}，{facts['方向']}；填年初至季末的累计数"


def _initial(row: GoalKpi, quarter: int) -> dict[str, Any]:
    with acting(Actor.system(tree.EVERYBODYS)):
        known = Actual.objects.filter(kpi=row, quarter=quarter).first()
    return {"quarter": quarter, **({"value": known.value, "words": known.words} if known else {})}


def _saved(row: GoalKpi, right: str, data: dict[str, Any]) -> Actual:
    """The actual and its file are kept together or not at all."""
    file, at = data.pop("file"), timezone.now()
    record = operations.record_actual if right == REPORT else operations.record_own
    with transaction.atomic():
        actual = record(kpi=row, at=at, **data)
        if file:
            _attach(actual, right, file)
    return actual


def _attach(actual: Actual, right: str, file: Any) -> None:
    attach = operations.attach if right == REPORT else operations.attach_own
    attach(actual=actual, name=file.name, content=file.read(), at=timezone.now())


@screen(VIEW)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file to an actual."""
    row = _actual(pk)
    right = _needed(row.kpi)
    return form_screen(
        request, FileForm, title=f"上传佐证：{row}", back=row.kpi, submit="上传", done_text="已上传",
        save=lambda data: _attach(row, right, data["file"]),
        crumbs=[*frame.crumbs_of(row.kpi.goal), (row.kpi.name, ("goals:kpi", row.kpi_id)), ("上传佐证", None)],
    )  # fmt: skip


def _actual(pk: int) -> Actual:
    with acting(Actor.system(tree.EVERYBODYS)):
        row: Actual = get_object_or_404(Actual.objects.select_related("kpi"), pk=pk)
    row.kpi = frame.find_kpi(row.kpi_id)
    return row


@screen(VIEW)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself, for whoever may read the goal."""
    return download(_file(pk))  # type: ignore[return-value]  # a response that streams


def _file(pk: int) -> ActualFile:
    with acting(Actor.system(tree.EVERYBODYS)):
        row: ActualFile = get_object_or_404(ActualFile.objects.select_related("actual"), pk=pk)
    row.actual = _actual(row.actual_id)
    return row


@screen(REPORT)
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    row: ActualFile = get_object_or_404(ActualFile.objects.select_related("actual__kpi__goal__unit"), pk=pk)
    kpi = row.actual.kpi
    return confirm_screen(
        request, title=f"移除佐证：{row.name}", text="移除后不能找回，留痕中保留文件名和散列。", danger=True, submit="移除",
        save=lambda: operations.detach(file=row), back=kpi, done_text="已移除",
        crumbs=[*frame.crumbs_of(kpi.goal), (kpi.name, ("goals:kpi", kpi.pk)), ("移除", None)],
    )  # fmt: skip
