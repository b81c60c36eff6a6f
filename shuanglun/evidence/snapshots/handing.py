"""Handing figures of a snapshot down to the goals room: each KPI is one act of that room, so one that is locked keeps
nobody else from the figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from shuanglun.base.actor import using
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import computed, opening
from shuanglun.evidence.snapshots.freeze import Tell
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.goals import operations as goals
from shuanglun.records.goals.models import GoalKpi
from shuanglun.records.goals.operations.progress import Basis
from shuanglun.records.goals.queries import computed_kpis

RIGHT = "goals.report"


@dataclass
class Handed:
    """What became of the KPIs: written, of these without facts, and left alone with the reason."""

    written: int = 0
    without: int = 0
    reasons: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """KPIs that were not written."""
        return len(self.reasons)

    @property
    def words(self) -> str:
        """The outcome in one sentence."""
        parts = [f"已登记 {self.written} 个 KPI"]
        if self.without:
            parts.append(f"其中 {self.without} 个资料不足")
        if self.reasons:
            parts.append(f"{self.left} 个没有登记（{self.reasons[0]}）")
        return "，".join(parts)


def whose(kpi: GoalKpi) -> computed.Whose:
    """Whose facts a KPI counts: its Party organization's, its post's person's, else its unit's."""
    if kpi.party is not None:
        return computed.Whose("party", kpi.party.path)
    if kpi.goal.person_id is not None:
        return computed.Whose("person", str(kpi.goal.person_id))
    return computed.Whose("unit", kpi.goal.unit_path)


def hand_down(*, snapshot: Snapshot, at: datetime, tell: Tell) -> Handed:
    """Compute every computed KPI of the snapshot's year and record it for the snapshot's quarter. Safe to repeat."""
    period = computed.quarter_of(snapshot.begins_on, snapshot.ends_on)
    if period is None:
        raise RefusedError(
            f"快照 {snapshot.name} 的期间是 {snapshot.period_label}，不是从年初到季末；请冻结年初至季末的期间再计算。"
        )
    year, quarter = period
    handed = Handed()
    with using(RIGHT):
        kpis = computed_kpis(year)
        with opening.opened(snapshot) as evidence:
            reckoning = computed.Reckoning(evidence)
            for number, kpi in enumerate(kpis):
                tell(number, len(kpis), f"正在计算 {kpi.name}")
                _hand(reckoning, kpi, quarter, snapshot, at, handed)
    return handed


def _hand(
    reckoning: computed.Reckoning, kpi: GoalKpi, quarter: int, snapshot: Snapshot, at: datetime, handed: Handed
) -> None:
    item = computed.COMPUTABLES.get(kpi.measure)
    if item is None:
        handed.reasons.append(f"“{kpi.name}”的口径已不在目录中")
        return
    answer = reckoning.answer(item, whose(kpi))
    basis = Basis(snapshot.name, snapshot.sha256, answer.facts)
    try:
        goals.record_computed(kpi=kpi, quarter=quarter, value=answer.value, basis=basis, at=at, words=answer.words)
    except RefusedError as refused:
        handed.reasons.append(refused.reason)
        return
    handed.written += 1
    handed.without += answer.value is None
