"""What may be frozen, and what a snapshot is called."""

from __future__ import annotations

from datetime import date

import pytest

from shuanglun.base.actor import Actor, Grant
from shuanglun.base.periods import Period, quarter, year
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import rules


@pytest.mark.parametrize(
    ("part", "on", "begins", "ends", "code"),
    [
        ("Y", date(2026, 1, 1), date(2025, 1, 1), date(2026, 1, 1), "2025Y"),
        ("Q1", date(2025, 4, 1), date(2025, 1, 1), date(2025, 4, 1), "2025Q1"),
        ("Q4", date(2026, 1, 1), date(2025, 10, 1), date(2026, 1, 1), "2025Q4"),
        ("M06", date(2025, 11, 22), date(2025, 1, 1), date(2025, 7, 1), "2025M06"),
        ("M09", date(2026, 3, 1), date(2025, 1, 1), date(2025, 10, 1), "2025M09"),
        ("M", date(2025, 11, 22), date(2025, 1, 1), date(2025, 11, 1), "2025M10"),
        ("M", date(2025, 2, 1), date(2025, 1, 1), date(2025, 2, 1), "2025M01"),
        ("M", date(2027, 5, 5), date(2025, 1, 1), date(2026, 1, 1), "2025M12"),
    ],
)
def test_periods_and_codes(part: str, on: date, begins: date, ends: date, code: str) -> None:
    period = rules.period_of(2025, part, on)
    assert (period, rules.code_of(2025, part, period)) == (Period(begins, ends), code)
    assert rules.may_freeze(period, on)


def test_no_month_has_ended_yet() -> None:
    with pytest.raises(RefusedError, match="还没有一个月结束"):
        rules.period_of(2025, "M", date(2025, 1, 31))


def test_an_unfinished_period_is_refused_with_its_last_day() -> None:
    verdict = rules.may_freeze(year(2025), date(2025, 12, 31))
    assert not verdict
    assert "2025-12-31" in verdict.reason
    assert verdict.field == "part"
    assert rules.may_freeze(quarter(2025, 3), date(2025, 10, 1))
    assert not rules.may_freeze(year(1999), date(2025, 10, 1))


def test_numbers_are_never_used_twice() -> None:
    assert rules.next_name("2025Y", []) == "2025Y-01"
    assert rules.next_name("2025Y", ["2025Y-01", "2025Y-03", "2025Q1-09"]) == "2025Y-04"
    with pytest.raises(RefusedError, match="99"):
        rules.next_name("2025Y", ["2025Y-99"])


def test_evidence_is_frozen_whole_or_not_at_all() -> None:
    right = "snapshots.freeze"
    assert rules.sees_the_house(Actor("x", grants=(Grant(right, "unit", "/"),)), right)
    for grants in ((), (Grant(right, "unit", "/1/"),), (Grant(right, "own", "/"),), (Grant("other", "unit", "/"),)):
        assert not rules.sees_the_house(Actor("x", grants=grants), right)


def test_a_frozen_snapshot_is_never_made_again() -> None:
    assert not rules.may_repeat(working=False, frozen=True)
    assert not rules.may_repeat(working=True, frozen=False)
    assert rules.may_repeat(working=False, frozen=False)
