"""Before a run: who is in scope, by which scheme, and what the officer should know first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from shuanglun.engine.groups import label
from shuanglun.engine.scheme import Scheme
from shuanglun.evidence.indicators import queries as indicators
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots import opening
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.scores.scoring import computing, queries
from shuanglun.scores.scoring.models import Run


@dataclass
class Preview:
    """What a run over a snapshot would cover."""

    snapshot: Snapshot
    versions: list[tuple[SchemeVersion, int]]
    people: int = 0
    without: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def preview(snapshot: Snapshot) -> Preview:
    """The schemes in force on the last day, how many persons each scores, who has none, and warnings."""
    versions = queries.schemes_for(snapshot)
    schemes = [indicators.scheme_of(version) for version in versions]
    with opening.opened(snapshot) as evidence:
        groups = computing.present(evidence.directory, queries.last_day(snapshot))
    counted, without = _assigned(groups, schemes)
    found = Preview(snapshot, list(zip(versions, counted, strict=True)), sum(groups.values()), without)
    if not versions:
        found.warnings.append(f"{queries.last_day(snapshot)} 没有生效的指标方案，请先发布。")
    if without:
        found.warnings.append(f"有 {sum(n for _, n in without)} 人没有适用的方案，不会有分数，也不算零分。")
    if snapshot.is_sound is False:
        found.warnings.append("这份快照最近一次校验发现问题，请先处理。")
    former = Run.objects.filter(snapshot=snapshot, trial=False, state="done").order_by("-pk").first()
    if former:
        found.warnings.append(f"这份快照已有正式计分“{former.name}”；新的一次会并列保留，本人看到最近一次。")
    return found


def _assigned(groups: Counter[tuple[str, ...]], schemes: Sequence[Scheme]) -> tuple[list[int], list[tuple[str, int]]]:
    counted = [sum(n for combination, n in groups.items() if scheme.fits(combination)) for scheme in schemes]
    without = [
        (label(combination), n)
        for combination, n in sorted(groups.items())
        if not any(scheme.fits(combination) for scheme in schemes)
    ]
    return counted, without
