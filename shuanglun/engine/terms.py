"""A scheme is versioned data: which measures count, for whom, how much, on which legal basis.

Frozen dataclasses say what to compute; `scoring.py` computes it. A scheme's identity is `digest`, a hash
that no layout changes. Import these names from `scheme.py`.
Source: docs/algorithms/scheme.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

FULL_WEIGHT = 10_000
POLITICAL, WORK = "political", "work"


@dataclass(frozen=True)
class Target:
    """What makes a target measure full: `value` in the measure's human unit, per year of the period.

    `prorate` is `months` (months present / 12) or `none`.
    """

    value: Decimal
    per: str = "year"
    prorate: str = "months"


@dataclass(frozen=True)
class Indicator:
    """One line of a dimension; `weight` in basis points, `cap` the largest value it may reach (0 to 1]."""

    id: str
    name: str
    measure: str
    basis: str
    weight: int
    only_for: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    target: Target | None = None
    cap: Decimal | None = None

    def applies(self, groups: Collection[str]) -> bool:
        """Tell whether a subject of these groups is measured by this indicator at all."""
        wanted = not self.only_for or any(group in groups for group in self.only_for)
        return wanted and not any(group in groups for group in self.not_for)


@dataclass(frozen=True)
class Dimension:
    """`political` or `work`; below `minimum_coverage` it has no number."""

    id: str
    name: str
    minimum_coverage: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Bonus:
    """Points added to a dimension after weighting, capped at 100, outside coverage, never lowering."""

    id: str
    name: str
    measure: str
    basis: str
    points: int
    dimension: str = POLITICAL
    target: Target | None = None


@dataclass(frozen=True)
class Thresholds:
    """`upper`: the score from which a dimension counts as strong in the quadrant."""

    upper: Decimal = Decimal(80)


@dataclass(frozen=True)
class Scheme:
    """A whole scheme; `w` is the weight of the political dimension in the views that join both."""

    id: str
    version: str
    name: str
    valid_from: date
    basis: str
    applies_to: tuple[str, ...]
    dimensions: tuple[Dimension, ...]
    bonus: tuple[Bonus, ...] = ()
    thresholds: Thresholds = Thresholds()
    w: Decimal = Decimal("0.5")

    def fits(self, groups: Collection[str]) -> bool:
        """Tell whether subjects of these groups are scored by this scheme (any group suffices)."""
        return any(group in groups for group in self.applies_to)

    def measures(self) -> frozenset[str]:
        """Return the names of all measures that the scheme reads."""
        lines = [i.measure for d in self.dimensions for i in d.indicators]
        return frozenset(lines + [b.measure for b in self.bonus])

    @property
    def digest(self) -> str:
        """SHA-256 of the scheme's canonical JSON: the same content, the same hash, in any layout."""
        text = json.dumps(to_data(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def plain(number: Decimal) -> str:
    """Return a decimal's shortest plain text: 0.60 and 0.6 are the same number."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _target(target: Target | None) -> dict[str, Any]:
    if target is None:
        return {}
    return {"target": {"value": plain(target.value), "per": target.per, "prorate": target.prorate}}


def _indicator(item: Indicator) -> dict[str, Any]:
    data: dict[str, Any] = {"id": item.id, "name": item.name, "measure": item.measure, "weight": item.weight}
    if item.only_for:
        data["for"] = list(item.only_for)
    if item.not_for:
        data["not_for"] = list(item.not_for)
    data |= _target(item.target)
    if item.cap is not None:
        data["cap"] = plain(item.cap)
    return data | {"basis": item.basis}


def _bonus(item: Bonus) -> dict[str, Any]:
    data = {"id": item.id, "name": item.name, "measure": item.measure, "dimension": item.dimension}
    return data | {"points": item.points} | _target(item.target) | {"basis": item.basis}


def to_data(scheme: Scheme) -> dict[str, Any]:
    """Return the scheme as plain data in the order in which a person reads it."""
    return {
        "id": scheme.id,
        "version": scheme.version,
        "name": scheme.name,
        "valid_from": scheme.valid_from.isoformat(),
        "basis": scheme.basis,
        "applies_to": list(scheme.applies_to),
        "w": plain(scheme.w),
        "thresholds": {"upper": plain(scheme.thresholds.upper)},
        "dimensions": [
            {
                "id": d.id,
                "name": d.name,
                "minimum_coverage": plain(d.minimum_coverage),
                "indicators": [_indicator(i) for i in d.indicators],
            }
            for d in scheme.dimensions
        ],
        "bonus": [_bonus(b) for b in scheme.bonus],
    }
