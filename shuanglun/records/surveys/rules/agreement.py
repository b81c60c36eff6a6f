"""What the marks of whole ballots tell beyond counts: how far voters agree, and how many marked everything alike.

Counts by question cannot give Kendall's W, Cronbach's α or straight lines, so the tally hands the marks over once, in any
order, and keeps these sums only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shuanglun.records.surveys.rules.figures import letter

NOTHING = "."
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
    known = {code: {letter(place) for place, option in enumerate(scale["options"]) if option["points"] is not None}
             for code, scale in scored.items()}  # fmt: skip
    patterns: Counter[str] | None = Counter()
    rows = _rows(slots, choice, scored)
    n, items, totals = 0, [[0, 0] for _ in (rows[0] if rows else [])], [0, 0]
    straight = [0, 0]
    blank = 0
    grades = known.get(content["overall"], set())
    for marks in ballots:
        if patterns is not None and overall:
            pattern = "".join(marks[at] for at in overall)
            if grades.issuperset(pattern):
                patterns[pattern] += 1
                patterns = patterns if len(patterns) <= MOST_PATTERNS else None
        for row in rows:
            points = [table.get(marks[at]) for at, table in row]
            if None not in points:
                n += 1
                _add(totals, sum(points))
                for sums, value in zip(items, points, strict=True):
                    _add(sums, value)
        given = {marks[at] for at in choice}
        straight[0] += len(choice) >= 3
        straight[1] += len(choice) >= 3 and len(given) == 1 and NOTHING not in given
        blank += bool(pick) and all(marks[at] == NOTHING for at in pick)
    return {
        "patterns": None if patterns is None else dict(sorted(patterns.items())),
        "alpha": {"n": n, "items": items, "totals": totals}, "straight": straight, "blank": blank,
    }  # fmt: skip


def _coded(content: Mapping, kind: str) -> set[str]:
    return {question["code"] for question in content["questions"] if question["kind"] == kind}


def _rows(slots: Sequence[Mapping], choice: Sequence[int], scored: Mapping) -> list[list[tuple[int, dict[str, int]]]]:
    """For each subject of the kind asked the most: the places of its scored questions on its most used scale, each with
    the points of letters."""
    names = Counter(id(scored[slots[at]["question"]]) for at in choice)
    if not names:
        return []
    usual = names.most_common(1)[0][0]
    subjects: dict[Any, list[tuple[int, dict[str, int]]]] = {}
    for at in choice:
        scale = scored[slots[at]["question"]]
        if id(scale) == usual:
            table = {letter(place): option["points"] for place, option in enumerate(scale["options"])
                     if option["points"] is not None}  # fmt: skip
            subjects.setdefault(slots[at]["subject"], []).append((at, table))
    longest = max(len(row) for row in subjects.values())
    return [row for row in subjects.values() if len(row) == longest]


def _add(sums: list[int], value: int) -> None:
    sums[0] += value
    sums[1] += value * value
