"""Exports: no text turns into a formula, every text comes back unchanged, name and time stand on the sheet."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.ui import exports
from shuanglun.base.ui.tables import Column, Table

HOSTILE = [f"{sign}1+1" for sign in exports.DANGEROUS] + ["'", "'=1", "''x", "普通", "999999199003070012"]


class Line:
    def __init__(self, pk: int, text: str) -> None:
        self.pk, self.text, self.day, self.points = pk, text, date(2026, 5, 7), Decimal("-7.50")

    def who(self) -> str:
        return current().name


class Lines:
    """As much of a queryset as an export asks for."""

    ordered = True

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines

    def __getitem__(self, part: slice) -> "Lines":
        return Lines(self.lines[part])

    def iterator(self, chunk_size: int):
        return iter(self.lines)


class LineTable(Table):
    columns = [
        Column("text", "文字"),
        Column("day", "日期"),
        Column("points", "分"),
        Column("who", "谁"),
        Column("pk", "号", hidden=True),
    ]
    export_name = "名单"


def export(kind: str) -> bytes:
    lines = Lines([Line(number, text) for number, text in enumerate(HOSTILE)])
    request = RequestFactory().get("/x/")
    with acting(Actor("沈知微", 1, "integration")):
        response = exports.KINDS[kind](LineTable.bind(request, lines))
    # Read only now, with nobody acting any more: the stream carries its own actor.
    content = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return content


@given(st.text(max_size=20))
def test_every_text_comes_back(text):
    assert exports.unescape(exports.escape(text)) == text


@pytest.mark.parametrize("sign", exports.DANGEROUS)
def test_no_escaped_text_begins_with_a_dangerous_sign(sign):
    assert exports.escape(sign + "x") == "'" + sign + "x"


def test_csv_round_trip():
    rows = list(csv.reader(io.StringIO(export("csv").decode("utf-8-sig"), newline="")))
    assert exports.is_watermark(rows[0][0])
    assert "沈知微" in rows[0][0]
    assert rows[1] == ["文字", "日期", "分", "谁"]
    assert [exports.unescape(row[0]) for row in rows[2:]] == HOSTILE
    assert rows[2][1:] == ["2026-05-07", "-7.50", "沈知微"]


def test_xlsx_round_trip():
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(export("xlsx"))).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    assert exports.is_watermark(rows[0][0])
    assert rows[1] == ["文字", "日期", "分", "谁"]
    assert [exports.unescape(row[0]) for row in rows[2:]] == HOSTILE
    assert rows[2][1:] == [date(2026, 5, 7), -7.5, "沈知微"]


def test_the_file_is_named_and_not_kept_by_caches():
    request = RequestFactory().get("/x/")
    response = exports.as_csv(LineTable.bind(request, Lines([])))
    assert response["Cache-Control"] == "no-store"
    assert "%E5%90%8D%E5%8D%95" in response["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_that_is_cut_says_so(kind, monkeypatch):
    monkeypatch.setattr(exports, "ROWS_LIMIT", 3)
    content = export(kind)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert len(rows) == 2 + 3 + 1
    assert rows[-1][0] == exports.CUT
