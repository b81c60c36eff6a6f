"""One subject's scores opened up: formula, value, cap, weight, contribution, exemptions, records (G-03).

Reads the result files and the snapshot; computes nothing that scoring has not computed, so what is
explained is what was scored. Source: docs/algorithms/scoring.md, inference.md §Explanations.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from shuanglun.engine import balance, evidence, wording
from shuanglun.engine.canonical import literal, quoted
from shuanglun.engine.evidence import FactRow, KpiRow, goals, records
from shuanglun.engine.rounding import ONE, half_up, published, units
from shuanglun.engine.scheme import Bonus, Dimension, Indicator, Scheme
from shuanglun.engine.tables import CONTRIBUTIONS, INDICATORS, RESULTS, Table

__all__ = ["DimensionView", "Explanation", "FactRow", "KpiRow", "LineView", "explain", "goals", "records"]

UNREAD = frozenset({"kind", "unit_id", "branch_id", "measure"})


@dataclass(frozen=True)
class LineView:
    """One indicator or bonus of one subject. Values, shares and bounds in units of 10^-9."""

    id: str
    name: str
    role: str
    measure: str
    kind: str
    basis: str
    status: str
    formula: str
    value: int | None
    cap: int
    weight: int
    adjusted_weight: int
    share: int
    final: int
    low: int | None
    high: int | None
    covered: int
    quantity: int
    due: int
    exempted: int
    exempt_due: int
    months: int
    records: int
    target_prorated: int | None
    refs: tuple[str, ...]
    exempt_refs: tuple[str, ...]

    @property
    def points(self) -> Decimal | None:
        """The value out of 100, two decimals."""
        return None if self.value is None else published(self.value)

    @property
    def lost(self) -> int:
        """What full marks on this line would have added to the dimension's base."""
        return half_up(self.adjusted_weight * (ONE - (self.value or 0)), ONE)


@dataclass(frozen=True)
class DimensionView:
    """One dimension: number (None: 资料不足), base before bonus, coverage and its floor, bounds, lines."""

    id: str
    name: str
    value: int | None
    base: int | None
    bonus: int
    coverage: int
    minimum_coverage: Decimal
    low: int | None
    high: int | None
    lines: tuple[LineView, ...]

    @property
    def capped(self) -> bool:
        """Whether base and bonus together met the ceiling of 100."""
        return self.base is not None and self.base + self.bonus > ONE

    @property
    def rounding(self) -> Decimal:
        """What the printed contributions lack to the printed score; shown as 舍入 when not 0."""
        if self.value is None:
            return Decimal(0)
        return published(self.value) - sum((published(line.final) for line in self.lines), Decimal(0))

    def reasons(self, best: bool, most: int = 4) -> list[LineView]:
        """Return the lines that gave (`best`) or cost most, at most four."""
        valued = [line for line in self.lines if line.status == "value" and line.role == "indicator"]
        ranked = sorted(valued, key=lambda line: -(line.final if best else line.lost))
        return [line for line in ranked if (line.final if best else line.lost) > 0][:most]


@dataclass(frozen=True)
class Explanation:
    """Everything about one subject's scores. Views of the pair are None unless both dimensions have one."""

    subject_id: str
    scheme: str
    scheme_version: str
    unit_path: str
    branch_path: str | None
    groups: tuple[str, ...]
    dimensions: tuple[DimensionView, ...]
    arithmetic: int | None
    geometric: int | None
    coupling: int | None
    level: int | None
    coordination: int | None
    quadrant: str | None

    @property
    def advice(self) -> str | None:
        """The quadrant's Chinese label: advice for development, never a grade."""
        return None if self.quadrant is None else balance.QUADRANTS[self.quadrant]

    @property
    def band(self) -> str | None:
        return None if self.coordination is None else balance.band(self.coordination)


def _read(con: duckdb.DuckDBPyConnection, results: Path, table: Table, subject_id: str) -> list[dict[str, Any]]:
    names = ", ".join(quoted(name) for name in table.names if name not in UNREAD)
    query = f"SELECT {names} FROM read_parquet({literal(Path(results) / table.file)}) WHERE subject_id = ?"
    found = con.execute(query, [subject_id])
    keys = [column[0] for column in found.description or ()]
    return [dict(zip(keys, row, strict=True)) for row in found.fetchall()]


