"""Signing in to sessions: opening and closing, the screen on the wall, the one in the hand, marking by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, Grant, NoActor, acting, current
from shuanglun.base.checkin import screens as checkin
from shuanglun.base.checkin.models import How
from shuanglun.base.ui.screens import confirm_screen, form_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.forms import PresenceForm
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.rules import sessions as rules
from shuanglun.records.learning.views import frame
from shuanglun.records.people.models import Person

KEEP, KIND = "learning.keep", "learning"
SIGN_IN = "learning.sign_in"
WHY = "whoever holds a genuine code stands in the room; people without an account sign in too"
DOOR = Actor.system("扫码签到：核对名单")


@screen(KEEP)
def open_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when people may sign in."""
    row, now = frame.find_session(pk), timezone.now()
    rules.may_open_checkin(row.state, row.on, row.begins_at, now, timezone.localdate(now)).or_refuse()
    return form_screen(
        request, checkin.WindowForm, title=f"打开签到：{row.course.title}", submit="打开签到", done_text="签到已打开",
        initial={"until": _usual_end(row, now)}, sub="打开后在会场投影签到大屏，学员用手机扫码",
        save=lambda data: operations.open_checkin(session=row, at=timezone.now(), until=data["until"]),
        back=("learning:wall", pk), crumbs=frame.of_session(row, ("打开签到", None)),
    )  # fmt: skip


def _usual_end(row: Session, now: datetime) -> datetime:
    """The session's end, or within the hour when it is over, but on its day."""
    last = timezone.make_aware(datetime.combine(row.on, datetime.max.time().replace(second=0, microsecond=0)))
    return timezone.localtime(min(max(row.ends_at, now + timedelta(hours=1)), last))


@screen(KEEP)
def close_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in any more."""
    row = frame.find_session(pk)
    return confirm_screen(
        request, title=f"关闭签到：{row.course.title}", text="关闭后现有二维码作废；需要时可以再打开。", submit="关闭签到",
        save=lambda: operations.close_checkin(session=row, at=timezone.now()), back=row, done_text="签到已关闭",
        crumbs=frame.of_session(row, ("关闭签到", None)),
    )  # fmt: skip


@screen(KEEP)
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen on the wall."""
    row = frame.find_session(pk)
    counts = queries.counts(row)
    return checkin.wall_screen(
        request, row, kind=KIND, title=str(row), scan_url="learning:scan", signed=counts.present, due=counts.due,
        back=reverse("learning:session", args=[pk]), close=reverse("learning:close_checkin", args=[pk]),
    )  # fmt: skip


@screen(None, why=WHY)
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What a phone opens from the code."""
    return checkin.scan_screen(request, code, kind=KIND, find=_find, words=_words, sign_url="learning:sign")


@screen(None, why=WHY)
def sign(request: HttpRequest, ticket: str) -> HttpResponse:
    """The tap on the button."""
    return checkin.sign_screen(request, ticket, kind=KIND, find=_find, words=_words, sign=_signed)


def _find(pk: int) -> Session | None:
    return Session.objects.select_related("course").filter(pk=pk).first()


def _words(row: Session) -> str:
    return f"{row.course.title}，{row.on} {row.time_words}，{row.place}"


def _signed(row: Session, ticket: str, staff_no: str, name: str) -> str:
    """Sign the person in; the same scan again says the same, another one says that it is not needed."""
    now = timezone.now()
    enrolment = _place(row, staff_no, name)
    if enrolment.signed_at is not None:
        at = timezone.localtime(enrolment.signed_at)
        again = f"{enrolment.person.name}，{at:%H:%M} 签到"
        return again if enrolment.ticket == ticket else f"{enrolment.person.name}已于 {at:%H:%M} 签到，不必重复。"
    _sign_in(enrolment, now, How.NUMBER if staff_no else How.ACCOUNT, ticket)
    return f"{enrolment.person.name}，{timezone.localtime(now):%H:%M} 签到"


def _sign_in(enrolment: Enrolment, at: datetime, how: str, ticket: str) -> None:
    """As the person themselves, with the one right that a scan gives them; whoever acts otherwise is not asked."""
    person = enrolment.person
    right = Grant(SIGN_IN, "own", str(person.pk))
    with acting(Actor(name=person.name, person_id=person.pk, role="attendee", grants=(right,))):
        operations.sign_in(enrolment=enrolment, at=at, how=how, ticket=ticket)


def _place(row: Session, staff_no: str, name: str) -> Enrolment:
    """The person's place on this roster. Raises RefusedError for a wrong pair of number and name, or without a place."""
    who: dict[str, Any] = {"person__staff_no": staff_no} if staff_no else {"person_id": _myself()}
    with acting(DOOR):
        found = Enrolment.objects.filter(session=row, **who).select_related("person").defer("person__id_number").first()
        person = found.person if found else Person.objects.filter(staff_no=staff_no).defer("id_number").first()
    if staff_no and (person is None or person.name != name):
        raise RefusedError("工号和姓名对不上。请核对后再填。", "staff_no")
    if found is None:
        raise RefusedError("您不在本班次名单上，不能签到。请联系培训组织人员。")
    found.session = row
    return found


def _myself() -> int:
    try:
        return current().person_id or 0
    except NoActor as error:
        raise RefusedError("请填写工号和姓名，或登录后签到。") from error


@screen(KEEP)
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who came, for those who did not sign in themselves."""
    row, now = frame.find_session(pk), timezone.now()
    rules.may_mark(row.state, row.begins_at, now).or_refuse()
    rows = Enrolment.objects.with_place().filter(session=row).select_related("person").order_by("turn")
    roster = [item for item in rows if item.signed_at is None or item.how == How.HAND]
    return form_screen(
        request, PresenceForm, title=f"登记到课：{row.course.title}", form_kwargs={"roster": roster}, back=row,
        sub=f"已扫码签到 {len(rows) - len(roster)} 人不在下面；“改期参加”的不计未到课，模块另行安排",
        save=lambda data: _marked(request, row, roster), done_text="已登记到课", crumbs=frame.of_session(row, ("登记到课", None)),
    )  # fmt: skip


def _marked(request: HttpRequest, row: Session, roster: list[Enrolment]) -> Session:
    form = PresenceForm(request.POST, roster=roster)
    form.is_valid()
    return operations.mark_presence(
        session=row, present=form.chosen("present"), excused=form.chosen("excused"), at=timezone.now()
    )
