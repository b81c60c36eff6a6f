"""Counting sealed ballots a second time, in plain Python: the first count is the database's."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable

Counts = dict[str, dict[int, dict[str, int]]]
"""Group → place of the marks → letter → number of ballots; "." is a place left empty."""


def counted(ballots: Iterable[tuple[str, str]]) -> Counts:
    """The counts of (group, marks) pairs. All marks of a campaign have one length."""
    by_group: dict[str, list[str]] = {}
    for group, marks in ballots:
        by_group.setdefault(group, []).append(marks)
    return {
        group: {place: dict(Counter(column)) for place, column in enumerate(zip(*rows, strict=True))}
        for group, rows in by_group.items()
    }


def digest(counts: Counts) -> str:
    """SHA-256 over the counts, the same for both ways of counting."""
    text = json.dumps(
        {group: {str(place): counts[group][place] for place in sorted(counts[group])} for group in sorted(counts)},
        sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()
