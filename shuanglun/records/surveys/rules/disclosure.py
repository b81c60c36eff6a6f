"""What of a tree of figures may be shown, and the proof that nothing hidden in it can be worked out (trust B, methods §7).

A cell has n opinions and the sum of their values (0–100 each). A mean is shown from `LEAST` opinions on, a distribution
from `SPREAD` on. Smaller cells are merged with a neighbor rather than hidden. Below `SPREAD` opinions every mean from 90 up
or from 10 down is shown as ≥ 90 or ≤ 10, unanimous or not. A larger cell is shown so only when it holds something that is
not shown and is within one opinion of unanimity: whoever knows the rule must not read unanimity off the form.

The reader whom the proof assumes knows these rules and all that is shown: n of each cell, that sums of children make up
their parent, that no value is below 0 or above 100, that a coarse mean is in [90, 100] or [0, 10] (of a larger cell: one opinion from the end) and a hidden
one of fewer than `SPREAD` opinions beside shown ones between 10 and 90 (else it would be coarse), and of each merged cell even whether it was merged for
being small. A hidden figure is solved when one value of it is left; a coarse one of fewer than `SPREAD` opinions already
when its mean is known to less than `WIDTH` points, so that what is held back additionally does not tell a single value either.
Solved by narrowing every figure's bounds until nothing moves; on a tree this is exact. Values are taken as any number from
0 to 100: whoever tries whole ballots mostly finds more, which is said where the rules are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, MINIMUM_SPREAD
from shuanglun.records.surveys.rules.merging import join, joined

LEAST, SPREAD = MINIMUM_OPINIONS, MINIMUM_SPREAD
BEST, HIGH, LOW, WORST = 100, 90, 10, 0
WIDTH = 1
"""A coarse mean is solved when a reader knows it to less than so many points, of the ten that are shown."""
Number = int | Fraction

EXACT = "exact"
COARSE = "coarse"
"""Shown as ≥ 90 or ≤ 10."""
HIDDEN = "hidden"
"""Not shown, because another figure could be worked out from it."""


class Betrayed(Exception):
    """What was about to be published would let a reader work out hidden figures; nothing is published."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(f"hidden figures could be solved: {', '.join(labels)}")
        self.labels = list(labels)


@dataclass(frozen=True)
class Cell:
    """The truth: n opinions whose values sum up to `total`; the children, if any, part the same opinions."""

    label: str
    n: int
    total: Number = 0
    children: tuple[Cell, ...] = ()


