"""The year of a branch: what was due, what is planned, what was held. A constant number of queries for any number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from shuanglun.base import review
from shuanglun.base.parameters.queries import values
from shuanglun.records.life import parameters as figures
from shuanglun.records.life.choices import Presence
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.rules import plan
from shuanglun.records.life.rules.meetings import Tally, tally
from shuanglun.records.life.rules.plan import Compliance, Duty, Slot, Standing
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people import choices as people
from shuanglun.records.people.models import Membership

HELD = (review.SUBMITTED, review.APPROVED)
"""A meeting was held once its record is handed over; the reviewer may still send it back."""
COMMITTEE_SIZE = 3
"""A branch with fewer officers has no committee (rules §6: 支委会 3—5 人)."""


@dataclass(frozen=True)
class Cell:
    """One period of a duty on the calendar: how it stands and its meetings."""

    slot: Slot
    standing: Standing
    meetings: list[Meeting]
    held: int

    @property
    def span(self) -> int:
        """Months it spans."""
        return self.slot.duty.months


@dataclass(frozen=True)
class Line:
    """One duty over the year, with how often it was held and due in the periods that are over."""

    duty: Duty
    cells: list[Cell]
    held: int
    required: int


@dataclass(frozen=True)
class Year:
    """A year of one branch."""

    branch: int
    year: int
    members: int
    lines: list[Line]
    compliance: Compliance
    late: int
    waiting: int
    unwritten: int

    @property
    def held(self) -> int:
        """Meetings held of those that were due by today."""
        return self.compliance.held

    @property
    def required(self) -> int:
        """Meetings that were due by today."""
        return self.compliance.required

    @property
    def percent(self) -> str:
        """频次达标率."""
        return self.compliance.percent


def of_branch(branch: PartyOrganization, year: int, today: date) -> Year:
    """The year of one branch."""
    return of_branches([branch], year, today)[branch.pk]


def of_branches(branches: Iterable[PartyOrganization], year: int, today: date) -> dict[int, Year]:
    """The years of some branches, by key: three queries however many."""
    keys = [branch.pk for branch in branches]
    figures_now = values("life.", on=date(year, 12, 31))
    posts: dict[int, list[str]] = {key: [] for key in keys}
    for key, post in _posts(keys, min(today, date(year, 12, 31))):
        posts[key].append(post)
    meetings: dict[int, list[Meeting]] = {key: [] for key in keys}
    # The minutes are long and no calendar shows them.
    rows = Meeting.objects.filter(branch__in=keys).of_year(year).standing().defer("record", "agenda")
    for row in rows.order_by("on", "pk"):
        meetings[row.branch_id].append(row)
    return {key: _year(key, year, posts[key], meetings[key], figures_now, today) for key in keys}


def _posts(keys: list[int], on: date) -> Iterable[tuple[int, str]]:
    rows = Membership.objects.filter(
        Q(until_on=None) | Q(until_on__gt=on), branch__in=keys, from_on__lte=on,
        person__standing=people.Standing.IN_POST,
    )  # fmt: skip
    return rows.values_list("branch_id", "post")


def _year(
    key: int, year: int, posts: list[str], meetings: list[Meeting], frequencies: dict[str, int], today: date
) -> Year:
    due = plan.duties(
        frequencies,
        has_committee=sum(post in people.BRANCH_LEADERS for post in posts) >= COMMITTEE_SIZE,
        has_groups=people.PartyPost.GROUP_LEADER in posts,
    )
    lines = [_line(duty, meetings, year, today) for duty in due]
    return Year(
        key, year, len(posts), lines, plan.compliance((line.held, line.required) for line in lines),
        late=sum(cell.standing.lamp == "late" for line in lines for cell in line.cells),
        waiting=sum(row.state == review.SUBMITTED for row in meetings),
        unwritten=sum(row.state in review.OPEN and row.on <= today for row in meetings),
    )  # fmt: skip


def _line(duty: Duty, meetings: list[Meeting], year: int, today: date) -> Line:
    own = [row for row in meetings if row.kind == duty.kind]
    cells = [_cell(slot, own, today) for slot in plan.slots(duty, year)]
    # Per period, so that a second meeting in March does not stand in for a missing one in April.
    held = sum(min(cell.held, duty.times) for cell in cells if cell.slot.ends <= today)
    return Line(duty, cells, held, plan.required_by(duty, year, today))


def _cell(slot: Slot, rows: list[Meeting], today: date) -> Cell:
    here = [row for row in rows if slot.begins <= row.on < slot.ends]
    held = sum(row.state in HELD for row in here)
    planned = sum(row.state not in HELD and row.on > today for row in here)
    return Cell(slot, plan.standing(slot, held, planned, len(here) - held - planned, today), here, held)


def unplanned(branch: PartyOrganization, year: int, today: date) -> Iterator[tuple[Slot, int]]:
    """Periods that are not over and have too few meetings, with how many are there already."""
    for line in of_branch(branch, year, today).lines:
        for cell in line.cells:
            if cell.slot.ends > today and len(cell.meetings) < line.duty.times:
                yield cell.slot, len(cell.meetings)


@dataclass(frozen=True)
class Share:
    """How often one person came, of how often due."""

    person: int
    name: str
    tally: Tally


def attendance(branch: PartyOrganization, year: int) -> list[Share]:
    """Attendance of each person over approved meetings of the branch in a year, by name. A list of names, never a
    ranking (G-18)."""
    rows = Attendance.objects.filter(meeting__branch=branch, meeting__on__year=year, meeting__state=review.APPROVED)
    numbers = {f"n_{presence.value}": Count("pk", filter=Q(presence=presence.value)) for presence in Presence}
    grouped = rows.values_list("person_id", "person__name", "person__name_key").annotate(**numbers)
    return [
        Share(person, name, tally(dict(zip(Presence.values, counts, strict=True))))
        for person, name, _, *counts in grouped.order_by("person__name_key", "person_id")
    ]


def leaders(branch: PartyOrganization, on: date) -> set[int]:
    """Leading cadres of the branch, who take part in its life like anybody else (双重组织生活): by post grade."""
    highest = values(figures.LEADER_GRADE, on=on)[figures.LEADER_GRADE]
    grades = [f"M{grade:02d}" for grade in range(1, highest + 1)]
    rows = Membership.objects.filter(Q(until_on=None) | Q(until_on__gt=on), branch=branch, from_on__lte=on)
    return set(rows.filter(person__category="M", person__grade__in=grades).values_list("person_id", flat=True))
