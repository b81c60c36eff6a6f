"""The records behind one subject's figures: facts, KPIs and which of them were exempt, read from a snapshot.

Files in canonical order are sorted by subject, so a query for one subject touches one or two row groups.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

from shuanglun.engine.canonical import literal
from shuanglun.engine.facts import EXEMPTIONS, FACTS, KPIS, MEASURES, Manifest, Table
from shuanglun.engine.rounding import ONE, half_up


@dataclass(frozen=True)
class FactRow:
    """One record's statement; `exempt` when it fell away from the sum of `due`."""

    measure: str
    on: date
    quantity: int
    due: int | None
    ref: str
    exempt: bool = False


@dataclass(frozen=True)
class KpiRow:
    """One KPI (stored x 10^4); `attained` in units of 10^-9, None without an actual."""

    kpi_id: str
    weight: int
    direction: str
    bound: int
    target: int
    actual: int | None
    ref: str
    attained: int | None


@dataclass(frozen=True)
class Offer:
    """A measure as the snapshot's catalogue has it."""

    kind: str
    unit: str
    scale: int
    room: str
    low: int | None
    high: int | None


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """One small DuckDB per process for reading (a forked child gets its own); files are immutable, so
    their directories may be kept."""
    con = duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
    con.execute("SET parquet_metadata_cache = true")
    return con


def reader() -> duckdb.DuckDBPyConnection:
    """Return a cursor of the reading database; close it after use."""
    return _database(os.getpid()).cursor()


def _rows(con: duckdb.DuckDBPyConnection, snapshot: Path, table: Table, subject_id: str) -> list[tuple]:
    names = ", ".join(f'"{name}"' for name in table.names if name != "subject_id")
    query = f"SELECT {names} FROM read_parquet({literal(Path(snapshot) / table.file)}) WHERE subject_id = ?"
    return con.execute(query, [subject_id]).fetchall()


def offers(con: duckdb.DuckDBPyConnection, snapshot: Path) -> dict[str, Offer]:
    """Return the snapshot's catalogue of measures."""
    source = literal(Path(snapshot) / MEASURES.file)
    rows = con.execute(f"SELECT measure, kind, unit, scale, room, low, high FROM read_parquet({source})").fetchall()
    return {name: Offer(*rest) for name, *rest in rows}


def facts(con: duckdb.DuckDBPyConnection, snapshot: Path, subject_id: str) -> list[FactRow]:
    """Return all facts of a subject inside the period, by measure and day, exempt ones marked."""
    manifest = Manifest.read(Path(snapshot))
    kinds = {name: offer.kind for name, offer in offers(con, snapshot).items()}
    exemptions = _rows(con, snapshot, EXEMPTIONS, subject_id)
    found = [
        FactRow(measure, on, quantity, due, ref, kinds.get(measure) == "rate" and quantity == 0
                and any(_covers(exemption, measure, on, ref) for exemption in exemptions))
        for measure, on, quantity, due, ref in _rows(con, snapshot, FACTS, subject_id)
        if manifest.begins <= on < manifest.ends
    ]  # fmt: skip
    return sorted(found, key=lambda row: (row.measure, row.on, row.ref))


def _covers(exemption: tuple, measure: str, on: date, ref: str) -> bool:
    named, begins, ends, fact_ref, _ = exemption
    if named not in (None, measure):
        return False
    return fact_ref == ref if fact_ref is not None else begins <= on and (ends is None or on < ends)


def attainment(direction: str, bound: int, target: int, actual: int) -> int:
    """Return a KPI's attainment in units of 10^-9 (methods §0b)."""
    sign = -1 if direction == "lower" else 1
    span = (target - bound) * sign
    return half_up(min(max((actual - bound) * sign, 0), span) * ONE, span)


def kpis(con: duckdb.DuckDBPyConnection, snapshot: Path, subject_id: str) -> list[KpiRow]:
    """Return a subject's KPIs with their attainment."""
    return sorted(
        (
            KpiRow(*row, attained=None if row[5] is None else attainment(*row[2:6]))  # type: ignore[misc]
            for row in _rows(con, snapshot, KPIS, subject_id)
        ),
        key=lambda row: row.kpi_id,
    )


def records(snapshot: Path, subject_id: str, measure: str) -> list[FactRow]:
    """Return the facts of one subject and measure: the list that an indicator opens to."""
    con = reader()
    try:
        return [row for row in facts(con, snapshot, subject_id) if row.measure == measure]
    finally:
        con.close()


def goals(snapshot: Path, subject_id: str) -> list[KpiRow]:
    """Return the KPIs of one subject: the list that a KPI indicator opens to."""
    con = reader()
    try:
        return kpis(con, snapshot, subject_id)
    finally:
        con.close()
