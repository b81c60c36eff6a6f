"""What a goal's KPI may be computed from: measures of the catalogue, declared here once and offered to the goals room.

The figures come from a frozen snapshot, whole numbers all the way, and are rounded once at the end. A fact belongs to
the unit or the Party organization in which its person was on the day of the fact. An exempt occasion that was missed
leaves the denominator; one that was attended stays in both (G-05, as in the engine). Without a single fact there is no
figure: it is missing, never zero (G-04).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from shuanglun.engine.facts import EXEMPTIONS, FACTS, SUBJECTS, Measure
from shuanglun.evidence.snapshots.catalogue import MEASURES
from shuanglun.evidence.snapshots.opening import Evidence
from shuanglun.records.goals import offers
from shuanglun.records.goals.choices import Pace

Aggregate = Literal["share", "sum", "mean_per_person"]
PLACES = 4
"""Decimals that a KPI keeps."""


@dataclass(frozen=True)
class Computable:
    """One figure over many people: `per` stored units make one unit of the outcome (60 minutes an hour)."""

    measure: str
    aggregate: Aggregate
    label: str
    unit_word: str
    per: int = 1

    @property
    def key(self) -> str:
        """How a KPI names it: life.attendance.share."""
        return f"{self.measure}.{self.aggregate}"

    @property
    def formula(self) -> str:
        """What is done, as people read it."""
        words = MEASURES[self.measure].label
        if self.aggregate == "share":
            return f"“{words}”的完成数 ÷（应完成数 − 已豁免而未完成的数）× 100"
        if self.aggregate == "sum":
            return f"“{words}”全部事实之和，折合为{self.unit_word}"
        return f"“{words}”全部事实之和 ÷ 期末在册人数，折合为{self.unit_word}"


COMPUTABLES = {
    item.key: item
    for item in (
        Computable("life.attendance", "share", "组织生活出勤率", "%"),
        Computable("life.rectification", "share", "个人问题按期整改率", "%"),
        Computable("study.modules", "share", "党性教育与职业道德模块完成率", "%"),
        Computable("work.tasks", "share", "重点任务按期完成率", "%"),
        Computable("work.attendance", "share", "工作出勤率", "%"),
        Computable("study.minutes", "sum", "学习总学时", "学时", 60),
        Computable("study.minutes", "mean_per_person", "人均学时", "学时", 60),
        Computable("life.volunteer", "sum", "志愿服务次数", "次"),
        Computable("life.volunteer", "mean_per_person", "人均志愿服务次数", "次"),
        Computable("work.outcomes", "sum", "成果总分", "分", 100),
        Computable("work.outcomes", "mean_per_person", "人均成果分", "分", 100),
    )
}


@dataclass(frozen=True)
class Whose:
    """Whose facts count: people at or below a unit, in a Party organization or below it, or one person (its key)."""

    kind: Literal["unit", "party", "person"]
    path: str

    def holds(self, place: str) -> bool:
        """Whether a place of the same kind lies inside."""
        return place == self.path if self.kind == "person" else place.startswith(self.path)


@dataclass
class Sums:
    """Whole numbers over some facts: done, due, due of missed occasions that were exempt, and how many facts."""

    done: int = 0
    due: int = 0
    spared: int = 0
    facts: int = 0

    def add(self, other: Sums) -> None:
        """Take another's numbers in."""
        self.done, self.due = self.done + other.done, self.due + other.due
        self.spared, self.facts = self.spared + other.spared, self.facts + other.facts


@dataclass(frozen=True)
class Answer:
    """The figure in the outcome's unit, how many facts it rests on, and the sums in words; no figure without facts."""

    value: Decimal | None
    facts: int
    words: str


def offer_all() -> None:
    """Tell the goals room what can be computed. Raises KeyError for a measure the catalogue does not know."""
    for item in COMPUTABLES.values():
        _fits(item, MEASURES[item.measure])
        pace = Pace.LEVEL if item.aggregate == "share" else Pace.CUMULATIVE
        offers.offer(offers.Offer(item.key, item.label, item.unit_word, item.formula, pace))


def _fits(item: Computable, measure: Measure) -> None:
    if (item.aggregate == "share") != (measure.kind == "rate"):
        raise ValueError(f"{item.key}: a share is made of a rate, and only of a rate")


