"""What a goal's KPI may be computed from: measures of the catalogue, declared here once and offered to the goals room.

The figures come from a frozen snapshot, whole numbers all the way, and are rounded once at the end. A fact belongs to
the unit or the Party organization in which its person was on the day of the fact. An exempt occasion that was missed
leaves the denominator; one that was attended stays in both (G-05, as in the engine). Without a single fact there is no
figure: it is missing, never zero (G-04).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from shuanglun.engine.facts import EXEMPTIONS, FACTS, SUBJECTS, Measure
from shuanglun.evidence.snapshots.catalogue import MEASURES
from shuanglun.evidence.snapshots.opening import Evidence
from shuanglun.records.goals import offers

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
    """Whose facts count: people at or below a unit, in a Party organization, or one person."""

    kind: Literal["unit", "party", "person"]
    path: str

    def condition(self, table: str) -> tuple[str, list[str]]:
        """The condition on a row of subjects, and its values."""
        if self.kind == "person":
            return f"{table}.subject_id = ?", [f"person:{self.path}"]
        column = "unit_path" if self.kind == "unit" else "branch_path"
        if self.path == "/":
            return "true", []
        return f"({table}.{column} >= ? AND {table}.{column} < ?)", [self.path, self.path[:-1] + "0"]


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
        offers.offer(offers.Offer(item.key, item.label, item.unit_word, item.formula))


def _fits(item: Computable, measure: Measure) -> None:
    if (item.aggregate == "share") != (measure.kind == "rate"):
        raise ValueError(f"{item.key}: a share is made of a rate, and only of a rate")


def quarter_of(begins: date, ends: date) -> tuple[int, int] | None:
    """The year and quarter that a snapshot `[begins, ends)` speaks for: from January 1 to the end of a quarter."""
    if (begins.month, begins.day) != (1, 1) or ends.day != 1:
        return None
    months = (ends.year - begins.year) * 12 + ends.month - 1
    return (begins.year, months // 3) if months in (3, 6, 9, 12) else None


def compute(evidence: Evidence, item: Computable, whose: Whose) -> Answer:
    """One figure from an open snapshot; the reader must see the whole house."""
    done, due, spared, facts = _sums(evidence, item.measure, whose)
    if item.aggregate == "share":
        return _share(done, due - spared, facts)
    heads = _heads(evidence, whose) if item.aggregate == "mean_per_person" else 1
    if not facts or not heads:
        return Answer(None, facts, "快照中没有相关记录，资料不足")
    total = _plain(Fraction(done, item.per))
    words = f"合计 {total} {item.unit_word}"
    if item.aggregate == "mean_per_person":
        words += f"，期末在册 {heads} 人"
    return Answer(rounded(Fraction(done, item.per * heads)), facts, words)


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


def _sums(evidence: Evidence, measure: str, whose: Whose) -> tuple[int, int, int, int]:
    """Quantity done, due, due of missed occasions that were exempt, and the number of facts."""
    condition, values = whose.condition("subject")
    row = evidence.query(
        f"""
        WITH theirs AS (
            SELECT DISTINCT fact.* FROM {evidence.file(FACTS)} AS fact
            JOIN {evidence.file(SUBJECTS)} AS subject
              ON subject.subject_id = fact.subject_id AND fact."on" >= subject."from" AND fact."on" < subject.until
            WHERE fact.measure = ? AND {condition}),
        spared AS (
            SELECT DISTINCT theirs.ref, theirs.due FROM theirs JOIN {evidence.file(EXEMPTIONS)} AS exempt
              ON exempt.subject_id = theirs.subject_id AND (exempt.measure IS NULL OR exempt.measure = theirs.measure)
             AND CASE WHEN exempt.fact_ref IS NULL
                      THEN theirs."on" >= exempt."from" AND (exempt.until IS NULL OR theirs."on" < exempt.until)
                      ELSE theirs.ref = exempt.fact_ref END
            WHERE theirs.quantity = 0)
        SELECT (SELECT sum(quantity) FROM theirs), (SELECT sum(due) FROM theirs),
               (SELECT sum(due) FROM spared), (SELECT count(*) FROM theirs)""",
        [measure, *values],
    )[0]
    done, due, spared, facts = (int(number or 0) for number in row)
    return done, due, spared, facts


def _heads(evidence: Evidence, whose: Whose) -> int:
    """People who were there on the period's last day."""
    condition, values = whose.condition("subject")
    row = evidence.query(
        f"""SELECT count(DISTINCT subject_id) FROM {evidence.file(SUBJECTS)} AS subject
            WHERE until >= ? AND {condition}""",
        [evidence.manifest.ends, *values],
    )[0]
    return int(row[0])
