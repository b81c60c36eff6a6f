"""Canonical hash of a table: the same rows give the same SHA-256 on every machine, in every row order.

The hash is taken over UTF-8 text, one row a line ending in LF: fields joined by TAB, null as `\\N`, dates
as ISO, lists sorted and joined by `,`; the lines are sorted by their bytes. Never over Parquet bytes,
because those name the writer. Files that are already in this order (all that we write) are hashed in one
pass; others are sorted by DuckDB first, on disk when memory does not suffice.
Source: docs/algorithms/snapshot.md.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuanglun.engine.tables import SQL_TYPES, Column, Table

BATCH_ROWS = 200_000
ROW_GROUP_ROWS = 10_000
LONG_ROW_GROUP_ROWS = 60_000  # for the long tables, whose own directory of row groups costs most
MAX_WAITING = 4


class CanonicalError(ValueError):
    """No hash exists: a value holds TAB, line feed or backslash, so that the text would be ambiguous, or rows came in
    another order than they were promised to."""


def quoted(name: str) -> str:
    """Return an SQL identifier in quotes (`from`, `until` and `on` are reserved words)."""
    return f'"{name}"'


def literal(path: Path | str) -> str:
    """Return an SQL string literal of a text or a path."""
    return "'" + str(path).replace("'", "''") + "'"


def _field(column: Column) -> str:
    name = quoted(column.name)
    text = f"array_to_string(list_sort({name}), ',')" if column.type == "list<string>" else name
    return f"coalesce(CAST({text} AS VARCHAR), '\\N')"


def line(table: Table) -> str:
    """Return the SQL expression of a row's canonical line, line feed included."""
    joined = ", chr(9), ".join(_field(column) for column in table.columns)
    return f"concat({joined}, chr(10))"


def order(table: Table) -> str:
    """Return the ORDER BY list that puts rows in the order of their lines (`line` must be selected).

    TAB sorts before every allowed character, so comparing lines is comparing fields in turn; when the key
    columns come first and hold text, they decide alone, which sorts faster.
    """
    leading = table.columns[: len(table.key)]
    if tuple(c.name for c in leading) == table.key and all(c.type == "string" for c in leading):
        return ", ".join(quoted(c.name) for c in leading)
    return "line"


