"""Lists of the goals room."""

from __future__ import annotations

from django.utils import timezone

from shuanglun.base.review import LAMPS
from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table
from shuanglun.records.goals.choices import GOAL_FLOW, GOAL_LAMPS, QUARTER_CHOICES, Level
from shuanglun.records.goals.models import QuarterReview
from shuanglun.records.goals.models.progress import REVIEW_FLOW
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS

YEARS_BACK = 10


def _years() -> list[tuple[int, str]]:
    this_year = timezone.localdate().year
    return [(year, f"{year} 年") for year in range(this_year, this_year - YEARS_BACK, -1)]


def _plan_years() -> list[tuple[int, str]]:
    """Goals of the coming year are set before it begins."""
    ahead = timezone.localdate().year + 1
    return [(ahead, f"{ahead} 年"), *_years()]


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


class GoalTable(Table):
    """Goals of all years that may be read."""

    columns = [
        Column("code", "编号", sort=("year", "code"), link="goals:goal", nowrap=True),
        Column("title", "目标"),
        Column("year", "年度", nowrap=True),
        Column("level", "层级", nowrap=True),
        Column("unit__name", "部门"),
        Column("person__name", "人员", hidden=True),
        Column("weight", "权重", value=lambda row: f"{row.weight / 100:g}%", num=True),
        Column("state", "状态", lamp=GOAL_LAMPS),
    ]
    filters = [
        Search("q", "目标或编号", fields=["title", "code__startswith"]),
        Choice("year", "年度", options=_plan_years),
        Choice("level", "层级", options=Level.choices),
        Choice("unit", "部门", options=unit_options, apply=lambda rows, at: rows.filter(within("unit_path", at))),
        Choice("state", "状态", options=GOAL_FLOW.choices),
    ]
    default_sort = "-code"
    empty = ("还没有目标", "由融合办等办公室起草战略目标，再分解到部门。")
    export_name = "目标清单"


def _apart(row: QuarterReview) -> int | None:
    return sum(item["apart"] for item in row.figures) if row.figures else None


class ReviewTable(Table):
    """Reviews of quarters, the latest first."""

    columns = [
        Column("unit__name", "部门", link="goals:review", nowrap=True),
        Column(
            "quarter",
            "季度",
            value=lambda row: f"{row.year} 年第 {row.quarter} 季度",
            sort=("year", "quarter"),
            nowrap=True,
        ),
        Column("state", "状态", lamp=LAMPS),
        Column("apart", "两侧分离", value=_apart, num=True),
        Column("submitted_name", "提交人", hidden=True),
        Column("submitted_at", "提交时间", nowrap=True),
        Column("reviewed_name", "审核人"),
    ]
    filters = [
        Choice("year", "年度", options=_plan_years),
        Choice("quarter", "季度", options=QUARTER_CHOICES),
        Choice("unit", "部门", options=unit_options, apply=lambda rows, at: rows.filter(within("unit_path", at))),
        Choice("state", "状态", options=REVIEW_FLOW.choices),
    ]
    default_sort = "-quarter"
    empty = ("还没有季度评估", "季度结束后由部门负责人填写并提交。")
    export_name = "季度评估"
