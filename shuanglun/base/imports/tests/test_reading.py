"""Tables as people really make them: titles, merged heads, odd encodings, cells that keep their type."""

from __future__ import annotations

import datetime

import pytest

from shuanglun.base.imports import mapping, reader
from shuanglun.base.imports.cleaning import code, name
from shuanglun.base.imports.sheet import SHEETS, Field, Sheet
from shuanglun.base.imports.tests.files import text, xlsx
from shuanglun.base.ui.exports import WATERMARK
from shuanglun.base.verdicts import RefusedError

KNOWN = ["工号", "工作证号", "姓名", "身份证号", "全日制教育学历", "在职教育学历", "部门"]
ROWS = [["工号", "姓名"], ["A1", "王芳"], ["A2", "李强"]]


@pytest.fixture
def read(tmp_path):
    def reading(data: bytes, file: str = "a.xlsx") -> reader.Table:
        (tmp_path / file).write_bytes(data)
        return reader.read(tmp_path / file, KNOWN)

    return reading


@pytest.fixture
def sheet():
    made = Sheet(
        "test.sheet", "试表", "people.import",
        [Field("staff_no", "工号", ("工作证号",), code, required=True), Field("name", "姓名", (), name),
         Field("born", "出生时间", ("出生年月",))],
        lambda rows, context: [],
    )  # fmt: skip
    yield made
    SHEETS.pop(made.kind)


def labels(table):
    return [header.label for header in table.columns]


def test_titles_above_the_head_are_passed_over(read):
    table = read(xlsx([["示例研究院干部名册"], ["填表日期：2025 年 3 月"], [], *ROWS], merges=["A1:B1"]))
    assert labels(table) == ["工号", "姓名"]
    assert [(row.number, row.cell(0)) for row in table.rows] == [(5, "A1"), (6, "A2")]


def test_a_merged_head_of_two_rows_is_joined(read):
    rows = [
        ["工号", "姓名", "全日制教育", None, "在职教育", None],
        [None, None, "学历", "学位", "学历", "学位"],
        ["A1", "王芳", "大学", "学士", "研究生", "硕士"],
    ]
    table = read(xlsx(rows, merges=["A1:A2", "B1:B2", "C1:D1", "E1:F1"]))
    assert labels(table) == [
        "工号",
        "姓名",
        "全日制教育 / 学历",
        "全日制教育 / 学位",
        "在职教育 / 学历",
        "在职教育 / 学位",
    ]
    assert table.rows[0].number == 3
    flat = read(text([[cell or "" for cell in row] for row in rows]), "a.csv")
    assert labels(flat) == labels(table)


def test_spaces_full_width_letters_and_remarks_do_not_hide_a_name(read, sheet):
    table = read(xlsx([["　工 号（必填）* ", "姓　名:", "出生年月\n(YYYY-MM)"], ["A1", "王芳", "1988-11"]]))
    assert mapping.guess(sheet, table.columns) == {"staff_no": 0, "name": 1, "born": 2}


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", ","), ("gb18030", "\t"), ("utf-16", "\t"), ("utf-8", "|")],
)
def test_encodings_and_delimiters(read, encoding, delimiter):
    table = read(text(ROWS, encoding, delimiter), "a.csv")
    assert [[row.cell(0), row.cell(1)] for row in table.rows] == [["A1", "王芳"], ["A2", "李强"]]


def test_cells_keep_their_type(read):
    day = datetime.date(1988, 11, 5)
    table = read(
        xlsx(
            [
                ["工号", "姓名", "a", "b", "c", "d", "e"],
                ["00123", 4.40524188001010014e17, day, 1988.1, 7, True, ("f", "=1+1", 2)],
            ]
        )
    )
    cells = table.rows[0].cells
    assert cells == ["00123", 4.40524188001010014e17, day, 1988.1, 7, True, 2]
    assert [type(cell) for cell in cells] == [str, float, datetime.date, float, int, bool, int]


def test_formulas_without_a_result_and_errors_are_told_apart(read):
    table = read(xlsx([["工号", "姓名", "部门"], ["A1", ("f", "=A9", ""), ("f", "=1/0", "#DIV/0!")]]))
    assert table.rows[0].cells[1:] == [reader.Broken("formula"), reader.Broken("error")]


def test_a_vertically_merged_cell_counts_for_each_row(read):
    table = read(xlsx([["部门", "工号"], ["一所", "A1"], [None, "A2"], ["二所", "A3"]], merges=["A2:A3"]))
    assert [row.cell(0) for row in table.rows] == ["一所", "一所", "二所"]


def test_repeated_heads_and_blank_rows_are_no_data(read):
    table = read(xlsx([*ROWS, [], ["工号", "姓名"], ["A3", "赵敏"]]))
    assert [row.number for row in table.rows] == [2, 3, 6]


def test_our_own_export_is_read_below_its_watermark(read):
    table = read(text([[f"{WATERMARK}王芳 2025-03-01，人员"], *ROWS]), "a.csv")
    assert labels(table) == ["工号", "姓名"]


def test_similar_names_are_not_taken_for_each_other(sheet, read):
    table = read(xlsx([["工号", "入党时间", "出生的时间"], ["A1", "2010-06", "1988-11"]]))
    assert mapping.guess(sheet, table.columns) == {"staff_no": 0, "born": 2}


def test_what_is_missing_or_taken_twice_is_named(sheet, read):
    columns = read(xlsx([["部门", "姓名"], ["一所", "王芳"]])).columns
    with pytest.raises(RefusedError, match="工号"):
        mapping.check(sheet, {"name": 1}, columns)
    with pytest.raises(RefusedError, match=r"B 列「姓名」.*“工号”和“姓名”"):
        mapping.check(sheet, {"staff_no": 1, "name": 1}, columns)
    with pytest.raises(RefusedError, match="没有第 8 列"):
        mapping.check(sheet, {"staff_no": 7}, columns)
