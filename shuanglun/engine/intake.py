"""Opening a snapshot: what is on disk must be what the manifest and the format say, or nothing is scored.

Every problem names file and remedy in Chinese; an engine that guesses would publish the guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

from shuanglun.engine import canonical
from shuanglun.engine.facts import KPIS, MEASURES, SNAPSHOT, SUBJECTS, Manifest, ManifestError
from shuanglun.engine.plan import Offered
from shuanglun.engine.tables import SQL_TYPES, Table

SHOWN = 5


class SnapshotError(ValueError):
    """A snapshot that must not be scored; `problems` are sentences for the screen."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def open_snapshot(con: duckdb.DuckDBPyConnection, directory: Path, hashes: bool) -> Manifest:
    """Check a snapshot and make its five files views named like their tables.

    `hashes` recomputes the canonical hashes; without it only row counts are compared. Raises SnapshotError.
    """
    try:
        manifest = Manifest.read(directory)
    except ManifestError as error:
        raise SnapshotError([str(error)]) from error
    problems = [problem for table in SNAPSHOT for problem in _file(con, directory, table, manifest, hashes)]
    if not problems:
        problems = [*_subjects(con), *_measures(con), *_kpis(con)]
    if problems:
        raise SnapshotError(problems)
    return manifest


def _file(
    con: duckdb.DuckDBPyConnection, directory: Path, table: Table, manifest: Manifest, hashes: bool
) -> Iterator[str]:
    path, declared = directory / table.file, manifest.files.get(table.name)
    if declared is None or not path.exists():
        yield f"{table.file}：快照里没有这个文件，或清单未登记。请重新冻结快照。"
        return
    try:
        columns = con.execute(f"DESCRIBE SELECT * FROM read_parquet({canonical.literal(path)})").fetchall()
    except duckdb.Error:
        yield f"{table.file}：不是可读的 Parquet 文件。请重新冻结快照。"
        return
    types = {name: kind for name, kind, *_ in columns}
    wrong = [c.name for c in table.columns if types.get(c.name) != SQL_TYPES[c.type]]
    if wrong:
        yield f"{table.file}：列 {'、'.join(wrong)} 缺失或类型不符。请对照 docs/algorithms/snapshot.md。"
        return
    names = ", ".join(canonical.quoted(name) for name in table.names)
    con.execute(f"CREATE VIEW {table.name} AS SELECT {names} FROM read_parquet({canonical.literal(path)})")
    yield from _sum(con, path, table, manifest, hashes)


def _sum(con: duckdb.DuckDBPyConnection, path: Path, table: Table, manifest: Manifest, hashes: bool) -> Iterator[str]:
    declared = manifest.files[table.name]
    empty = " OR ".join(f"{canonical.quoted(c.name)} IS NULL" for c in table.columns if not c.null)
    lacking, rows = (_count(con, f"FROM {table.name} WHERE {condition}") for condition in (empty, "true"))
    if lacking:
        yield f"{table.file}：有 {lacking} 行在必填列上为空。请重新冻结快照。"
    elif rows != declared.rows:
        yield f"{table.file}：有 {rows} 行，清单登记 {declared.rows} 行。文件被改动过，请重新冻结快照。"
    elif hashes:
        try:
            _, found = canonical.digest(con, path, table)
        except canonical.CanonicalError:
            yield f"{table.file}：有的值含制表符、换行或反斜杠。请更正记录后重新冻结快照。"
            return
        if found != declared.sha256:
            yield f"{table.file}：内容与清单的散列不符。文件被改动过，请重新冻结快照。"


def _count(con: duckdb.DuckDBPyConnection, source: str) -> int:
    """Count rows; asked this way, Parquet's own statistics mostly answer without a scan."""
    row = con.execute(f"SELECT count(*) {source}").fetchone()
    assert row is not None
    return int(row[0])


