"""What of a tree of figures may be shown, and the proof that nothing hidden in it can be worked out (trust B, methods §7).

A cell has n opinions and the sum of their values (0–100 each). A mean is shown from `LEAST` opinions on, a distribution
from `SPREAD` on. Smaller cells are merged with a neighbor rather than hidden. A cell in which all agree on the best or the
worst is shown as ≥ 90 or ≤ 10 when it has fewer than `SPREAD` opinions, or when it would betray a cell inside it.

The reader whom the proof assumes knows all that is shown, that sums of children make up their parent, that no value is
below 0 or above 100, and of each merged cell even whether it was merged for being small. To that reader a figure is solved
when only one value of it is consistent with the rest: parent = Σ children, solved by narrowing every figure's bounds until
nothing moves. On a tree this is exact. Values are taken as any number from 0 to 100: that with very few opinions and few
options a mean itself admits few distributions is a limit of showing means at n ≥ 5, and is said so where it is explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, MINIMUM_SPREAD
from shuanglun.records.surveys.rules.merging import join, joined

LEAST, SPREAD = MINIMUM_OPINIONS, MINIMUM_SPREAD
BEST, HIGH, LOW, WORST = 100, 90, 10, 0
Number = int | Fraction

EXACT = "exact"
COARSE = "coarse"
"""All agree: shown as ≥ 90 or ≤ 10."""
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
        if self.state == HIDDEN:
            return WORST, BEST * self.n
        return (HIGH * self.n, BEST * self.n) if self.total else (WORST, LOW * self.n)


def is_unanimous(n: int, total: Number) -> bool:
    """Whether all opinions are the best, or all the worst."""
    return n > 0 and total in (WORST, BEST * n)


def pools(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Which siblings are shown together, in order, so that each shown part has `LEAST` opinions on every question and no
    part's number can be told inside it.

    counts: for each sibling its number of opinions on each question; all figures of a subject share one map.
    """
    parts = joined([min(row) for row in counts], LEAST)
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


def protect(cell: Cell) -> Shown | None:
    """What may be shown of a tree: merged, unanimous cells made coarse, and as much hidden as the proof demands."""
    shown = arranged(cell)
    return cover(shown) if shown else None


def cover(root: Shown) -> Shown:
    """Make unanimous cells coarse, then hide the smallest neighbors until nothing hidden can be solved.

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
    if low != high:
        return False
    return cell.state != EXACT or (bool(cell.parts) and is_unanimous(cell.n, low))


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
                if low[key] != high[key]:
                    moved |= _tighten(low, high, key, below - most + high[key], above - least + low[key])
    return low, high


def _tighten(low: dict[int, Number], high: dict[int, Number], key: int, least: Number, most: Number) -> bool:
    better = least > low[key] or most < high[key]
    low[key], high[key] = max(low[key], least), min(high[key], most)
    return better


def _make_coarse(cell: Shown) -> bool:
    """Mark unanimous cells from the leaves up; whether anything in this cell is protected."""
    inside = [_make_coarse(child) for child in cell.children]
    within = any(inside) or bool(cell.parts)
    if cell.state == EXACT and is_unanimous(cell.n, cell.total) and (cell.n < SPREAD or within):
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
