"""What the learning room hands to evidence, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.learning import facts
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.learning.tests.factories import DAY, enrol, finish, make_session, member
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(Actor.system("test")):
        yield


def test_minutes_are_handed_over_and_zero_is_a_row() -> None:
    person = make_person()

    def study(on: date, minutes: int) -> StudyRecord:
        return StudyRecord.objects.create(person=person, title="课", on=on, minutes=minutes)

    nothing, some = study(date(2025, 1, 1), 0), study(date(2025, 12, 31), 45)
    study(date(2024, 12, 31), 10)
    study(date(2026, 1, 1), 10)
    assert set(facts.studies(*YEAR)) == {
        (person.pk, date(2025, 1, 1), 0, None, nothing.pk),
        (person.pk, date(2025, 12, 31), 45, None, some.pk),
    }
    assert facts.describe_studies([some.pk]) == {some.pk: "课 2025-12-31（45 分钟）"}


def test_a_module_counts_by_its_due_day_and_only_if_done_in_time() -> None:
    person = make_person()
    expected = set()
    for index, (done, quantity) in enumerate({date(2025, 3, 1): 1, date(2025, 3, 2): 0, None: 0}.items()):
        row = ModuleRecord.objects.create(
            person=person, course="课程", module=str(index), due_on=date(2025, 3, 1), done_on=done
        )
        expected.add((person.pk, date(2025, 3, 1), quantity, 1, row.pk))
    ModuleRecord.objects.create(
        person=person, course="课程", module="次年", due_on=date(2026, 1, 1), done_on=date(2025, 3, 1)
    )
    assert set(facts.modules(*YEAR)) == expected


def test_a_finished_session_is_evidence_and_a_planned_one_is_not() -> None:
    session, person, absent = make_session(), member(), member()
    rows = enrol(session, person, absent)
    year = (date(2026, 1, 1), date(2027, 1, 1))
    assert list(facts.studies(*year)) == list(facts.modules(*year)) == []
    finish(session, rows[:1])
    study, done = StudyRecord.objects.get(), ModuleRecord.objects.get(person=person)
    due = ModuleRecord.objects.get(person=absent)
    assert list(facts.studies(*year)) == [(person.pk, DAY, 180, None, study.pk)]
    assert set(facts.modules(*year)) == {(person.pk, DAY, 1, 1, done.pk), (absent.pk, DAY, 0, 1, due.pk)}