def explain(results: Path, snapshot: Path, scheme: Scheme, subject_id: str) -> Explanation:
    """Explain one subject. `scheme` is the one it was scored by. Raises KeyError when it was not scored."""
    con = evidence.reader()
    try:
        whole = _read(con, results, RESULTS, subject_id)
        if not whole:
            raise KeyError(subject_id)
        if (whole[0]["scheme"], whole[0]["scheme_version"]) != (scheme.id, scheme.version):
            raise ValueError(f"{subject_id} was scored by {whole[0]['scheme']} {whole[0]['scheme_version']}")
        lines = {row["indicator"]: row for row in _read(con, results, INDICATORS, subject_id)}
        parts = {row["part"]: row for row in _read(con, results, CONTRIBUTIONS, subject_id)}
        offers = evidence.offers(con, snapshot)
        facts = evidence.facts(con, snapshot, subject_id)
        kpis = evidence.kpis(con, snapshot, subject_id)
    finally:
        con.close()
    opened = _Opened(scheme, whole[0], lines, parts, offers, facts, kpis)
    return opened.explanation()


@dataclass(frozen=True)
class _Opened:
    scheme: Scheme
    row: dict[str, Any]
    lines: dict[str, dict[str, Any]]
    parts: dict[str, dict[str, Any]]
    offers: dict[str, evidence.Offer]
    facts: list[FactRow]
    kpis: list[KpiRow]

    def explanation(self) -> Explanation:
        views = ("arithmetic", "geometric", "coupling", "level", "coordination", "quadrant")
        return Explanation(
            **{key: self.row[key] for key in ("subject_id", "scheme", "scheme_version", "unit_path", "branch_path")},
            groups=tuple(sorted(self.row["groups"])),
            dimensions=tuple(self.dimension(d) for d in self.scheme.dimensions),
            **{key: self.row[key] for key in views},
        )

    def dimension(self, dimension: Dimension) -> DimensionView:
        items: list[Indicator | Bonus] = list(dimension.indicators)
        items += [bonus for bonus in self.scheme.bonus if bonus.dimension == dimension.id]
        valued = sum(i.weight for i in dimension.indicators if self.lines[i.id]["status"] == "value")
        return DimensionView(
            id=dimension.id,
            name=dimension.name,
            value=self.row[dimension.id],
            minimum_coverage=dimension.minimum_coverage,
            **{key: self.row[f"{dimension.id}_{key}"] for key in ("base", "bonus", "coverage", "low", "high")},
            lines=tuple(self.line(i, valued) for i in items if self.lines[i.id]["status"] != "not_applicable"),
        )

    def line(self, item: Indicator | Bonus, valued: int) -> LineView:
        row, offer = self.lines[item.id], self.offers[item.measure]
        part = self.parts.get(item.id, {"share": 0, "final": 0})
        facts = [fact for fact in self.facts if fact.measure == item.measure]
        refs = [kpi.ref for kpi in self.kpis] if offer.kind == "kpi" else [fact.ref for fact in facts]
        has = row["status"] == "value" and row["role"] == "indicator"
        cap = getattr(item, "cap", None)
        counts = ("quantity", "due", "exempted", "exempt_due", "months", "records", "target_prorated")
        return LineView(
            id=item.id,
            name=item.name,
            measure=item.measure,
            basis=item.basis,
            kind=offer.kind,
            formula=wording.formula(row, offer, self.kpis, getattr(item, "points", 0)),
            cap=ONE if cap is None else units(cap),
            adjusted_weight=half_up(row["weight"] * ONE, valued) if has else 0,
            **{key: part[key] for key in ("share", "final")},
            **{key: row[key] for key in ("role", "status", "value", "weight", "low", "high", "covered", *counts)},
            refs=tuple(refs),
            exempt_refs=tuple(fact.ref for fact in facts if fact.exempt),
        )
