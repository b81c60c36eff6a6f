"""What the marks of whole ballots tell beyond counts: how far voters agree, and how many marked everything alike.

Counts by question cannot give Kendall's W, Cronbach's α or straight lines, so the tally hands the marks over once, in any
order, and keeps these sums only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from shuanglun.records.surveys.rules.shape import NOTHING, lettered

MOST_PATTERNS = 20_000
"""Different rows of overall marks kept for Kendall's W; with more there is no figure."""


def measure(content: Mapping, slots: Sequence[Mapping], ballots: Iterable[str]) -> dict[str, Any]:
    """Sums over ballots, each a string of marks by slot.

    patterns: {overall marks of all subjects: ballots}, complete ballots only, None when too many differ. items, totals:
    n and [Σ, Σ²] of points over (ballot, subject) pairs with an opinion on every scored question. straight: ballots with
    at least three scored marks, and those whose marks all are one letter. blank: ballots that recommend nobody.
    """
    scored = {question["code"]: content["scales"][question["scale"]] for question in content["questions"]
              if question["kind"] == "choice"}  # fmt: skip
    choice = [at for at, slot in enumerate(slots) if slot["question"] in scored]
    overall = [at for at in choice if slots[at]["question"] == content["overall"] and slots[at]["subject"] is not None]
    pick = [at for at, slot in enumerate(slots) if slot["question"] in _coded(content, "pick")]
    known = {code: {letter for letter, option in lettered(scale["options"]) if option["points"] is not None}
             for code, scale in scored.items()}  # fmt: skip
    patterns: Counter[str] | None = Counter() if overall else None
    rows, tables = _rows(slots, choice, scored)
    sums = _Sums(tables)
    straight, blank = [0, 0], 0
    grades = known.get(content["overall"], set())
    for marks in ballots:
        if patterns is not None:
            pattern = "".join([marks[at] for at in overall])
            if grades.issuperset(pattern):
                patterns[pattern] += 1
                patterns = patterns if len(patterns) <= MOST_PATTERNS else None
        for row in rows:
            sums.take(row(marks))
        if len(choice) >= 3:
            given = {marks[at] for at in choice}
            straight[0] += 1
            straight[1] += len(given) == 1 and NOTHING not in given
        blank += bool(pick) and all(marks[at] == NOTHING for at in pick)
    return {
        "patterns": None if patterns is None else dict(sorted(patterns.items())), "alpha": sums.total(),
        "straight": straight, "blank": blank,
    }  # fmt: skip


class _Sums:
    """Sums over rows of marks. Equal rows are counted first: there are few different ones and millions in all."""

    def __init__(self, tables: Sequence[Mapping[str, int]]) -> None:
        self.tables = tables
        self.n, self.items, self.totals = 0, [[0, 0] for _ in tables], [0, 0]
        self.waiting: Counter[Sequence[str]] = Counter()

    def take(self, row: Sequence[str]) -> None:
        """One row."""
        self.waiting[row] += 1
        if len(self.waiting) > MOST_PATTERNS:
            self._fold()

    def total(self) -> dict[str, Any]:
        """Complete rows, and [Σ, Σ²] of each place and of the sums of rows."""
        self._fold()
        return {"n": self.n, "items": self.items, "totals": self.totals}

    def _fold(self) -> None:
        for row, count in self.waiting.items():
            points = [table[mark] for table, mark in zip(self.tables, row, strict=True) if mark in table]
            if len(points) == len(self.tables):
                self.n += count
                _add(self.totals, sum(points), count)
                for sums, value in zip(self.items, points, strict=True):
                    _add(sums, value, count)
        self.waiting.clear()


def _coded(content: Mapping, kind: str) -> set[str]:
    return {question["code"] for question in content["questions"] if question["kind"] == kind}


def _rows(
    slots: Sequence[Mapping], choice: Sequence[int], scored: Mapping
) -> tuple[list[Callable[[str], Sequence[str]]], list[dict[str, int]]]:
    """For each subject of the kind asked the most: how to take the marks of its scored questions on its most used scale
    out of a ballot; and for each of these questions the points of letters."""
    names = Counter(id(scored[slots[at]["question"]]) for at in choice)
    if not names:
        return [], []
    usual = names.most_common(1)[0][0]
    subjects: dict[Any, list[int]] = {}
    for at in choice:
        if id(scored[slots[at]["question"]]) == usual:
            subjects.setdefault(slots[at]["subject"], []).append(at)
    longest = max(len(places) for places in subjects.values())
    scale = next(row for row in scored.values() if id(row) == usual)
    table = {letter: option["points"] for letter, option in lettered(scale["options"])
             if option["points"] is not None}  # fmt: skip
    if longest < 2:
        return [], []
    return [itemgetter(*places) for places in subjects.values() if len(places) == longest], [table] * longest


def _add(sums: list[int], value: int, count: int) -> None:
    sums[0] += count * value
    sums[1] += count * value * value
