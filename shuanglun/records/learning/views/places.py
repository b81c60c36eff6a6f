"""Screens of places: enrolling others or oneself, leaving, one enrolment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import linked
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, screen
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.choices import HELD, EnrolmentState, Presence
from shuanglun.records.learning.forms import CorrectForm, EnrolForm
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.rules import quizzes
from shuanglun.records.learning.rules import sessions as rules
from shuanglun.records.learning.tables import AttemptTable
from shuanglun.records.learning.views import frame

KEEP, OWN = "learning.keep", "learning.own"


def _told(rows: list[Enrolment]) -> str:
    waiting = sum(row.state == EnrolmentState.WAITING for row in rows)
    return f"已报名 {len(rows) - waiting} 人" + (f"，名额已满，候补 {waiting} 人" if waiting else "")


def _when_full(row: Session) -> str:
    begun = timezone.now() >= row.begins_at
    return "班次已开始，登记临时到场的人，名额不足不再候补" if begun else "名额不足时按填写次序候补"


@screen(KEEP)
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol people by number or name."""
    row = frame.find_session(pk)
    rules.may_take_in(row.state, row.course.state).or_refuse()
    return form_screen(
        request, EnrolForm, title=f"登记报名：{row}", back=row, done_text=_told, submit="登记报名",
        sub=f"剩余名额 {row.free}；{_when_full(row)}；有一人不能报名，则都不登记",
        save=lambda data: operations.enrol(session=row, people=data["people"], at=timezone.now()),
        crumbs=frame.of_session(row, ("登记报名", None)),
    )  # fmt: skip


@screen(OWN)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Enrol oneself."""
    row, person = frame.find_session(pk), frame.myself()
    full = row.free <= 0
    return confirm_screen(
        request, title=f"报名：{row.course.title}", submit="候补报名" if full else "报名", back="learning:mine",
        text=f"{row.on} {row.time_words}，{row.place}，计 {row.minutes} 分钟学时。"
        + ("名额已满，报名后进入候补，有人退出时按次序递补。" if full else f"剩余名额 {row.free}。"),
        save=lambda: operations.enrol_myself(session=row, person=person, at=timezone.now()),
        done_text=lambda made: "名额已满，已进入候补" if made.state == EnrolmentState.WAITING else "已报名",
        crumbs=frame.of_session(row, ("报名", None)),
    )  # fmt: skip


@screen(OWN)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one's own place up."""
    row = frame.find_enrolment(pk)
    rules.may_leave(row.state, row.person.name).or_refuse()
    return confirm_screen(
        request, title=f"退出：{row.session.course.title}", submit="退出", danger=True, back="learning:mine",
        text="退出后名额按次序给候补人员；想再参加须重新报名。开课前都可以退出。", done_text="已退出",
        save=lambda: operations.withdraw_myself(enrolment=row, at=timezone.now()),
        crumbs=frame.of_session(row.session, ("退出", None)),
    )  # fmt: skip


@screen(KEEP)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    row = frame.find_enrolment(pk)
    rules.may_leave(row.state, row.person.name).or_refuse()
    return confirm_screen(
        request, title=f"登记退出：{row.person.name}", submit="登记退出", danger=True, form_class=ReasonForm,
        text=f"{row.session}。退出后名额按次序给候补人员。", back=row.session, done_text="已登记退出",
        save=lambda data: operations.withdraw(enrolment=row, at=timezone.now(), reason=data["reason"]),
        crumbs=frame.of_session(row.session, ("登记退出", None)),
    )  # fmt: skip


@screen("learning.view")
def enrolment(request: HttpRequest, pk: int) -> HttpResponse:
    """One person at one session: place, attendance, quiz."""
    row = frame.find_enrolment(pk)
    attempts = list(row.attempts.order_by("number"))
    quiz = row.session.course.questions.count()
    return detail_screen(
        request, title=row.session.course.title, sub=f"{row.person.name} · {row.get_state_display()}",
        crumbs=frame.of_session(row.session, (row.person.name, None)), template="learning/enrolment.html",
        facts=_facts(row), enrolment=row, quiz=quiz, attempts=AttemptTable.plain(attempts), actions=_actions(row, quiz),
    )  # fmt: skip


def _facts(row: Enrolment) -> list[tuple[str, Any]]:
    waits = row.state == EnrolmentState.WAITING
    place = f"候补第 {queries.turns_before(row) + 1} 位" if waits else row.get_state_display()
    moved = [("递补", timezone.localtime(row.moved_up_at))] if row.moved_up_at else []
    signed = [("签到", f"{timezone.localtime(row.signed_at):%H:%M}，{row.get_how_display()}")] if row.signed_at else []
    return [
        ("人员", linked(row.person.name, ("people:person", row.person_id), right="people.view")),
        ("班次", linked(row.session, row.session)), ("地点", row.session.place), ("报名情况", place),
        ("报名", f"{row.by}，{timezone.localtime(row.at):%Y-%m-%d %H:%M}"), *moved,
        ("到课情况", row.get_presence_display() or "未登记"), *signed, ("登记", recorded(row)),
    ]  # fmt: skip


def _actions(row: Enrolment, quiz: int) -> list[Action]:
    def act(label: str, name: str, right: str, **looks: Any) -> Action:
        return Action(label, f"learning:{name}", args=(row.pk,), right=right, **looks)

    if row.session.state == HELD and row.state == EnrolmentState.ENROLLED:
        acts = [act("更正到课", "correct", KEEP, icon="ti-pencil")]
    elif row.state != EnrolmentState.WITHDRAWN and timezone.now() < row.session.begins_at:
        acts = [act("登记退出", "withdraw", KEEP)]
        acts += [act("退出", "leave", OWN)] if row.person_id == current().person_id else []
    else:
        acts = []
    is_quiz_open = bool(quizzes.has_ended(row.session.ends_at, timezone.now()))
    if quiz and is_quiz_open and row.presence == Presence.PRESENT and row.person_id == current().person_id:
        acts += [act("测验", "quiz", OWN, primary=True)]
    return acts


@screen(KEEP)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Another attendance after finishing."""
    row = frame.find_enrolment(pk)
    rules.may_correct(row.session.state, row.state).or_refuse()
    return form_screen(
        request, CorrectForm, title=f"更正到课：{row.person.name}", sub=str(row.session), submit="更正", back=row.session,
        initial={"presence": row.presence}, done_text="已更正，学时和模块随之更新",
        save=lambda data: operations.correct_presence(enrolment=row, at=timezone.now(), **data),
        crumbs=frame.of_session(row.session, ("更正到课", None)),
    )  # fmt: skip
