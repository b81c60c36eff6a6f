"""Cells as people write them: what is understood, and what is refused because it may mean two things."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from shuanglun.base.imports import cleaning
from shuanglun.base.imports.cleaning import Bad, Number, choice
from shuanglun.base.imports.reader import Broken
from shuanglun.base.periods import PartialDate
from shuanglun.base.ui.exports import escape

DAY = datetime.date(2024, 3, 1)
STATUS = choice(("01", "中共党员", "党员", "中共正式党员"), ("02", "预备党员"), ("13", "群众", "无"))

GOOD = [
    *[
        (cleaning.day, cell, DAY)
        for cell in (
            "2024-03-01", "2024.03.01", "2024/3/1", "2024年3月1日", "20240301", "２０２４－０３－０１", " 2024. 3. 1 ",
            "2024-03-01 00:00:00", 20240301, DAY, datetime.datetime(2024, 3, 1, 8, 30),  # noqa: DTZ001 - spreadsheets know no zone
        )
    ],
    *[
        (cleaning.month, cell, PartialDate(1988, 11))
        for cell in ("1988-11", "1988.11", "198811", 198811, "1988年11月", "１９８８．１１", datetime.date(1988, 11, 1))
    ],
    (cleaning.month, "1988.10", PartialDate(1988, 10)),
    (cleaning.month, "1988-11-05", PartialDate(1988, 11, 5)),
    (cleaning.month, datetime.date(1988, 11, 5), PartialDate(1988, 11, 5)),
    (cleaning.minutes, 1.5, 90),
    (cleaning.minutes, "1.5小时", 90),
    (cleaning.minutes, "２ 学时", 120),
    (cleaning.minutes, "1:30", 90),
    (cleaning.minutes, "90分钟", 90),
    (cleaning.minutes, "12 天", 90 * 60),
    (cleaning.minutes, "0.5天", 225),
    (cleaning.minutes, datetime.timedelta(hours=2), 120),
    (cleaning.number, "１，２３４．５", Decimal("1234.50")),
    (cleaning.number, 0.1 + 0.2, Decimal("0.30")),
    (cleaning.number, 1e2, Decimal("100.00")),
    (cleaning.integer, "42", 42),
    (cleaning.integer, 42.0, 42),
    (Number(0, 0, 31, "天"), "21 天", Decimal(21)),
    (cleaning.code, " Ａ００１２３ ", "A00123"),
    (cleaning.code, "00123", "00123"),
    (cleaning.code, 1001.0, "1001"),
    (cleaning.name, "王　芳 ", "王芳"),
    (cleaning.name, "阿依古丽•买买提", "阿依古丽·买买提"),
    (cleaning.name, "John   Smith", "John Smith"),
    (cleaning.text, "第一行\n  第二行", "第一行 第二行"),
    (cleaning.text, "零​宽", "零宽"),
    (cleaning.yes_no, "√", True),
    (cleaning.yes_no, "否", False),
    (cleaning.yes_no, True, True),
    (STATUS, "党员", "01"),
    (STATUS, "中共 正式党员", "01"),
    (STATUS, "无", "13"),
    *[
        (cleaning.id_number, cell, cell.upper())
        for cell in (
            "11010519491231002X", "440524188001010014", "999999199003070012", "999999198811150024",
            "999999200002290043",
        )
    ],
    (cleaning.id_number, "11010519491231002ｘ", "11010519491231002X"),
    (cleaning.id_number, "１１０１０５ １９４９１２３１ ００２ｘ", "11010519491231002X"),
]  # fmt: skip

BAD = [
    *[(cleaning.day, cell, "不存在") for cell in ("2023-02-29", "2024-02-30", "2024年13月1日", "20240431")],
    (cleaning.day, "2024-3", "完整"),
    (cleaning.day, "明天", "完整"),
    (cleaning.day, 45352, "序号"),
    (cleaning.day, "45352", "序号"),
    (cleaning.day, "0024-03-01", "年份"),
    (cleaning.day, True, "不是日期"),
    (cleaning.day, Broken("formula"), "公式"),
    (cleaning.month, 1988.1, "分不清"),
    (cleaning.month, 1988.11, "分不清"),
    (cleaning.month, "1988.1", "分不清"),
    (cleaning.month, 1988, "缺少月份"),
    (cleaning.month, "1988-02-30", "不存在"),
    (cleaning.month, 32448, "序号"),
    (cleaning.id_number, 110105194912310021, "数字格式"),
    (cleaning.id_number, 440524188001010014, "数字格式"),  # its check digit fits, and it is still refused
    (cleaning.id_number, 4.40524188001010e17, "数字格式"),
    (cleaning.id_number, "4.40524E+17", "科学计数"),
    (cleaning.id_number, "999999199003070011", "校验位"),
    (cleaning.id_number, "999999199002300015", "不是真实的日期"),
    (cleaning.id_number, "110105491231002", "15 位"),
    (cleaning.id_number, "11010519491231002٣", "18 位"),
    (cleaning.code, 1.1e17, "位数"),
    (cleaning.code, "1.5", "位数"),
    (cleaning.code, DAY, "日期"),
    (cleaning.name, "3", "不是姓名"),
    (cleaning.name, 5, "不是姓名"),
    (cleaning.text, 3.25, "不是文字"),
    (cleaning.text, "长" * 201, "超过"),
    (cleaning.text, Broken("error"), "公式出错"),
    (cleaning.number, "八十", "不是数字"),
    (cleaning.number, "85%", "不是数字"),
    (cleaning.number, "1.234", "小数"),
    (cleaning.number, True, "不是数字"),
    (cleaning.number, "1e999", "不是数字"),
    (cleaning.number, float("1e300"), "不是数字"),
    (Number(0, 0, 31), 32, "超出范围"),
    (cleaning.minutes, 0.33, "整分钟"),
    (cleaning.minutes, -1, "超出范围"),
    (cleaning.yes_no, "大概", "看不出"),
    (STATUS, "共产党", "不在可选范围"),
]


@pytest.mark.parametrize(("parse", "cell", "value"), GOOD)
def test_understood(parse, cell, value):
    assert parse(cell) == value
    assert type(parse(cell)) is type(value)


@pytest.mark.parametrize(("parse", "cell", "said"), BAD)
def test_refused_with_a_remedy(parse, cell, said):
    with pytest.raises(Bad) as bad:
        parse(cell)
    assert said in bad.value.problem
    assert bad.value.suggestion


def test_the_fictional_region_can_be_forbidden():
    with pytest.raises(Bad):
        cleaning.IdNumber(allow_test_region=False)("999999198811150024")


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－x", "＠x", "'quoted", "'=x", "plain", "A'B"]
)
def test_what_an_export_escapes_comes_back_unchanged(text):
    assert cleaning.text(escape(text)) == text


def test_nothing_written_is_blank():
    assert all(cleaning.is_blank(cell) for cell in (None, "", "  ", "-", "——", "无", "　"))
    assert not any(cleaning.is_blank(cell) for cell in (0, False, "0", "否", Broken("error")))
