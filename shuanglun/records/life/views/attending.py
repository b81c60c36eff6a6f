"""Pages of attendance: the roster, leave, the code on the wall, the phone in the hand, telling by hand."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shuanglun.base.actor import Actor, Grant, NoActor, acting, current
from shuanglun.base.checkin.models import How
from shuanglun.base.checkin.screens import WindowForm, scan_screen, sign_screen, wall_screen
from shuanglun.base.ui.screens import done, form_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.choices import Presence
from shuanglun.records.life.forms.meetings import LeaveForm, MarkForm, RosterForm
from shuanglun.records.life.models import Attendance, LeaveRequest, Meeting
from shuanglun.records.life.operations import attending as acts
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.views.meetings import crumbs, find

KIND = "life"
AT_THE_DOOR = "谁持有会场屏幕上的签到码，谁就在现场；由签到码、名单和工号姓名共同核对"
NOT_LISTED = "您不在这次会议的应到名单上，不能签到。列席人员由记录人登记；名单有误的，请联系记录人。"


@screen("life.keep")
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is due."""
    row = find(pk)
    there = [item.person for item in row.attendances.select_related("person").order_by("person__name_key")]
    members = asked.members(asked.belonging(row.branch, row.on))
    known = {person.pk for person in members}
    return form_screen(
        request, RosterForm, form_kwargs={"persons": members}, title=f"应到名单：{row.title}", sub=f"{row.when} · 豁免期内的人员自动标为豁免，不计入应到",
        initial={"members": [person.pk for person in there if person.pk in known],
                 "others": [person for person in there if person.pk not in known]},
        save=lambda data: acts.set_roster(meeting=row, persons=data["persons"]),
        back=row, done_text="应到名单已更新", crumbs=crumbs(row, "应到名单"), template="life/roster.html",
    )  # fmt: skip


@screen("life.keep")
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell by hand who came."""
    row = find(pk)
    rows = list(row.attendances.select_related("person").order_by("person__name_key", "pk"))
    return form_screen(
        request, MarkForm, form_kwargs={"rows": rows}, title=f"登记到会：{row.title}", sub=f"{row.when} · 应到 = 到会 + 未到会 + 请假；豁免不计入应到",
        save=lambda data: acts.mark(meeting=row, today=timezone.localdate(), at=timezone.now(), **data),
        back=row, done_text="到会情况已登记", crumbs=crumbs(row, "登记到会"), template="life/mark.html",
    )  # fmt: skip


@screen("life.keep")
def open_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    """Open signing in until an hour."""
    row, now = find(pk), timezone.now()
    until = timezone.localtime(now + timedelta(hours=1)).replace(second=0, microsecond=0)
    return form_screen(
        request, WindowForm, title=f"开放签到：{row.title}", sub="把下一页投到会场屏幕上，参会人员用手机相机扫码",
        initial={"until": until}, submit="开放签到", done_text="", back=("life:wall", pk),
        save=lambda data: acts.open_checkin(meeting=row, until=data["until"], at=now), crumbs=crumbs(row, "开放签到"),
    )  # fmt: skip


@screen("life.keep")
@require_POST
def close_checkin(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it before its hour."""
    row = acts.close_checkin(meeting=find(pk), at=timezone.now())
    done(request, "签到已关闭")
    return redirect(row)


@screen("life.keep")
@never_cache
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen on the wall."""
    row = find(pk)
    counts = asked.counted(row)
    return wall_screen(
        request, row, kind=KIND, title=str(row), scan_url="life:scan", signed=counts.present, due=counts.due,
        back=row.get_absolute_url(), close=reverse("life:close", args=[pk]),
    )  # fmt: skip


def _words(row: Meeting) -> str:
    return f"{row} · {row.when}"


@screen(None, why=AT_THE_DOOR)
@never_cache
def scan(request: HttpRequest, code: str) -> HttpResponse:
    """What a phone opens from the code."""
    return scan_screen(request, code, kind=KIND, find=asked.at_the_door, words=_words, sign_url="life:sign")


@screen(None, why=AT_THE_DOOR)
@never_cache
def sign(request: HttpRequest, ticket: str) -> HttpResponse:
    """The tap that signs in."""
    return sign_screen(request, ticket, kind=KIND, find=asked.at_the_door, words=_words, sign=_signed)


def _signed(row: Meeting, number: str, staff_no: str, name: str) -> str:
    """Sign in the person before the screen, who acts for nobody else: by account, or by staff number and name."""
    person = None if staff_no else _own_person()
    if not staff_no and person is None:
        raise RefusedError("登录已失效，请填写工号和姓名，或重新登录。", "staff_no")
    found = asked.on_the_roster(row, person=person, staff_no=staff_no)
    if found is None:
        raise RefusedError(NOT_LISTED, "staff_no")
    if staff_no and found.person.name != name:
        raise RefusedError("工号和姓名对不上，请核对。", "name")
    oneself = Actor(
        found.person.name, person_id=found.person_id, role="attendee",
        grants=(Grant("life.sign_in", "own", str(found.person_id)),),
    )  # fmt: skip
    if found.presence == Presence.PRESENT and found.ticket != number:
        told = f"{timezone.localtime(found.signed_at):%H:%M} " if found.signed_at else ""
        return f"{found.person.name}，{told}已登记到会，不必重复签到。"
    with acting(oneself):
        how = How.NUMBER if staff_no else How.ACCOUNT
        signed = acts.sign_in(attendance=found, number=number, how=how, at=timezone.now())
    assert signed.signed_at is not None
    return f"{found.person.name}，{timezone.localtime(signed.signed_at):%H:%M} 签到成功。"


def _own_person() -> int | None:
    try:
        return current().person_id
    except NoActor:
        return None


@screen("life.own")
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one's own leave."""
    row: Attendance = get_object_or_404(Attendance.objects.select_related("meeting", "person"), pk=pk)
    meeting = row.meeting
    return form_screen(
        request, LeaveForm, title=f"请假：{meeting.title}", sub=f"{meeting.get_kind_display()} · {meeting.when}",
        save=lambda data: acts.ask_leave(attendance=row, at=timezone.now(), **data), submit="提交申请",
        back=meeting, done_text="请假申请已提交，等待办理", crumbs=crumbs(meeting, "请假"),
    )  # fmt: skip


@screen("life.keep")
@require_POST
def decide_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse somebody's leave."""
    row: LeaveRequest = get_object_or_404(LeaveRequest.objects.select_related("attendance__meeting"), pk=pk)
    granted = request.POST.get("granted") == "yes"
    acts.decide_leave(leave=row, granted=granted, by=current().name, at=timezone.now())
    done(request, "已同意请假" if granted else "未同意请假")
    return redirect(row.attendance.meeting)
