"""One question by classes of voters: means, the weighted score, and what of it may be shown.

A class adds a second equation to those of a tree: the weighted score; and where the distribution over all is shown, no class
can have more of an option than all have. So the proof is another one: starting from the truth, hidden sums are changed two or
three at a time so that every figure shown stays as it is and every rule kept; how far a mean can be moved is what a reader
cannot tell. Only such changes are counted, so what passes is never solved by the reader of `disclosure`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain, combinations

from shuanglun.records.surveys.rules.disclosure import (
    BEST,
    COARSE,
    EXACT,
    HIDDEN,
    LEAST,
    SPREAD,
    Betrayed,
    Number,
    bounds,
    is_coarse,
    is_extreme,
    least_span,
)
from shuanglun.records.surveys.rules.figures import weighted


@dataclass
class ClassCell:
    """The opinions of one shown class. mixed: several classes merged, of which some are small. options: how often each
    value was given."""

    label: str
    weight: int
    n: int
    total: Number
    mixed: bool = False
    state: str = EXACT
    options: Mapping[Number, int] = field(default_factory=dict)

    @property
    def mean(self) -> Fraction:
        """The mean of its opinions."""
        return Fraction(self.total) / self.n


@dataclass
class ClassTable:
    """One question: its classes, how mean and score are shown, and whether the distribution over all opinions is. Without
    weights the score is the mean."""

    cells: list[ClassCell]
    is_weighted: bool
    pooled: str = EXACT
    score: str = EXACT
    lacking: bool = False
    spreads: bool = False

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
        if is_coarse(cell.n, cell.total, holds=cell.mixed):
            cell.state = COARSE
    if any(cell.state == COARSE for cell in table.cells) and is_coarse(table.n, table.total, holds=True):
        table.pooled = COARSE
        if not table.is_weighted or _tells(table):
            table.score = COARSE if is_extreme(1, table.weighted) else HIDDEN
    for cell in sorted(table.cells, key=lambda cell: cell.n):
        if cell.state == EXACT and solvable(table):
            cell.state = HIDDEN
    if len(table.cells) == 1:
        table.pooled = table.score = table.cells[0].state
    if solvable(table) and table.is_weighted:
        table.pooled = HIDDEN
    if solvable(table):
        table.score = COARSE if table.is_weighted and is_extreme(1, table.weighted) else HIDDEN
        table.pooled = HIDDEN
    if solvable(table):  # a score at the very end of its range tells that every class is at its own
        table.score = HIDDEN
    if found := solvable(table):
        raise Betrayed([cell.label for cell in found])
    return spread(table)


def _tells(table: ClassTable) -> bool:
    """Whether the score would solve a class even if no other one were shown."""
    cells = [replace(cell, state=HIDDEN if cell.state == EXACT else cell.state) for cell in table.cells]
    return bool(solvable(replace(table, cells=cells)))


def spread(table: ClassTable) -> ClassTable:
    """Show the distribution over all opinions too, unless it would solve what is held back."""
    table.spreads = not table.lacking and table.n >= SPREAD and table.pooled == EXACT
    table.spreads = table.spreads and not solvable(table)
    return table


def solvable(table: ClassTable) -> list[ClassCell]:
    """The classes whose hidden mean a reader can work out from what is shown."""
    unknown = [at for at, cell in enumerate(table.cells) if cell.state != EXACT]
    if len(table.cells) < 2:
        return []
    facts = list(_facts(table))
    return [table.cells[at] for at in unknown if _is_solved(table, facts, at, unknown)]


Change = dict[int, Fraction]
"""Place of a class → by how much its sum moves."""


@dataclass(frozen=True)
class Fact:
    """What a reader knows of the sums: Σ slope·sum is within low … high. value: what it truly is."""

    slopes: Mapping[int, Number]
    value: Number
    low: Number
    high: Number


def _facts(table: ClassTable) -> Iterator[Fact]:
    cells = list(enumerate(table.cells))
    for at, cell in cells:
        if cell.state != EXACT:
            yield Fact({at: 1}, cell.total, *bounds(cell.state, cell.n, cell.total))
    if table.pooled != HIDDEN:
        ends = (table.total,) * 2 if table.pooled == EXACT else bounds(COARSE, table.n, table.total)
        yield Fact({at: 1 for at, _ in cells}, table.total, *ends)
    if table.is_weighted and table.score != HIDDEN:
        ends = (table.weighted,) * 2 if table.score == EXACT else bounds(COARSE, 1, table.weighted)
        whole = sum(cell.weight for cell in table.cells)
        yield Fact({at: Fraction(cell.weight, cell.n * whole) for at, cell in cells}, table.weighted, *ends)


def _is_solved(table: ClassTable, facts: Sequence[Fact], at: int, unknown: Sequence[int]) -> bool:
    """Whether the sum of a class cannot be moved, or not far enough."""
    least = least_span(table.cells[at].state, table.cells[at].n, holds=table.cells[at].mixed)
    down = up = Fraction(0)
    for change in _changes(table, at, unknown):
        known = chain(facts, _of_options(table, list(change))) if table.spreads else facts
        low, high = _room(change, known)
        down, up = min(down, low), max(up, high)
        if up > down and up - down >= least:
            return False
    return True


def _room(change: Change, facts: Iterable[Fact]) -> tuple[Fraction, Fraction]:
    """How often, down and up, a change may be made before it contradicts what is known."""
    down, up = Fraction(-BEST * BEST), Fraction(BEST * BEST)
    for fact in facts:
        slope = sum((fact.slopes.get(at, 0) * step for at, step in change.items()), Fraction(0))
        if slope:
            ends = (fact.low - fact.value) / slope, (fact.high - fact.value) / slope
            down, up = max(down, min(ends)), min(up, max(ends))
    return min(down, Fraction(0)), max(up, Fraction(0))


def _of_options(table: ClassTable, places: Sequence[int]) -> Iterator[Fact]:
    """What the distribution tells of some classes if all others were known: none of them, nor any of them together, has
    more than the best of what all of them gave."""
    pool: Counter[Number] = Counter()
    for at in places:
        pool.update(table.cells[at].options)
    for size in range(1, len(places)):
        for some in combinations(places, size):
            left, most = sum(table.cells[at].n for at in some), Fraction(0)
            for option in sorted(pool, reverse=True):
                taken = min(left, pool[option])
                left, most = left - taken, most + taken * option
            yield Fact(dict.fromkeys(some, 1), sum(table.cells[at].total for at in some), 0, most)


def _changes(table: ClassTable, at: int, unknown: Sequence[int]) -> Iterator[Change]:
    """Changes that move the sum of this class by one: alone, and with one or two others so that mean and score stay."""
    rates = [Fraction(cell.weight, cell.n) if table.is_weighted else Fraction(0) for cell in table.cells]
    others = [other for other in unknown if other != at]
    mine = rates[at]
    yield {at: Fraction(1)}
    for other in others:
        yield {at: Fraction(1), other: Fraction(-1)}
        if rates[other]:
            yield {at: Fraction(1), other: -mine / rates[other]}
    for left, right in combinations(others, 2):
        one, two = rates[left], rates[right]
        if one != two:
            yield {at: Fraction(1), left: (mine - two) / (two - one), right: (one - mine) / (two - one)}
