"""A small house with one of everything that can become a fact, with rows just outside the period as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from shuanglun.base.actor import Actor, acting
from shuanglun.evidence.snapshots import operations
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.people.models import Appointment, Exemption, Person, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.records.surveys.models import PublishedMean

BEGINS, ENDS = date(2025, 1, 1), date(2026, 1, 1)
AT = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)


@dataclass
class House:
    """A member who is a branch secretary, a colleague in no branch, and everything recorded about them."""

    member: Person
    colleague: Person
    rows: dict[str, Any]


def make_house() -> House:
    """Every kind of record, with ids that tests read from the rows."""
    unit = make_unit("第一研究室")
    branch = make_branch("第一党支部", unit=unit)
    member = make_person("甲", unit=unit, branch=branch, party_post="secretary", category="M")
    colleague = make_person("乙", unit=unit, category="P")
    with acting(Actor.system("test")):
        rows = _life(member, colleague, branch) | _others(member, colleague)
    return House(member, colleague, rows)


def _life(member: Person, colleague: Person, branch: Any) -> dict[str, Any]:
    def meeting(kind: str, on: date, minutes: int = 60) -> Meeting:
        return Meeting.objects.create(branch=branch, kind=kind, title="主题", on=on, minutes=minutes, state="approved")

    def attend(where: Meeting, presence: str, person: Person = member) -> Attendance:
        return Attendance.objects.create(meeting=where, person=person, presence=presence)

    def issue(title: str, due: date, closed: date | None) -> IssueItem:
        return IssueItem.objects.create(
            person=member, title=title, raised_on=date(2024, 12, 1), due_on=due, closed_on=closed
        )

    attend(meeting("5", date(2024, 12, 31)), "present")
    attend(meeting("5", date(2026, 1, 1)), "present")
    return {
        "came": attend(meeting("5", date(2025, 1, 1)), "present"),
        "absent": attend(meeting("5", date(2025, 12, 31)), "absent"),
        "leave": attend(meeting("1", date(2025, 3, 1)), "leave"),
        "exempt": attend(meeting("1", date(2025, 4, 1)), "exempt"),
        "lecture": attend(meeting("4", date(2025, 5, 1), 90), "present"),
        "lecture_unmeasured": attend(meeting("4", date(2025, 6, 1), 0), "present"),
        "closed": issue("甲", date(2025, 2, 1), date(2025, 2, 1)),
        "late": issue("乙", date(2025, 2, 1), date(2025, 2, 2)),
        "open": issue("丙", date(2025, 2, 1), None),
        "next_year": issue("丁", date(2026, 1, 1), date(2025, 2, 1)),
        "service": VolunteerService.objects.create(person=colleague, title="服务", on=date(2025, 7, 1), minutes=120),
    }


def _others(member: Person, colleague: Person) -> dict[str, Any]:
    def month(person: Person, first: date, work: int, exempt: int, present: int) -> WorkMonth:
        return WorkMonth.objects.create(
            person=person, month=first, work_days=work, exempt_days=exempt, present_days=present
        )

    def module(name: str, due: date, done: date | None) -> ModuleRecord:
        return ModuleRecord.objects.create(person=member, course="课程", module=name, due_on=due, done_on=done)

    def kpi(code: str, year: int, **values: Any) -> KpiResult:
        return KpiResult.objects.create(person=member, year=year, code=code, name=code, weight=5000, **values)

    def mean(head: str, value: str) -> PublishedMean:
        return PublishedMean.objects.create(
            person=member, campaign="2025", head=head, mean=Decimal(value), opinions=9, published_on=date(2025, 12, 20)
        )

    month(member, date(2024, 12, 1), 22, 0, 22)
    month(member, date(2026, 1, 1), 22, 0, 22)
    return {
        "february": month(member, date(2025, 2, 1), 20, 2, 17),
        "all_exempt": month(member, date(2025, 12, 1), 21, 21, 0),
        "nothing_studied": StudyRecord.objects.create(person=colleague, title="建档", on=date(2025, 1, 1), minutes=0),
        "studied": StudyRecord.objects.create(person=member, title="课", on=date(2025, 8, 1), minutes=45),
        "done": module("一", date(2025, 9, 1), date(2025, 8, 1)),
        "undone": module("二", date(2025, 9, 1), None),
        "task": KeyTask.objects.create(
            person=member, title="任务", due_on=date(2025, 5, 1), done_on=date(2025, 5, 1)
        ),
        "task_late": KeyTask.objects.create(
            person=member, title="任务二", due_on=date(2025, 5, 1), done_on=date(2025, 5, 2)
        ),
        "outcome": Outcome.objects.create(
            person=colleague, title="成果", on=date(2025, 5, 1), points=Decimal("12.35")
        ),
        "kpi": kpi("一", 2025, target=Decimal("1234567890.1234"), actual=Decimal("0.0001")),
        "kpi_without": kpi("二", 2025, direction="lower", bound=Decimal("10"), target=Decimal("2.5"), actual=None),
        "kpi_other_year": kpi("一", 2024, target=Decimal("1"), actual=None),
        "conduct": mean("conduct", "87.65"),
        "capability": mean("capability", "90"),
        "sick": Exemption.objects.create(
            person=member, reason="sick", from_on=date(2024, 12, 1), until_on=date(2025, 2, 1)
        ),
        "duty": Exemption.objects.create(
            person=colleague, measure="work.attendance", reason="duty", from_on=date(2025, 3, 1),
            until_on=date(2025, 4, 1),
        ),
    }  # fmt: skip


def move(person: Person, on: date, **values: Any) -> Appointment:
    """End the person's open appointment and begin another."""
    with acting(Actor.system("test")):
        old = Appointment.objects.get(person=person, until_on=None)
        old.until_on = on
        old.save()
        given = {"unit": old.unit, "post_name": "新岗位", "category": old.category, "grade": old.grade} | values
        return Appointment.objects.create(person=person, from_on=on, **given)


def make_snapshot(year: int = 2025, part: str = "Y") -> Snapshot:
    """A frozen snapshot. Needs a test whose rows are committed (`transactional_db`)."""
    with acting(Actor.system("test")):
        return operations.freeze(snapshot=operations.queue(year=year, part=part, at=AT), progress=lambda *_: None)
