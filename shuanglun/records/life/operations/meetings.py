"""Acts on meetings: setting down, changing, calling off, handing over, reviewing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from shuanglun.base import bulk, calendar, review
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters.queries import values
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import Refused, RefusedError
from shuanglun.records.life.choices import Presence
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.queries import years
from shuanglun.records.life.rules import meetings as rules
from shuanglun.records.life.rules import plan
from shuanglun.records.organization.models import PartyOrganization

EDITABLE = ("title", "on", "begins_at", "minutes", "place", "host", "recorder", "observers", "agenda", "record")
CLASH = Refused("同一党组织同一天已有同类型、同主题的会议。请改主题，或在原来那次会议上登记。", "title")


@operation("life.keep", act="life.plan", label="安排组织生活", clash=CLASH)
def plan_meeting(*, branch: PartyOrganization, kind: str, title: str, on: date, **values: Any) -> Meeting:
    """Set a meeting down with everybody who is due at it. Further values are columns of the meeting."""
    meeting = Meeting(branch=branch, kind=kind, title=title, on=on, **values)
    rules.fits_in_a_day(meeting.begins_at, meeting.minutes).or_refuse()
    meeting.save()
    enroll(meeting)
    return meeting


@operation("life.keep", act="life.edit", label="修改组织生活", clash=CLASH)
def edit_meeting(*, meeting: Meeting, **values: Any) -> Meeting:
    """Change what is set down, while it is open. A new day leaves the roster as it is."""
    meeting = _changing(meeting)
    for name in EDITABLE:
        if name in values:
            setattr(meeting, name, values[name])
    rules.fits_in_a_day(meeting.begins_at, meeting.minutes).or_refuse()
    meeting.save()
    return meeting


@operation("life.keep", act="life.cancel", label="取消组织生活")
def cancel(*, meeting: Meeting, reason: str) -> Meeting:
    """Call a meeting off; it stays in the book with the reason. One that people attended is not called off."""
    gives_a_reason(reason, "取消").or_refuse()
    meeting = _locked(meeting)
    if meeting.attendances.filter(presence=Presence.PRESENT).exists():
        raise RefusedError("已有人登记到会，不能取消。没有开成的会议，请先更正到会登记。")
    rules.FLOW.move(meeting, "cancel")
    meeting.why_cancelled = reason
    meeting.save(update_fields=["state", "why_cancelled"])
    note.reason(reason)
    return meeting


@operation("life.keep", act="life.plan_year", label="排定年度组织生活")
def plan_year(*, branch: PartyOrganization, year: int, day: int, today: date) -> list[Meeting]:
    """Set down a meeting for every period of the year that is not over and has none, on the usual day (moved to the
    next working day where the calendar is known). Returns the new meetings."""
    made = []
    for slot, there in years.unplanned(branch, year, today):
        for number in range(there, slot.duty.times):
            title = plan.planned_title(slot) + (f"（{number + 1}）" if slot.duty.times > 1 else "")
            on = min(_working(max(plan.usual_day(slot, day), today)), slot.last_day)
            made.append(Meeting(branch=branch, kind=slot.duty.kind, title=title, on=on, minutes=60))
    if not made:
        raise RefusedError(f"{year} 年各项组织生活都已安排，没有需要补排的。")
    bulk.create(made)
    for meeting in made:
        enroll(meeting)
    note.batch(f"{branch.name} {year} 年计划", made)
    return made


@operation("life.keep", act="life.submit", label="提交会议记录")
def submit(*, meeting: Meeting, at: datetime) -> Meeting:
    """Hand a record over for review. It must be complete: every name told, minutes written, votes adding up."""
    meeting = _locked(meeting)
    asked.completeness(meeting, timezone.localdate(at)).or_refuse()
    for resolution in meeting.resolutions.all():
        recount(resolution, meeting)
        resolution.save()
        note(resolution)
    review.submitted(rules.FLOW, meeting, at)
    meeting.checkin_key = ""
    meeting.save()
    return meeting


@operation("life.review", act="life.approve", label="审核会议记录")
def approve(*, meeting: Meeting, at: datetime, words: str = "") -> Meeting:
    """From now on the record counts."""
    meeting = _locked(meeting)
    review.approved(rules.FLOW, meeting, at, words)
    meeting.save()
    return meeting


@operation("life.review", act="life.return", label="退回会议记录")
def send_back(*, meeting: Meeting, at: datetime, reason: str) -> Meeting:
    """Back to whoever keeps it, with the reason."""
    meeting = _locked(meeting)
    review.returned(rules.FLOW, meeting, at, reason)
    meeting.save()
    note.reason(reason)
    return meeting


@operation("life.review", act="life.reopen", label="退回更正会议记录")
def reopen(*, meeting: Meeting, at: datetime, reason: str) -> Meeting:
    """An approved record is opened for a correction. What was frozen from it stays as it was."""
    meeting = _locked(meeting)
    review.returned(rules.FLOW, meeting, at, reason, step="reopen")
    meeting.save()
    note.reason(reason)
    return meeting


def enroll(meeting: Meeting) -> None:
    """Put everybody who is due on the roster of a new meeting; whoever is exempt on the day stands so."""
    _enrolled(meeting, asked.due(meeting.branch, meeting.kind, meeting.on))


def _enrolled(meeting: Meeting, persons: list[Any]) -> None:
    away = asked.exempt(persons, meeting.on)
    rows = [
        Attendance(meeting=meeting, person=person, presence=Presence.EXEMPT if person.pk in away else Presence.EXPECTED)
        for person in persons
    ]
    bulk.create(rows)
    if rows:
        note.batch(f"应到名单：组织生活 {meeting.pk}", rows)


def recount(resolution: Any, meeting: Meeting) -> None:
    """Take 应到, 到会 and the outcome of a resolution from the roster as it stands (unsaved)."""
    resolution.eligible, resolution.present = asked.voters(meeting)
    vote = rules.Vote(resolution.eligible, resolution.present, resolution.agree, resolution.against, resolution.abstain)
    verdict = vote.adds_up()
    if not verdict:
        raise RefusedError(f"决议“{resolution.title}”：{verdict.reason}", verdict.field)  # type: ignore[union-attr]
    resolution.passed = vote.passed(meeting.kind, values("life.", on=meeting.on))


def _working(day: date) -> date:
    try:
        return calendar.roll_to_working_day(day)
    except RefusedError:  # the calendar of that year is not known yet
        return day


def _locked(meeting: Meeting) -> Meeting:
    """The row as it stands now, held until the act has ended: somebody else may have handed it over meanwhile."""
    return Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)


def _changing(meeting: Meeting) -> Meeting:
    """The same, refused unless its record is still kept."""
    meeting = _locked(meeting)
    rules.may_change(meeting.state).or_refuse()
    return meeting