@dataclass
class Shown:
    """What is published of one cell, or of several merged ones.

    parts: cells inside it that are not shown. mixed: the parts are siblings merged because some were small.
    """

    label: str
    n: int
    total: Number
    children: list[Shown] = field(default_factory=list)
    parts: tuple[Cell, ...] = ()
    mixed: bool = False
    state: str = EXACT

    def walk(self) -> Iterator[Shown]:
        """The cell and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def bounds(self) -> tuple[Number, Number]:
        """Between which sums a reader of this cell alone must place it."""
        if self.state == EXACT:
            return self.total, self.total
        return bounds(self.state, self.n, self.total)


def bounds(state: str, n: int, total: Number) -> tuple[Number, Number]:
    """Between which sums whoever knows the rules places a cell that is not shown exactly."""
    if state == HIDDEN:
        return (LOW * n, HIGH * n) if n < SPREAD else (WORST, BEST * n)
    apart = LOW * n if n < SPREAD else BEST  # a larger cell is coarse only within one opinion of unanimity
    return (BEST * n - apart, BEST * n) if total >= HIGH * n else (WORST, apart)


def is_extreme(n: int, total: Number) -> bool:
    """Whether the mean is 90 or more, or 10 or less."""
    return n > 0 and (total >= HIGH * n or total <= LOW * n)


def is_near(n: int, total: Number) -> bool:
    """Whether one opinion could be all that parts the cell from unanimity."""
    return n > 0 and min(total, BEST * n - total) <= BEST


def is_coarse(n: int, total: Number, *, holds: bool) -> bool:
    """Whether a mean is shown as ≥ 90 or ≤ 10. holds: whether something that is not shown is inside."""
    return is_extreme(n, total) if n < SPREAD else holds and is_near(n, total)


def least_span(state: str, n: int, *, holds: bool) -> Number:
    """How wide a range of sums a reader must be left; what a larger cell holds has fewer than `SPREAD` opinions."""
    return WIDTH * min(n, SPREAD - 1) if state == COARSE and (n < SPREAD or holds) else 0


def pools(counts: Sequence[Sequence[int]], least: int = LEAST) -> list[list[int]]:
    """Which siblings are shown together, in order, so that each shown part has `least` opinions on every question and no
    part's number can be told inside it.

    counts: for each sibling its number of opinions on each question; all figures of a subject share one map.
    """
    parts = joined([min(row) for row in counts], least)
    sizes = [sum(min(counts[place]) for place in part) for part in parts]
    while len(parts) > 1 and (at := _betrayed(parts, counts)) is not None:
        join(parts, sizes, at)
    return parts


def _betrayed(parts: Sequence[Sequence[int]], counts: Sequence[Sequence[int]]) -> int | None:
    """The first part in which the number of a small cell can be told, on any question."""
    for at, part in enumerate(parts):
        if len(part) > 1 and any(
            numbers_solved([counts[place][question] for place in part]) for question in range(len(counts[part[0]]))
        ):
            return at
    return None


def numbers_solved(numbers: Sequence[int]) -> bool:
    """Whether a reader who knows the sum, and which cells are below `LEAST`, can tell how many one of the small cells has.

    Each small cell lies in 0 … LEAST − 1, each other one is at least LEAST: only sums at an end of the range betray.
    """
    small = sum(number < LEAST for number in numbers)
    others = len(numbers) - small
    if not small:
        return False
    return sum(numbers) == LEAST * others or (not others and sum(numbers) == (LEAST - 1) * small)


def arranged(cell: Cell) -> Shown | None:
    """The tree with small cells merged, level by level; None below `LEAST` opinions. Nothing is said of sums yet."""
    if cell.n < LEAST:
        return None
    shown = Shown(cell.label, cell.n, cell.total)
    children = cell.children
    while len(children) == 1:  # an only child is its parent
        children = children[0].children
    parts = pools([(child.n,) for child in children]) if children else []
    if len(parts) < 2:
        shown.parts = children
        return shown
    for part in parts:
        inside = tuple(children[place] for place in part)
        child = arranged(inside[0]) if len(inside) == 1 else None
        shown.children.append(child or merged(inside))
    return shown


def merged(cells: tuple[Cell, ...]) -> Shown:
    """Cells shown as one."""
    label = "、".join(cell.label for cell in cells)
    return Shown(label, sum(cell.n for cell in cells), sum(cell.total for cell in cells), parts=cells, mixed=True)


def cover(root: Shown) -> Shown:
    """Make cells coarse by the rule, then hide the smallest neighbors until nothing hidden can be solved.

    Each step holds one more figure back, so there are no more steps than twice the cells; raises Betrayed beyond.
    """
    _make_coarse(root)
    for _ in range(2 * sum(1 for _ in root.walk()) + 1):
        if not (found := _first_solved(root)):
            return root
        _help(*found)
        _make_coarse(root)
    raise Betrayed([cell.label for cell in solvable(root)])


def check(root: Shown) -> None:
    """Raise Betrayed if anything hidden in the tree can be solved: the last gate before publication."""
    if labels := [cell.label for cell in solvable(root)]:
        raise Betrayed(labels)


def solvable(root: Shown) -> list[Shown]:
    """The cells that hide something a reader can work out: the own sum, or a sum or number of their parts."""
    low, high = _narrowed(root)
    return [cell for cell in root.walk() if _is_solved(cell, low[id(cell)], high[id(cell)])]


def _is_solved(cell: Shown, low: Number, high: Number) -> bool:
    if cell.mixed and numbers_solved([part.n for part in cell.parts]):
        return True
    if cell.state == EXACT:
        return bool(cell.parts) and is_coarse(cell.n, cell.total, holds=True)
    return low >= high or high - low < least_span(cell.state, cell.n, holds=bool(cell.parts))


def _narrowed(root: Shown) -> tuple[dict[int, Number], dict[int, Number]]:
    """The least and the greatest sum of each cell that is consistent with everything shown."""
    cells = list(root.walk())
    low, high = ({id(cell): cell.bounds[side] for cell in cells} for side in (0, 1))
    families = [cell for cell in cells if cell.children]
    moved = True
    while moved:
        moved = False
        for parent in families:
            keys = [id(child) for child in parent.children]
            least, most = sum(low[key] for key in keys), sum(high[key] for key in keys)
            moved |= _tighten(low, high, id(parent), least, most)
            below, above = low[id(parent)], high[id(parent)]
            for key in keys:
                moved |= _tighten(low, high, key, below - most + high[key], above - least + low[key])
    return low, high


def _tighten(low: dict[int, Number], high: dict[int, Number], key: int, least: Number, most: Number) -> bool:
    if low[key] >= high[key] or (least <= low[key] and most >= high[key]):
        return False
    low[key], high[key] = max(low[key], least), min(high[key], most)
    return True


def _make_coarse(cell: Shown) -> bool:
    """Mark coarse cells from the leaves up; whether anything in this cell is protected."""
    inside = [_make_coarse(child) for child in cell.children]
    within = any(inside) or bool(cell.parts)
    if cell.state == EXACT and is_coarse(cell.n, cell.total, holds=within):
        cell.state = COARSE
    return within or cell.state != EXACT


def _first_solved(root: Shown) -> tuple[Shown, Shown | None] | None:
    """The topmost solved cell with its parent."""
    if not (found := solvable(root)):
        return None
    parents = {id(child): parent for parent in root.walk() for child in parent.children}
    return found[0], parents.get(id(found[0]))


def _help(cell: Shown, parent: Shown | None) -> None:
    """Hide one more figure beside a solved cell: the smallest exact sibling, else all children of the parent."""
    if parent is None:
        _close(cell)
        return
    exact = [child for child in parent.children if child.state == EXACT and child is not cell]
    if exact:
        neighbor = min(exact, key=lambda child: child.n)
        _close(neighbor)
        neighbor.state = HIDDEN
    else:
        _close(parent)


def _close(cell: Shown) -> None:
    """Show a cell without what is inside it."""
    if cell.children:
        cell.parts = tuple(Cell(child.label, child.n, child.total) for child in cell.children)
        cell.children, cell.mixed = [], False
