"""What the rooms above can compute for a KPI: they hand the list down when the site starts (imports only go down).

A KPI that is computed names one of these by its key; this room never learns where the figures come from.
"""

from __future__ import annotations

from dataclasses import dataclass

from shuanglun.records.goals.choices import Pace


@dataclass(frozen=True)
class Offer:
    """One thing that can be computed: its words, the unit of the outcome, the formula as people read it, and whether
    the figure fills up over the year or holds its level."""

    key: str
    label: str
    unit_word: str
    formula: str
    pace: Pace


OFFERS: dict[str, Offer] = {}


def offer(item: Offer) -> None:
    """Put it on the list. Raises ValueError when another one has the key."""
    if OFFERS.setdefault(item.key, item) != item:
        raise ValueError(f"two offers are called {item.key!r}")


def options() -> list[tuple[str, str]]:
    """The list as choices of a form."""
    return [(item.key, f"{item.label}（{item.unit_word}）") for item in OFFERS.values()]
