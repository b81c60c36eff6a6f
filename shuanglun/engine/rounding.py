"""Rounding, in one place: half up, on integers inside, on Decimal where a figure is published.

Inside the engine one unit is 10^-9 of the full score (1 = 1,000,000,000 = 100 points).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

ONE = 1_000_000_000
RANK_UNIT = 1_000


def half_up(num: int, den: int) -> int:
    """Return num / den rounded half up to an integer. `den` must be positive."""
    if den <= 0:
        raise ValueError("den must be positive")
    return (2 * num + den) // (2 * den)


def units(fraction: Decimal) -> int:
    """Return a decimal between 0 and 1 in units of 10^-9."""
    return int((fraction * ONE).to_integral_value(ROUND_HALF_UP))


def published(value: int, places: int = 2, full: int = 100) -> Decimal:
    """Return units as a published figure (points of `full`), rounded once, half up."""
    return (Decimal(value) * full / ONE).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def ranked(value: int) -> int:
    """Return the value that ranks are taken on: units of 10^-6, half up."""
    return half_up(value, RANK_UNIT)
