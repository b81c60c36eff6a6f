"""Lists of candid meetings, talks and care."""

from __future__ import annotations

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, DateRange, Only, Search, Table
from shuanglun.records.life.choices import CandidKind, CareKind
from shuanglun.records.life.queries.talks import kind_words
from shuanglun.records.life.rules.candid import STAGES
from shuanglun.records.life.rules.talks import FLOW as TALK_FLOW
from shuanglun.records.organization.queries import branch_options, unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.people.searching import called


class CandidTable(Table):
    """Candid meetings by year and branch, each with its stage."""

    columns = [
        Column("theme", "主题", link="life:candidmeeting"),
        Column("year", "年度", sort=("year", "branch_id"), num=True),
        Column("kind", "类型", nowrap=True),
        Column("branch__name", "党组织"),
        Column("stage", "环节", lamp=lambda row: row.lamp, nowrap=True),
        Column("meeting__on", "召开日期", nowrap=True),
        Column("host__name", "主持人", hidden=True),
    ]
    filters = [
        Choice(
            "branch", "党组织", options=branch_options, apply=lambda rows, at: rows.filter(within("branch__path", at))
        ),
        Choice("kind", "类型", options=CandidKind.choices),
        Choice("stage", "环节", options=list(STAGES.items())),
    ]
    default_sort = "-year"
    empty = ("还没有生活会", "由支部书记或政工部门拟订方案，按环节推进。")
    export_name = "组织生活会和民主生活会"


SUBJECT_FILTERS = [
    Search("q", "谈话对象的姓名或工号", apply=lambda rows, text: rows.filter(called(text, "subject__"))),
    Choice("unit", "部门", options=unit_options, apply=lambda rows, at: rows.filter(within("subject__unit_path", at))),
]


class TalkTable(Table):
    """That talks took place, on which day, by whom: nothing of what was said."""

    columns = [
        Column("number", "编号", link=lambda row: row.page, nowrap=True),
        Column("kind", "类型", value=kind_words, nowrap=True),
        Column("subject__name", "谈话对象", nowrap=True),
        Column("subject__unit__name", "部门"),
        Column("on", "日期", sort="on", nowrap=True),
        Column("talker__name", "谈话人", nowrap=True),
        Column("state", "状态", lamp=lambda row: row.lamp, nowrap=True),
    ]
    filters = [
        *SUBJECT_FILTERS,
        Choice("state", "状态", options=list(TALK_FLOW.states.items())),
        DateRange("on", "日期"),
        Only("candid", "只看一次生活会", field="candid_id"),
    ]
    default_sort = "-on"
    empty = ("还没有谈话", "先计划或直接登记；内容只有谈话双方可见。")
    export_name = "谈心谈话台账"


class CareTable(Table):
    """That care was given, on which day, by whom: never why."""

    columns = [
        Column("kind", "类型", link=lambda row: row.page),
        *PERSON_COLUMNS,
        Column("on", "日期", sort="on", nowrap=True),
        Column("by", "办理人"),
    ]
    filters = [*PERSON_FILTERS, Choice("kind", "类型", options=CareKind.choices), DateRange("on", "日期")]
    default_sort = "-on"
    empty = ("还没有关怀记录", "慰问、困难帮扶办理后登记；不用于任何评价。")
    export_name = "关怀记录"
