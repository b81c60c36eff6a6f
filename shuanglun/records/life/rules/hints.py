"""Judgements against box-ticking (M24): which records a reviewer should look at. Hints, never a penalty: nothing here
is read by a fact, a scheme or a score.

Thresholds are parameters (`life/parameters.py`); here they are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shuanglun.base.flow import Flow, Step
from shuanglun.records.life.choices import HintKind

OPEN, FINE, FOLLOWED = "open", "fine", "followed"
FLOW = Flow(
    "life.hint",
    states={OPEN: "待看", FINE: "看过，没有问题", FOLLOWED: "已与支部核实"},
    steps=(
        Step("fine", (OPEN,), FINE, "看过，没有问题"),
        Step("follow", (OPEN,), FOLLOWED, "已与支部核实"),
        Step("again", (FINE, FOLLOWED), OPEN, "重新核实"),
    ),
)
LAMPS = {OPEN: "soon", FINE: "done", FOLLOWED: "done"}
ONLY_A_HINT = "请核实。仅作提示，不扣分。"
WHOLE = 10_000
"""A hundred percent, in hundredths."""


@dataclass(frozen=True)
class Finding:
    """One thing to look at. `meeting` and `other` are keys; `score` is in hundredths of a percent, for late entries in
    days; `group` is the key of the first record of a group of nearly equal ones."""

    kind: str
    meeting: int
    score: int
    other: int | None = None
    group: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Entered:
    """A record of a branch: the day it is about, and the day on which it was handed over."""

    meeting: int
    branch: int
    on: date
    entered_on: date

    @property
    def days(self) -> int:
        """How long after the day it is about."""
        return (self.entered_on - self.on).days


@dataclass(frozen=True)
class Attended:
    """A meeting's roster counted: due without the exempt, and who of them came."""

    meeting: int
    branch: int
    on: date
    due: int
    present: int


def late_batches(rows: Iterable[Entered], *, days: int, batch: int) -> list[Finding]:
    """Records handed over more than `days` after their day, at least `batch` of a branch on one day. One finding a
    batch, at its earliest meeting; a single late record is nothing to ask about."""
    batches: dict[tuple[int, date], list[Entered]] = {}
    for row in rows:
        if row.days > days:
            batches.setdefault((row.branch, row.entered_on), []).append(row)
    return [
        _late(entered_on, sorted(rows, key=lambda row: (row.on, row.meeting)))
        for (_, entered_on), rows in sorted(batches.items())
        if len(rows) >= batch
    ]


def _late(entered_on: date, rows: list[Entered]) -> Finding:
    evidence = {"entered_on": entered_on.isoformat(), "meetings": [[row.meeting, row.days] for row in rows]}
    return Finding(HintKind.LATE, rows[0].meeting, rows[0].days, evidence=evidence)


def always_full(rows: Iterable[Attended], *, meetings: int, due: int) -> list[Finding]:
    """Branches at whose meetings of a calendar year everybody due came, every time: at least `meetings` of them, each
    with at least `due` people. Smaller meetings are left out: three people are often complete. One finding a year, at
    its first meeting."""
    years: dict[tuple[int, int], list[Attended]] = {}
    for row in rows:
        if row.due >= due:
            years.setdefault((row.branch, row.on.year), []).append(row)
    return [
        _full(sorted(rows, key=lambda row: (row.on, row.meeting)))
        for _, rows in sorted(years.items())
        if len(rows) >= meetings and all(row.present == row.due for row in rows)
    ]


def _full(rows: list[Attended]) -> Finding:
    evidence = {
        "year": rows[0].on.year, "due": sum(row.due for row in rows), "meetings": [row.meeting for row in rows],
    }  # fmt: skip
    return Finding(HintKind.FULL, rows[0].meeting, WHOLE, evidence=evidence)


def is_new_evidence(kind: str, old: tuple[int | None, int, Mapping[str, Any]], new: Finding) -> bool:
    """Whether what was found differs from what was answered: `old` is (other, score, evidence). A larger group of equal
    minutes, or one more full meeting of the same year, is what was answered already."""
    other, score, evidence = old
    if kind == HintKind.SIMILAR:
        return (other, score) != (new.other, new.score)
    if kind == HintKind.LATE:
        return dict(evidence) != dict(new.evidence)
    return evidence.get("year") != new.evidence.get("year")


def words(kind: str, score: int, evidence: Mapping[str, Any], other: tuple[str, date] | None = None) -> str:
    """What was found, in one sentence. `other` is the branch of the other record (empty for the same one) and its
    day."""
    if kind == HintKind.SIMILAR:
        branch, on = other or ("", None)
        when = f" {on.year} 年 {on.month} 月" if on else "另一份"
        return f"与{branch or '本支部'}{when}纪要相似 {score // 100}%，{ONLY_A_HINT}"
    count = len(evidence.get("meetings", ()))
    if kind == HintKind.LATE:
        on = date.fromisoformat(evidence["entered_on"])
        return f"{on.year} 年 {on.month} 月 {on.day} 日一天登记 {count} 份记录，距会议最长 {score} 天，{ONLY_A_HINT}"
    return f"{evidence['year']} 年 {count} 次会议到会率都是 100%（应到 {evidence['due']} 人次），{ONLY_A_HINT}"
