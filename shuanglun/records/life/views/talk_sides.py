"""What the sides of a talk do themselves, and what was promised there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import Action, Crumb
from shuanglun.base.ui.screens import confirm_screen, detail_screen, form_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.life.forms import talks as forms
from shuanglun.records.life.models import Care, FollowUp, Talk
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.rules import talks as rules
from shuanglun.records.life.views.talks import find, home


@screen("life.own")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever led it, or sat beside, confirms what was written down."""
    row = find(pk)
    return confirm_screen(
        request, title=f"确认谈话记录：{row.number}", text=f"与{row.subject.name} {row.on} 的谈话，记录与谈话相符。",
        submit="确认", back=("life:my_talk", pk), done_text="已确认", save=lambda: operations.sign(talk=row, at=timezone.now()),
        crumbs=[home(True), (row.number, ("life:my_talk", pk)), ("确认", None)],
    )  # fmt: skip


@screen("life.own")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever led it, or sat beside, does not sign what was written down."""
    row = find(pk)
    return ask_step(
        request, rules.FLOW, row, "return", back=("life:my_talk", pk), form_class=ReasonForm, done_text="已退回",
        text="退回后由记录人修改，再请谈话人确认；已有的确认同时取消。写明哪里与谈话不符。",
        crumbs=[home(True), (row.number, ("life:my_talk", pk))],
        save=lambda data: operations.send_back(talk=row, reason=data["reason"], at=timezone.now()),
    )  # fmt: skip


@screen("life.own")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The person confirms or refuses with a note."""
    row = find(pk)
    return form_screen(
        request, forms.AnswerForm, title=f"答复谈话记录：{row.number}", submit="提交答复", back=("life:my_talk", pk),
        sub="可以确认，也可以不确认并注明理由；两种答复都会保留", done_text="已答复",
        save=lambda data: operations.answer(talk=row, at=timezone.now(), **data),
        crumbs=[home(True), (row.number, ("life:my_talk", pk)), ("答复", None)],
    )  # fmt: skip


@screen("life.talk")
def promise_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised in a talk."""
    row = find(pk)
    return _promise(request, row, ("life:talk", pk), home(False), row.number)


@screen("life.talk")
def promise_care(request: HttpRequest, pk: int) -> HttpResponse:
    """What was promised with care."""
    row: Care = get_object_or_404(Care.objects, pk=pk)
    return _promise(request, row, ("life:care_record", pk), ("关怀", "life:care"), str(row))


def _promise(request: HttpRequest, row: Talk | Care, back: Any, start: Any, name: str) -> HttpResponse:
    def save(data: dict[str, Any]) -> FollowUp:
        owner = data.pop("owner").pk
        return operations.promise(origin=row, owner=owner, today=timezone.localdate(), **data)

    return form_screen(
        request, forms.PromiseForm, title="登记跟踪事项", sub="责任人在待办中看到事项和期限", submit="登记", back=back,
        save=save, done_text="已登记", crumbs=[start, (name, back), ("跟踪事项", None)],
    )  # fmt: skip


@screen("life.own")
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A promise: to whoever does it, and to the person it is about."""
    row: FollowUp = get_object_or_404(FollowUp.objects.select_related("owner", "about", "talk", "care"), pk=pk)
    waits = row.owner_id == current().person_id and row.is_running
    ended = f"{row.revoked_on} 撤销" if row.revoked_on else row.done_on or "未办结"
    return detail_screen(
        request, title="跟踪事项", sub=f"{row.owner.name} · 期限 {row.due_on}", crumbs=[home(True), ("跟踪事项", None)],
        template="life/talk_promise.html", acts=row.acts.order_by("at", "pk"),
        facts=[("事项", row.what), ("责任人", row.owner.name), ("期限", row.due_on), ("办结日期", ended),
               ("结果", row.result or "—")],
        actions=[Action("办结", "life:followup_done", args=(pk,), right="life.own", primary=True)] if waits else [],
    )  # fmt: skip


@screen("life.own")
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    row: FollowUp = get_object_or_404(FollowUp.objects, pk=pk)
    return form_screen(
        request, forms.FinishForm, title="办结跟踪事项", sub=row.what, submit="办结", back=("life:followup", pk),
        done_text="已办结", save=lambda data: operations.finish(follow_up=row, today=timezone.localdate(), **data),
        crumbs=[home(True), ("跟踪事项", ("life:followup", pk)), ("办结", None)],
    )  # fmt: skip


@screen("life.talk")
def reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else does it, or by another day."""
    row, back = _promise_of_others(pk)

    def save(data: dict[str, Any]) -> FollowUp:
        owner = data.pop("owner").pk
        return operations.reassign(follow_up=row, owner=owner, at=timezone.now(), today=timezone.localdate(), **data)

    return form_screen(
        request, forms.ReassignForm, title="改派跟踪事项", sub=f"责任人 {row.owner.name} · 期限 {row.due_on}", submit="改派",
        back=back, save=save, done_text="已改派", initial={"owner": row.owner, "due_on": row.due_on},
        crumbs=[_start(row), (str(row.origin), back), ("改派", None)],
    )  # fmt: skip


@screen("life.talk")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody has to do it any more."""
    row, back = _promise_of_others(pk)
    return confirm_screen(
        request, title="撤销跟踪事项", text=f"撤销后{row.owner.name}不再办理这一事项，事项和理由保留。", submit="撤销", danger=True,
        back=back, form_class=ReasonForm, done_text="已撤销", crumbs=[_start(row), (str(row.origin), back), ("撤销", None)],
        save=lambda data: operations.revoke(
            follow_up=row, reason=data["reason"], at=timezone.now(), today=timezone.localdate()
        ),
    )  # fmt: skip


def _promise_of_others(pk: int) -> tuple[FollowUp, Any]:
    """A running promise for somebody who may hand it on, and the page to go back to."""
    row: FollowUp = get_object_or_404(FollowUp.objects.select_related("owner", "talk", "care"), pk=pk)
    rules.may_hand_on(current(), row.about_id).or_refuse()
    rules.still_runs(row.done_on, row.revoked_on).or_refuse()
    return row, ("life:talk", row.talk_id) if row.talk_id else ("life:care_record", row.care_id)


def _start(row: FollowUp) -> Crumb:
    return home(False) if row.talk_id else ("关怀", "life:care")
