"""What the people room hands to evidence, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.people import facts
from shuanglun.records.people.models import Exemption, Membership, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

pytestmark = pytest.mark.django_db
YEAR = (date(2025, 1, 1), date(2026, 1, 1))


@pytest.fixture(autouse=True)
def _acting() -> Iterator[None]:
    with acting(Actor.system("test")):
        yield


def work(person, first: date, days: int, exempt: int, present: int) -> WorkMonth:
    return WorkMonth.objects.create(
        person=person, month=first, work_days=days, exempt_days=exempt, present_days=present
    )


def test_work_months_are_days_present_of_days_due_on_the_last_day_of_the_month() -> None:
    person = make_person()
    work(person, date(2024, 12, 1), 22, 0, 22)
    leap = work(person, date(2024, 2, 1), 18, 0, 18)
    february = work(person, date(2025, 2, 1), 20, 2, 17)
    december = work(person, date(2025, 12, 1), 23, 0, 23)
    work(person, date(2026, 1, 1), 22, 0, 22)
    assert set(facts.work_months(*YEAR)) == {
        (person.pk, date(2025, 2, 28), 17, 18, february.pk),
        (person.pk, date(2025, 12, 31), 23, 23, december.pk),
    }
    assert facts.work_months(date(2024, 2, 1), date(2024, 3, 1)).get() == (
        person.pk,
        date(2024, 2, 29),
        18,
        18,
        leap.pk,
    )
    assert facts.describe_months([february.pk])[february.pk] == "2025-02 应出勤 20 天，实出勤 17 天"


def test_a_month_exempt_as_a_whole_stays_a_row_with_nothing_due() -> None:
    row = work(make_person(), date(2025, 3, 1), 21, 21, 0)
    assert facts.work_months(*YEAR).get() == (row.person_id, date(2025, 3, 31), 0, 0, row.pk)


def test_posts_and_memberships_in_force_within_the_period() -> None:
    unit = make_unit()
    branch = make_branch(unit=unit)
    person = make_person(unit=unit, branch=branch, category="P", party_post="committee", joined_on=date(2025, 12, 31))
    make_person(unit=unit, joined_on=date(2026, 1, 1))
    first = date(2025, 12, 31)
    assert facts.posts(*YEAR).get() == (person.pk, unit.pk, unit.path, "specialist", first, None)
    assert facts.memberships(*YEAR).get() == (person.pk, branch.pk, branch.path, "member,secretary", first, None)


@pytest.mark.parametrize(
    ("post", "groups"),
    [
        ("secretary", "member,secretary"),
        ("deputy", "member,secretary"),
        ("group_leader", "member"),
        ("member", "member"),
    ],
)
def test_the_branch_leadership_is_a_group_of_its_own(post: str, groups: str) -> None:
    make_person(branch=make_branch(), party_post=post)
    assert facts.memberships(*YEAR).get()[3] == groups


def test_what_ended_on_the_first_day_is_not_in_force() -> None:
    person = make_person(branch=make_branch())
    Membership.objects.update(until_on=date(2025, 1, 1))
    assert not facts.memberships(*YEAR).exists()
    Membership.objects.update(until_on=date(2025, 1, 2))
    assert facts.memberships(*YEAR).get()[0] == person.pk


def test_exemptions_carry_no_reason() -> None:
    person = make_person()
    row = Exemption.objects.create(
        person=person,
        measure="life.attendance",
        reason="maternity",
        from_on=date(2024, 11, 1),
        until_on=date(2025, 3, 1),
    )
    assert facts.exemptions(*YEAR).get() == (
        person.pk, "life.attendance", date(2024, 11, 1), date(2025, 3, 1), None, row.pk,
    )  # fmt: skip
    assert "reason" not in str(facts.exemptions(*YEAR).query)
    assert facts.describe_exemptions([row.pk]) == {row.pk: "豁免 2024-11-01 至 2025-02-28（已核）"}
