"""What the life room hands to evidence, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.life import facts
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.people.tests.factories import make_branch, make_person

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(Actor.system("test")):
        yield


def attend(presence: str, on: date = date(2025, 5, 1), kind: str = "5", minutes: int = 60) -> Attendance:
    meeting = Meeting.objects.create(
        branch=make_branch(), kind=kind, title="主题", on=on, minutes=minutes, state="approved"
    )
    return Attendance.objects.create(meeting=meeting, person=make_person(), presence=presence)


@pytest.mark.parametrize(("presence", "quantity"), [("present", 1), ("absent", 0), ("leave", 0), ("exempt", 0)])
def test_each_person_due_is_an_occasion(presence: str, quantity: int) -> None:
    row = attend(presence)
    assert facts.attendances(*YEAR).get() == (row.person_id, date(2025, 5, 1), quantity, 1, row.pk)


def test_only_the_exempt_presence_is_an_exemption_of_its_occasion() -> None:
    for presence in ("present", "absent", "leave"):
        attend(presence)
    row = attend("exempt")
    assert facts.exemptions(*YEAR).get() == (
        row.person_id, "life.attendance", date(2025, 5, 1), None, row.pk, row.pk,
    )  # fmt: skip


def test_the_period_is_half_open() -> None:
    attend("present", date(2024, 12, 31))
    attend("present", date(2026, 1, 1))
    inside = {attend("present", date(2025, 1, 1)).pk, attend("present", date(2025, 12, 31)).pk}
    assert {row[-1] for row in facts.attendances(*YEAR)} == inside


def test_lecture_minutes_are_study_of_those_who_came() -> None:
    row = attend("present", kind="4", minutes=90)
    attend("absent", kind="4", minutes=90)
    attend("present", kind="4", minutes=0)
    attend("present", kind="5", minutes=90)
    assert facts.lectures(*YEAR).get() == (row.person_id, date(2025, 5, 1), 90, None, row.pk)


def test_an_issue_counts_by_its_due_day_and_only_if_closed_in_time() -> None:
    person = make_person()
    closings = {date(2025, 2, 1): 1, date(2025, 1, 31): 1, date(2025, 2, 2): 0, None: 0}
    expected = set()
    for index, (closed, quantity) in enumerate(closings.items()):
        row = IssueItem.objects.create(
            person=person, title=f"问题{index}", raised_on=date(2024, 1, 1), due_on=date(2025, 2, 1), closed_on=closed
        )
        expected.add((person.pk, date(2025, 2, 1), quantity, 1, row.pk))
    IssueItem.objects.create(person=person, title="次年", raised_on=date(2025, 1, 1), due_on=date(2026, 1, 1))
    assert set(facts.issues(*YEAR)) == expected


def test_a_service_is_one_occasion() -> None:
    row = VolunteerService.objects.create(person=make_person(), title="服务", on=date(2025, 7, 1), minutes=240)
    assert facts.services(*YEAR).get() == (row.person_id, date(2025, 7, 1), 1, None, row.pk)


def test_titles_say_what_the_record_is() -> None:
    row = attend("leave")
    assert facts.describe_attendances([row.pk]) == {row.pk: "主题党日《主题》 2025-05-01 请假"}
