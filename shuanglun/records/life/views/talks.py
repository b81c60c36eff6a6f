"""Talks on the screen. Two doors lead to the same page: the books of those who keep talks, and one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import Action, Crumb
from shuanglun.base.ui.screens import detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step, step_action
from shuanglun.records.life.forms import talks as forms
from shuanglun.records.life.forms.candid import OpenForm
from shuanglun.records.life.models import CandidMeeting, Care, FollowUp, Talk
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.queries.issues import me
from shuanglun.records.life.rules import talks as rules
from shuanglun.records.life.tables.candid import CareTable, TalkTable
from shuanglun.records.people.models import Person

JOINS = ("subject__unit", "talker", "second")


def find(pk: int) -> Talk:
    """The talk, as far as the acting role may see it; else 404."""
    return get_object_or_404(Talk.objects.select_related(*JOINS), pk=pk)


def home(own: bool) -> Crumb:
    """The list a reader came from."""
    return ("我的谈话与关怀", "life:my_talks") if own else ("谈心谈话", "life:talks")


@screen("life.talk")
def talk_list(request: HttpRequest) -> HttpResponse:
    """The ledger: that talks took place."""
    return list_screen(
        request, TalkTable, Talk.objects.select_related(*JOINS), title="谈心谈话",
        sub="台账只列时间、双方和状态；内容加密，谈话双方可见",
        actions=[
            Action("计划谈话", "life:talk_plan", right="life.talk", icon="ti-calendar-event"),
            Action("登记谈话", "life:talk_record", right="life.talk", primary=True, icon="ti-plus"),
        ],
    )  # fmt: skip


@screen("life.own")
def my_talks(request: HttpRequest) -> HttpResponse:
    """My side: talks with me and led by me, what I promised, care I was given."""
    own = me()
    talks = list(Talk.objects.select_related(*JOINS).order_by("-on", "-pk")[:50])
    promised = FollowUp.objects.filter(owner_id=own).select_related("about", "talk", "care")
    return detail_screen(
        request, title="我的谈话与关怀", sub="谈话内容只有双方可见；他人查阅您的谈话须写理由，您能看到",
        template="life/talk_mine.html", today=timezone.localdate(),
        waiting=[row for row in talks if _waits(row, own)],
        table=TalkTable.plain([row for row in talks if not _waits(row, own)], without=["subject__unit__name"]),
        promised=list(promised.order_by("done_on", "due_on", "pk")[:50]),
        cares=CareTable.plain(Care.objects.select_related("person__unit").order_by("-on")[:20]),
    )  # fmt: skip


def _waits(row: Talk, who: int) -> bool:
    if row.state == rules.DRAFT:
        return (row.talker_id == who and not row.talker_signed_at) or (
            row.second_id == who and not row.second_signed_at
        )
    return row.state == rules.AWAITING and row.subject_id == who


@screen("life.talk")
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """A talk in the books of those who keep them."""
    return page(request, find(pk), own=False)


@screen("life.own")
def my_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """A talk in which I had a part."""
    return page(request, find(pk), own=True)


def page(request: HttpRequest, row: Talk, *, own: bool, opened: bool = False) -> HttpResponse:
    """One talk: to the sides with its words, to others that it took place."""
    knows = queries.knows(row)
    return detail_screen(
        request, title=str(row), sub=f"{row.subject.name} · {row.on} · {row.get_state_display()}",
        crumbs=[home(own), (row.number, None)], template="life/talk.html", talk=row, knows=knows, opened=opened,
        facts=_facts(row, knows or opened), promised=queries.promised_in(row), acts=queries.acts_of(row, opened=opened),
        sees_promises=knows or opened or queries.keeps(row),
        openings=list(row.openings.order_by("-at")) if current().person_id == row.subject_id else [],
        is_subject=current().person_id == row.subject_id, has_part=row.has_side(current().person_id),
        actions=_actions(row, own, knows), hands_on=not own and queries.hands_on(row), today=timezone.localdate(),
    )  # fmt: skip


def _facts(row: Talk, knows: bool) -> list[tuple[str, Any]]:
    def signed(at: Any) -> str:
        return f"（{timezone.localtime(at):%Y-%m-%d %H:%M} 确认）" if at else ""

    found = [
        ("类型", queries.kind_words(row)), ("谈话对象", f"{row.subject.name} · {row.subject.unit.name}"),
        ("计划日期" if row.state == rules.PLANNED else "谈话日期", row.on),
        ("谈话人", f"{row.talker.name}{signed(row.talker_signed_at)}"),
    ]  # fmt: skip
    if row.second:
        found.append(("第二谈话人", f"{row.second.name}{signed(row.second_signed_at)}"))
    found.append(("状态", f"{row.get_state_display()}{signed(row.answered_at).replace(' 确认', ' 答复')}"))
    if knows or row.has_side(current().person_id):
        found.append(("地点", row.place or "—"))
    if knows:
        found += [("由来", row.get_trigger_display()), ("记录人", row.recorder or "—")]
    return [*found, ("可见范围", row.get_reach_display()), ("登记人", row.kept_by)]


def _actions(row: Talk, own: bool, knows: bool) -> list[Action]:
    def act(label: str, name: str, right: str, **looks: Any) -> Action:
        return Action(label, f"life:{name}", args=(row.pk,), right=right, **looks)

    own_id = me()
    found = [] if own else _kept_actions(row)
    if row.is_held and not own:
        found.append(act("登记跟踪事项", "talk_promise", "life.talk", icon="ti-plus"))
        if not knows and row.reach == "review":
            found.append(act("查阅内容", "talk_open", "life.review", icon="ti-eye"))
    if row.leads(own_id):
        found += step_action(rules.FLOW, row, "return", "life:talk_return", "life.own")
    if _waits(row, own_id) and row.state == rules.DRAFT:
        found.append(act("确认谈话记录", "talk_sign", "life.own", primary=True))
    if _waits(row, own_id) and row.state == rules.AWAITING:
        found.append(act("答复", "talk_answer", "life.own", primary=True))
    return found


def _kept_actions(row: Talk) -> list[Action]:
    """The steps of those who keep talks; what others wrote of a talk with oneself is mended by somebody else."""
    found = []
    may_mend = bool(queries.may_mend(row, "修改"))
    if may_mend:
        found += step_action(rules.FLOW, row, "cancel", "life:talk_cancel", "life.talk")
    found += step_action(rules.FLOW, row, "record", "life:talk_held", "life.talk", primary=True)
    if queries.may_withdraw(row):
        found += step_action(rules.FLOW, row, "withdraw", "life:talk_withdraw", "life.talk")
    if may_mend:
        is_due = row.state == rules.RETURNED
        found += step_action(rules.FLOW, row, "amend", "life:talk_amend", "life.talk", primary=is_due)
    return found


@screen("life.talk")
def plan(request: HttpRequest) -> HttpResponse:
    """A talk that will take place."""
    today = timezone.localdate()

    def save(data: dict[str, Any]) -> Talk:
        sides = forms.sides_of({key: data.pop(key) for key in ("talker", "second")})
        return operations.open_talk(sides=sides, today=today, candid=_candid(request), **data)

    return form_screen(
        request, forms.PlanForm, title="计划谈话", submit="保存计划", save=save, back=lambda row: ("life:talk", row.pk),
        initial={"talker": _me(), "on": today, **_trigger(request)}, done_text="计划已保存", crumbs=[home(False), ("计划谈话", None)],
    )  # fmt: skip


@screen("life.talk")
def record(request: HttpRequest) -> HttpResponse:
    """A talk that took place."""
    today = timezone.localdate()

    def save(data: dict[str, Any]) -> Talk:
        sides, held = _told(data)
        return operations.record(
            sides=sides, held=held, at=timezone.now(), today=today, candid=_candid(request), **data
        )

    return form_screen(
        request, forms.RecordForm, title="登记谈话", sub="登记后由谈话人、谈话对象各自确认", submit="登记", save=save,
        back=lambda row: ("life:talk", row.pk), done_text="已登记，等待确认", crumbs=[home(False), ("登记谈话", None)],
        initial={"talker": _me(), "on": today, "reach": "review", **_trigger(request)},
    )  # fmt: skip


@screen("life.talk")
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """A planned talk took place."""
    row, today = find(pk), timezone.localdate()
    rules.FLOW.may(row, "record").or_refuse()

    def save(data: dict[str, Any]) -> Talk:
        sides, told = _told(data)
        return operations.record_planned(talk=row, sides=sides, held=told, at=timezone.now(), today=today)

    return form_screen(
        request, forms.HeldForm, title=f"登记谈话：{row.subject.name}", submit="登记", save=save, back=("life:talk", pk),
        **_words(row, on=today),
        done_text="已登记，等待确认", crumbs=[home(False), (row.number, ("life:talk", pk)), ("登记", None)],
    )  # fmt: skip


@screen("life.talk")
def amend(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent back or refused is written down anew."""
    row, today = find(pk), timezone.localdate()
    rules.FLOW.may(row, "amend").or_refuse()
    queries.may_mend(row, "修改").or_refuse()

    def save(data: dict[str, Any]) -> Talk:
        sides, told = _told(data)
        return operations.amend(talk=row, sides=sides, held=told, at=timezone.now(), today=today)

    return form_screen(
        request, forms.HeldForm, title=f"修改谈话记录：{row.subject.name}", submit="保存并重新确认", back=("life:talk", pk),
        sub="保存后由谈话人、谈话对象重新确认；以前的退回和不确认留在办理经过中", save=save, done_text="已修改，等待确认",
        **_words(row, on=row.on),
        crumbs=[home(False), (row.number, ("life:talk", pk)), ("修改", None)],
    )  # fmt: skip


