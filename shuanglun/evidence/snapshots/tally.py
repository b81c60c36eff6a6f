"""Counts of a snapshot's files, and what differs from the former one. DuckDB over Parquet, no Django."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shuanglun.engine import canonical
from shuanglun.engine.tables import EXEMPTIONS, FACTS, KPIS, SUBJECTS, Table


def counts(duck: Any, directory: Path, former: Path | None) -> dict[str, Any]:
    """What the snapshot's page shows.

    `sources`: [measure, room, rows, persons]; `persons`: subjects, those with at least one fact or KPI, persons whose
    records lie in the period but who held no post in it; `changes`: see `changes`.
    """

    def of(table: Table) -> str:
        return f"read_parquet({canonical.literal(directory / table.file)})"

    evidence = f"(SELECT subject_id FROM {of(FACTS)} UNION SELECT subject_id FROM {of(KPIS)})"
    subjects = f"(SELECT DISTINCT subject_id FROM {of(SUBJECTS)})"
    sources = duck.execute(
        f"SELECT measure, split_part(ref, ':', 1) AS room, count(*), count(DISTINCT subject_id) FROM {of(FACTS)} "
        f"GROUP BY ALL UNION ALL SELECT 'work.kpi', split_part(ref, ':', 1), count(*), count(DISTINCT subject_id) "
        f"FROM {of(KPIS)} GROUP BY ALL ORDER BY 1, 2"
    ).fetchall()
    persons = duck.execute(
        f"SELECT (SELECT count(*) FROM {subjects}), "
        f"(SELECT count(*) FROM {subjects} SEMI JOIN {evidence} AS e USING (subject_id)), "
        f"(SELECT count(*) FROM {evidence} AS e ANTI JOIN {subjects} AS s USING (subject_id))"
    ).fetchone()
    answer = {
        "sources": [list(row) for row in sources],
        "persons": dict(zip(("subjects", "covered", "outside"), persons, strict=True)),
        "changes": None,
    }
    if former is not None:
        answer["changes"] = {"since": former.name, "rows": changes(duck, directory, former)}
    return answer


def changes(duck: Any, directory: Path, former: Path) -> list[list[Any]]:
    """[what, added, removed] against the former snapshot, for each measure and for the other files; a corrected record
    is one row removed and one added. Rows are compared by a 64-bit hash of their canonical line."""
    parts = [
        _signed(table, folder / table.file, sign)
        for table in (SUBJECTS, FACTS, KPIS, EXEMPTIONS)
        for folder, sign in ((directory, 1), (former, -1))
    ]
    rows = duck.execute(
        "SELECT what, CAST(coalesce(sum(n) FILTER (n > 0), 0) AS BIGINT), "
        "CAST(coalesce(-sum(n) FILTER (n < 0), 0) AS BIGINT) FROM "
        f"(SELECT what, h, sum(sign) AS n FROM ({' UNION ALL '.join(parts)}) GROUP BY what, h) "
        "WHERE n <> 0 GROUP BY what ORDER BY what"
    ).fetchall()
    return [list(row) for row in rows]


def _signed(table: Table, path: Path, sign: int) -> str:
    what = "measure" if table is FACTS else f"'{table.name}'"
    line = canonical.line(table)
    return f"SELECT {what} AS what, hash({line}) AS h, {sign} AS sign FROM read_parquet({canonical.literal(path)})"
