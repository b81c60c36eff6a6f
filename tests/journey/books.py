"""The spreadsheets of the journey, with headers and cells as people really write them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shuanglun.base.imports.tests.files import xlsx
from shuanglun.records.people import rules
from tests.journey.house import YEAR

Rows = list[Sequence[Any]]
MATERIALS, INFORMATION = "材料研究所", "信息研究所"
PARTY = {MATERIALS: "材料研究所党支部", INFORMATION: "信息研究所党支部"}

# 工作证号, 姓名, 部门, 现职务, 岗位性质, 职员等级, 性别, 出生年月, 政治面貌, 支部职务
STAFF = [
    ("M001", "周砚秋", MATERIALS, "所长", "管理岗", "管理岗五级", "男", "1972.03", "中共党员", "普通党员"),
    ("M002", "顾南星", MATERIALS, "研究员", "专技岗", "专业技术岗四级", "女", "1975.11", "中共党员", "党支部书记"),
    ("M003", "林一禾", MATERIALS, "助理研究员", "专技岗", "专业技术岗十级", "女", "1988.11", "中共党员", "普通党员"),
    ("M004", "许清越", MATERIALS, "工程师", "专技岗", "专业技术岗九级", "男", "1985.06", "群众", ""),
    ("M005", "陆知遥", MATERIALS, "助理工程师", "专技岗", "专业技术岗十一级", "女", "1994.02", "共青团员", ""),
    ("M006", "何以宁", MATERIALS, "司机", "工勤岗", "", "男", "1979.09", "群众", ""),
    ("M007", "叶疏桐", MATERIALS, "工程师", "专技岗", "专业技术岗十级", "女", "1990.07", "预备党员", "普通党员"),
    ("X001", "沈知行", INFORMATION, "所长", "管理岗", "管理岗五级", "男", "1971.01", "中共党员", "普通党员"),
    ("X002", "苏明远", INFORMATION, "工程师", "专技岗", "专业技术岗十级", "男", "1987.04", "群众", ""),
    (
        "X003",
        "温如玉",
        INFORMATION,
        "高级工程师",
        "专技岗",
        "专业技术岗七级",
        "女",
        "1980.10",
        "中共党员",
        "党支部书记",
    ),
    ("X004", "秦予安", INFORMATION, "助理工程师", "专技岗", "专业技术岗十一级", "男", "1995.12", "群众", ""),
    ("X005", "唐晚晴", INFORMATION, "工程师", "专技岗", "专业技术岗九级", "女", "1986.05", "民盟", ""),
]
ROSTER_HEAD = (
    "工作证号", "姓名", "科室", "现职务", "岗位性质", "职员等级", "性别", "身份证号码", "出生年月", "政治面貌", "支部",
    "支部职务", "到单位时间", "民族",
)  # fmt: skip
"""科室 is a name nobody foresaw; 民族 is a column which the system does not read."""
UNIT_COLUMN = 2


def id_number(born: str, sex: str, number: int) -> str:
    """A valid number of a region that does not exist."""
    first17 = f"{rules.TEST_REGION}{born.replace('.', '')}15{10 + 2 * number + (sex == '男'):03d}"
    return first17 + rules.id_check_digit(first17)


def _roster_rows() -> list[list[Any]]:
    rows = []
    for number, (key, name, unit, post, kind, grade, sex, born, status, office) in enumerate(STAFF):
        branch = PARTY[unit] if office else ""
        rows.append([
            key, name, unit, post, kind, grade, sex, id_number(born, sex, number), born, status, branch, office,
            f"{2008 + number}-07-01", "汉族",
        ])  # fmt: skip
    return rows


def roster(changes: dict[tuple[int, int], Any] | None = None) -> bytes:
    """The roster under a merged title; `changes` replaces cells by (row, column) of the data."""
    rows = _roster_rows()
    for (row, column), value in (changes or {}).items():
        rows[row][column] = value
    return xlsx([["示例研究院人员名册"], ROSTER_HEAD, *rows], ["A1:N1"])


def dirty_roster() -> bytes:
    """Four of the twelve rows each hold a mistake that people really make."""
    return roster({
        (0, 7): float(id_number("1972.03", "男", 0)[:17] + "0"),  # the number became a float
        (1, 2): "第九研究所",
        (3, 9): "三好学生",
        (4, 7): rules.TEST_REGION + "199402300015",  # 30 February
    })  # fmt: skip


def months() -> bytes:
    """Two months of working attendance; Lin came on 36 of 40 days."""
    rows: Rows = []
    for month in (3, 4):
        for key, name, *_ in STAFF:
            absent, exempt = (2 if key == "M003" else 0), (3 if key == "X002" else "")
            rows.append((key, name, f"{YEAR}年{month}月", 20, 20 - absent - (exempt or 0), exempt))
    return xlsx([("工号", "姓名", "考勤月份", "应出勤", "实出勤", "病产公出天数"), *rows])


def theme_days() -> bytes:
    """Five theme days of each branch; Lin came to three, missed one and was exempt from one."""
    head = ("支部", "活动类型", "活动主题", "活动日期", "工号", "姓名", "是否到会", "会议时长")
    rows: Rows = []
    for month, mark in enumerate(("到会", "√", "出席", "缺席", "病假"), start=3):
        for key, name, unit, *_, office in STAFF:
            if office:
                said = mark if key == "M003" else "到会"
                rows.append(
                    (PARTY[unit], "主题党日", f"{month}月主题党日", f"{YEAR}.{month:02d}.14", key, name, said, "2小时")
                )
    return xlsx([head, *rows])


def study() -> bytes:
    """Sixteen hours in two days for everybody: half of a member's 32."""
    head = ("工号", "姓名", "培训名称", "培训日期", "培训结束日期", "学时")
    return xlsx([head, *((key, name, "理论学习专题", f"{YEAR}-05-20", f"{YEAR}-05-21", 16) for key, name, *_ in STAFF)])


def modules() -> bytes:
    """Two modules for everybody, both finished; Su finished one too late."""
    rows: Rows = []
    for key, name, *_, office in STAFF:
        for number in (1, 2):
            late = key == "X002" and number == 2
            done = f"{YEAR}年{'10' if late else '6'}月20日"
            subject = "党性教育" if office else "职业道德"
            rows.append((key, name, "年度专业课", f"{subject}模块{number}", f"{YEAR}年6月30日", done))
    return xlsx([("工号", "姓名", "课程名称", "模块名称", "截止日期", "完成时间"), *rows])


def kpis(*, with_stranger: bool = False) -> bytes:
    """One KPI for each of the materials institute, reached by 90 %; the stranger belongs to the other institute."""
    head = ("工号", "姓名", "考核年度", "编号", "指标名称", "权重（%）", "指标方向", "底线值", "年度目标", "实际完成")
    chosen = [row for row in STAFF if row[2] == MATERIALS or (with_stranger and row[0] == "X002")]
    return xlsx(
        [head, *((key, name, YEAR, "K01", "平台验收", "100", "越高越好", 0, 10, 9) for key, name, *_ in chosen)]
    )
