"""Lists of the people room."""

from __future__ import annotations

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, MonthRange, Search, Table
from shuanglun.records.organization.choices import PostCategory, grade_label
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.people.choices import Standing
from shuanglun.records.people.searching import called


class PeopleTable(Table):
    """Everybody the role may see, by pinyin."""

    columns = [
        Column("name", "姓名", sort="name_key", link="people:person", nowrap=True),
        Column("staff_no", "工号", sort="staff_no", nowrap=True),
        Column("unit__name", "部门", sort="unit_path"),
        Column("post_name", "岗位"),
        Column("grade", "岗位等级", value=lambda person: grade_label(person.grade), hidden=True),
        Column("category", "岗位类别", chip={}),
        Column("political_status", "政治面貌"),
        Column("branch__name", "党支部"),
        Column("joined_on", "到单位日期", sort="joined_on", nowrap=True, hidden=True),
        Column("standing", "状态", lamp={"in_post": "ok", "left": "off"}),
    ]
    filters = [
        Search("q", "姓名、拼音首字母或工号", apply=lambda people, text: people.filter(called(text))),
        Choice(
            "unit", "部门", options=unit_options, apply=lambda people, path: people.filter(within("unit_path", path))
        ),
        Choice("category", "岗位类别", options=PostCategory.choices),
        Choice("standing", "状态", options=Standing.choices),
    ]
    default_sort = "name"
    empty = ("没有人员", "由人事部门导入人员名册后显示在这里。")
    export_name = "人员名册"


class WorkTable(Table):
    """Monthly working attendance."""

    columns = [
        Column(
            "month", "月份", sort="month", link="people:workmonth", value=lambda row: f"{row.month:%Y-%m}", nowrap=True
        ),
        *PERSON_COLUMNS,
        Column("work_days", "应出勤", num=True),
        Column("exempt_days", "豁免", num=True),
        Column("present_days", "实出勤", num=True),
    ]
    filters = [*PERSON_FILTERS, MonthRange("month", "月份")]
    default_sort = "-month"
    empty = ("还没有出勤月报", "由人事部门按月导入。")
    export_name = "出勤月报"
