"""Screens of parameters: what holds, on what basis, since when, and by whom it was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.parameters import operations, queries
from shuanglun.base.parameters.forms import ChangeForm
from shuanglun.base.parameters.models import ParameterChange
from shuanglun.base.parameters.registry import DECLARED, Parameter, Standing
from shuanglun.base.parameters.rules import FLOW, LAMPS, PROPOSED
from shuanglun.base.ui.forms import ReasonForm, WordsForm
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, screen
from shuanglun.base.ui.steps import ask_step

CRUMB = ("参数", "parameters:list")
CHIPS = {Standing.VERIFIED: "ok", Standing.UNVERIFIED: "warn", Standing.OWN: ""}
ROOMS = {"life": "组织生活", "learning": "教育培训", "goals": "目标业绩", "surveys": "民主测评"}


@screen("parameters.view")
def parameters(request: HttpRequest) -> HttpResponse:
    """All of them by room, with today's values."""
    now = queries.values("", on=timezone.localdate())
    waiting = set(ParameterChange.objects.filter(state=PROPOSED).values_list("key", flat=True))
    context = {
        "title": "参数",
        "sub": "规定和本单位的数值：每个都有依据和生效日期，修改须两人办理，不追溯以前年度",
        "groups": list(_groups(now, waiting)),
    }
    return render(request, "parameters/list.html", context)


def _groups(now: dict[str, int], waiting: set[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for room in dict.fromkeys(parameter.room for parameter in DECLARED.values()):
        rows = [
            {"parameter": item, "now": now[item.key], "chip": CHIPS[item.standing], "waits": item.key in waiting}
            for item in DECLARED.values()
            if item.room == room
        ]
        yield ROOMS.get(room, room), rows


@screen("parameters.view")
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """One of them: its value today, its basis, its history."""
    item = _find(key)
    changes = list(ParameterChange.objects.filter(key=key).order_by("-from_on", "-pk"))
    return detail_screen(
        request,
        title=item.label,
        sub=f"现为 {queries.value(key, timezone.localdate())} {item.unit}",
        crumbs=[CRUMB, (item.label, None)],
        template="parameters/parameter.html",
        facts=[
            ("随产品提供的值", f"{item.shipped} {item.unit}"), ("依据", item.basis),
            ("核对情况", item.standing.label), ("可取范围", f"{item.low} — {item.high}"),
        ],
        changes=[(row, LAMPS[row.state], list(_acts(row))) for row in changes],
        actions=[Action("提出变更", "parameters:propose", args=(key,), right="parameters.edit", primary=True,
                        why_not="有一项变更待批准" if any(row.state == PROPOSED for row in changes) else "")],
    )  # fmt: skip


def _acts(row: ParameterChange) -> Iterator[Action]:
    if row.state == PROPOSED and current().may("parameters.approve"):
        own = current().is_one_with(row.proposed_account, row.proposed_person)
        yield Action("批准", "parameters:approve", args=(row.pk,), why_not="由您提出，须由另一人批准" if own else "")
        yield Action("不采用", "parameters:withdraw", args=(row.pk,))


def _find(key: str) -> Parameter:
    if key not in DECLARED:
        raise Http404
    return DECLARED[key]


@screen("parameters.edit")
def propose(request: HttpRequest, key: str) -> HttpResponse:
    """Another value from a day on."""
    item = _find(key)
    return form_screen(
        request, ChangeForm, title=f"变更：{item.label}", sub=f"{item.basis} · {item.unit}", submit="提交，等待批准",
        initial={"value": queries.value(key, timezone.localdate()), "from_on": timezone.localdate()},
        save=lambda data: operations.propose(key=key, at=timezone.now(), **data),
        back=("parameters:parameter", key), done_text="已提交，等待另一人批准",
        crumbs=[CRUMB, (item.label, ("parameters:parameter", key)), ("变更", None)],
    )  # fmt: skip


@screen("parameters.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person agrees."""
    row = get_object_or_404(ParameterChange, pk=pk)
    item = _find(row.key)
    return _ask(
        request, row, item, "approve", form_class=WordsForm, done_text="已批准",
        text=f"“{item.label}”自 {row.from_on} 起改为 {row.value}（{item.unit}）。{row.proposed_by}提出，理由：{row.reason}",
        save=lambda data: operations.approve(change=row, at=timezone.now(), words=data["words"]),
    )  # fmt: skip


@screen("parameters.approve")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal is given up."""
    row = get_object_or_404(ParameterChange, pk=pk)
    return _ask(
        request, row, _find(row.key), "withdraw", form_class=ReasonForm, text="这项变更不再生效，留下记录。",
        save=lambda data: operations.withdraw(change=row, at=timezone.now(), reason=data["reason"]),
    )  # fmt: skip


def _ask(request: HttpRequest, row: ParameterChange, item: Parameter, step: str, **options: Any) -> HttpResponse:
    place = ("parameters:parameter", row.key)
    return ask_step(request, FLOW, row, step, back=place, crumbs=[CRUMB, (item.label, place)], **options)
