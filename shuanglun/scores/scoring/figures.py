"""Integers of the engine (units of 1e-9) as published figures: Decimal, one rounding, half up. None stays None, and
the screens say 资料不足 for it; zero is a number."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from shuanglun.engine import balance
from shuanglun.engine.rounding import ONE, published
from shuanglun.engine.terms import FULL_WEIGHT


def score(value: int | None) -> Decimal | None:
    """A score in points, one decimal."""
    return None if value is None else published(value, 1)


def exact(value: int | None) -> Decimal | None:
    """A score or a contribution in points, two decimals."""
    return None if value is None else published(value, 2)


def degree(value: int | None) -> Decimal | None:
    """C, T or D, three decimals of 1."""
    return None if value is None else published(value, 3, full=1)


def percent(value: int | None, places: int = 0) -> Decimal | None:
    """A share such as a coverage, in percent."""
    return None if value is None else published(value, places)


def coverage(value: int) -> Decimal:
    """A coverage in percent, cut to one decimal: what is not whole never reads 100, what lies below a floor never
    reads as the floor."""
    return _short((Decimal(value) * 100 / ONE).quantize(Decimal("0.1"), ROUND_DOWN))


def weight(basis_points: int) -> Decimal:
    """A weight in percent as people say it: 3500 → 35, 2550 → 25.5."""
    return _short(Decimal(basis_points) * 100 / FULL_WEIGHT)


def _short(value: Decimal) -> Decimal:
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def band(coordination: int | None) -> str:
    """The band of D in words."""
    return "" if coordination is None else balance.band(coordination)


def stage(coupling: int | None) -> str:
    """The stage of C in words."""
    return "" if coupling is None else balance.stage(coupling)


def quadrant(key: str) -> str:
    """The name of a quadrant, which names the side to develop."""
    return balance.QUADRANTS.get(key, "")


def advice(key: str, upper: Decimal) -> str:
    """What a quadrant advises, in a sentence about development and never about the person."""
    limit = f"{_short(upper)} 分"
    return {
        "both": f"两个维度都不低于 {limit}，建议保持",
        "work": f"政治维度不低于 {limit}、业绩维度低于 {limit}，建议加强业务",
        "political": f"业绩维度不低于 {limit}、政治维度低于 {limit}，建议加强政治学习",
        "support": f"两个维度都低于 {limit}，建议商定帮带安排",
    }.get(key, "")


def interval(low: int | None, high: int | None) -> str:
    """A 缺证区间 in words: the score if all that is missing were 0, or full. One figure when nothing is missing."""
    if low is None or high is None:
        return ""
    if low == high:
        return f"{score(low)}"
    return f"{score(low)}—{score(high)}"