def _words(row: Talk, on: date) -> dict[str, Any]:
    """What a form shows of a talk: what the reader may see of it; that other words stand there is told, not which."""
    unseen = queries.unseen(row)
    names = {"talker", "second", "place", "recorder", "topic", "content", "reach"} - unseen
    return {
        "initial": {"on": on, **{name: getattr(row, name) for name in names}},
        "form_kwargs": {"unseen": [name for name in unseen if getattr(row, name)]},
    }


def _told(data: dict[str, Any]) -> tuple[rules.Sides, operations.Held]:
    """The sides and the words out of a form's answers; what is left are the talk's own columns."""
    sides = forms.sides_of({key: data.pop(key) for key in ("talker", "second")})
    names = ("on", "place", "recorder", "topic", "content", "reach")
    return sides, operations.Held(**{name: data.pop(name) for name in names})


def _me() -> Person | None:
    return Person.objects.filter(pk=me()).first()


def _candid(request: HttpRequest) -> CandidMeeting | None:
    """The candid meeting before which the talk takes place, if the address names one of the reader's range."""
    wanted = request.GET.get("candid", "")
    return CandidMeeting.objects.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None


def _trigger(request: HttpRequest) -> dict[str, str]:
    return {"trigger": "before_meeting"} if request.GET.get("candid") else {}


