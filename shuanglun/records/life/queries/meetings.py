"""Questions about meetings: who is due, who is elsewhere at that hour, how a roster counts, what waits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from shuanglun.base import review
from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.scope import within
from shuanglun.base.todo import OpenItem
from shuanglun.base.verdicts import Verdict
from shuanglun.records.life.choices import ATTENDANCE_MEASURE, BY_INVITATION, FOR_OFFICERS, LeaveState, Presence
from shuanglun.records.life.models import Attendance, LeaveRequest, Meeting
from shuanglun.records.life.rules.meetings import Span, Tally, is_complete, tally
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.choices import BRANCH_LEADERS, MemberStage, Standing
from shuanglun.records.people.models import Exemption, Membership, Person

SOON_DAYS = 7
MOST_SHOWN = 30


def belonging(branch: PartyOrganization, on: date) -> QuerySet[Membership]:
    """Memberships in the branch, or in those below it, on a day, of people still here."""
    return Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), within("branch__path", branch.path), from_on__lte=on,
        person__standing=Standing.IN_POST,
    )  # fmt: skip


def due(branch: PartyOrganization, kind: str, on: date) -> list[Person]:
    """Who should come to a meeting of a kind; nobody where people are invited by hand."""
    if kind in BY_INVITATION:
        return []
    rows = belonging(branch, on)
    if kind in FOR_OFFICERS:
        rows = rows.filter(post__in=BRANCH_LEADERS)
    return members(rows)


def members(rows: QuerySet[Membership]) -> list[Person]:
    """The people of memberships, by name."""
    keys = rows.values("person_id")
    return list(Person.objects.filter(pk__in=keys).defer("id_number").by_name())


def exempt(persons: Iterable[Person], on: date) -> set[int]:
    """Whose absence on the day does not count, by a stretch of exemption (G-05)."""
    rows = Exemption.objects.filter(
        person__in=[person.pk for person in persons], measure__in=("", ATTENDANCE_MEASURE), from_on__lte=on,
        until_on__gt=on,
    )  # fmt: skip
    return set(rows.values_list("person_id", flat=True))


def counted(meeting: Meeting) -> Tally:
    """The roster counted over all of it, whoever asks: it tells numbers, not names."""
    with acting(Actor.system("统计到会人数")):
        rows = Attendance.objects.filter(meeting=meeting).values_list("presence").annotate(Count("pk"))
        return tally(dict(rows))


def completeness(meeting: Meeting, today: date) -> Verdict:
    """Whether the record may be handed over, and what it lacks."""
    return is_complete(
        on=meeting.on, today=today, counts=counted(meeting), record=meeting.record, minutes=meeting.minutes,
        host=meeting.host_id is not None,
    )  # fmt: skip


def elsewhere(meeting: Meeting, persons: Iterable[int]) -> dict[int, list[Span]]:
    """Where else people were present on that day, of whatever branch: asked past the range, since somebody may attend
    another branch's meeting; only whether they clash is told."""
    with acting(Actor.system("核对同一时段到会")):
        rows = (
            Attendance.objects.filter(meeting__on=meeting.on, person__in=list(persons), presence=Presence.PRESENT)
            .exclude(meeting=meeting)
            .exclude(meeting__state=review.CANCELLED)
            .select_related("meeting")
        )
        found: dict[int, list[Span]] = {}
        for row in rows:
            found.setdefault(row.person_id, []).append(row.meeting.span)
        return found


def voters(meeting: Meeting) -> tuple[int, int]:
    """Full members due, and those of them who came: 应到 and 到会 with the right to vote. Probationary members and
    guests have none."""
    full = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=meeting.on), stage=MemberStage.FULL, from_on__lte=meeting.on
    )
    rows = meeting.attendances.filter(person__in=full.values("person_id")).exclude(presence=Presence.EXEMPT)
    return rows.count(), rows.filter(presence=Presence.PRESENT).count()


def at_the_door(pk: int) -> Meeting | None:
    """The meeting a genuine code leads to. Whoever holds one stands in the room, so the range does not matter."""
    with acting(Actor.system("扫码签到")):
        return Meeting.objects.standing().filter(pk=pk).first()


def on_the_roster(meeting: Meeting, *, person: int | None = None, staff_no: str = "") -> Attendance | None:
    """The row of somebody who stands before the code, by staff file or by staff number."""
    who = {"person": person} if person is not None else {"person__staff_no": staff_no}
    with acting(Actor.system("扫码签到核对名单")):
        return Attendance.objects.filter(meeting=meeting, **who).select_related("person", "meeting").first()


def to_keep(on: date) -> list[OpenItem]:
    """What waits for whoever keeps the meetings of a branch: held and not recorded, returned, leave to decide. The
    office that may keep those of the whole house reviews them; it is not reminded of everybody's drafts."""
    if any(grant.path == "/" for grant in current().ranges("life.keep")):
        return []
    rows = Meeting.objects.filter(state__in=review.OPEN, on__lte=on).select_related("branch").order_by("on")
    items = [
        OpenItem(
            title=f"{'修改' if row.state == review.RETURNED else '登记'}会议记录：{row}", meta=f"{row.branch} · {row.on}",
            url=row.get_absolute_url(), due_on=row.on + timedelta(days=SOON_DAYS), line="party",
        )
        for row in rows[:MOST_SHOWN]
    ]  # fmt: skip
    asked = LeaveRequest.objects.filter(state=LeaveState.ASKED, attendance__meeting__state__in=review.OPEN)
    return items + [
        OpenItem(
            title=f"办理请假：{row.attendance.person.name}", meta=str(row.attendance.meeting),
            url=row.attendance.meeting.get_absolute_url(), due_on=row.attendance.meeting.on, line="party",
        )
        for row in asked.select_related("attendance__meeting", "attendance__person").order_by("asked_at")[:MOST_SHOWN]
    ]  # fmt: skip


def to_review(on: date) -> list[OpenItem]:
    """Records that wait for a reviewer: one line a branch, so that a hundred do not bury the rest."""
    rows = (
        Meeting.objects.filter(state=review.SUBMITTED).values_list("branch_id", "branch__name")
        .annotate(count=Count("pk")).order_by("-count")
    )  # fmt: skip
    return [
        OpenItem(
            title=f"审核会议记录：{name}", meta=f"{count} 份待审核",
            url=f"{reverse('life:list')}?state={review.SUBMITTED}&branch={pk}", line="party",
        )
        for pk, name, count in rows[:MOST_SHOWN]
    ]  # fmt: skip


def to_attend(on: date) -> list[OpenItem]:
    """Meetings of the coming days at which the acting person is due."""
    rows = Attendance.objects.filter(
        person=current().person_id, meeting__state__in=review.OPEN, presence=Presence.EXPECTED,
        meeting__on__range=(on, on + timedelta(days=SOON_DAYS)),
    )  # fmt: skip
    return [
        OpenItem(
            title=f"参加：{row.meeting}", meta=" · ".join(filter(None, (row.meeting.when, row.meeting.place))),
            url=row.meeting.get_absolute_url(), due_on=row.meeting.on, line="party",
        )
        for row in rows.select_related("meeting").order_by("meeting__on")
    ]  # fmt: skip
