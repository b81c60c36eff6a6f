"""A branch with its people, as the tests of the room need it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from shuanglun.base.actor import Actor, acting, using
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.operations import meetings as acts
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from tests.fixtures.signing import make_actor

DAY, AT = date(2026, 5, 8), datetime(2026, 5, 8, 1, tzinfo=UTC)
"""A Friday; nine o'clock in Shanghai."""
MINUTES = "学习条例第三章，讨论上半年工作安排。决定由支委会列出清单，六月底前办结。"


@dataclass
class Branch:
    """One branch of a unit, its people, and those who act for it."""

    row: PartyOrganization
    people: list[Person]
    secretary: Actor
    officer: Actor

    @contextmanager
    def kept(self) -> Iterator[None]:
        """As its secretary."""
        with acting(self.secretary), using("life.keep"):
            yield

    @contextmanager
    def reviewed(self) -> Iterator[None]:
        """As the political-work office."""
        with acting(self.officer), using("life.review"):
            yield

    def plan(self, kind: str = "5", on: date = DAY, title: str = "五月主题党日", **values: Any) -> Meeting:
        """A meeting, set down by the secretary."""
        values = {"begins_at": time(9), "minutes": 60} | values
        with self.kept():
            return acts.plan_meeting(branch=self.row, kind=kind, title=title, on=on, **values)

    def roster(self, meeting: Meeting) -> dict[str, Attendance]:
        """Its roster by name."""
        with acting(Actor.system("test")):
            return {row.person.name: row for row in meeting.attendances.select_related("person", "meeting")}


@pytest.fixture
def make(db: None) -> Callable[[str], Branch]:
    """`make("一支部")` → a branch of five, of whom three are its committee."""

    def made(name: str) -> Branch:
        unit = make_unit(f"{name}所在部门")
        row = make_branch(name, unit=unit)
        posts = ["secretary", "deputy", "committee", "member", "member"]
        people = [
            make_person(f"{name}{'甲乙丙丁戊'[place]}", unit=unit, branch=row, party_post=post)
            for place, post in enumerate(posts)
        ]
        return Branch(
            row, people, make_actor("branch_secretary", branch=row, person=people[0]), make_actor("political")
        )

    return made


@pytest.fixture
def branch(make: Callable[[str], Branch]) -> Branch:
    """One branch."""
    return make("一支部")
