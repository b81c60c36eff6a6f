"""The engine on DuckDB: opens a snapshot, runs the steps through Ibis, writes the three result files.

Ibis stays inside this file, `steps.py` and `outcome.py`; the rest of the house knows the `Engine` protocol.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np
from ibis.expr.types import Table as Expr

from shuanglun.engine import canonical, intake, outcome, plan, steps
from shuanglun.engine.facts import FileSum, Manifest
from shuanglun.engine.rounding import ONE
from shuanglun.engine.shapley import capped_shares
from shuanglun.engine.tables import CONTRIBUTIONS, INDICATORS, RESULTS, SNAPSHOT, Table
from shuanglun.engine.terms import Scheme

MACROS = """
CREATE MACRO half_up(n, d) AS CASE WHEN n <= 4000000000000000000 AND d <= 1000000000000000000
    THEN (2::BIGINT * n + d) // (2::BIGINT * d) ELSE ((2::HUGEINT * n + d) // (2::HUGEINT * d))::BIGINT END;
CREATE MACRO ratio9(n, d) AS CASE WHEN n <= 4000000000 AND d <= 1000000000000000000
    THEN (2000000000::BIGINT * n + d) // (2::BIGINT * d) ELSE ((2000000000::HUGEINT * n + d) // (2::HUGEINT * d))::BIGINT END;
CREATE MACRO floored(n, d) AS n // d;
CREATE MACRO enough(part, whole, floor) AS part::HUGEINT * 10000 >= floor::HUGEINT * whole;
CREATE MACRO groups_key(names) AS array_to_string(list_sort(list_distinct(names)), ',');
CREATE MACRO overlap_days(a, b, low, high) AS
    greatest(0, date_diff('day', greatest(a, low), least(coalesce(b, high), high)))::BIGINT;
