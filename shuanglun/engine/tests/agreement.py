"""Comparing a scored snapshot with the independent scorer, figure by figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shuanglun.engine.tests import factories
from tests.oracle import scorer

FIGURES = {"": "number", "_base": "base", "_bonus": "bonus", "_coverage": "coverage", "_low": "low", "_high": "high"}


def differences(scored: factories.Scored, schemes: list[Path] | None = None) -> list[tuple[Any, ...]]:
    """Return every figure on which engine and independent scorer differ: (subject, what, engine, other)."""
    files = schemes or [factories.source(name) for name, *_ in scored.outcome.schemes]
    other = scorer.score(scored.snapshot, files)
    found: list[tuple[Any, ...]] = []
    if other.keys() != scored.results.keys():
        found.append(("subjects", other.keys() ^ scored.results.keys()))
    parts = dict(scored.contributions)
    for subject, answer in other.items():
        row = scored.results.get(subject, {})
        for name in ("political", "work"):
            pairs = [
                (f"{name}{suffix}", row.get(f"{name}{suffix}"), answer[name][key]) for suffix, key in FIGURES.items()
            ]
            for line, wanted in answer[name]["lines"].items():
                mine = scored.indicators[subject, line]
                pairs += [(line, mine["status"], wanted["status"]), (line, mine["value"], wanted["value"])]
            for part, share in answer[name]["shares"].items():
                mine = parts.pop((subject, name, part), {})
                pairs += [(part, mine.get("share"), share), (part, mine.get("final"), answer[name]["final"][part])]
            found += [(subject, what, mine, wanted) for what, mine, wanted in pairs if mine != wanted]
        views = answer["pair"] or dict.fromkeys(("arithmetic", "geometric", "coupling", "coordination", "quadrant"))
        found += [(subject, key, row.get(key), value) for key, value in views.items() if row.get(key) != value]
    return found + [("parts left over", *key) for key in parts]