@screen("life.talk")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan is given up."""
    row = find(pk)
    return ask_step(
        request, rules.FLOW, row, "cancel", back=("life:talk", pk), text="计划取消后保留记录，不计入应谈次数。",
        crumbs=[home(False), (row.number, ("life:talk", pk))], form_class=ReasonForm,
        save=lambda data: operations.cancel(talk=row, reason=data["reason"], at=timezone.now()),
    )  # fmt: skip


@screen("life.talk")
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The record should not have been written."""
    row = find(pk)
    return ask_step(
        request, rules.FLOW, row, "withdraw", back=("life:talk", pk), danger=True, form_class=ReasonForm,
        text="撤销后台账仍列出这次谈话，状态为已撤销；内容不再向谈话对象显示，不计入已谈次数，不能恢复。",
        crumbs=[home(False), (row.number, ("life:talk", pk))],
        save=lambda data: operations.withdraw(talk=row, reason=data["reason"], at=timezone.now()),
    )  # fmt: skip


@screen("life.review")
def open_content(request: HttpRequest, pk: int) -> HttpResponse:
    """The reviewing office reads what was said, with a reason that the subject sees."""
    row = find(pk)

    def save(data: dict[str, Any]) -> HttpResponse:
        operations.open_content(talk=row, reason=data["reason"], at=timezone.now())
        return page(request, row, own=False, opened=True)

    return form_screen(
        request, OpenForm, title=f"查阅谈话内容：{row.number}", submit="查阅", save=save, back=("life:talk", pk),
        crumbs=[home(False), (row.number, ("life:talk", pk)), ("查阅内容", None)],
    )  # fmt: skip
