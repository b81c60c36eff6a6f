"""Acts on attendance: the roster, leave, signing in, telling by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from shuanglun.base import bulk
from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.checkin.models import USED, How
from shuanglun.base.two_people import is_another_person
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.choices import LeaveReason, LeaveState, Presence
from shuanglun.records.life.models import Attendance, LeaveRequest, Meeting
from shuanglun.records.life.operations.meetings import _changing, _enrolled
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.rules import meetings as rules
from shuanglun.records.people.models import Person


@operation("life.keep", act="life.roster", label="确定应到名单")
def set_roster(*, meeting: Meeting, persons: list[Person]) -> Meeting:
    """Who is due. New ones are expected (or exempt on the day); whoever is told present stays on the list."""
    meeting = _changing(meeting)
    wanted = {person.pk: person for person in persons}
    there = {row.person_id: row for row in meeting.attendances.select_related("person")}
    gone = [row for pk, row in there.items() if pk not in wanted]
    signed = [row.person.name for row in gone if row.presence == Presence.PRESENT]
    if signed:
        raise RefusedError(f"{'、'.join(signed)}已登记到会，不能移出名单。到会登记有误的，请先更正。", "persons")
    note.batch(f"移出名单：组织生活 {meeting.pk}", gone, gone=True)
    meeting.attendances.filter(pk__in=[row.pk for row in gone]).delete()
    _enrolled(meeting, [person for pk, person in wanted.items() if pk not in there])
    return meeting


@operation("life.keep", act="life.open_checkin", label="开放签到")
def open_checkin(*, meeting: Meeting, until: datetime, at: datetime) -> Meeting:
    """Let people sign in from now until then, on the day itself only."""
    meeting = _changing(meeting)
    rules.may_open_checkin(meeting.on, timezone.localdate(at)).or_refuse()
    if not meeting.attendances.exists():
        raise RefusedError("应到名单是空的。请先确定应到名单，再开放签到。")
    meeting.open_checkin(at, until)
    meeting.save(update_fields=["checkin_key", "checkin_from", "checkin_until"])
    return meeting


@operation("life.keep", act="life.close_checkin", label="关闭签到")
def close_checkin(*, meeting: Meeting, at: datetime) -> Meeting:
    """Nobody signs in any more."""
    meeting = _changing(meeting)
    meeting.close_checkin(at)
    meeting.save(update_fields=["checkin_until"])
    return meeting


@operation("life.sign_in", label="扫码签到", clash=USED)
def sign_in(*, attendance: Attendance, number: str, how: str, at: datetime) -> Attendance:
    """Make attendance of a scan. The same ticket again answers the same; anything else that would double or move a
    person is refused."""
    row = Attendance.objects.select_for_update(of=("self",)).select_related("meeting", "person").get(pk=attendance.pk)
    if row.ticket == number:
        return row
    rules.may_change(row.meeting.state).or_refuse()  # handed over while the phone was being tapped
    told = f"{timezone.localtime(row.signed_at):%H:%M}" if row.signed_at else "此前"
    rules.may_sign_in(row.presence, told).or_refuse()
    others = asked.elsewhere(row.meeting, [row.person_id]).get(row.person_id, [])
    rules.is_in_one_place(row.person.name, row.meeting.span, others).or_refuse()
    row.presence, row.signed_at, row.how, row.ticket = Presence.PRESENT, at, how, number
    row.save(update_fields=["presence", "signed_at", "how", "ticket"])
    return row


@operation("life.keep", act="life.mark", label="登记到会")
def mark(
    *, meeting: Meeting, presences: Mapping[int, str], today: date, shown: Mapping[int, str] | None = None,
    ground: str = "", at: datetime,
) -> Meeting:  # fmt: skip
    """Tell by hand who came: presence by the key of the attendance. Rows that stay as they are keep how they came
    about, and so do those that are no longer as they were `shown`: whoever scanned while the form was open came.
    Nobody is told present before the day, or in two places. Nobody leaves the denominator without a `ground` on file:
    it stands as a leave granted `at` that moment (G-05)."""
    meeting, before = _changing(meeting), shown or {}
    there = meeting.attendances.select_for_update(of=("self",)).select_related("person").order_by("pk")
    changed = [
        row for row in there
        if presences.get(row.pk, row.presence) != row.presence == before.get(row.pk, row.presence)
    ]  # fmt: skip
    coming = [row for row in changed if presences[row.pk] == Presence.PRESENT]
    if coming and meeting.on > today:
        raise RefusedError(f"会议日期是 {meeting.on}，还没有到，不能登记到会。请在当天登记，或先修改会议日期。")
    others = asked.elsewhere(meeting, [row.person_id for row in coming]) if coming else {}
    for row in coming:
        rules.is_in_one_place(row.person.name, meeting.span, others.get(row.person_id, [])).or_refuse()
    exempted = [row for row in changed if presences[row.pk] == Presence.EXEMPT]
    if exempted:
        _on_file(exempted, ground, at)
    for row in changed:
        row.presence, row.how, row.signed_at, row.ticket = presences[row.pk], How.HAND, None, None
    bulk.update(changed, ["presence", "how", "signed_at", "ticket"])
    if changed:
        note.batch(f"到会登记：组织生活 {meeting.pk}", changed)
    return meeting


def _on_file(rows: list[Attendance], ground: str, at: datetime) -> None:
    rules.may_exempt(ground, "、".join(row.person.name for row in rows)).or_refuse()
    by = current().name
    for row in rows:
        leave, _ = LeaveRequest.objects.update_or_create(
            attendance=row,
            defaults={"reason": ground, "words": "由记录人代为登记", "asked_at": at, "state": LeaveState.GRANTED,
                      "decided_by": by, "decided_at": at},
        )  # fmt: skip
        note(leave)


@operation("life.own", act="life.ask_leave", label="申请请假")
def ask_leave(*, attendance: Attendance, reason: str, words: str, at: datetime) -> LeaveRequest:
    """Ask for one's own leave, before the meeting was told."""
    meeting = attendance.meeting
    if not meeting.is_open or attendance.presence != Presence.EXPECTED:
        raise RefusedError("您的到会情况已经登记，不能再申请请假。登记有误的，请联系记录人更正。")
    if meeting.on < timezone.localdate(at):
        raise RefusedError(f"会议已于 {meeting.on} 召开，请联系记录人说明情况。")
    if LeaveRequest.objects.filter(attendance=attendance, state=LeaveState.ASKED).exists():
        raise RefusedError("您已提交请假申请，正在等待办理，不必重复提交。")
    row, _ = LeaveRequest.objects.update_or_create(
        attendance=attendance,
        defaults={"reason": reason, "words": words, "asked_at": at, "state": LeaveState.ASKED, "decided_by": "",
                  "decided_at": None},
    )  # fmt: skip
    return row


@operation("life.keep", act="life.decide_leave", label="办理请假")
def decide_leave(*, leave: LeaveRequest, granted: bool, by: str, at: datetime) -> LeaveRequest:
    """Grant or refuse. Sickness, maternity, secondment, duty and age exempt; personal leave stays in 应到 (G-05)."""
    if leave.state != LeaveState.ASKED:
        raise RefusedError("这份请假已经办理过了。")
    is_another_person(
        current(), None, leave.attendance.person_id, "本人的请假须由另一人办理，请由其他支部委员或政工部门办理。"
    ).or_refuse()
    _changing(leave.attendance.meeting)
    row = Attendance.objects.select_for_update(of=("self",)).get(pk=leave.attendance_id)
    if granted and row.presence == Presence.PRESENT:
        raise RefusedError("本人已登记到会，不能再准假；请选“不同意”，或先更正到会情况。")
    leave.state = LeaveState.GRANTED if granted else LeaveState.REFUSED
    leave.decided_by, leave.decided_at = by, at
    leave.save()
    if granted:
        row.presence = Presence.EXEMPT if LeaveReason(leave.reason) in rules.EXEMPTING else Presence.LEAVE
        row.how = How.HAND
        row.save(update_fields=["presence", "how"])
        note(row)
    return leave
