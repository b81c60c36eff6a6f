"""Vectors of methods §1 and §5: means, coupling, bands, stages, quadrants."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuanglun.engine import balance
from shuanglun.engine.rounding import ONE

SIX = 5e-7
FOUR = 5e-5
UNIT = st.integers(0, 10**9).map(lambda units: units / 10**9)

PAIRS = [
    (90, 90, 90.0, 90.0, 1.0, 0.9, 0.9487),
    (95, 60, 77.5, 75.4983, 0.6407, 0.775, 0.7047),
    (60, 95, 77.5, 75.4983, 0.6407, 0.775, 0.7047),
    (85, 75, 80.0, 79.8436, 0.8911, 0.8, 0.8443),
    (100, 40, 70.0, 63.2456, 0.4, 0.7, 0.5292),
    (78.5, 88, 83.25, 83.1144, 0.8985, 0.8325, 0.8649),
]


@pytest.mark.parametrize(("p", "b", "arith", "geo", "c", "t", "d"), PAIRS)
def test_pair(p, b, arith, geo, c, t, d):
    p, b = p / 100, b / 100
    found = balance.ccd([p, b])
    assert balance.arith(p, b) * 100 == pytest.approx(arith, abs=FOUR)
    assert balance.geometric(p, b) * 100 == pytest.approx(geo, abs=FOUR)
    assert (found.c, found.t, found.d) == pytest.approx((c, t, d), abs=FOUR)


def test_pair_with_other_weights():
    assert balance.arith(0.85, 0.75, 0.4) == pytest.approx(0.79)
    assert balance.geometric(0.85, 0.75, 0.4) == pytest.approx(0.788505, abs=SIX)


CCD = [
    ((0.8, 0.8), 1, 0.894427, 1, 0.8, 0.894427),
    ((0.8, 0.6), 0.989743, 0.832358, 0.774597, 0.7, 0.736354),
    ((0.9, 0.3), 0.866025, 0.720843, 0.365148, 0.6, 0.468069),
    ((0.55, 0.45), 0.994987, 0.705332, 0.858116, 0.5, 0.655025),
    ((0.2, 0.2), 1, 0.447214, 1, 0.2, 0.447214),
    ((1, 0), 0, 0, 0, 0.5, 0),
    ((0.82, 0.74), 0.998684, 0.882595, 0.911177, 0.78, 0.843041),
    ((0.35, 0.62), 0.960480, 0.682519, 0.641948, 0.485, 0.557983),
    ((0.8, 0.7, 0.6), 0.993150, 0.833790, 0.837902, 0.7, 0.765854),
    ((0.9, 0.9, 0.3), 0.891464, 0.789953, 0.588566, 0.7, 0.641869),
    ((0.5, 0.5, 0.5), 1, 0.707107, 1, 0.5, 0.707107),
]


@pytest.mark.parametrize(("u", "classic_c", "classic_d", "c", "t", "d"), CCD)
def test_ccd(u, classic_c, classic_d, c, t, d):
    classic, corrected = balance.ccd(u, mode="classic"), balance.ccd(u)
    assert (classic.c, classic.d) == pytest.approx((classic_c, classic_d), abs=SIX)
    assert (corrected.c, corrected.t, corrected.d) == pytest.approx((c, t, d), abs=SIX)
    assert not corrected.flat


def test_ccd_with_weights():
    found = balance.ccd([0.82, 0.74], [0.6, 0.4])
    assert (found.c, found.t, found.d) == pytest.approx((0.911177, 0.788, 0.847353), abs=SIX)


@pytest.mark.parametrize(
    ("classic", "corrected"), [(0.9989, 0.9404), (0.9935, 0.8660), (0.8868, 0.5440), (0.6101, 0.2700)]
)
def test_published_pairs_can_come_from_two_values(classic, corrected):
    """The pairs of Wang Shujia et al. 2021, table 8: the classic C fixes the ratio, the corrected one the level."""
    root = (1 - math.sqrt(1 - classic**2)) / classic
    ratio = root * root
    top = (1 - corrected**2 / ratio) / (1 - ratio)
    assert 0 < top <= 1
    values = (top, ratio * top)
    assert balance.ccd(values, mode="classic").c == pytest.approx(classic, abs=FOUR)
    assert balance.ccd(values).c == pytest.approx(corrected, abs=FOUR)


def test_the_first_published_pair_is_told():
    assert balance.ccd([0.3196, 0.2910], mode="classic").c == pytest.approx(0.9989, abs=FOUR)
    assert balance.ccd([0.3196, 0.2910]).c == pytest.approx(0.9404, abs=1e-4)


def test_ccd_never_without_the_coefficient():
    assert balance.ccd([0.8, 0.6], mode="classic").c != pytest.approx(0.494872, abs=1e-3)


@pytest.mark.parametrize("mode", ["corrected", "classic"])
def test_all_zero_is_flagged(mode):
    assert balance.ccd([0, 0], mode=mode) == balance.Coupling(0.0, 0.0, 0.0, flat=True)


@pytest.mark.parametrize("u", [(1.01, 0.5), (0.5, -0.01), (float("nan"), 0.5), (80, 60)])
def test_outside_is_refused_with_its_name(u):
    with pytest.raises(ValueError, match=r"u\[[01]\]"):
        balance.ccd(u)
    with pytest.raises(ValueError, match="arith"):
        balance.arith(*u)


@pytest.mark.parametrize(("u", "alpha"), [((0.5,), None), ((0.5, 0.5), (0.5, 0.6)), ((0.5, 0.5), (1.0,))])
def test_wrong_shapes_are_refused(u, alpha):
    with pytest.raises(ValueError):
        balance.ccd(u, alpha)


TREND = [
    (0.62, 0.80, 0.797183, 0.71, 0.752329, "中级协调"),
    (0.70, 0.79, 0.897958, 0.745, 0.817911, "良好协调"),
    (0.78, 0.81, 0.966475, 0.795, 0.876554, "良好协调"),
]


@pytest.mark.parametrize(("a", "b", "c", "t", "d", "band"), TREND)
def test_trend(a, b, c, t, d, band):
    found = balance.ccd([a, b])
    assert (found.c, found.t, found.d) == pytest.approx((c, t, d), abs=SIX)
    assert balance.band(round(found.d * ONE)) == band


WORDS = (
    "极度失调", "严重失调", "中度失调", "轻度失调", "濒临失调",
    "勉强协调", "初级协调", "中级协调", "良好协调", "优质协调",
)  # fmt: skip


@pytest.mark.parametrize("tenth", range(1, 10))
@pytest.mark.parametrize("step", [1, ONE // 100])
def test_band_edges_fall_in_the_lower_band(tenth, step):
    edge = tenth * ONE // 10
    assert balance.band(edge - step) == balance.band(edge) == WORDS[tenth - 1]
    assert balance.band(edge + step) == WORDS[tenth]


def test_band_ends():
    assert balance.band(0) == balance.band(1) == "极度失调"
    assert balance.band(ONE) == "优质协调"


@pytest.mark.parametrize(
    ("edge", "lower", "upper"), [(3, "低水平", "拮抗"), (5, "拮抗", "磨合"), (8, "磨合", "高水平")]
)
@pytest.mark.parametrize("step", [1, ONE // 100])
def test_stage_edges(edge, lower, upper, step):
    assert balance.stage(edge * ONE // 10 - step) == balance.stage(edge * ONE // 10) == lower
    assert balance.stage(edge * ONE // 10 + step) == upper


@pytest.mark.parametrize("judge", [balance.band, balance.stage])
@pytest.mark.parametrize("units", [-1, ONE + 1])
def test_bands_refuse_what_cannot_be(judge, units):
    with pytest.raises(ValueError):
        judge(units)


@pytest.mark.parametrize(
    ("p", "b", "label"),
    [(80, 80, "双优"), (80, 79, "促业务"), (79, 80, "强思想"), (79, 79, "重点帮带"), (100, 0, "促业务")],
)
def test_quadrant(p, b, label):
    assert balance.QUADRANTS[balance.quadrant(p, b, 80)] == label


def by_the_book(u, w, mode):
    """The reference of methods §5, word for word."""
    n, top = len(u), max(u)
    if mode == "classic":
        c = n * math.prod(u) ** (1 / n) / sum(u)
    else:
        gap = sum(abs(a - b) for a, b in itertools.combinations(u, 2)) / sum(range(1, n))
        c = math.sqrt(max(0, 1 - gap) * math.prod(x / top for x in u) ** (1 / (n - 1)))
    t = sum(a * b for a, b in zip(w, u, strict=True))
    return c, t, math.sqrt(c * t)


@given(st.lists(st.integers(1, 1000).map(lambda n: n / 1000), min_size=2, max_size=5), st.data())
def test_ccd_equals_the_reference(u, data):
    shares = data.draw(st.lists(st.integers(1, 9), min_size=len(u), max_size=len(u)))
    weights = [share / sum(shares) for share in shares]
    for mode in ("corrected", "classic"):
        found = balance.ccd(u, weights, mode)
        assert (found.c, found.t, found.d) == pytest.approx(by_the_book(u, weights, mode), abs=1e-9)


@given(UNIT, UNIT)
def test_ccd_is_symmetric_and_bounded(a, b):
    one, other = balance.ccd([a, b]), balance.ccd([b, a])
    assert one.c == pytest.approx(other.c) and one.d == pytest.approx(other.d)
    assert 0 <= one.c <= 1 and 0 <= one.d <= 1
    assert one.c <= balance.ccd([a, b], mode="classic").c + 1e-9


@given(UNIT, UNIT, st.floats(0.1, 0.9))
def test_geometric_never_exceeds_arithmetic(a, b, w):
    low, high = min(a, b), max(a, b)
    assert low - 1e-9 <= balance.geometric(a, b, w) <= balance.arith(a, b, w) + 1e-9 <= high + 2e-9


@given(UNIT)
def test_equal_values_are_in_full_balance(a):
    found = balance.ccd([a, a])
    assert found.flat or (found.c == pytest.approx(1) and found.d == pytest.approx(math.sqrt(a)))