def quarter_of(begins: date, ends: date) -> tuple[int, int] | None:
    """The year and quarter that a snapshot `[begins, ends)` speaks for: from January 1 to the end of a quarter."""
    if (begins.month, begins.day) != (1, 1) or ends.day != 1:
        return None
    months = (ends.year - begins.year) * 12 + ends.month - 1
    return (begins.year, months // 3) if months in (3, 6, 9, 12) else None


Places = dict[str, dict[str, Sums]]
KINDS = ("person", "unit", "party")


class Reckoning:
    """Figures from one open snapshot: every measure is read once, however many KPIs ask for it. The reader must see the
    whole house."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._known: dict[str, Places] = {}

    def answer(self, item: Computable, whose: Whose) -> Answer:
        """One figure."""
        sums = self._of(item.measure, whose)
        if item.aggregate == "share":
            return _share(sums.done, sums.due - sums.spared, sums.facts)
        heads = self._of(HEADS, whose).facts if item.aggregate == "mean_per_person" else 1
        if not sums.facts or not heads:
            return Answer(None, sums.facts, "快照中没有相关记录，资料不足")
        words = f"合计 {_plain(Fraction(sums.done, item.per))} {item.unit_word}"
        if item.aggregate == "mean_per_person":
            words += f"，期末在册 {heads} 人"
        return Answer(rounded(Fraction(sums.done, item.per * heads)), sums.facts, words)

    def _of(self, measure: str, whose: Whose) -> Sums:
        if measure not in self._known:
            rows = _heads(self.evidence) if measure == HEADS else _sums(self.evidence, measure)
            self._known[measure] = _by_place(rows)
        total = Sums()
        for place, sums in self._known[measure][whose.kind].items():
            if whose.holds(place):
                total.add(sums)
        return total


HEADS = ""
"""Stands for the people who are there on the last day."""


def _by_place(rows: Iterable[tuple[Any, ...]]) -> Places:
    """Sums by person, unit path and Party path."""
    known: Places = {kind: {} for kind in KINDS}
    for person, unit, party, *numbers in rows:
        sums = Sums(*(int(number or 0) for number in numbers))
        for kind, place in zip(KINDS, (person.removeprefix("person:"), unit, party), strict=True):
            if place is not None:
                known[kind].setdefault(place, Sums()).add(sums)
    return known


def _share(done: int, due: int, facts: int) -> Answer:
    if not facts:
        return Answer(None, 0, "快照中没有相关记录，资料不足")
    if due <= 0:
        return Answer(None, facts, "应完成的都已豁免，资料不足")
    return Answer(rounded(Fraction(done * 100, due)), facts, f"完成 {done}，应完成 {due}（已除去豁免）")


def rounded(value: Fraction) -> Decimal:
    """To four decimals, half up; figures are never negative."""
    scaled = value * 10**PLACES
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-PLACES)


def _plain(value: Fraction) -> str:
    return f"{rounded(value).normalize():f}"


def _sums(evidence: Evidence, measure: str) -> list[tuple[Any, ...]]:
    """Sums by person and place on the day of the fact."""
    return evidence.query(
        f"""
        WITH theirs AS (
            SELECT fact.*, subject.unit_path, subject.branch_path FROM {evidence.file(FACTS)} AS fact
            JOIN {evidence.file(SUBJECTS)} AS subject
              ON subject.subject_id = fact.subject_id AND fact."on" >= subject."from" AND fact."on" < subject.until
            WHERE fact.measure = ?),
        spared AS (
            SELECT DISTINCT theirs.ref FROM theirs JOIN {evidence.file(EXEMPTIONS)} AS exempt
              ON exempt.subject_id = theirs.subject_id AND (exempt.measure IS NULL OR exempt.measure = theirs.measure)
             AND CASE WHEN exempt.fact_ref IS NULL
                      THEN theirs."on" >= exempt."from" AND (exempt.until IS NULL OR theirs."on" < exempt.until)
                      ELSE theirs.ref = exempt.fact_ref END
            WHERE theirs.quantity = 0)
        SELECT subject_id, unit_path, branch_path, sum(quantity), sum(due),
               sum(CASE WHEN spared.ref IS NULL THEN 0 ELSE due END), count(*)
        FROM theirs LEFT JOIN spared ON spared.ref = theirs.ref
        GROUP BY subject_id, unit_path, branch_path""",
        [measure],
    )


def _heads(evidence: Evidence) -> list[tuple[Any, ...]]:
    """Everybody who is there on the period's last day, one row each, counted in the last column."""
    return evidence.query(
        f"""SELECT subject_id, unit_path, branch_path, 0, 0, 0, 1 FROM {evidence.file(SUBJECTS)} WHERE until >= ?""",
        [evidence.manifest.ends],
    )
