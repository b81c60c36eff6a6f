"""Judgements over runs: what may be computed, by which schemes. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.engine.groups import LABELS
from shuanglun.engine.scheme import Scheme

LONGEST_NAME = 80


def has_a_name(name: str) -> Verdict:
    """A run is named, because the person reads the name on their result."""
    if not name.strip():
        return Refused("请填写名称，例如“2026 年度考核”。", field="name")
    if len(name) > LONGEST_NAME:
        return Refused(f"名称不超过 {LONGEST_NAME} 字，现为 {len(name)} 字。", field="name")
    return Allowed()


def has_schemes(schemes: Sequence[Scheme], on: date) -> Verdict:
    """Without a scheme in force on the last day of the period nothing can be computed."""
    if not schemes:
        return Refused(f"{on} 没有生效的指标方案，请先在“指标方案”发布一版，再发起计分。", field="snapshot")
    return Allowed()


def uses_published(states: Iterable[str], trial: bool) -> Verdict:
    """A draft may only be tried out; what people see rests on what two persons published (G-14)."""
    unpublished = [state for state in states if state not in ("published", "retired")]
    if unpublished and not trial:
        return Refused("草稿方案只能用于试算；请勾选“试算”，或先发布方案。", field="drafts")
    return Allowed()


def schemes_do_not_meet(schemes: Sequence[Scheme]) -> Verdict:
    """Nobody is scored by two schemes at once."""
    taken: dict[str, Scheme] = {}
    for scheme in schemes:
        for group in scheme.applies_to:
            other = taken.setdefault(group, scheme)
            if other is not scheme:
                return Refused(
                    f"“{other.name}”与“{scheme.name}”都适用于{LABELS.get(group, group)}，"
                    "同一类人员只能用一个方案，请去掉其中一个。",
                    field="drafts",
                )
    return Allowed()


def evidence_is_frozen(is_frozen: bool, name: str) -> Verdict:
    """Only a complete snapshot is scored."""
    return Allowed() if is_frozen else Refused(f"快照 {name} 尚未冻结完成，请等它完成后再计分。", field="snapshot")
