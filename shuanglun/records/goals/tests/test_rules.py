"""Judgements: attainment by methods §0b, lamps, gaps, what fits where."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuanglun.engine import rounding
from shuanglun.records.goals.rules import progress, tree
from shuanglun.records.goals.rules.progress import Limits

LIMITS = Limits(soon=10, late=25, apart=15)
D = Decimal


@pytest.mark.parametrize(
    ("direction", "bound", "target", "actual", "expected"),
    [
        ("higher", "0", "100", "85", Fraction(85, 100)),
        ("higher", "0", "3", "1", Fraction(1, 3)),
        ("higher", "60", "90", "75", Fraction(1, 2)),
        ("higher", "60", "90", "59.9", Fraction(0)),
        ("higher", "60", "90", "120", Fraction(1)),
        ("higher", "-10", "10", "0", Fraction(1, 2)),
        ("lower", "10", "2", "4", Fraction(3, 4)),
        ("lower", "10", "2", "1", Fraction(1)),
        ("lower", "10", "2", "10", Fraction(0)),
        ("lower", "10", "2", "11", Fraction(0)),
        ("lower", "5", "0", "0", Fraction(1)),
    ],
)
def test_attainment_is_the_clipped_way_from_bound_to_target(direction, bound, target, actual, expected):
    assert progress.attainment(direction, D(bound), D(target), D(actual)) == expected


def test_no_actual_is_missing_and_zero_is_zero():
    assert progress.attainment("higher", D(0), D(1), None) is None
    assert progress.attainment("higher", D(0), D(1), D(0)) == 0


def test_a_target_without_a_way_to_it_has_no_attainment():
    with pytest.raises(ValueError, match="target equals bound"):
        progress.attainment("higher", D(1), D(1), D(1))


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 2 * 10**9), st.booleans())
def test_attainment_agrees_with_the_engine(bound, length, beyond, lower):
    sign = -1 if lower else 1
    target, actual = bound + sign * length, bound + sign * (beyond - length // 2)
    told = progress.attainment("lower" if lower else "higher", D(bound), D(target), D(actual))
    reached = min(max((actual - bound) * sign, 0), length)
    assert told == Fraction(reached, length)
    assert rounding.half_up(reached * rounding.ONE, length) == rounding.half_up(
        told.numerator * rounding.ONE, told.denominator
    )


@pytest.mark.parametrize(
    ("attained", "quarter", "lamp"),
    [
        (None, 4, "idle"),
        (Fraction(1), 1, "done"),
        (Fraction(65, 100), 3, "soon"),
        (Fraction(6501, 10_000), 3, "ok"),
        (Fraction(50, 100), 3, "late"),
        (Fraction(5001, 10_000), 3, "soon"),
        (Fraction(15, 100), 1, "soon"),
        (Fraction(0), 1, "late"),
        (Fraction(999, 1000), 4, "ok"),
    ],
)
def test_a_lamp_tells_how_far_behind_the_time_it_is(attained, quarter, lamp):
    assert progress.lamp(attained, progress.expected("cumulative", quarter), LIMITS) == lamp


def test_a_rate_is_due_in_full_all_the_year_and_does_not_part_from_a_sum_for_that():
    level, sums = progress.expected("level", 1), progress.expected("cumulative", 1)
    assert (level, sums) == (1, Fraction(1, 4))
    assert progress.lamp(Fraction(9, 10), level, LIMITS) == "soon"
    between = progress.gap(progress.ahead(Fraction(95, 100), level), progress.ahead(Fraction(20, 100), sums))
    assert between == 0 and not progress.part(between, LIMITS)


def test_two_sides_part_from_the_limit_on_judged_before_rounding():
    assert progress.part(progress.gap(Fraction(85, 100), Fraction(70, 100)), LIMITS)
    assert progress.part(progress.gap(Fraction(70, 100), Fraction(85, 100)), LIMITS)
    assert not progress.part(Fraction(14_999, 100_000), LIMITS)  # would read 15.0
    assert progress.gap(None, Fraction(1)) is None
    assert not progress.part(None, LIMITS)


@pytest.mark.parametrize(("share", "words"), [("1/3", "33.3"), ("1/2000", "0.1"), ("-1/8", "-12.5"), ("1", "100.0")])
def test_points_have_one_decimal(share, words):
    assert str(progress.points(Fraction(share))) == words


def test_quarters_end_and_fall_due():
    assert progress.ended(2025, date(2025, 10, 1)) == [1, 2, 3]
    assert progress.ended(2025, date(2025, 9, 30)) == [1, 2]
    assert (progress.shown(2025, date(2025, 2, 1)), progress.shown(2025, date(2026, 5, 1))) == (1, 4)
    assert progress.due_on(2025, 4, 15) == date(2026, 1, 15)
    assert progress.has_begun(2025, 2, date(2025, 4, 1))
    assert not progress.has_begun(2025, 2, date(2025, 3, 31))
    assert not progress.is_over(2025, 1, date(2025, 3, 31))
    assert progress.is_over(2025, 1, date(2025, 4, 1))


STRATEGY, UPPER, OWN, SISTER = (
    ("strategy", 2025, ""), ("unit", 2025, "/1/"), ("unit", 2025, "/1/7/"), ("unit", 2025, "/1/8/"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("level", "parent", "fits"),
    [
        ("strategy", None, True), ("strategy", STRATEGY, True), ("strategy", UPPER, False),
        ("unit", None, False), ("unit", STRATEGY, True), ("unit", UPPER, True), ("unit", OWN, False),
        ("unit", SISTER, False), ("unit", ("post", 2025, "/1/7/"), False), ("unit", ("strategy", 2024, ""), False),
        ("post", None, False), ("post", OWN, True), ("post", UPPER, False), ("post", STRATEGY, False),
    ],
)  # fmt: skip
def test_what_hangs_below_what(level, parent, fits):
    verdict = tree.fits_below(level, 2025, "" if level == "strategy" else "/1/7/", parent)
    assert bool(verdict) is fits
    assert fits or verdict.field == "parent"


def test_weights_say_what_is_missing():
    assert tree.add_up([2500, 7500], "一所目标")
    assert tree.add_up([2500, 7000], "一所目标").reason == (
        "一所目标权重合计 95%（2 项），应为 100%，少了 5%：请调整各项权重。"
    )
    assert "缺少党建 KPI" in tree.is_a_pair("目标", {"hr": 10_000}).reason
    assert "缺少党建和人事 KPI" in tree.is_a_pair("目标", {}).reason
    assert not tree.is_a_pair("目标", {"party": 5000, "hr": 4000})
    assert not tree.has_a_side("目标", {})
    assert tree.has_a_side("目标", {"hr": 10_000})


@pytest.mark.parametrize("code", ["", "一二三四五六七八九十一二三四五六七", "A B", "G/1", "<b>"])
def test_codes_that_cannot_stand_in_files_are_refused(code):
    assert not tree.has_a_good_code(code)
