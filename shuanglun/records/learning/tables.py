"""Lists of the learning room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Column, DateRange, Table
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS


class StudyTable(Table):
    """Study records."""

    columns = [
        Column("title", "学习内容", link="learning:studyrecord"),
        Column("on", "日期", sort="on", nowrap=True),
        *PERSON_COLUMNS,
        Column("minutes", "时长（分钟）", sort="minutes", num=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("on", "日期")]
    default_sort = "-on"
    empty = ("还没有学时", "由政工部门导入学时。")
    export_name = "学时"


class ModuleTable(Table):
    """Party-spirit and professional-ethics modules due to persons."""

    columns = [
        Column("module", "模块", link="learning:modulerecord"),
        Column("course", "课程"),
        *PERSON_COLUMNS,
        Column("due_on", "应完成日期", sort="due_on", nowrap=True),
        Column("done_on", "完成日期", sort="done_on", nowrap=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("due_on", "应完成日期")]
    default_sort = "-due_on"
    empty = ("还没有模块记录", "由政工部门导入模块完成情况。")
    export_name = "党性教育模块"