def connect(memory_limit: str = "1GB", threads: int = 2, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB that may spill to `spill` when the limit is reached."""
    config: dict[str, Any] = {"memory_limit": memory_limit, "threads": threads}
    if spill is not None:
        config["temp_directory"] = str(spill)
    return duckdb.connect(config=config)


class _Disorder(CanonicalError):
    """Lines came in another order than the canonical one."""


class _Hash:
    """SHA-256 over batches of lines, watching that they are in order and hold no stray separator."""

    def __init__(self, table: Table) -> None:
        self.sha, self.table = hashlib.sha256(), table
        self.rows = self.tabs = self.feeds = self.slashes = 0
        self.last: pa.Scalar | None = None

    def add(self, lines: pa.Array) -> None:
        """Take the next lines. Raises when they are not in canonical order."""
        if not len(lines):
            return
        if not _ordered(lines, self.last):
            raise _Disorder(f"{self.table.file}: rows are not in canonical order")
        self.last, text = lines[-1], _bytes(lines)
        self.sha.update(text)
        self.rows += len(lines)
        self.tabs, self.feeds = self.tabs + _count(text, b"\t"), self.feeds + _count(text, b"\n")
        self.slashes += _count(text, b"\\")

    def result(self, nulls: int) -> tuple[int, str]:
        wanted = (self.rows, self.rows * (len(self.table.columns) - 1), nulls)
        if (self.feeds, self.tabs, self.slashes) != wanted:
            raise CanonicalError(f"{self.table.file}: a value holds TAB, line feed or backslash")
        return self.rows, self.sha.hexdigest()


def _count(text: memoryview, letter: bytes) -> int:
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == ord(letter)))


def digest(con: duckdb.DuckDBPyConnection, path: Path, table: Table) -> tuple[int, str]:
    """Return (rows, SHA-256 in hex) of a Parquet file's rows.

    Raises CanonicalError when a value holds a separator.
    """
    source = f"read_parquet({literal(path)})"
    nulls = " + ".join(f"count(*) - count({quoted(c.name)})" for c in table.columns if c.null) or "0"
    counted = con.execute(f"SELECT {nulls} FROM {source}").fetchone()
    assert counted is not None
    query = f"SELECT {line(table)} AS line FROM {source}"
    try:
        hashed = _hashed(con, query, table)
    except _Disorder:
        hashed = _hashed(con, f"{query} ORDER BY line", table)
    return hashed.result(counted[0])


def _hashed(con: duckdb.DuckDBPyConnection, query: str, table: Table) -> _Hash:
    hashed = _Hash(table)
    _pour(con.execute(query).to_arrow_reader(BATCH_ROWS), lambda batch: hashed.add(batch.column(0)))
    return hashed


def _ordered(lines: pa.StringArray, last: pa.Scalar | None) -> bool:
    if last is not None and last.as_py().encode() > lines[0].as_py().encode():
        return False
    return bool(pc.all(pc.less_equal(lines[:-1], lines[1:])).as_py() is not False)


def _bytes(lines: pa.Array) -> memoryview:
    """Return the lines as one piece of bytes: Arrow's data buffer itself."""
    if not pa.types.is_string(lines.type):
        lines = lines.cast(pa.string())
    offsets = memoryview(lines.buffers()[1]).cast("i")
    first, end = offsets[lines.offset], offsets[lines.offset + len(lines)]
    return memoryview(lines.buffers()[2])[first:end]


def write(
    con: duckdb.DuckDBPyConnection, query: str, table: Table, path: Path, staged: bool = True, by: str = ""
) -> tuple[int, str]:
    """Write a query's rows as Parquet (zstd) in canonical order; return (rows, SHA-256) as `digest` does.

    DuckDB sorts (on disk when memory is short) and Arrow writes batch by batch, so memory stays bounded;
    `staged` first puts the rows into a temporary table, which complicated queries need to sort in little
    memory. `by` names columns of the query that give the canonical order faster than the key does. Small
    row groups in subject order let an explanation read one subject in milliseconds.
    Raises CanonicalError when a value holds a separator; then no file is left.
    """
    if staged:
        con.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {query}")
        query = "SELECT * FROM staged"
    hashed, schema, names, nulls = _Hash(table), table.arrow(), list(table.names), 0
    wanted = [table.names.index(c.name) for c in table.columns if c.null]

    def take(batch: pa.RecordBatch) -> None:
        nonlocal nulls
        hashed.add(batch.column(len(names)))
        writer.write_batch(batch.select(names).cast(schema), row_group_size=_group_rows(table))
        nulls += sum(batch.column(place).null_count for place in wanted)

    try:
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            _pour(con.execute(_sorted(query, table, by)).to_arrow_reader(_group_rows(table)), take)
        return hashed.result(nulls)
    except CanonicalError:
        path.unlink(missing_ok=True)
        raise
    finally:
        if staged:
            con.execute("DROP TABLE staged")


def _group_rows(table: Table) -> int:
    return LONG_ROW_GROUP_ROWS if table.long else ROW_GROUP_ROWS


def _sorted(query: str, table: Table, by: str) -> str:
    """Return the query of typed columns and line, in order; the line is made after sorting where it can."""
    columns = ", ".join(f"CAST({quoted(c.name)} AS {SQL_TYPES[c.type]}) AS {quoted(c.name)}" for c in table.columns)
    typed, by = f"SELECT {columns} FROM ({query})", by or order(table)
    if by == "line":
        return f"SELECT *, {line(table)} AS line FROM ({typed}) ORDER BY line"
    return f"SELECT *, {line(table)} AS line FROM ({typed} ORDER BY {by})"


def _pour(batches: pa.RecordBatchReader, take: Callable[[pa.RecordBatch], None]) -> None:
    """Let a second thread take the batches, in order, while DuckDB prepares the next ones."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting: deque[Future[None]] = deque()
        for batch in batches:
            waiting.append(pool.submit(take, batch))
            if len(waiting) > MAX_WAITING:
                waiting.popleft().result()
        for future in waiting:
            future.result()


def write_rows(rows: Iterable[dict[str, Any]], table: Table, path: Path) -> None:
    """Write plain dictionaries as Parquet; absent keys are null. For fixtures and small tables."""
    data = [{name: row.get(name) for name in table.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(data, schema=table.arrow()), path, compression="zstd")
