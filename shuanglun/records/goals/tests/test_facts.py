"""What the goals room hands to evidence, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.goals import facts
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(Actor.system("test")):
        yield


def test_a_task_counts_by_its_due_day_and_only_if_done_in_time() -> None:
    person = make_person()
    expected = set()
    for index, (done, quantity) in enumerate({date(2025, 5, 1): 1, date(2025, 5, 2): 0, None: 0}.items()):
        row = KeyTask.objects.create(person=person, title=str(index), due_on=date(2025, 5, 1), done_on=done)
        expected.add((person.pk, date(2025, 5, 1), quantity, 1, row.pk))
    KeyTask.objects.create(person=person, title="上年", due_on=date(2024, 12, 31), done_on=date(2025, 1, 1))
    assert set(facts.tasks(*YEAR)) == expected


@pytest.mark.parametrize("points", ["0", "12.35", "0.01", "100", "1.1", "9999.99"])
def test_points_are_whole_hundredths(points: str) -> None:
    row = Outcome.objects.create(person=make_person(), title="成果", on=date(2025, 5, 1), points=Decimal(points))
    quantity = int(Decimal(points) * 100)
    assert facts.outcomes(*YEAR).get() == (row.person_id, date(2025, 5, 1), quantity, None, row.pk)


def kpi(person, year: int, code: str, **values) -> KpiResult:
    return KpiResult.objects.create(person=person, year=year, code=code, name=code, weight=5000, **values)


def test_kpis_are_whole_ten_thousandths_and_an_unknown_actual_stays_unknown() -> None:
    person = make_person()
    wide = kpi(person, 2025, "一", target=Decimal("1234567890.1234"), actual=Decimal("0.0001"), bound=Decimal("-3.5"))
    without = kpi(person, 2025, "二", direction="lower", bound=Decimal("10"), target=Decimal("2.5"), actual=None)
    kpi(person, 2024, "一", target=Decimal("1"))
    assert set(facts.kpis(*YEAR)) == {
        (person.pk, 5000, "higher", -35_000, 12_345_678_901_234, 1, wide.pk),
        (person.pk, 5000, "lower", 100_000, 25_000, None, without.pk),
    }


@pytest.mark.parametrize(
    ("begins", "ends", "years"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), set()),
        (date(2025, 10, 1), date(2026, 1, 1), {2025}),
        (date(2025, 12, 31), date(2026, 1, 1), {2025}),
        (date(2024, 1, 1), date(2026, 1, 1), {2024, 2025}),
    ],
)
def test_a_yearly_result_belongs_to_the_last_day_of_its_year(begins: date, ends: date, years: set[int]) -> None:
    person = make_person()
    rows = {kpi(person, year, "一", target=Decimal("1")).pk: year for year in (2023, 2024, 2025, 2026)}
    assert {rows[row[-1]] for row in facts.kpis(begins, ends)} == years
