"""Level and balance of two dimensions: arithmetic and geometric mean, coupling C, level T, coordination D.

Pure functions on numbers in [0, 1]; anything outside is refused, never clipped. A person's C, T, D is an
analysis view and labelled so. Source: methods §1 and §5 (corrected C after Wang Shujia et al. 2021).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from shuanglun.engine.rounding import ONE

Mode = Literal["corrected", "classic"]
BANDS = (
    "极度失调", "严重失调", "中度失调", "轻度失调", "濒临失调",
    "勉强协调", "初级协调", "中级协调", "良好协调", "优质协调",
)  # fmt: skip
STAGES = ((300_000_000, "低水平"), (500_000_000, "拮抗"), (800_000_000, "磨合"), (ONE, "高水平"))
QUADRANTS = {"both": "双优", "work": "促业务", "political": "强思想", "support": "重点帮带"}
CAPTION = "描述两项得分的水平与均衡，不证明关联"


@dataclass(frozen=True)
class Coupling:
    """Coupling degree c, level t and coordination d; `flat` when every input is 0."""

    c: float
    t: float
    d: float
    flat: bool = False


def _fractions(values: Sequence[float], name: str) -> None:
    for place, value in enumerate(values):
        if not 0 <= value <= 1:
            raise ValueError(f"{name}[{place}] = {value} is outside [0, 1]")


def arith(p: float, b: float, w: float = 0.5) -> float:
    """Return w·p + (1-w)·b."""
    _fractions((p, b, w), "arith")
    return w * p + (1 - w) * b


def geometric(p: float, b: float, w: float = 0.5) -> float:
    """Return p^w · b^(1-w), which punishes one-sidedness."""
    _fractions((p, b, w), "geometric")
    return p**w * b ** (1 - w)


def ccd(u: Sequence[float], alpha: Sequence[float] | None = None, mode: Mode = "corrected") -> Coupling:
    """Return the coupling coordination of two or more values.

    `alpha` are the weights of the level (equal by default, sum 1). All inputs 0: c = d = 0 and `flat`.
    """
    n = len(u)
    if n < 2:
        raise ValueError("coupling needs at least two values")
    _fractions(u, "u")
    weights = [1 / n] * n if alpha is None else list(alpha)
    if len(weights) != n or abs(sum(weights) - 1) > 1e-9:
        raise ValueError("alpha must hold one weight per value, summing to 1")
    top = max(u)
    t = sum(a * x for a, x in zip(weights, u, strict=True))
    if top <= 0:
        return Coupling(0.0, 0.0, 0.0, flat=True)
    c = _classic(u, top) if mode == "classic" else _corrected(u, top)
    return Coupling(c, t, math.sqrt(c * t))


def _classic(u: Sequence[float], top: float) -> float:
    """Return the classic C; values are divided by the largest first, or tiny ones would underflow."""
    n, shares = len(u), [x / top for x in u]
    return min(1.0, n * math.prod(shares) ** (1 / n) / sum(shares))


def _corrected(u: Sequence[float], top: float) -> float:
    n = len(u)
    gap = sum(abs(a - b) for a, b in combinations(u, 2)) / (n * (n - 1) / 2)
    return math.sqrt(max(0.0, 1 - gap) * math.prod(x / top for x in u) ** (1 / (n - 1)))


def band(d_units: int) -> str:
    """Return the band of D in units of 10^-9. An edge belongs to the lower band; 0 is 极度失调."""
    if not 0 <= d_units <= ONE:
        raise ValueError(f"d_units = {d_units} is outside [0, {ONE}]")
    return BANDS[max(0, -(-d_units * 10 // ONE) - 1)]


def stage(c_units: int) -> str:
    """Return the coupling stage of C in units of 10^-9. An edge belongs to the lower stage."""
    if not 0 <= c_units <= ONE:
        raise ValueError(f"c_units = {c_units} is outside [0, {ONE}]")
    return next(name for edge, name in STAGES if c_units <= edge)


def quadrant(political: int, work: int, upper: int) -> str:
    """Return the key of QUADRANTS; all three in the same units. Equal to the threshold is upper.

    Labels are advice for development, never grades.
    """
    if political >= upper:
        return "both" if work >= upper else "work"
    return "political" if work >= upper else "support"
