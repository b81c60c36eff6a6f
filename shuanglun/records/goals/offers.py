"""What the rooms above can compute for a KPI: they hand the list down when the site starts (imports only go down).

A KPI that is computed names one of these by its key; this room never learns where the figures come from.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    """One thing that can be computed: its words, the unit of the outcome, and the formula as people read it."""

    key: str
    label: str
    unit_word: str
    formula: str


OFFERS: dict[str, Offer] = {}


def offer(item: Offer) -> None:
    """Put it on the list. Raises ValueError when another one has the key."""
    if OFFERS.setdefault(item.key, item) != item:
        raise ValueError(f"two offers are called {item.key!r}")


def options() -> list[tuple[str, str]]:
    """The list as choices of a form."""
    return [(item.key, f"{item.label}（{item.unit_word}）") for item in OFFERS.values()]
