"""The parameters that rooms declare, by key. Figures are whole numbers: hours as minutes, shares as percent."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Standing(models.TextChoices):
    """How sure the shipped figure is: read in the text of its source, not yet, or a decision of our own."""

    VERIFIED = "verified", "已核对原文"
    UNVERIFIED = "unverified", "参数待核"
    OWN = "own", "本单位自定"


@dataclass(frozen=True)
class Parameter:
    """One figure: its words, the value shipped with this release, unit, basis, standing, and the bounds of sense."""

    key: str
    label: str
    shipped: int
    unit: str
    basis: str
    standing: Standing
    low: int = 0
    high: int = 10_000

    @property
    def room(self) -> str:
        """The room that declares it: the first part of the key."""
        return self.key.partition(".")[0]


DECLARED: dict[str, Parameter] = {}


def declare(
    key: str, label: str, shipped: int, *, unit: str, basis: str, standing: Standing, low: int = 0, high: int = 10_000
) -> str:
    """Declare a parameter; returns its key. Raises ValueError when another one has the key."""
    parameter = Parameter(key, label, shipped, unit, basis, standing, low, high)
    if DECLARED.setdefault(key, parameter) != parameter:
        raise ValueError(f"two parameters are called {key!r}")
    return key
