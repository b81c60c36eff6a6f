"""From the cells of a file to clean rows: every cell through its field's parser, every refusal with its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shuanglun.base.imports.cleaning import Bad, Choice, YesNo, is_blank
from shuanglun.base.imports.headers import Header, normal
from shuanglun.base.imports.reader import Cell, SourceRow
from shuanglun.base.imports.sheet import Field, Problem, Row, Sheet
from shuanglun.base.verdicts import RefusedError

MEMORY_OF_CELLS = 4096


@dataclass
class Cleaned:
    """Clean rows, what was wrong with the others, and rows that hold nothing for this sheet. `places` tells where
    each field stands in the file."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Rows of data in the file that concern this sheet."""
        return len(self.rows) + len({problem.row for problem in self.problems})


def clean(sheet: Sheet, rows: Iterable[SourceRow], mapping: Mapping[str, int], columns: Iterable[Header]) -> Cleaned:
    """Every row through the parsers of the mapped fields."""
    heads = {header.index: header for header in columns}
    fields = {name: sheet.field(name) for name in mapping}
    cleaned = Cleaned(places={name: place(item, heads[mapping[name]]) for name, item in fields.items()})
    readers = [_Reader(item, mapping[name], cleaned.places[name]) for name, item in fields.items()]
    for source in rows:
        if all(is_blank(source.cell(reader.index)) for reader in readers):
            cleaned.skipped.append(source.number)
            continue
        row, problems = _clean_row(source, readers)
        if problems:
            cleaned.problems.extend(problems)
        else:
            cleaned.rows.append(row)
    return cleaned


def place(item: Field, header: Header) -> str:
    """A column as the person finds it in the file, with the system's name where it differs: "C 列 部门（所在单位）"."""
    same = normal(header.label) == normal(item.label)
    return f"{header.letter} 列 {header.label}" + ("" if same else f"（{item.label}）")


def _clean_row(source: SourceRow, readers: list[_Reader]) -> tuple[Row, list[Problem]]:
    values: dict[str, Any] = {}
    problems = []
    for reader in readers:
        try:
            values[reader.item.name] = reader.read(source.cell(reader.index))
        except Bad as bad:
            problems.append(Problem(source.number, reader.place, bad.problem, bad.suggestion))
    return Row(source.number, values), problems


class _Reader:
    """One mapped column; remembers what its cells meant, since most columns repeat a few words."""

    def __init__(self, item: Field, index: int, place: str) -> None:
        self.item, self.index, self.place = item, index, place
        self.known: dict[str, Any] = {}

    def read(self, cell: Cell) -> Any:
        """The clean value, None for an empty cell. Raises Bad."""
        if isinstance(cell, str) and cell in self.known:
            return self.known[cell]
        if is_blank(cell) and not _says_none(self.item, cell):
            if self.item.required:
                raise Bad("没有填写", f"“{self.item.label}”是必填项，请补上")
            return None
        try:
            value = self.item.parse(cell)
        except RefusedError as refused:
            raise Bad(refused.reason) from refused
        if isinstance(cell, str) and len(self.known) < MEMORY_OF_CELLS:
            self.known[cell] = value
        return value


def _says_none(item: Field, cell: Cell) -> bool:
    """Whether 无 is an answer in this column (a choice, yes or no) and not the lack of one."""
    if not isinstance(cell, str) or cell.strip() != "无":
        return False
    return isinstance(item.parse, YesNo) or (isinstance(item.parse, Choice) and item.parse.knows("无"))
