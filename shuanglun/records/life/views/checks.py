"""One's own part in a candid meeting: the self-check, the list of issues, the answer to what was said."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.links import Action, linked
from shuanglun.base.ui.screens import confirm_screen, detail_screen, form_screen, screen
from shuanglun.records.life.forms import candid as forms
from shuanglun.records.life.models import Criticism, SelfCheck
from shuanglun.records.life.operations import candid as operations
from shuanglun.records.life.operations import issues
from shuanglun.records.life.queries.issues import me
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.life.views.candid import crumbs


def find(pk: int) -> SelfCheck:
    """One person's part, as far as the acting role may see it; else 404."""
    return get_object_or_404(SelfCheck.objects.select_related("candid__branch", "candid__meeting", "person"), pk=pk)


@screen("life.view")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody handed in and when. The text is the person's own."""
    return _page(request, find(pk))


def _page(request: HttpRequest, row: SelfCheck, opened: bool = False) -> HttpResponse:
    own = current().person_id == row.person_id
    return detail_screen(
        request, title=f"对照检查：{row.person.name}", sub=f"{row.candid.branch.name} · {row.candid}",
        crumbs=crumbs(row.candid, (row.person.name, None)), template="life/check.html", check=row, own=own,
        text=row.text if own or opened else "", opened=opened,
        switch=own and not current().may("life.own"), actions=_actions(row, own),
        facts=[
            ("人员", linked(row.person.name, ("people:person", row.person_id), right="people.view")),
            ("对照检查材料", f"{timezone.localtime(row.handed_at):%Y-%m-%d %H:%M} 提交" if row.handed_at else row.state[1]),
            ("清单期限", row.list_due_on or "会后起算"), ("清单提交", row.listed_on or "未交"),
            ("登记", recorded(row) or "无留痕记录，请核实"),
        ],
        issues=list(row.candid.issues.filter(person=row.person).order_by("due_on", "pk")),
        openings=list(row.openings.order_by("-at")) if own else [],
        exchanges=list(Criticism.objects.filter(candid=row.candid, addressee=row.person).select_related("speaker"))
        if own else [],
    )  # fmt: skip


def _actions(row: SelfCheck, own: bool) -> list[Action]:
    stage, found = row.candid.stage, []
    if own and not row.is_excused and stage in (rules.OPINIONS, rules.TALKS, rules.SELF_CHECK):
        label = "修改对照检查材料" if row.handed_at else "提交对照检查材料"
        found.append(Action(label, "life:check_hand_in", args=(row.pk,), right="life.own", primary=True))
    if own and row.listed_on is None and not row.is_excused and stage in (rules.MEETING, rules.RECTIFY):
        found.append(Action("列出问题", f"/life/issues/mine/add/?check={row.pk}", right="life.own", icon="ti-plus"))
        found.append(Action("交问题清单", "life:check_list", args=(row.pk,), right="life.own", primary=True))
    host = row.candid.host_id == current().person_id or current().may("life.review")
    if not own and row.handed_at and host:
        found.append(Action("查阅材料", "life:check_open", args=(row.pk,), icon="ti-eye"))
    if not own and rules.may_excuse(stage, row.is_excused, bool(row.handed_at), bool(row.listed_on)):
        found.append(Action("登记免交", "life:check_excuse", args=(row.pk,), right="life.keep"))
    if not own and row.is_excused and stage not in (rules.LOOK_BACK, rules.CLOSED):
        found.append(Action("撤销免交", "life:check_include", args=(row.pk,), right="life.keep"))
    return found


@screen("life.own")
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The own self-check."""
    row = find(pk)
    return form_screen(
        request, forms.SelfCheckForm, title="对照检查材料", sub=f"{row.candid.branch.name} · {row.candid}",
        initial={"text": row.text}, submit="提交", back=row, done_text="已提交，加密保存",
        save=lambda data: operations.hand_in(check=row, text=data["text"], at=timezone.now()),
        crumbs=crumbs(row.candid, ("我的对照检查", row), ("提交", None)),
    )  # fmt: skip


@screen("life.own")
def hand_in_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list is complete."""
    row = find(pk)
    count = row.candid.issues.filter(person=row.person).count()
    return confirm_screen(
        request, title="交问题清单", text=f"清单共 {count} 个问题，交出后可以继续整改和报告完成。", submit="交清单", back=row,
        done_text="清单已交", save=lambda: issues.hand_in_list(check=row, today=timezone.localdate()),
        crumbs=crumbs(row.candid, ("我的对照检查", row), ("交问题清单", None)),
    )  # fmt: skip


@screen("life.view")
def open_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else reads it, with a reason that the person sees."""
    row = find(pk)

    def save(data: dict[str, Any]) -> HttpResponse:
        operations.open_self_check(check=row, reason=data["reason"], at=timezone.now())
        return _page(request, row, opened=True)

    return form_screen(
        request, forms.OpenForm, title=f"查阅对照检查：{row.person.name}", submit="查阅", save=save, back=row,
        crumbs=crumbs(row.candid, (row.person.name, row), ("查阅", None)),
    )  # fmt: skip


@screen("life.own")
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    """The own answer to what was said."""
    row: Criticism = get_object_or_404(Criticism.objects.select_related("candid__branch", "speaker"), pk=pk)
    mine: SelfCheck = get_object_or_404(SelfCheck.objects, candid=row.candid_id, person_id=me())
    return form_screen(
        request, forms.ResponseForm, title="回应批评意见", sub=f"{row.speaker.name}：{row.issue}",
        initial={"response": row.response}, back=mine, done_text="已回应",
        save=lambda data: operations.respond(exchange=row, response=data["response"]),
        crumbs=crumbs(row.candid, ("我的对照检查", mine), ("回应", None)),
    )  # fmt: skip
