"""A branch with a secretary and two members, for the tests of candid meetings, issues and talks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.records.life.models import Attendance, CandidMeeting, Meeting, SelfCheck
from shuanglun.records.life.operations import candid as operations
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from tests.fixtures.signing import plain_actor

TODAY = date(2026, 1, 20)
AT = datetime(2026, 1, 20, 2, 0, tzinfo=UTC)
SYSTEM = Actor.system("test")


@dataclass
class Branch:
    """Who is who."""

    unit: Any = field(default_factory=lambda: make_unit("一所"))
    other_unit: Any = field(default_factory=lambda: make_unit("二所"))

    def __post_init__(self) -> None:
        self.branch = make_branch("一支部", unit=self.unit)
        self.other = make_branch("二支部", unit=self.other_unit)
        here = {"unit": self.unit, "branch": self.branch}
        self.secretary = make_person("程若谷", party_post="secretary", **here)
        self.first = make_person("林一禾", **here)
        self.second = make_person("白露晞", **here)
        self.stranger = make_person("江望舒", unit=self.other_unit, branch=self.other)
        self.officer = make_person("叶知秋", unit=self.other_unit)


@contextmanager
def playing(role: str, right: str, **holder: Any) -> Iterator[Actor]:
    """Act in a role, reading under a right. One account for each person."""
    with acting(plain_actor(role, **holder)), using(right):
        yield current()


def as_secretary(house: Branch, right: str = "life.keep") -> Any:
    """The secretary of the branch."""
    return playing("branch_secretary", right, person=house.secretary, branch=house.branch)


def as_person(person: Person) -> Any:
    """A staff member with the own rows."""
    return playing("staff", "life.own", person=person)


def planned(house: Branch, kind: str = "org_life", **values: Any) -> CandidMeeting:
    """A plan of the branch with its three members, by the secretary's own hand."""
    told = {"theme": "改进作风", "text": "一、征求意见", "planned_on": None, "approved_on": None} | values
    with as_secretary(house):
        return operations.plan(
            branch=house.branch, kind=kind, year=2025, host=house.secretary,
            persons=[house.secretary, house.first, house.second], today=TODAY, **told,
        )  # fmt: skip


def standing(candid: CandidMeeting, stage: str, **values: Any) -> CandidMeeting:
    """The meeting set to a stage, for a test that begins there."""
    with acting(SYSTEM):
        CandidMeeting.objects.filter(pk=candid.pk).update(stage=stage, **values)
        candid.refresh_from_db()
    return candid


def held(house: Branch, candid: CandidMeeting, on: date = date(2026, 1, 15), present: int = 3) -> Meeting:
    """The branch's own record of the meeting, with attendance."""
    kind = {"org_life": "6", "democratic_life": "7"}[candid.kind]
    with acting(SYSTEM):
        meeting = Meeting.objects.create(branch=candid.branch, kind=kind, title="年度生活会", on=on, minutes=120)
        for number, person in enumerate((house.secretary, house.first, house.second)):
            presence = "present" if number < present else "absent"
            Attendance.objects.create(meeting=meeting, person=person, presence=presence)
    return meeting


def part(candid: CandidMeeting, person: Person) -> SelfCheck:
    """Somebody's part in the meeting."""
    with acting(SYSTEM):
        return SelfCheck.objects.select_related("candid", "person").get(candid=candid, person=person)


def rows(model: type) -> int:
    """How many rows a table holds."""
    return model._base_manager.count()  # type: ignore[attr-defined]
