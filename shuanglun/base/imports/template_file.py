"""The template a sheet offers: its heads, every column set to text so that no id loses digits, and on a second sheet
how to fill them in. Examples stand there too: left behind among the data they would be imported as real people."""

from __future__ import annotations

import io

import xlsxwriter

from shuanglun.base.imports.cleaning import Choice, YesNo
from shuanglun.base.imports.limits import GUIDE_SHEET
from shuanglun.base.imports.sheet import Sheet

ROWS = 1000
"""Rows with a drop-down list and text format; what comes below is typed without help but read all the same."""


def workbook(sheet: Sheet) -> bytes:
    """The template as .xlsx: one sheet to fill in, one that explains the columns."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#F3F1ED"})
    need = book.add_format(
        {"num_format": "@", "bold": True, "bottom": 1, "bg_color": "#F3F1ED", "font_color": "#B3202C"}
    )
    page = book.add_worksheet(sheet.label[:28])
    page.freeze_panes(1, 0)
    for place, field in enumerate(sheet.fields):
        page.set_column(place, place, max(12, len(field.label) * 2 + 4), text)
        page.write_string(0, place, field.label, need if field.required else head)
        _offer(page, place, field.parse)
    _explain(book, sheet, head, text)
    book.close()
    return target.getvalue()


def _offer(page: object, place: int, parse: object) -> None:
    words = parse.shown() if isinstance(parse, Choice) else ["是", "否"] if isinstance(parse, YesNo) else []
    if words and len(",".join(words)) <= 255:  # the file format's own limit for a list in the cell
        page.data_validation(1, place, ROWS, place, {"validate": "list", "source": words, "error_type": "warning"})  # type: ignore[attr-defined]


def _explain(book: xlsxwriter.Workbook, sheet: Sheet, head: object, text: object) -> None:
    page = book.add_worksheet(GUIDE_SHEET)
    page.set_column(0, 0, 20, text)
    page.set_column(1, 1, 8, text)
    page.set_column(2, 4, 40, text)
    for place, title in enumerate(("列名", "必填", "怎么填", "示例", "也认这些列名")):
        page.write_string(0, place, title, head)
    for number, field in enumerate(sheet.fields, start=1):
        examples = [str(row[field.name]) for row in sheet.template_rows if row.get(field.name) not in (None, "")]
        example = "；".join(examples[:2]) or field.example
        cells = (field.label, "是" if field.required else "", field.hint, example, "、".join(field.aliases))
        for place, cell in enumerate(cells):
            page.write_string(number, place, cell, text)
