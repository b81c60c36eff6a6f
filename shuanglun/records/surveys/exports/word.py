"""The summary as Word, A4 landscape: real tables that an office can go on with."""

from __future__ import annotations

import io
from itertools import groupby
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shuanglun.records.surveys.exports.layout import Sheet, Summary

FONT = "宋体"
WIDTH = 265
"""Millimeters between the margins."""


def word(document: Summary, mark: str) -> bytes:
    """The document; `mark` tells who exported it and when."""
    made = docx.Document()
    _page(made, document, mark)
    _line(made, document.heading.institution, size=12, center=True)
    _line(made, document.name, size=20, bold=True, center=True)
    _line(made, document.heading.title, size=12, center=True)
    _line(made, "　　".join(f"{label}：{text}" for label, text in document.facts), center=True)
    _line(made, document.words, center=True)
    for sheet in document.sheets:
        _line(made, sheet.title, size=12, bold=True, keep=True)
        _table(made, sheet)
        for note in sheet.notes:
            _line(made, note, size=9)
    _line(made, "说明", size=12, bold=True, keep=True)
    for line in document.foot:
        _line(made, line, size=9)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _page(made: Any, document: Summary, mark: str) -> None:
    section = made.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(16)
    style = made.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    made.core_properties.title, made.core_properties.author = document.name, mark
    made.core_properties.comments = ""
    _foot(section.footer.paragraphs[0], mark)


def _foot(paragraph: Any, mark: str) -> None:
    """The mark on the left, on the right which page of how many: fields, which the program that opens the file fills in."""
    paragraph.style.paragraph_format.tab_stops.clear_all()  # those of a page upright
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    for text, code in ((f"{mark}\t第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        _run(paragraph, text, size=9)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        field.append(_run(paragraph, "1", size=9)._element)
        paragraph._p.append(field)
    _run(paragraph, " 页", size=9)


def _line(
    made: Any, text: str, *, size: float = 10.5, bold: bool = False, center: bool = False, keep: bool = False
) -> None:
    paragraph = made.add_paragraph()
    _run(paragraph, text, size=size, bold=bold)
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.keep_with_next = keep
    if keep:  # a heading stands apart from the table above it
        paragraph.paragraph_format.space_before = Pt(10)
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _run(paragraph: Any, text: str, *, size: float, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), FONT
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    return run


def _table(made: Any, sheet: Sheet) -> None:
    table = made.add_table(rows=2 + len(sheet.rows), cols=len(sheet.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    total = sum(column.width for column in sheet.columns)
    grid = [list(row.cells) for row in table.rows]  # once: python-docx walks the whole table for each cell
    for at, column in enumerate(sheet.columns):
        width = Mm(WIDTH * column.width / total)
        table.columns[at].width = width
        for row in grid:
            row[at].width = width
    at = 0
    for over, columns in groupby(sheet.columns, key=lambda column: column.over or column.label):
        inside = list(columns)
        if inside[0].over:
            _fill(_joined(grid[0], at, len(inside)), over, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
            for place, column in enumerate(inside, start=at):
                _fill(grid[1][place], column.label, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        else:
            _fill(grid[0][at].merge(grid[1][at]), over, WD_ALIGN_PARAGRAPH.CENTER, bold=True)
        at += len(inside)
    for cells, row in zip(grid[2:], sheet.rows, strict=True):
        at = 0
        for box in row:
            side = WD_ALIGN_PARAGRAPH.RIGHT if sheet.columns[at].num else WD_ALIGN_PARAGRAPH.LEFT
            _fill(_joined(cells, at, box.span), box.text, WD_ALIGN_PARAGRAPH.CENTER if box.span > 1 else side)
            at += box.span
    for row in table.rows[:2]:
        _repeat(row)


def _joined(cells: list[Any], at: int, span: int) -> Any:
    return cells[at].merge(cells[at + span - 1]) if span > 1 else cells[at]


def _fill(cell: Any, text: str, side: Any, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    _run(paragraph, text, size=9, bold=bold)
    paragraph.alignment = side


def _repeat(row: Any) -> None:
    """The row is repeated on every page, and no row breaks in two."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
