"""Judgements over versions: which step follows which, who may publish, what may stand beside what. No database."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from shuanglun.base.actor import Actor
from shuanglun.base.flow import Flow, Step
from shuanglun.base.two_people import is_another_person
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.engine.groups import LABELS
from shuanglun.engine.scheme import Scheme
from shuanglun.engine.validate import IDENTIFIER
from shuanglun.evidence.indicators.choices import DISCARDED, DRAFT, PUBLISHED, RETIRED, STATES, SUBMITTED

FLOW = Flow(
    "indicators.version",
    states=STATES,
    steps=(
        Step("submit", (DRAFT,), SUBMITTED, "提交"),
        Step("publish", (SUBMITTED,), PUBLISHED, "发布"),
        Step("return", (SUBMITTED,), DRAFT, "退回"),
        Step("retire", (PUBLISHED,), RETIRED, "停用"),
        Step("discard", (DRAFT,), DISCARDED, "作废"),
    ),
)
EARLIEST = date(2000, 1, 1)


def is_another_publisher(actor: Actor, account_id: int | None, person_id: int | None) -> Verdict:
    """Two people stand behind a publication: whoever submitted may not publish (G-14)."""
    return is_another_person(
        actor, account_id, person_id,
        "提交人与发布人须为两人：这一版由您提交，请由另一位有发布权限的人员发布。",
    )  # fmt: skip


def has_a_headline(scheme: Scheme) -> Verdict:
    """What a list must be able to say of a version: code, version, name and the day it starts."""
    for value, key, longest in ((scheme.id, "id", 40), (scheme.version, "version", 20), (scheme.name, "name", 60)):
        if not value or len(value) > longest:
            return Refused(f"方案原文须写明 {key}，1 至 {longest} 字，请补上或改短后再保存。", field="source")
    if not IDENTIFIER.fullmatch(scheme.id):
        return Refused(f"id “{scheme.id}”须以小写英文字母开头，只含小写字母、数字和下划线。", field="source")
    if scheme.valid_from < EARLIEST:
        return Refused("方案原文须写明 valid_from（生效日期），例如 2026-01-01。", field="source")
    return Allowed()


def stays_in_its_line(scheme: Scheme, code: str, version: str) -> Verdict:
    """A draft keeps its scheme and its number; another number is another draft."""
    if scheme.id != code:
        return Refused(f"本草稿属于方案 {code}，原文的 id 写成了 {scheme.id}，请改回 {code}。", field="source")
    if scheme.version != version:
        return Refused(
            f"本草稿是 {version} 版，原文的 version 写成了 {scheme.version}；请改回，或另起一份草稿。", field="source"
        )
    return Allowed()


def may_stand_beside(scheme: Scheme, others: Iterable[Scheme]) -> Verdict:
    """Nobody is scored by two schemes at once: groups of schemes in force together do not meet."""
    for other in others:
        shared = sorted(set(scheme.applies_to) & set(other.applies_to))
        if shared:
            words = "、".join(LABELS.get(group, group) for group in shared)
            return Refused(
                f"“{other.name} {other.version}”同期已适用于{words}；同一类人员只能用一个方案，"
                "请调整 applies_to，或先停用该版本。"
            )
    return Allowed()


def next_number(used: Collection[str], year: int) -> str:
    """The next free number of the year: 2026.1, then 2026.2."""
    count = 1
    while f"{year}.{count}" in used:
        count += 1
    return f"{year}.{count}"


def renumbered(source: str, version: str, valid_from: date) -> str:
    """A scheme's text under another number and first day; comments and order stay as they were written."""
    source = re.sub(r"(?m)^version:.*$", f'version: "{version}"', source, count=1)
    return re.sub(r"(?m)^valid_from:.*$", f"valid_from: {valid_from}", source, count=1)
