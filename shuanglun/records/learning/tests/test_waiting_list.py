"""The waiting list under any order of enrolling, leaving and changing the room: never more people than places, nobody
waits while a place is free, and who asked first moves up first."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuanglun.base.actor import Actor, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.tests.factories import BEFORE, DAY, KEEPER, enrol, make_session, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]

PEOPLE = 6
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("enrol"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("leave"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("resize"), st.integers(1, PEOPLE)),
    ),
    max_size=14,
)


class Model:
    """The same list in plain Python: people in the order in which they asked."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.placed: list[int] = []
        self.waiting: list[int] = []

    def step(self, what: str, value: int) -> bool:
        known = value in self.placed + self.waiting
        if what == "enrol":
            if not known:
                (self.placed if len(self.placed) < self.capacity else self.waiting).append(value)
            return not known
        if what == "leave":
            if known:
                (self.placed if value in self.placed else self.waiting).remove(value)
            self._move_up()
            return known
        if value < len(self.placed):
            return False
        self.capacity = value
        self._move_up()
        return True

    def _move_up(self) -> None:
        while self.waiting and len(self.placed) < self.capacity:
            self.placed.append(self.waiting.pop(0))


def act(session: Session, people: list[Any], what: str, value: int) -> bool:
    """Do the step as the office; False when it was refused."""
    try:
        with acting(KEEPER):
            if what == "enrol":
                enrol(session, people[value])
            elif what == "leave":
                row = Enrolment._base_manager.filter(session=session, person=people[value]).first()
                if row is None:
                    return False
                operations.withdraw(enrolment=row, at=BEFORE, reason="有事")
            else:
                operations.change_session(
                    session=session, on=DAY, begins=time(9), ends=time(12), minutes=180, place="二号楼", capacity=value,
                    modules=list(session.course.modules.all()), at=BEFORE,
                )  # fmt: skip
    except RefusedError:
        return False
    return True


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, capacity=st.integers(1, 4))
def test_places_and_turns_are_kept(steps, capacity):
    with transaction.atomic(), acting(Actor.system("test")):
        session, people = make_session(capacity=capacity), [member() for _ in range(PEOPLE)]
        model, number = Model(capacity), {person.pk: place for place, person in enumerate(people)}
        for what, value in steps:
            assert act(session, people, what, value) is model.step(what, value)
            row = Session.objects.get(pk=session.pk)
            placed = {number[item.person_id] for item in Enrolment.objects.with_place().filter(session=row)}
            waiting = [number[item.person_id] for item in Enrolment.objects.waiting().filter(session=row)]
            assert (placed, waiting) == (set(model.placed), model.waiting)
            assert row.taken == len(placed) <= row.capacity
        transaction.set_rollback(True)
