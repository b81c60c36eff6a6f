"""One question by classes of voters: means, the weighted score, and what of it may be shown.

A class adds a second equation to those of a tree: the weighted score. So the proof is another one: with pooled mean and
score shown, a hidden mean is solved when no change of the hidden means, that keeps both and every bound, moves it. Such
changes are made up of ones that touch at most three means, so it is enough to look at all pairs and triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from shuanglun.records.surveys.rules.disclosure import (
    BEST,
    COARSE,
    EXACT,
    HIDDEN,
    LEAST,
    SPREAD,
    WORST,
    Betrayed,
    Number,
    is_unanimous,
)
from shuanglun.records.surveys.rules.figures import weighted


@dataclass
class ClassCell:
    """The opinions of one shown class. mixed: several classes merged, of which some are small."""

    label: str
    weight: int
    n: int
    total: Number
    mixed: bool = False
    state: str = EXACT

    @property
    def mean(self) -> Fraction:
        """The mean of its opinions."""
        return Fraction(self.total) / self.n


@dataclass
class ClassTable:
    """One question: its classes, and how mean and score are shown. Without weights the score is the mean."""

    cells: list[ClassCell]
    is_weighted: bool
    pooled: str = EXACT
    score: str = EXACT
    lacking: bool = field(default=False)

    @property
    def n(self) -> int:
        """Opinions in all."""
        return sum(cell.n for cell in self.cells)

    @property
    def total(self) -> Number:
        """The sum of all values."""
        return sum(cell.total for cell in self.cells)

    @property
    def mean(self) -> Fraction:
        """The mean of all opinions without weights."""
        return Fraction(self.total) / self.n

    @property
    def weighted(self) -> Fraction:
        """Σ weight·mean / Σ weight."""
        rows = ((cell.weight, cell.mean) for cell in self.cells)
        return (weighted(rows) if self.is_weighted else None) or (Fraction(0) if self.is_weighted else self.mean)

    @property
    def spreads(self) -> bool:
        """Whether the distribution over all opinions is shown."""
        return not self.lacking and self.n >= SPREAD and self.pooled == EXACT

    @property
    def spreads_by_class(self) -> bool:
        """Whether the distribution of each class is shown: all or none, so that none follows from the rest."""
        cells = self.cells
        return self.spreads and len(cells) > 1 and all(cell.n >= SPREAD and cell.state == EXACT for cell in cells)


def tabulate(cells: Sequence[ClassCell], *, is_weighted: bool) -> ClassTable:
    """What of one question may be shown, decided on the truth and proved before it is handed back."""
    table = ClassTable([cell for cell in cells if cell.n], is_weighted and sum(cell.weight for cell in cells) > 0)
    if table.n < LEAST:
        table.lacking, table.pooled, table.score = True, HIDDEN, HIDDEN
        return table
    for cell in table.cells:
        if is_unanimous(cell.n, cell.total) and (cell.n < SPREAD or cell.mixed):
            cell.state = COARSE
    if is_unanimous(table.n, table.total) and any(cell.state == COARSE for cell in table.cells):
        table.pooled = table.score = COARSE
    for cell in sorted(table.cells, key=lambda cell: cell.n):
        if cell.state == EXACT and solvable(table):
            cell.state = HIDDEN
    if len(table.cells) == 1:
        table.pooled = table.score = table.cells[0].state
    if solvable(table) and table.is_weighted:
        table.pooled = HIDDEN
    if solvable(table):
        table.score = HIDDEN
        table.pooled = HIDDEN
    if found := solvable(table):
        raise Betrayed([cell.label for cell in found])
    return table


def solvable(table: ClassTable) -> list[ClassCell]:
    """The classes whose hidden mean a reader can work out from what is shown."""
    unknown = [cell for cell in table.cells if cell.state != EXACT]
    if len(table.cells) < 2:
        return []
    return [cell for cell in unknown if not any(_is_open(change) for change in _changes(table, cell, unknown))]


Change = list[tuple[ClassCell, Fraction]]


def _is_open(change: Change) -> bool:
    """Whether the change, or its opposite, keeps every sum within its bounds."""
    return any(
        all(not (direction * step > 0 and _is_full(cell)) and not (direction * step < 0 and cell.total == WORST)
            for cell, step in change)
        for direction in (1, -1)
    )  # fmt: skip


def _is_full(cell: ClassCell) -> bool:
    return cell.total == BEST * cell.n


def _changes(table: ClassTable, cell: ClassCell, unknown: Sequence[ClassCell]) -> Iterator[Change]:
    """The smallest changes of sums that move this cell and keep the shown mean and score."""
    others = [other for other in unknown if other is not cell]
    keeps_sum = table.pooled == EXACT
    keeps_score = table.is_weighted and table.score == EXACT
    if not keeps_sum and not keeps_score:
        yield [(cell, Fraction(1))]
    mine = Fraction(cell.weight, cell.n)
    if keeps_score and not mine and not keeps_sum:
        yield [(cell, Fraction(1))]
    for other in others:
        yours = Fraction(other.weight, other.n)
        if keeps_sum and (not keeps_score or mine == yours):
            yield [(cell, Fraction(1)), (other, Fraction(-1))]
        if keeps_score and not keeps_sum and yours:
            yield [(cell, Fraction(1)), (other, -mine / yours)]
    if keeps_sum and keeps_score:
        for left, right in combinations(others, 2):
            one, two = Fraction(left.weight, left.n), Fraction(right.weight, right.n)
            if one != two:
                yield [(cell, two - one), (left, mine - two), (right, one - mine)]
