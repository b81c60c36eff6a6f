"""The summary as a workbook: a sheet for the head, one for each table; no text becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate, groupby
from math import ceil
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from shuanglun.base.ui.exports import escape
from shuanglun.records.surveys.exports.layout import Box, Sheet, Summary

FORBIDDEN = {ord(sign): " " for sign in "[]:*?/\\'"}
NAME = 31
"""Characters a sheet's name may have."""
LINE, HIGHEST = 15, 409
"""Points of one line of a row, and of the highest row that a workbook may have."""


def xlsx(document: Summary, mark: str) -> bytes:
    """The workbook; `mark` tells who exported it and when."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": document.name, "author": mark, "comments": mark})
    kinds: dict[str, dict[str, Any]] = {
        "title": {"font_size": 16, "bold": True, "align": "center"}, "label": {"bold": True},
        "text": {"text_wrap": True}, "head": {"bold": True, "border": 1, "align": "center", "text_wrap": True},
        "cell": {"border": 1, "text_wrap": True}, "num": {"border": 1, "align": "right", "text_wrap": True},
        "merged": {"border": 1, "align": "center", "text_wrap": True},
    }  # fmt: skip
    styles = {
        name: book.add_format({"font_name": "宋体", "valign": "vcenter", **style}) for name, style in kinds.items()
    }
    _head(book.add_worksheet("汇总"), document, mark, styles)
    for number, sheet in enumerate(document.sheets, start=1):
        name = f"{number} {sheet.title}".translate(FORBIDDEN)[:NAME]
        _table(book.add_worksheet(name), sheet, mark, styles)
    book.close()
    return target.getvalue()


def _head(page: Any, document: Summary, mark: str, styles: dict[str, Any]) -> None:
    page.set_column(0, 0, 12)
    page.set_column(1, 1, 96)
    _print(page, mark)
    page.merge_range(0, 0, 0, 1, "", styles["title"])
    page.write_string(0, 0, document.name, styles["title"])
    page.set_row(0, 30)
    rows = [("测评", document.heading.title), *document.facts, ("参加情况", document.words)]
    rows += [("说明" if at == 0 else "", line) for at, line in enumerate(document.foot)]
    for number, (label, text) in enumerate(rows, start=1):
        page.set_row(number, _height(_lines(text, 96)))
        page.write_string(number, 0, label, styles["label"])
        page.write_string(number, 1, escape(text), styles["text"])


def _table(page: Any, sheet: Sheet, mark: str, styles: dict[str, Any]) -> None:
    _print(page, mark)
    page.write_string(0, 0, escape(sheet.title), styles["label"])
    at = 0
    for over, columns in groupby(sheet.columns, key=lambda column: column.over or column.label):
        inside = list(columns)
        if not inside[0].over:
            page.merge_range(1, at, 2, at, inside[0].label, styles["head"])
        else:
            _write(page, 1, at, over, len(inside), styles["head"])
            for place, column in enumerate(inside):
                page.write_string(2, at + place, escape(column.label), styles["head"])
        at += len(inside)
    widths = [column.width * 1.6 for column in sheet.columns]
    for place, width in enumerate(widths):
        page.set_column(place, place, width)
    page.set_row(2, _height(max(map(_lines, [column.label for column in sheet.columns], widths))))
    for number, row in enumerate(sheet.rows, start=3):
        page.set_row(number, _height(_most_lines(row, widths)))
        at = 0
        for box in row:
            column = sheet.columns[at]
            if box.span > 1:
                _write(page, number, at, box.text, box.span, styles["merged"])
            elif column.num and box.text.isdecimal():
                page.write_number(number, at, int(box.text), styles["num"])
            else:
                _write(page, number, at, box.text, 1, styles["num" if column.num else "cell"])
            at += box.span
    for number, note in enumerate(sheet.notes, start=3 + len(sheet.rows)):
        page.write_string(number, 0, escape(note))
    page.freeze_panes(3, 0)
    page.repeat_rows(1, 2)


def _height(lines: int) -> int:
    return min(HIGHEST, LINE * lines)


def _most_lines(row: Sequence[Box], widths: list[float]) -> int:
    ends = list(accumulate(box.span for box in row))
    return max(_lines(box.text, sum(widths[end - box.span : end])) for box, end in zip(row, ends, strict=True))


def _lines(text: str, width: float) -> int:
    """Lines that a text takes in a cell so many letters wide; a Chinese character is as wide as two. Programs that read the
    file do not all fit its rows to their words."""
    letters = (sum(1 + (east_asian_width(sign) in "WFA") for sign in part) for part in text.split("\n"))
    return sum(max(1, ceil(count / (width - 1))) for count in letters)


def _write(page: Any, row: int, at: int, text: str, span: int, style: Any) -> None:
    if span > 1:
        page.merge_range(row, at, row, at + span - 1, "", style)
    page.write_string(row, at, escape(text), style)


def _print(page: Any, mark: str) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
