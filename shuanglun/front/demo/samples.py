"""Sample spreadsheets for the import screens, with headers as people really write them.

They continue the story by one month: the roster with newcomers, January's attendance of one research unit, one
theme day, study and modules, and last year's KPI sheet with the missing results filled in. One further roster holds
the mistakes that people really make.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import xlsxwriter

from shuanglun.front.demo import words, work
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.institution import NAME, Institution
from shuanglun.front.demo.names import Registry
from shuanglun.front.demo.staff import Person
from shuanglun.records.organization.choices import PostCategory, grade_label
from shuanglun.records.people import rules
from shuanglun.records.people.choices import PartyPost

Rows = list[Sequence[object]]
ROSTER = (
    "工作证号", "姓名", "部门", "现职务", "岗位性质", "职员等级", "性别", "身份证号码", "出生年月", "政治面貌",
    "支部", "支部职务", "到单位时间",
)  # fmt: skip
UNIT = "材料研究所"
KPI_UNIT = "信息研究所"


class Samples:
    """Writes the workbooks into a folder."""

    def __init__(self, folder: Path, house: Institution, setting: Setting, seed: int) -> None:
        self.folder, self.house, self.setting, self.seed = folder, house, setting, seed
        self.rng = Random(f"{seed}:samples")
        self.next_year = setting.year + 1
        self.here = [person for person in setting.people if person.left is None]

    def write(self) -> list[str]:
        """All workbooks; returns their names."""
        self.folder.mkdir(parents=True, exist_ok=True)
        staff = self._of_unit(UNIT)
        self._book("人员名册", f"{NAME}人员名册（{self.next_year}年1月）", ROSTER, self._roster(staff))
        self._book("人员名册（有问题的）", "", ROSTER, self._mistakes(staff))
        self._book(
            "出勤月报", "", ("工号", "姓名", "考勤月份", "应出勤", "实出勤", "病产公出天数"), self._months(staff)
        )
        self._book(
            "组织生活签到", "", ("支部", "活动类型", "活动主题", "活动日期", "工号", "姓名", "是否到会", "会议时长"),
            self._theme_day(staff),
        )  # fmt: skip
        self._book("学时登记", "", ("工号", "姓名", "培训名称", "培训日期", "学时"), self._study(staff))
        self._book(
            "党性教育模块", "", ("工号", "姓名", "课程名称", "模块名称", "截止日期", "完成时间"), self._modules(staff)
        )
        self._book(
            "KPI结果", "",
            ("工号", "姓名", "考核年度", "编号", "指标名称", "权重（%）", "指标方向", "底线值", "年度目标", "实际完成"),
            self._kpis(),
        )  # fmt: skip
        return sorted(path.name for path in self.folder.glob("*.xlsx"))

    def _of_unit(self, name: str) -> list[Person]:
        units = [unit.index for unit in self.house.working_units if unit.name == name] or [
            self.house.working_units[0].index
        ]
        return [person for person in self.here if person.stints[-1].unit in units]

    def _roster(self, staff: list[Person]) -> Rows:
        """The unit as it stands, then eight newcomers."""
        registry = Registry(self.rng)
        rows: Rows = [self._roster_row(person) for person in staff]
        unit = self.house.units[staff[0].stints[-1].unit].name
        for number in range(1, 9):
            sex = self.rng.choice((rules.MALE, rules.FEMALE))
            born = date(self.rng.randint(1996, 2001), self.rng.randint(1, 12), self.rng.randint(1, 28))
            first17 = f"{rules.TEST_REGION}{born:%Y%m%d}{900 + 2 * number - (sex == rules.MALE):03d}"
            rows.append((
                f"{self.next_year}9{number:03d}", registry.name(sex), unit, "助理工程师", "专技岗", "专业技术岗十二级",
                "男" if sex == rules.MALE else "女", first17 + rules.id_check_digit(first17), f"{born:%Y.%m}",
                "共青团员" if number % 2 else "群众", "", "", f"{self.next_year}-01-05",
            ))  # fmt: skip
        return rows

    def _roster_row(self, person: Person) -> tuple[str, ...]:
        last = person.stints[-1]
        branch = next((b for b in person.belongings if b.until is None), None)
        return (
            person.staff_no, person.name, self.house.units[last.unit].name, last.post,
            PostCategory(last.category).label, grade_label(last.grade), "男" if person.sex == rules.MALE else "女",
            person.id_number, f"{person.born:%Y.%m}", rules.POLITICAL_STATUS[person.status][1],
            self.house.party[branch.branch].name if branch else "", PartyPost(branch.post).label if branch else "",
            f"{person.joined:%Y-%m-%d}",
        )  # fmt: skip

    def _mistakes(self, staff: list[Person]) -> Rows:
        """Six rows, each with a mistake that people really make."""
        rows: Rows = []
        changes: list[dict[int, object]] = [
            {7: float(staff[0].id_number[:17] + "0")},  # the number became a float
            {7: rules.TEST_REGION + "199002300015"},  # 30 February
            {2: "第九研究所"},  # no such unit
            {8: 1988.1},  # January or October
            {9: "三好学生"},  # no such status
            {0: staff[0].staff_no},  # somebody else's number
        ]
        for person, change in zip(staff, changes, strict=False):
            row: list[object] = list(self._roster_row(person))
            for place, value in change.items():
                row[place] = value
            rows.append(row)
        return rows

    def _months(self, staff: list[Person]) -> Rows:
        rows: Rows = []
        for person in staff:
            exempt = 3 if self.rng.random() < 0.06 else 0
            absent = 1 if self.rng.random() < 0.08 else 0
            rows.append(
                (person.staff_no, person.name, f"{self.next_year}年1月", 20, 20 - exempt - absent, exempt or "")
            )
        return rows

    def _theme_day(self, staff: list[Person]) -> Rows:
        branch = next((p.belongings[-1].branch for p in staff if p.belongings), None)
        members = [p for p in self.here if p.belongings and p.belongings[-1].branch == branch]
        words_ = [("到会", 0.9), ("请假", 0.06), ("病假", 0.02), ("缺席", 0.02)]
        marks = self.rng.choices([w for w, _ in words_], [share for _, share in words_], k=len(members))
        name = self.house.party[branch].name if branch is not None else ""
        title = f"1月主题党日：{words.THEMES[0]}"
        return [
            (name, "主题党日", title, f"{self.next_year}.01.16", p.staff_no, p.name, mark, "2小时")
            for p, mark in zip(members, marks, strict=True)
        ]

    def _study(self, staff: list[Person]) -> Rows:
        day = f"{self.next_year}-01-23"
        return [
            (p.staff_no, p.name, "集中学习：年度工作会议精神", day, self.rng.choice((3, 3.5, 4)))
            for p in staff
            if self.rng.random() < 0.9
        ]

    def _modules(self, staff: list[Person]) -> Rows:
        rows: Rows = []
        for person in staff:
            member = bool(person.belongings)
            done = date(self.next_year, 1, self.rng.randint(8, 30)) if self.rng.random() < 0.4 else ""
            course = f"{words.COURSES[member]}（{self.next_year}）"
            due = f"{self.next_year}年3月31日"
            rows.append((person.staff_no, person.name, course, words.MODULES[member][0], due, done))
        return rows

    def _kpis(self) -> Rows:
        """Last year's results of one unit: missing ones filled in and every twelfth corrected, all others as loaded."""
        people = {person.index: person for person in self._of_unit(KPI_UNIT)}
        rows: Rows = []
        for kpi in work.kpis(self.setting, Random(f"{self.seed}:{self.setting.year}:kpis")):
            if person := people.get(kpi.person):
                actual = kpi.actual
                if actual is None or len(rows) % 12 == 0:
                    actual = kpi.bound + (kpi.target - kpi.bound) * 9 / 10
                direction = "越高越好" if kpi.direction == "higher" else "越低越好"
                rows.append((
                    person.staff_no, person.name, kpi.year, kpi.code, kpi.name, f"{kpi.weight / 100:g}", direction,
                    float(kpi.bound), float(kpi.target), float(actual),
                ))  # fmt: skip
        return rows

    def _book(self, name: str, title: str, head: Sequence[str], rows: Rows) -> None:
        with xlsxwriter.Workbook(str(self.folder / f"{name}.xlsx"), {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet, text = book.add_worksheet(name[:31]), book.add_format({"num_format": "@"})
            bold = book.add_format({"bold": True, "bg_color": "#F2F3F5", "border": 1})
            sheet.set_column(0, len(head), 16)
            start = 0
            if title:
                sheet.merge_range(0, 0, 0, len(head) - 1, title, book.add_format({"bold": True, "align": "center"}))
                start = 1
            sheet.write_row(start, 0, head, bold)
            for place, row in enumerate(rows, start=start + 1):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(place, column, value, text)
                    elif isinstance(value, date):
                        sheet.write_datetime(place, column, value, book.add_format({"num_format": "yyyy-mm-dd"}))
                    else:
                        sheet.write(place, column, value)
            sheet.freeze_panes(start + 1, 2)
