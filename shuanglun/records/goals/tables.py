"""Lists of the goals room."""

from __future__ import annotations

from django.utils import timezone

from shuanglun.base.ui.tables import Choice, Column, DateRange, Table
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS

YEARS_BACK = 10


def _years() -> list[tuple[int, str]]:
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year, this_year - YEARS_BACK, -1)]


class KpiTable(Table):
    """KPI results of the years."""

    columns = [
        Column("name", "指标", link="goals:kpiresult"),
        Column("year", "年度", sort="year", nowrap=True),
        *PERSON_COLUMNS,
        Column("weight", "权重", value=lambda row: f"{row.weight / 100:g}%", num=True),
        Column("target", "目标值", num=True, short=True),
        Column("actual", "完成值", num=True, short=True),
    ]
    filters = [*PERSON_FILTERS, Choice("year", "年度", options=_years)]
    default_sort = "-year"
    empty = ("还没有 KPI 结果", "由各部门负责人导入本部门人员的结果。")
    export_name = "KPI 结果"


class TaskTable(Table):
    """Key tasks."""

    columns = [
        Column("title", "任务", link="goals:keytask"),
        *PERSON_COLUMNS,
        Column("due_on", "期限", sort="due_on", nowrap=True),
        Column("done_on", "完成日期", sort="done_on", nowrap=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("due_on", "期限")]
    default_sort = "-due_on"
    empty = ("还没有重点任务", "由各部门负责人导入。")
    export_name = "重点任务"


class OutcomeTable(Table):
    """Outcomes and innovation."""

    columns = [
        Column("title", "成果", link="goals:outcome"),
        Column("on", "认定日期", sort="on", nowrap=True),
        *PERSON_COLUMNS,
        Column("points", "分值", num=True, short=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("on", "认定日期")]
    default_sort = "-on"
    empty = ("还没有成果", "由各部门负责人导入。")
    export_name = "成果与创新"
