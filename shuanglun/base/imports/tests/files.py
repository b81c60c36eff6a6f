"""Files as people and attackers make them, built in memory."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter


def xlsx(rows: Sequence[Sequence[Any]], merges: Iterable[str] = (), *, name: str = "名册", text: bool = False) -> bytes:
    """A workbook; a cell `("f", "=A1", value)` is a formula."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, tuple):
                sheet.write_formula(number, place, cell[1], None, cell[2])
            elif isinstance(cell, str):
                sheet.write_string(number, place, cell)
            elif cell is not None:
                sheet.write(number, place, cell)
    for area in merges:
        sheet.merge_range(area, "")
        first = area.partition(":")[0]
        column, row = ord(first[0]) - 65, int(first[1:]) - 1
        value = rows[row][column] if row < len(rows) else ""
        sheet.write(row, column, value)
    book.close()
    return target.getvalue()


def text(rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """A CSV file with a line end after its last row."""
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter).writerows(rows)
    return target.getvalue().encode(encoding)


def archive(parts: dict[str, bytes | str], level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of the given members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", level) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return target.getvalue()


def changed(data: bytes, **parts: bytes | str | None) -> bytes:
    """A workbook with some members replaced (or, with None, taken out); "__" in a name stands for "/"."""
    wanted = {
        name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): part for name, part in parts.items()
    }
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        members: dict[str, bytes | str] = {name: old.read(name) for name in old.namelist()}
    members |= {name: part for name, part in wanted.items() if part is not None}
    return archive({name: part for name, part in members.items() if wanted.get(name, b"") is not None})


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(cells: str, before: str = "") -> str:
    """The XML of a worksheet around some rows."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )


def with_sheet(xml: str | bytes) -> bytes:
    """A workbook whose only sheet is the given XML."""
    return changed(xlsx([["工号"]]), xl__worksheets__sheet1_xml=xml)
