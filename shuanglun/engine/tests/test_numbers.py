"""Integers and decimals: half up, published figures, exact shares of a capped sum."""

from __future__ import annotations

import itertools
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.engine import duck, rounding, shapley
from shuanglun.engine.rounding import ONE


@pytest.mark.parametrize(
    ("num", "den", "wanted"), [(1, 2, 1), (3, 2, 2), (1, 3, 0), (2, 3, 1), (0, 5, 0), (5, 10, 1), (49, 100, 0)]
)
def test_half_up(num, den, wanted):
    assert rounding.half_up(num, den) == wanted


def test_half_up_needs_a_positive_denominator():
    with pytest.raises(ValueError):
        rounding.half_up(1, 0)


@given(st.integers(0, 10**25), st.integers(1, 10**20))
def test_half_up_equals_decimal(num, den):
    exact = Fraction(num, den)
    assert rounding.half_up(num, den) == (exact + Fraction(1, 2)).__floor__()


@pytest.mark.parametrize(
    ("units", "places", "wanted"),
    [(865_833_333, 4, "86.5833"), (878_703_704, 4, "87.8704"), (800_050_000, 2, "80.01"), (799_950_000, 2, "80.00"),
     (0, 2, "0.00"), (ONE, 2, "100.00"), (865_850_000, 1, "86.6")],
)  # fmt: skip
def test_published_rounds_half_up_once(units, places, wanted):
    assert rounding.published(units, places) == Decimal(wanted)


@given(st.integers(0, ONE))
def test_published_is_decimal_half_up(units):
    wanted = (Decimal(units) / 10_000_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert rounding.published(units) == wanted


@pytest.mark.parametrize(("units", "rank"), [(499, 0), (500, 1), (1_499, 1), (1_500, 2), (ONE, 1_000_000)])
def test_rank_unit(units, rank):
    assert rounding.ranked(units) == rank


def by_definition(parts, ceiling):
    """Shapley value over all orders, as fractions."""
    orders = list(itertools.permutations(range(len(parts))))
    gains = [Fraction(0)] * len(parts)
    for order in orders:
        so_far = 0
        for i in order:
            gains[i] += Fraction(min(ceiling, so_far + parts[i]) - min(ceiling, so_far), len(orders))
            so_far += parts[i]
    return gains


@settings(deadline=None)
@given(st.lists(st.integers(0, 400_000_000), min_size=1, max_size=6))
def test_capped_shares_are_shapley_values_to_the_unit(parts):
    found = shapley.capped_shares(np.array([parts], dtype=np.int64), ONE)[0]
    assert found.sum() == min(ONE, sum(parts))
    for share, wanted in zip(found.tolist(), by_definition(parts, ONE), strict=True):
        assert abs(share - wanted) < 1


def test_capped_shares_of_equals_are_equal_but_for_a_unit():
    found = shapley.capped_shares(np.array([[600_000_000] * 3], dtype=np.int64), ONE)[0]
    assert found.tolist() == [333_333_334, 333_333_333, 333_333_333]


def test_capped_shares_without_ceiling_are_the_parts():
    parts = np.array([[1, 2, 3], [300_000_000, 0, 700_000_000]], dtype=np.int64)
    assert (shapley.capped_shares(parts, ONE) == parts).all()


@pytest.mark.parametrize("n", [12, 13])
def test_many_parts_stay_exact(n):
    parts = np.arange(1, n + 1, dtype=np.int64)[None, :] * 20_000_000
    found = shapley.capped_shares(parts, ONE)
    assert found.sum() == min(ONE, parts.sum())
    assert (np.diff(found[0]) >= 0).all()


def test_too_many_parts_are_refused():
    with pytest.raises(ValueError, match="at most 15"):
        shapley.capped_shares(np.ones((1, 16), dtype=np.int64), ONE)


def test_no_parts():
    assert shapley.capped_shares(np.zeros((2, 0), dtype=np.int64), ONE).shape == (2, 0)


WIDE = st.one_of(
    st.integers(0, 4 * 10**9 + 5), st.integers(0, 9 * 10**18), st.sampled_from([4 * 10**18, 4 * 10**18 + 1])
)
PARTS = st.one_of(st.integers(1, 10**6), st.integers(1, 9 * 10**18), st.sampled_from([10**18, 10**18 + 1]))


@pytest.fixture(scope="module")
def macros():
    con = duckdb.connect()
    con.execute(duck.MACROS)
    yield con
    con.close()


def test_divisions_of_the_backend_are_exact_on_both_sides_of_64_bits(macros):
    """The short way in 64 bits and the long one in 128 give what whole numbers give, as far as the answer fits."""

    @given(WIDE, PARTS)
    @settings(max_examples=500, deadline=None, database=None, derandomize=True)
    def check(num, den):
        query = f"SELECT half_up({num}, {den}), floored({num}, {den})"
        assert macros.execute(query).fetchone() == (rounding.half_up(num, den), num // den)
        wanted = rounding.half_up(num * ONE, den)
        if wanted < 2**63:
            assert macros.execute(f"SELECT ratio9({num}, {den})").fetchone() == (wanted,)

    check()


@pytest.mark.parametrize(
    "words", ["half_up(NULL, 5)", "ratio9(NULL, 5)", "ratio9(3, NULL)", "half_up(3, 0)", "ratio9(3, 0)"]
)
def test_a_division_without_operands_has_no_answer(macros, words):
    assert macros.execute(f"SELECT {words}").fetchone() == (None,)