def _sample(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """Return up to five first-column values of a query, joined; empty when there are none."""
    rows = con.execute(f"SELECT * FROM ({query}) LIMIT {SHOWN + 1}").fetchall()
    names = "、".join(str(row[0]) for row in rows[:SHOWN])
    return names + (" 等" if len(rows) > SHOWN else "")


def _subjects(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    backward = """SELECT subject_id FROM subjects WHERE "until" <= "from" ORDER BY 1"""
    if names := _sample(con, backward):
        yield f"{SUBJECTS.file}：{names} 的截止日不晚于起始日。请更正任职区间。"
    overlapping = """SELECT DISTINCT subject_id FROM (
        SELECT subject_id, "from", lag(coalesce("until", DATE '9999-12-31')) OVER
        (PARTITION BY subject_id ORDER BY "from", "until") AS before FROM subjects)
        WHERE "from" < before ORDER BY 1"""
    if names := _sample(con, overlapping):
        yield f"{SUBJECTS.file}：{names} 的区间互相重叠。请更正任职区间，同一天只能有一段。"


def _measures(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    wrong = """SELECT measure FROM measures GROUP BY measure HAVING count(*) > 1
        UNION ALL SELECT measure FROM measures WHERE kind NOT IN ('rate', 'target', 'mean', 'kpi') OR scale < 1
        OR (kind = 'mean' AND coalesce(low >= high, true)) ORDER BY 1"""
    if names := _sample(con, wrong):
        yield f"{MEASURES.file}：{names} 重复、类型不明，或均值没有上下界。请核对度量目录。"


def _kpis(con: duckdb.DuckDBPyConnection) -> Iterator[str]:
    wrong = """SELECT kpi_id || '（' || subject_id || '）' FROM kpis
        WHERE weight <= 0 OR direction NOT IN ('higher', 'lower')
        OR (direction = 'higher' AND target <= bound) OR (direction = 'lower' AND target >= bound) ORDER BY 1"""
    if names := _sample(con, wrong):
        yield f"{KPIS.file}：{names} 的权重、方向或目标不成立（目标须优于底线）。请更正目标设定。"
    twice = "SELECT kpi_id FROM kpis GROUP BY kpi_id, subject_id HAVING count(*) > 1 ORDER BY 1"
    if names := _sample(con, twice):
        yield f"{KPIS.file}：{names} 对同一对象登记了两次。请删去重复的一条。"


def offered(con: duckdb.DuckDBPyConnection) -> dict[str, Offered]:
    """Return the catalogue of the opened snapshot."""
    rows = con.execute("SELECT measure, kind, scale, low, high FROM measures").fetchall()
    return {name: Offered(*rest) for name, *rest in rows}


def months(manifest: Manifest) -> list[tuple[date, date]]:
    """Return the calendar months of the period as half-open stretches, cut at the period's ends."""
    stretches, begin = [], manifest.begins
    while begin < manifest.ends:
        following = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
        stretches.append((begin, min(following, manifest.ends)))
        begin = following
    return stretches


def check_sums(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse facts that cannot be, seen on the sums. Raises SnapshotError."""
    problems = []
    negative = (
        "SELECT DISTINCT measure FROM sums JOIN reads USING (measure_no) WHERE least < 0 OR least_due < 0 ORDER BY 1"
    )
    if names := _sample(con, negative):
        problems.append(f"facts.parquet：{names} 有负数。请更正记录，扣减不能用负数表示。")
    undue = """SELECT DISTINCT measure FROM sums JOIN reads USING (measure_no) JOIN measures USING (measure)
        WHERE kind IN ('rate', 'mean') AND undue > 0 ORDER BY 1"""
    if names := _sample(con, undue):
        problems.append(f"facts.parquet：{names} 有的行没有应计数（due）。请补全后重新冻结快照。")
    outside = """SELECT DISTINCT measure FROM sums JOIN reads USING (measure_no) JOIN measures USING (measure)
        WHERE kind = 'mean' AND (least < low OR most > high) ORDER BY 1"""
    if names := _sample(con, outside):
        problems.append(f"facts.parquet：{names} 有超出上下界的均值。请核对量表。")
    if problems:
        raise SnapshotError(problems)
