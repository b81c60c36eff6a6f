"""What the home page asks of the rooms: what waits, where the river stands, how the units' two wheels turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Sum

from shuanglun.base.actor import current
from shuanglun.base.imports import queries as imports
from shuanglun.base.todo import OpenItem
from shuanglun.engine.rounding import half_up, published
from shuanglun.evidence.indicators import queries as indicators
from shuanglun.scores.scoring.models import Run, Score

SMALLEST_UNIT = 5  # G-09, G-18: a mean over fewer persons would show single persons
SKINS_APART = 15  # points between the two wheels from which the screen says 两张皮 (guide, departments)

SOURCES: list[tuple[str, Callable[[date], list[OpenItem]]]] = [
    ("jobs.view", imports.open_items),
    ("indicators.publish", indicators.open_items),
]


def open_items(on: date) -> list[OpenItem]:
    """Everything that waits for the acting role, the nearest day first."""
    actor = current()
    items = [item for right, ask in SOURCES if actor.may(right) for item in ask(on)]
    return sorted(items, key=lambda item: (item.due_on or date.max, item.title))


@dataclass(frozen=True)
class UnitWheels:
    """The two wheels of one unit: means over its persons with a number, None below the smallest group."""

    name: str
    people: int
    political: Decimal | None
    work: Decimal | None

    @property
    def gap(self) -> Decimal | None:
        """Points between the wheels."""
        return None if self.political is None or self.work is None else abs(self.political - self.work)

    @property
    def apart(self) -> bool:
        """Whether the two skins part."""
        return self.gap is not None and self.gap >= SKINS_APART


def unit_wheels(run: Run) -> list[UnitWheels]:
    """Per unit, in organizational order: sums of integers, one rounding at the end."""
    rows = (
        Score.objects.filter(run=run)
        .values("unit__name")
        .annotate(n=Count("id"), pn=Count("political"), p=Sum("political"), wn=Count("work"), w=Sum("work"))
        .order_by("unit__order", "unit_id")
    )
    return [
        UnitWheels(row["unit__name"], row["n"], _mean(row["p"], row["pn"]), _mean(row["w"], row["wn"])) for row in rows
    ]


def house_wheels(run: Run) -> UnitWheels:
    """The same over everybody the acting role may see."""
    row = Score.objects.filter(run=run).aggregate(
        n=Count("id"), pn=Count("political"), p=Sum("political"), wn=Count("work"), w=Sum("work")
    )
    return UnitWheels("", row["n"], _mean(row["p"], row["pn"]), _mean(row["w"], row["wn"]))


def _mean(total: int | None, n: int) -> Decimal | None:
    if total is None or n < SMALLEST_UNIT:
        return None
    return published(half_up(total, n), 1)


def strip(units: list[UnitWheels]) -> tuple[list[str], list[dict]]:
    """Heads and rows of the comparison strip, figures inside the cells."""
    return [unit.name for unit in units], [
        {"label": "党建", "wheel": "party", "cells": [_cell(unit.political, "p") for unit in units]},
        {"label": "人事", "wheel": "hr", "cells": [_cell(unit.work, "q") for unit in units]},
        {
            "label": "差距",
            "wheel": "fuse",
            "cells": [
                {
                    "css": "gap apart" if unit.apart else "gap",
                    "text": f"两张皮 {unit.gap}" if unit.apart else f"{unit.gap}",
                }
                if unit.gap is not None
                else {"css": "gap", "text": "—"}
                for unit in units
            ],
        },
    ]


def _cell(value: Decimal | None, letter: str) -> dict | None:
    if value is None:
        return None
    level = next(
        (
            number
            for number, limit in enumerate((Decimal(70), Decimal("77.5"), Decimal("82.5"), Decimal("87.5")), 1)
            if value < limit
        ),
        5,
    )
    return {"css": f"{letter}{level}", "text": f"{value}"}
