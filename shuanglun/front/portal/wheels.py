"""The two wheels: means over the persons with a number, of everybody in sight and of each department.

Sums of integers and one rounding at the end; a mean over fewer than five would show single persons (G-09, G-18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from shuanglun.engine.rounding import half_up, published
from shuanglun.records.organization.models import Unit
from shuanglun.scores.scoring import figures
from shuanglun.scores.scoring.choices import DIMENSIONS, WHEELS
from shuanglun.scores.scoring.models import Run, Score, sees_the_house
from shuanglun.scores.scoring.overview import department

SMALLEST_UNIT = 5
SKINS_APART = 15
"""Points between the two wheels from which the screen says 两张皮 (guide, departments)."""
UNITS_A_STRIP = 14
LEVELS = (Decimal(70), Decimal("77.5"), Decimal("82.5"), Decimal("87.5"))
SUMS = {
    f"{name}_{part}": total
    for name in DIMENSIONS
    for part, total in (
        ("n", Count(name)), ("sum", Sum(name)), ("low", Sum(f"{name}_low")), ("high", Sum(f"{name}_high")),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Wheel:
    """One dimension of a group: mean, 缺证区间 of the mean, over how many; None below the smallest group."""

    label: str
    wheel: str
    n: int
    value: Decimal | None
    interval: str = ""


@dataclass(frozen=True)
class Pair:
    """The two wheels of a group of `people`."""

    name: str
    people: int
    political: Wheel
    work: Wheel

    @property
    def sides(self) -> tuple[Wheel, Wheel]:
        """Political first, everywhere."""
        return self.political, self.work

    @property
    def gap(self) -> Decimal | None:
        """Points between the wheels."""
        if self.political.value is None or self.work.value is None:
            return None
        return abs(self.political.value - self.work.value)

    @property
    def apart(self) -> bool:
        """Whether the two skins part; said of a group, never of a person."""
        return self.people >= SMALLEST_UNIT and self.gap is not None and self.gap >= SKINS_APART

    @property
    def words(self) -> str:
        """The drawing in words."""
        sides = [f"{side.label} {'资料不足' if side.value is None else side.value}" for side in self.sides]
        return "，".join([*sides, *([f"相差 {self.gap} 分"] if self.gap is not None else [])])


def house(run: Run) -> Pair:
    """Everybody the acting role may see."""
    return _pair("", Score.objects.filter(run=run).aggregate(n=Count("id"), **SUMS))


def units(run: Run) -> list[Pair]:
    """The units in sight, in organizational order. For the offices what lies below a department is counted in it."""
    rows = Score.objects.filter(run=run).order_by().values("unit_path").annotate(n=Count("id"), **SUMS)
    whole = sees_the_house()
    merged: dict[str, dict[str, Any]] = {}
    for row in rows:
        path = row.pop("unit_path")
        path = department(path) if whole else path
        merged[path] = _added(merged[path], row) if path in merged else row
    heads = Unit.objects.filter(path__in=list(merged)).in_order()
    return [_pair(unit.name, merged[unit.path]) for unit in heads]


def _added(row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: (row[name] or 0) + (other[name] or 0) for name in row}


def _pair(name: str, row: dict[str, Any]) -> Pair:
    political, work = (_wheel(dimension, row) for dimension in DIMENSIONS)
    return Pair(name, row["n"], political, work)


def _wheel(name: str, row: dict[str, Any]) -> Wheel:
    n = row[f"{name}_n"]
    if n < SMALLEST_UNIT:
        return Wheel(DIMENSIONS[name], WHEELS[name], n, None)
    low, high = (half_up(row[f"{name}_{end}"], n) for end in ("low", "high"))
    value = published(half_up(row[f"{name}_sum"], n), 1)
    return Wheel(DIMENSIONS[name], WHEELS[name], n, value, figures.interval(low, high) if low != high else "")


def own(score: Score) -> Pair:
    """One's own result."""
    political, work = (_own(score, name) for name in DIMENSIONS)
    return Pair("", 1, political, work)


def _own(score: Score, name: str) -> Wheel:
    low, high = score.figure(name, "low"), score.figure(name, "high")
    interval = figures.interval(low, high) if low != high else ""
    return Wheel(DIMENSIONS[name], WHEELS[name], 1, figures.score(score.figure(name)), interval)


def strips(pairs: list[Pair]) -> list[tuple[list[str], list[dict[str, Any]]]]:
    """The comparison as strips that a page can hold: heads and rows, figures inside the cells."""
    return [strip(pairs[start : start + UNITS_A_STRIP]) for start in range(0, len(pairs), UNITS_A_STRIP)]


def strip(pairs: list[Pair]) -> tuple[list[str], list[dict[str, Any]]]:
    """Heads and rows of one strip."""
    return [pair.name for pair in pairs], [
        {"label": "党建", "wheel": "party", "cells": _cells(pairs, "political", "p")},
        {"label": "人事", "wheel": "hr", "cells": _cells(pairs, "work", "q")},
        {"label": "差距", "wheel": "fuse", "cells": [_gap(pair) for pair in pairs]},
    ]


def _cells(pairs: Iterable[Pair], name: str, letter: str) -> list[dict[str, str] | None]:
    return [_cell(pair.people, getattr(pair, name).value, letter) for pair in pairs]


def _cell(people: int, value: Decimal | None, letter: str) -> dict[str, str] | None:
    """A figure on its hue; a small group is not shown, too few figures are 资料不足 (None)."""
    if value is None:
        return {"css": "gap", "text": f"不足 {SMALLEST_UNIT} 人"} if people < SMALLEST_UNIT else None
    return {"css": f"{letter}{1 + sum(value >= limit for limit in LEVELS)}", "text": f"{value}"}


def _gap(pair: Pair) -> dict[str, str]:
    if pair.gap is None:
        return {"css": "gap", "text": "—"}
    return {"css": "gap apart", "text": f"两张皮 {pair.gap}"} if pair.apart else {"css": "gap", "text": f"{pair.gap}"}
