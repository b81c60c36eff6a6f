"""Hours of study against what is asked for. Minutes inside, hours on the screen (1 学时 = 60 分钟)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUTES_A_HOUR = 60
TENTH = Decimal("0.1")


def hours(minutes: int) -> Decimal:
    """Minutes as hours with one decimal, half up."""
    return (Decimal(minutes) / MINUTES_A_HOUR).quantize(TENTH, ROUND_HALF_UP)


def rate(minutes: int | None, target_hours: int | None) -> Decimal | None:
    """min(1, hours / target) exactly (methods §2, rate_study); None when either is missing: missing is never zero."""
    if minutes is None or not target_hours:
        return None
    return min(Decimal(1), Decimal(minutes) / (target_hours * MINUTES_A_HOUR))


def percent(share: Decimal | None) -> Decimal | None:
    """A rate in percent with one decimal, half up."""
    return None if share is None else (share * 100).quantize(TENTH, ROUND_HALF_UP)
