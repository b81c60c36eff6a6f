"""Exports of a list as CSV or XLSX: the visible columns of every row the reader may see, with name and time on it.

A text that a spreadsheet could take for a formula gets one apostrophe in front, and so does a text that already
begins with an apostrophe; `unescape` takes exactly that one away, so every text comes back unchanged. Numbers and
days are written as numbers and days.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Iterator
from contextvars import Context, copy_context
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from shuanglun.base.actor import NoActor, current
from shuanglun.base.ui.columns import Column
from shuanglun.base.ui.tables import BoundTable

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
ROWS_LIMIT = 200_000
CHUNK = 2000
WATERMARK = "导出："
CUT = f"{WATERMARK}只含前 {ROWS_LIMIT:,} 行，其余请加上筛选条件分次导出。"


def escape(text: str) -> str:
    """The text as it may stand in a spreadsheet cell."""
    return "'" + text if text.startswith((*DANGEROUS, "'")) else text


def unescape(text: str) -> str:
    """The text that `escape` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*DANGEROUS, "'")) else text


def watermark(title: str) -> str:
    """Who exported what, and when."""
    try:
        name = current().name
    except NoActor:
        name = "未登录"
    return f"{WATERMARK}{name} {timezone.localtime():%Y-%m-%d %H:%M}，{title}。仅限工作使用，请勿外传。"


def is_watermark(first_cell: Any) -> bool:
    """Whether a row read back is the line an export begins with; imports skip it."""
    return isinstance(first_cell, str) and first_cell.startswith(WATERMARK)


def as_csv(table: BoundTable) -> HttpResponseBase:
    """The list as UTF-8 text with a byte-order mark, sent while it is read."""
    writer = csv.writer(_Echo())
    columns = _columns(table)

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([watermark(table.spec.export_name)])
        yield writer.writerow([column.label for column in columns])
        for number, row in enumerate(_rows(table)):
            if number == ROWS_LIMIT:
                yield writer.writerow([CUT])
                return
            yield writer.writerow([_text(_value(column, row)) for column in columns])

    response = StreamingHttpResponse(_within(copy_context(), lines()), content_type="text/csv; charset=utf-8")
    return _attached(response, table, "csv")


def as_xlsx(table: BoundTable) -> HttpResponseBase:
    """The list as a workbook, written row by row so that memory stays constant."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    title = table.spec.export_name
    columns, mark = _columns(table), watermark(title)
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title, "author": mark, "comments": mark})
    sheet = book.add_worksheet(title[:28].translate({ord(sign): " " for sign in "[]:*?/\\'"}) or "导出")
    sheet.set_footer(f"&L{mark.replace('&', '&&')}&R&P / &N")
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    bold, day, minute = (
        book.add_format(style)
        for style in ({"bold": True, "bottom": 1}, {"num_format": "yyyy-mm-dd"}, {"num_format": "yyyy-mm-dd hh:mm"})
    )
    sheet.set_column(0, len(columns) - 1, 16)
    sheet.write_string(0, 0, mark)
    for place, column in enumerate(columns):
        sheet.write_string(1, place, column.label, bold)
    for number, row in enumerate(_rows(table), start=2):
        if number == ROWS_LIMIT + 2:
            sheet.write_string(number, 0, CUT)
            break
        for place, column in enumerate(columns):
            _write(sheet, number, place, _value(column, row), day, minute)
    book.close()
    target.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _attached(FileResponse(target, content_type=kind), table, "xlsx")


KINDS: dict[str, Callable[[BoundTable], HttpResponse]] = {"csv": as_csv, "xlsx": as_xlsx}  # type: ignore[dict-item]


def _columns(table: BoundTable) -> list[Column]:
    return [column for column in table.visible if column.export]


def _rows(table: BoundTable) -> Iterator[Any]:
    rows = table.queryset[: ROWS_LIMIT + 1].iterator(chunk_size=CHUNK)
    while part := list(islice(rows, CHUNK)):
        table.spec.prepare(part, table)
        yield from part


def _value(column: Column, row: Any) -> Any:
    """Numbers and moments stay what they are; everything else as the screen says it."""
    raw = column.raw(row)
    return raw if isinstance(raw, int | Decimal | date) and not isinstance(raw, bool) else column.shown(row)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    return escape(str(value))


def _write(sheet: Any, number: int, place: int, value: Any, day: Any, minute: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        sheet.write_datetime(number, place, _local(value), minute)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    elif isinstance(value, int | Decimal):
        sheet.write_number(number, place, value)
    else:
        sheet.write_string(number, place, escape(str(value)))


def _local(value: datetime) -> datetime:
    """Local time without zone, as spreadsheets know it."""
    return (timezone.localtime(value) if timezone.is_aware(value) else value).replace(tzinfo=None)


def _attached(response: Any, table: BoundTable, ending: str) -> Any:
    name = quote(f"{table.spec.export_name}-{timezone.localtime():%Y%m%d-%H%M}.{ending}")
    response["Content-Disposition"] = f"attachment; filename=\"export.{ending}\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response


def _within(context: Context, lines: Iterator[str]) -> Iterator[str]:
    """Take each line under the actor and right of the view: the server reads the stream after the doors have closed."""
    while (line := context.run(next, lines, None)) is not None:
        yield line


class _Echo:
    """A file that hands back what is written, for csv.writer."""

    @staticmethod
    def write(text: str) -> str:
        return text
