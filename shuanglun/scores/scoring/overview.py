"""The page of a finished run: counts, coverage and how the figures of each unit spread. Units and rates only, in
organizational order; no person appears here and nothing is ranked (G-18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shuanglun.records.organization.models import Unit
from shuanglun.scores.scoring.choices import DIMENSIONS, WHEELS, Sufficiency
from shuanglun.scores.scoring.computing import BINS
from shuanglun.scores.scoring.models import Run

SMALLEST_GROUP = 8
"""Fewer figures than this make no distribution (guide §5)."""
COVERAGE_LABELS = ("低于 60%", "60%—70%", "70%—80%", "80%—90%", "90%—100%", "100%")
DEPARTMENT_DEPTH = 3
HEIGHT = 40
WIDTH = 100


@dataclass(frozen=True)
class Bar:
    """One bar of a small histogram, in units of its drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Spread:
    """How one dimension's figures of one unit spread over ten classes of ten points."""

    wheel: str
    label: str
    n: int
    bars: tuple[Bar, ...]
    classes: tuple[int, ...]

    @property
    def words(self) -> str:
        """The drawing in words."""
        parts = [f"{i * 10}—{i * 10 + 10} 分 {count} 人" for i, count in enumerate(self.classes) if count]
        return f"{self.label}，n = {self.n}：{'、'.join(parts)}"


@dataclass(frozen=True)
class UnitRow:
    """One unit: how many, how many lack evidence, its two spreads (None: fewer than eight figures)."""

    name: str
    n: int
    lacking: int
    spreads: tuple[tuple[str, Spread | None], ...]


def spread(name: str, classes: Iterable[int]) -> Spread | None:
    """The small histogram of one dimension; None below the smallest group."""
    counts = tuple(classes)
    n, top = sum(counts), max(counts, default=0)
    if n < SMALLEST_GROUP:
        return None
    step = WIDTH / BINS
    bars = tuple(
        Bar(round(i * step, 1), round(HEIGHT - HEIGHT * count / top, 1), step - 1.5, round(HEIGHT * count / top, 1))
        for i, count in enumerate(counts)
        if count
    )
    return Spread(WHEELS[name], DIMENSIONS[name], n, bars, counts)


def units_of(run: Run) -> list[UnitRow]:
    """The departments of a run in organizational order; what lies below a department is counted in it."""
    counted = run.summary.get("units", {})
    paths = dict(Unit.objects.filter(pk__in=[int(key) for key in counted]).values_list("pk", "path"))
    merged: dict[str, dict[str, Any]] = {}
    for key, row in counted.items():
        path = department(paths.get(int(key), ""))
        merged[path] = _added(merged[path], row) if path in merged else row
    heads = Unit.objects.filter(path__in=list(merged)).in_order()
    return [_unit(unit.name, merged[unit.path]) for unit in heads]


def department(path: str) -> str:
    """The path of the department a unit belongs to: the second step from the root, or the root itself."""
    return "/".join(path.split("/")[:DEPARTMENT_DEPTH]) + "/" if path.count("/") > DEPARTMENT_DEPTH else path


def _added(row: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    sums = {name: [a + b for a, b in zip(row[name], other[name], strict=True)] for name in DIMENSIONS}
    return sums | {name: row[name] + other[name] for name in ("n", "lacking")}


def _unit(name: str, row: dict[str, Any]) -> UnitRow:
    return UnitRow(name, row["n"], row["lacking"], tuple((key, spread(key, row[key])) for key in DIMENSIONS))


def sufficiency_of(run: Run) -> list[tuple[str, int]]:
    """How many persons have which evidence, in words."""
    counted = run.summary.get("sufficiency", {})
    return [(word.label, counted.get(word.value, 0)) for word in Sufficiency]


def coverage_of(run: Run) -> list[dict[str, Any]]:
    """How many persons lie in which class of coverage, per dimension."""
    counted = run.summary.get("coverage", {})
    return [
        {"label": DIMENSIONS[name], "wheel": WHEELS[name], "cells": counted.get(name, [0] * len(COVERAGE_LABELS))}
        for name in DIMENSIONS
    ]
