"""The records behind one indicator of one person: as they were frozen, with their titles as far as the reader may see
them, the way to their pages, and who recorded them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.urls import NoReverseMatch, reverse

from shuanglun.base.actor import current, right_in_use, using
from shuanglun.engine import explain
from shuanglun.engine.explain import FactRow, KpiRow
from shuanglun.engine.facts import MEASURES
from shuanglun.evidence.snapshots import catalogue
from shuanglun.evidence.snapshots.opening import Evidence
from shuanglun.scores.scoring import figures, queries
from shuanglun.scores.scoring.explanation import Gauge, Line

NOBODY = ("无留痕", "")
NO_TITLE = "原始记录已更正或删除"


@dataclass(frozen=True)
class Source:
    """One record: its day, its title, what it says, how it counted, its page, who recorded it."""

    ref: str
    on: date | None
    title: str
    says: str
    counts: str
    href: str
    recorder: str
    trail: str
    is_exempt: bool = False


def gauges(evidence: Evidence) -> dict[str, Gauge]:
    """The snapshot's measures by name."""
    return {row["measure"]: Gauge.of(row) for row in evidence.rows(MEASURES)}


def of(snapshot: Path, subject: str, line: Line) -> list[Source]:
    """The records behind one line of one person, by day."""
    rows: list[tuple[str, date | None, str, str, bool]]
    if line.view.kind == "kpi":
        rows = [(kpi.ref, None, *_kpi(kpi, line.gauge), False) for kpi in explain.goals(snapshot, subject)]
    else:
        facts = explain.records(snapshot, subject, line.view.measure)
        rows = [(fact.ref, fact.on, *_fact(fact, line.gauge), fact.exempt) for fact in facts]
    titles, links = _titles([row[0] for row in rows])
    recorders = queries.recorders(row[0] for row in rows)
    return [
        Source(
            ref, on, titles.get(ref, NO_TITLE), says, counts, links.get(ref, ""), *recorders.get(ref, NOBODY), exempt
        )
        for ref, on, says, counts, exempt in rows
    ]  # fmt: skip


def _fact(fact: FactRow, gauge: Gauge) -> tuple[str, str]:
    """What a fact says and how it counted."""
    if gauge.kind == "rate":
        says = f"{gauge.human(fact.quantity)} / {gauge.human(fact.due)} {gauge.unit}"
        return says, "豁免，不计入应到" if fact.exempt else "计入"
    if gauge.kind == "mean":
        return f"平均 {gauge.amount(fact.quantity)}", f"{fact.due} 票"
    return gauge.amount(fact.quantity), "累计"


def _kpi(kpi: KpiRow, gauge: Gauge) -> tuple[str, str]:
    """What a KPI says and how far it was reached."""
    actual = "没有完成值" if kpi.actual is None else f"完成 {gauge.human(kpi.actual)}"
    way = "越低越好" if kpi.direction == "lower" else "越高越好"
    says = f"{actual}（底线 {gauge.human(kpi.bound)}，目标 {gauge.human(kpi.target)}，{way}）"
    reached = "资料不足，不计" if kpi.attained is None else f"完成率 {figures.percent(kpi.attained, 1)}%"
    return says, f"权重 {figures.weight(kpi.weight)}%，{reached}"


def _titles(refs: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Titles the reader may see under the right in use, and addresses of records whose room they may open."""
    by_room: dict[str, list[str]] = {}
    for ref in refs:
        by_room.setdefault(ref.partition(":")[0], []).append(ref)
    titles: dict[str, str] = {}
    links: dict[str, str] = {}
    for room, rows in by_room.items():
        seen = catalogue.describe(rows)
        titles |= seen
        links |= _links(f"{room}.view", seen)
    return titles, links


def _links(right: str, seen: Mapping[str, str]) -> dict[str, str]:
    actor = current()
    if not actor.may(right):
        return {}
    if not actor.everything and _places(right) != _places(right_in_use() or ""):
        with using(right):
            seen = catalogue.describe(seen)
    return {ref: href for ref in seen if (href := _address(ref))}


def _places(right: str) -> set[tuple[str, str]]:
    return {(grant.kind, grant.path) for grant in current().ranges(right)}


def _address(ref: str) -> str:
    """The record's page: URL name `<room>:<model>`; nothing when the room has none."""
    name, _, key = ref.rpartition(":")
    try:
        return reverse(name, args=[int(key)])
    except NoReverseMatch:
        return ""
