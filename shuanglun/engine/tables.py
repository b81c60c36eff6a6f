"""The columns of every file that the engine reads or writes, written once as data.

A table here is the shape of a Parquet file; its canonical hash is in `canonical.py`.
Source: docs/algorithms/snapshot.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pyarrow as pa

ColumnType = Literal["string", "date", "int64", "list<string>"]
SQL_TYPES: dict[str, str] = {
    "string": "VARCHAR",
    "date": "DATE",
    "int64": "BIGINT",
    "list<string>": "VARCHAR[]",
}


@dataclass(frozen=True)
class Column:
    """One column; `null` tells whether a value may be absent."""

    name: str
    type: ColumnType
    null: bool = False


@dataclass(frozen=True)
class Table:
    """A file of a snapshot or of a result: `name` is also the file's stem, `key` identifies a row.

    `long` tables hold tens of rows for each subject.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    long: bool = False

    @property
    def file(self) -> str:
        return f"{self.name}.parquet"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def arrow(self) -> pa.Schema:
        """Return the Arrow schema, for writing Parquet without DuckDB. Imports pyarrow only here."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "date": pa.date32(),
            "int64": pa.int64(),
            "list<string>": pa.list_(pa.string()),
        }
        return pa.schema([pa.field(c.name, types[c.type], c.null) for c in self.columns])


def _table(name: str, key: str, columns: str, long: bool = False) -> Table:
    """Read `name:type` words; a trailing `?` marks a column that may be null."""
    parsed = []
    for word in columns.split():
        column, _, kind = word.partition(":")
        parsed.append(Column(column, kind.rstrip("?"), kind.endswith("?")))  # type: ignore[arg-type]
    return Table(name, tuple(parsed), tuple(key.split()), long)


SUBJECTS = _table(
    "subjects",
    "subject_id from",
    "subject_id:string kind:string unit_id:string unit_path:string branch_id:string? branch_path:string? "
    "groups:list<string> from:date until:date?",
)
MEASURES = _table(
    "measures",
    "measure",
    "measure:string kind:string unit:string scale:int64 room:string low:int64? high:int64?",
)
FACTS = _table(
    "facts",
    "subject_id measure ref",
    "subject_id:string measure:string on:date quantity:int64 due:int64? ref:string",
    long=True,
)
KPIS = _table(
    "kpis",
    "kpi_id subject_id",
    "kpi_id:string subject_id:string weight:int64 direction:string bound:int64 target:int64 actual:int64? ref:string",
)
EXEMPTIONS = _table(
    "exemptions",
    "subject_id ref",
    "subject_id:string measure:string? from:date until:date? fact_ref:string? ref:string",
)
SNAPSHOT = (SUBJECTS, MEASURES, FACTS, KPIS, EXEMPTIONS)

RESULTS = _table(
    "results",
    "subject_id",
    "subject_id:string kind:string scheme:string scheme_version:string unit_id:string unit_path:string "
    "branch_id:string? branch_path:string? groups:list<string> "
    "political:int64? work:int64? political_base:int64? work_base:int64? "
    "political_bonus:int64 work_bonus:int64 political_coverage:int64 work_coverage:int64 "
    "political_low:int64? political_high:int64? work_low:int64? work_high:int64? "
    "arithmetic:int64? geometric:int64? coupling:int64? level:int64? coordination:int64? quadrant:string?",
)
INDICATORS = _table(
    "indicators",
    "subject_id dimension indicator",
    "subject_id:string dimension:string indicator:string role:string measure:string status:string "
    "weight:int64 num:int64? den:int64? value:int64? low:int64? high:int64? quantity:int64 due:int64 "
    "exempt_due:int64 exempted:int64 records:int64 months:int64 target:int64? target_prorated:int64? covered:int64",
    long=True,
)
CONTRIBUTIONS = _table(
    "contributions",
    "subject_id dimension part",
    "subject_id:string dimension:string part:string role:string share:int64 final:int64",
)
RESULT = (RESULTS, INDICATORS, CONTRIBUTIONS)
