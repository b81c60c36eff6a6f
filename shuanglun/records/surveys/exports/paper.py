"""The summary as PDF, A4 landscape, as it is signed and filed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from shuanglun.base import printing
from shuanglun.records.surveys.exports.layout import Sheet, Summary


def pdf(document: Summary, mark: str) -> bytes:
    """The document; `mark` tells who exported it and when. Raises RefusedError where the layout library cannot load."""
    sheets = [{"sheet": sheet, "heads": _heads(sheet), "rows": list(_rows(sheet))} for sheet in document.sheets]
    return printing.pdf(
        "surveys/printed/summary", {"document": document, "sheets": sheets, "mark": mark}, what="民主测评汇总文件"
    )


def _heads(sheet: Sheet) -> dict[str, Any]:
    """The widths in percent, and the two rows of a table's head: groups over labels."""
    whole = sum(column.width for column in sheet.columns)
    first, second = [], []
    for over, columns in groupby(sheet.columns, key=lambda column: column.over or column.label):
        inside = list(columns)
        grouped = bool(inside[0].over)
        first.append({"text": over, "span": len(inside), "tall": not grouped})
        second += [column.label for column in inside] if grouped else []
    return {"first": first, "second": second, "widths": [100 * column.width // whole for column in sheet.columns]}


def _rows(sheet: Sheet) -> Any:
    for row in sheet.rows:
        at, cells = 0, []
        for box in row:
            css = "mid" if box.span > 1 else "num" if sheet.columns[at].num else ""
            cells.append({"text": box.text, "span": box.span, "css": css})
            at += box.span
        yield cells