CREATE MACRO total(x) AS sum(x)::BIGINT;
"""
TOO_BIG = "facts.parquet 或 kpis.parquet：有的数过大，合计超出 64 位整数。请核对数量、应计数、权重和目标值，更正后重新冻结快照。"
CHUNK = 4_000_000
SQL_NAMES = {"string": "VARCHAR", "int64": "BIGINT", "boolean": "BOOLEAN"}


def _ibis(table: Table) -> dict[str, str]:
    """Return the Ibis schema of a file."""
    return {c.name: "array<string>" if c.type == "list<string>" else c.type for c in table.columns}


def _schema(words: str) -> dict[str, str]:
    """Read `name:type` words into an Ibis schema."""
    types = {"s": "string", "i": "int64", "b": "boolean"}
    return {name: types[kind] for name, kind in (word.split(":") for word in words.split())}


def _constant(value: str | int) -> str:
    return canonical.literal(value) if isinstance(value, str) else str(value)


PLAN = _schema(
    "groups_key:s dimension:s indicator:s measure:s kind:s role:s applies:b weight:i cap:i points:i target:i "
    "prorated:b mean_low:i mean_span:i line:i position:i measure_no:i"
)
READS = _schema("measure:s measure_no:i")
ASSIGNED = _schema("groups_key:s place:i")
SCHEMES = _schema("place:i scheme:s scheme_version:s w:i upper:i political_floor:i work_floor:i")


class DuckEngine:
    """`memory_limit` and `threads` bound DuckDB; what does not fit is spilled to `spill` (a temporary folder)."""

    def __init__(self, memory_limit: str = "1GB", threads: int = 2, spill: Path | None = None) -> None:
        self.memory_limit, self.threads, self.spill = memory_limit, threads, spill

    def score(
        self, snapshot: Path, schemes: Sequence[Scheme], out: Path, hashes: bool = True
    ) -> tuple[Manifest, dict[str, FileSum], dict[str, float]]:
        """Score a snapshot into `out`. Returns the snapshot's manifest, the files' sums and the timings.

        Raises SnapshotError or PlanError; then nothing was written.
        """
        with tempfile.TemporaryDirectory(prefix="shuanglun-", dir=self.spill) as folder:
            run = _Run(self.memory_limit, self.threads, Path(folder))
            try:
                return run.score(Path(snapshot), schemes, Path(out), hashes)
            except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
                raise intake.SnapshotError([TOO_BIG]) from error
            finally:
                run.close()


class _Run:
    """One scoring: a private DuckDB, its temporary tables, the clock."""

    def __init__(self, memory_limit: str, threads: int, spill: Path) -> None:
        self.raw = canonical.connect(memory_limit, threads, spill)
        self.raw.execute(MACROS)
        self.tables: dict[str, Expr] = {table.name: ibis.table(_ibis(table), name=table.name) for table in SNAPSHOT}
        self.timings: dict[str, float] = {}

    def close(self) -> None:
        self.raw.close()

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.timings[name] = round(time.perf_counter() - begin, 3)

    def score(
        self, snapshot: Path, schemes: Sequence[Scheme], out: Path, hashes: bool
    ) -> tuple[Manifest, dict[str, FileSum], dict[str, float]]:
        with self.timed("open"):
            manifest = intake.open_snapshot(self.raw, snapshot, hashes)
        with self.timed("sum"):
            self._prepare(manifest, schemes)
        with self.timed("score"):
            self._score()
        with self.timed("contribute"):
            self._contribute()
        with self.timed("write"):
            sums = self._write(out)
        return manifest, sums, self.timings

    def keep(self, name: str, expr: Expr) -> Expr:
        """Materialise an expression as a temporary table; its types are known, so nobody asks the database."""
        self.raw.execute(f"CREATE TEMP TABLE {name} AS {_sql(expr.op())}")
        return self._known(name, expr.schema())

    def rows(self, name: str, rows: list[dict[str, Any]], schema: dict[str, str]) -> Expr:
        """Make a small table of rows, in plain SQL: parameters and Arrow would load pandas to look at lists."""
        columns = ", ".join(f"{column} {SQL_NAMES[kind]}" for column, kind in schema.items())
        self.raw.execute(f"CREATE TEMP TABLE {name} ({columns})")
        if rows:
            values = ", ".join(f"({', '.join(_constant(row[column]) for column in schema)})" for row in rows)
            self.raw.execute(f"INSERT INTO {name} VALUES {values}")
        return self._known(name, ibis.schema(schema))

    def _known(self, name: str, schema: ibis.Schema) -> Expr:
        self.tables[name] = ibis.table(schema, name=name)
        return self.tables[name]

    def view(self, name: str) -> Expr:
        return self.tables[name]

    def _prepare(self, manifest: Manifest, schemes: Sequence[Scheme]) -> None:
        """Build the plan and sum the facts: the only pass over the big file."""
        last = manifest.ends - timedelta(days=1)
        people = self.keep("people", steps.roster(self.view("subjects"), last))
        seen = [tuple(key.split(",")) for (key,) in self._fetch("SELECT DISTINCT groups_key FROM people ORDER BY 1")]
        offered = intake.offered(self.raw)
        lines, numbers = plan.numbered(plan.plan_rows(schemes, offered, seen))
        self.rows("plan", lines, PLAN)
        reads = self.rows("reads", [{"measure": name, "measure_no": no} for name, no in numbers.items()], READS)
        chosen = [{"groups_key": key, "place": place} for key, place in plan.assign(schemes, seen).items()]
        self.rows("assigned", chosen, ASSIGNED)
        self.rows("schemes", plan.scheme_rows(schemes), SCHEMES)
        self.keep("presence", steps.presence(self.view("subjects"), intake.months(manifest)))
        facts = steps.period_facts(self.view("facts"), manifest.begins, manifest.ends, list(numbers))
        self.keep("sums", steps.numbered(steps.sums(facts), people, reads))
        intake.check_sums(self.raw)
        rates = reads.filter(reads.measure.isin([name for name in numbers if offered[name].kind == "rate"]))
        exempted = steps.exempted(facts, self.view("exemptions"), rates.select("measure"))
        self.keep("exempted", steps.numbered(exempted, people, reads))
        self.keep("kpi_sums", steps.kpi_sums(self.view("kpis")))

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return self.raw.execute(sql).fetchall()

    def _score(self) -> None:
        tables = (self.view(name) for name in ("people", "plan", "presence", "sums", "exempted", "kpi_sums"))
        lines = self.keep("lines", steps.lines(*tables))
        dimensions = self.keep("dimensions", steps.dimensions(lines, self.view("plan")))
        scored = self.view("people").join(self.view("assigned"), "groups_key")
        self.keep("results", outcome.results(scored, dimensions, self.view("kpi_sums"), self.view("schemes")))

    def _contribute(self) -> None:
        tables = (self.view(name) for name in ("lines", "plan", "results", "dimensions"))
        self.keep("parts", outcome.contributions(*tables))
        over = self.raw.execute(
            "SELECT subject_no, dimension = 'work' AS side, line, share FROM parts WHERE over ORDER BY ALL"
        ).fetchnumpy()
        if len(over["share"]):
            self.raw.register("shared", over | {"final_share": _shared(over)})
            self.raw.execute(
                "UPDATE parts SET final = shared.final_share FROM shared WHERE parts.over "
                "AND parts.subject_no = shared.subject_no AND parts.line = shared.line"
            )
            self.raw.unregister("shared")

    def _write(self, out: Path) -> dict[str, FileSum]:
        out.mkdir(parents=True, exist_ok=True)
        unasked = _sql(steps.unasked(self.view("people"), self.view("plan")).op())
        names = "JOIN plan USING (line) JOIN people USING (subject_no)"
        queries: tuple[tuple[Table, str, str], ...] = (
            (RESULTS, "SELECT * FROM results", "subject_no"),
            (
                INDICATORS,
                f"""SELECT whole.*, subject_id, position, dimension, indicator, role, measure, weight,
                nullif(target, 0) AS target FROM (FROM lines UNION ALL {unasked}) AS whole {names}""",
                "subject_no, position",
            ),
            (
                CONTRIBUTIONS,
                f"SELECT parts.*, subject_id, position, indicator AS part, role FROM parts {names}",
                "subject_no, position",
            ),
        )
        return {
            table.name: FileSum(*canonical.write(self.raw, query, table, out / table.file, False, by))
            for table, query, by in queries
        }


@lru_cache(maxsize=64)
def _sql(asked: Any) -> str:
    """An expression as DuckDB says it. Most steps ask the same in every run, and saying it takes half of a small one."""
    return ibis.to_sql(asked.to_expr(), dialect="duckdb", pretty=False)


def _shared(over: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the exact shares of all capped dimensions; rows come sorted by subject, dimension, line."""
    keys, sides, values = over["subject_no"], over["side"].astype(np.int8), over["share"]
    starts = np.flatnonzero(np.r_[True, (np.diff(keys) != 0) | (np.diff(sides) != 0)])
    sizes = np.diff(np.r_[starts, len(values)])
    final = np.empty_like(values)
    for size in np.unique(sizes):
        wanted = starts[sizes == size]
        step = max(1, CHUNK >> int(size))
        for begin in range(0, len(wanted), step):
            places = wanted[begin : begin + step, None] + np.arange(size)[None, :]
            final[places] = capped_shares(values[places], ONE)
    return final
