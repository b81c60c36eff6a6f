"""Who is asked about whom: weights of voter classes, the frozen roster, and what a campaign needs before it is handed over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, InstrumentKind

WHOLE = 10_000
"""All weights together, in basis points."""
LEADERS, MIDDLE, STAFF = ("A", "领导班子成员"), ("B", "中层、同级人员"), ("C", "职工、服务对象")
THREE = ((*LEADERS, 4_000), (*MIDDLE, 3_000), (*STAFF, 3_000))
"""A 0.4 / B 0.3 / C 0.3 is a local habit (methods §7, a parameter of each campaign)."""
ALIKE = (("C", "职工", WHOLE),)
RECOMMENDING = ((*LEADERS, 5_000), (*MIDDLE, 5_000))


def default_classes(kind: str) -> tuple[tuple[str, str, int], ...]:
    """Voter classes that a new campaign of this kind starts with: code, label, weight."""
    if kind == InstrumentKind.SATISFACTION:
        return ALIKE
    if kind in (InstrumentKind.RECOMMEND_MEETING, InstrumentKind.RECOMMEND_TALK):
        return RECOMMENDING
    return THREE


@dataclass(frozen=True)
class Draft:
    """What stands in a campaign that is to be handed over. `needed` are the kinds of subjects its questions are about."""

    weights: dict[str, int]
    voters: dict[str, int]
    subjects: dict[str, int]
    needed: set[str]
    picks: int
    asks_to_pick: bool


def may_hand_over(draft: Draft) -> Verdict:
    """Whether the second officer can judge it: voters, subjects and weights are whole."""
    if sum(draft.weights.values()) != WHOLE:
        return Refused(f"各类评价主体的权重合计 {sum(draft.weights.values()) / 100:g}%，应为 100%。请修改权重。")
    empty = [code for code, weight in draft.weights.items() if weight and not draft.voters.get(code)]
    if empty:
        return Refused(f"评价主体 {'、'.join(empty)} 类有权重而没有人。请列入人员，或把权重改为 0。")
    total = sum(draft.voters.values())
    if total < MINIMUM_OPINIONS:
        return Refused(f"名册上只有 {total} 人，少于 {MINIMUM_OPINIONS} 人的测评不能保密，不能举行。")
    return _subjects_fit(draft)


def _subjects_fit(draft: Draft) -> Verdict:
    missing = draft.needed - {kind for kind, count in draft.subjects.items() if count}
    if "person" in missing:
        return Refused("测评表有关于个人的题目，请先添加被测评人。")
    if "body" in missing:
        return Refused("测评表有关于班子或单位的题目，请先添加被测评的班子或单位。")
    idle = {kind for kind, count in draft.subjects.items() if count} - draft.needed
    if idle:
        words = "个人" if "person" in idle else "班子或单位"
        return Refused(f"测评表没有关于{words}的题目，名单里的{words}不会出现在选票上。请移除，或换一张测评表。")
    if draft.asks_to_pick and not 0 < draft.picks <= draft.subjects.get("person", 0):
        return Refused("推荐名额应在 1 和推荐人选人数之间，请修改推荐名额或人选。")
    return Allowed()


def roster_hash(lines: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 over the frozen roster: one line `staff number|class|group` for each person, sorted by bytes."""
    digest = hashlib.sha256()
    for line in sorted("|".join(parts).encode() for parts in lines):
        digest.update(line + b"\n")
    return digest.hexdigest()
