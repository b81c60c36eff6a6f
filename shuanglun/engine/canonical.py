"""Canonical hash of a table: the same rows give the same SHA-256 on every machine, in every row order.

The hash is taken over UTF-8 text, one row a line ending in LF: fields joined by TAB, null as `\\N`, dates
as ISO, lists sorted and joined by `,`; the lines are sorted by their bytes. Never over Parquet bytes,
because those name the writer. Files that are already in this order (all that we write) are hashed in one
pass; others are sorted by DuckDB first, on disk when memory does not suffice.
Source: docs/algorithms/snapshot.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shuanglun.engine.tables import SQL_TYPES, Column, Table

BATCH_ROWS = 200_000
ROW_GROUP_ROWS = 20_000


class CanonicalError(ValueError):
    """A value holds TAB, line feed or backslash: the text would be ambiguous, so no hash exists."""


def quoted(name: str) -> str:
    """Return an SQL identifier in quotes (`from`, `until` and `on` are reserved words)."""
    return f'"{name}"'


def literal(path: Path | str) -> str:
    """Return an SQL string literal of a path."""
    return "'" + str(path).replace("'", "''") + "'"


def _field(column: Column) -> str:
    name = quoted(column.name)
    text = f"array_to_string(list_sort({name}), ',')" if column.type == "list<string>" else name
    return f"coalesce(CAST({text} AS VARCHAR), '\\N')"


def line(table: Table) -> str:
    """Return the SQL expression of a row's canonical line, line feed included."""
    joined = ", chr(9), ".join(_field(column) for column in table.columns)
    return f"concat({joined}, chr(10))"


def connect(memory_limit: str = "1GB", threads: int = 2, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB that may spill to `spill` when the limit is reached."""
    config: dict[str, Any] = {"memory_limit": memory_limit, "threads": threads}
    if spill is not None:
        config["temp_directory"] = str(spill)
    return duckdb.connect(config=config)


def digest(con: duckdb.DuckDBPyConnection, path: Path, table: Table) -> tuple[int, str]:
    """Return (rows, SHA-256 in hex) of a Parquet file's rows.

    Raises CanonicalError when a value holds a separator.
    """
    source = f"read_parquet({literal(path)})"
    nulls = " + ".join(f"count(*) - count({quoted(c.name)})" for c in table.columns if c.null) or "0"
    expected = con.execute(f"SELECT count(*), {nulls} FROM {source}").fetchone()
    assert expected is not None
    hashed = _stream(con, f"SELECT {line(table)} AS line FROM {source}", table, expected)
    if hashed is None:
        hashed = _stream(con, f"SELECT {line(table)} AS line FROM {source} ORDER BY line", table, expected)
    assert hashed is not None
    return expected[0], hashed


def _stream(con: duckdb.DuckDBPyConnection, sql: str, table: Table, expected: Sequence[int]) -> str | None:
    """Hash the lines of a query; None when they turn out not to be in canonical order."""
    sha, tabs, feeds, slashes = hashlib.sha256(), 0, 0, 0
    last: pa.Scalar | None = None
    for batch in con.execute(sql).to_arrow_reader(BATCH_ROWS):
        lines = batch.column(0)
        if not len(lines):
            continue
        if not _ordered(lines, last):
            return None
        last = lines[-1]
        text = _bytes(lines)
        sha.update(text)
        tabs, feeds, slashes = tabs + text.count(b"\t"), feeds + text.count(b"\n"), slashes + text.count(b"\\")
    rows, nulls = expected
    if (feeds, tabs, slashes) != (rows, rows * (len(table.columns) - 1), nulls):
        raise CanonicalError(f"{table.file}: a value holds TAB, line feed or backslash")
    return sha.hexdigest()


def _ordered(lines: pa.StringArray, last: pa.Scalar | None) -> bool:
    if last is not None and last.as_py().encode() > lines[0].as_py().encode():
        return False
    return bool(pc.all(pc.less_equal(lines[:-1], lines[1:])).as_py() is not False)


def _bytes(lines: pa.Array) -> bytes:
    """Return the lines as one piece of bytes, straight from Arrow's data buffer."""
    if not pa.types.is_string(lines.type):
        lines = lines.cast(pa.string())
    offsets = memoryview(lines.buffers()[1]).cast("i")
    first, end = offsets[lines.offset], offsets[lines.offset + len(lines)]
    return bytes(memoryview(lines.buffers()[2])[first:end])


def write(con: duckdb.DuckDBPyConnection, query: str, table: Table, path: Path) -> None:
    """Write a query's rows as Parquet (zstd) in canonical order, columns cast to the table's types.

    Small row groups in subject order let an explanation read one subject in milliseconds.
    """
    columns = ", ".join(f"CAST({quoted(c.name)} AS {SQL_TYPES[c.type]}) AS {quoted(c.name)}" for c in table.columns)
    con.execute(
        f"COPY (SELECT * FROM (SELECT {columns} FROM ({query})) ORDER BY {line(table)}) TO {literal(path)} "
        f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_ROWS})"
    )


def write_rows(rows: Iterable[dict[str, Any]], table: Table, path: Path) -> None:
    """Write plain dictionaries as Parquet; absent keys are null. For fixtures and small tables."""
    data = [{name: row.get(name) for name in table.names} for row in rows]
    pq.write_table(pa.Table.from_pylist(data, schema=table.arrow()), path, compression="zstd")
