"""Lists of the life room."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, DateRange, Only, Search, Table
from shuanglun.records.life.choices import CandidKind, CareKind, MeetingKind, Presence
from shuanglun.records.life.queries.talks import kind_words
from shuanglun.records.life.rules.candid import STAGES
from shuanglun.records.life.rules.talks import FLOW as TALK_FLOW
from shuanglun.records.organization.queries import branch_options, unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.people.searching import called


class AttendanceTable(Table):
    """Who was due where, and came or not."""

    columns = [
        Column("meeting__title", "主题", link="life:attendance"),
        Column("meeting__on", "日期", sort="meeting__on", nowrap=True),
        Column("meeting__kind", "类型"),
        Column("meeting__branch__name", "党组织", hidden=True),
        *PERSON_COLUMNS,
        Column("presence", "到会情况", lamp={"present": "done", "absent": "idle", "leave": "idle", "exempt": "off"}),
    ]
    filters = [
        *PERSON_FILTERS,
        Choice("kind", "类型", options=MeetingKind.choices, field="meeting__kind"),
        Choice("presence", "到会情况", options=Presence.choices),
        DateRange("on", "日期", field="meeting__on"),
    ]
    default_sort = "-meeting__on"
    empty = ("还没有签到记录", "由政工部门导入签到表。")
    export_name = "组织生活签到"


ISSUE_STATES = {"open": "整改中", "claimed": "待核实", "closed": "已销号", "late": "逾期未销号"}


def _in_state(rows: Any, state: str) -> Any:
    if state == "late":
        return rows.filter(closed_on=None, claimed_on=None, due_on__lt=timezone.localdate())
    return getattr(rows, state)()


class IssueTable(Table):
    """Own issues; only rectification counts, never criticism received (G-07)."""

    columns = [
        Column("title", "问题", link="life:issueitem"),
        *PERSON_COLUMNS,
        Column("state_words", "状态", lamp=lambda row: row.lamp, nowrap=True),
        Column("is_specific", "表现、措施齐全", hidden=True),
        Column("raised_on", "提出日期", sort="raised_on", nowrap=True),
        Column("due_on", "整改期限", sort="due_on", nowrap=True),
        Column("closed_on", "销号日期", sort="closed_on", nowrap=True),
    ]
    filters = [
        *PERSON_FILTERS,
        Choice("state", "状态", options=list(ISSUE_STATES.items()), apply=_in_state),
        DateRange("due_on", "整改期限"),
        Only("candid", "只看一次生活会", field="candid_id"),
    ]
    default_sort = "-due_on"
    empty = ("还没有个人问题清单", "组织生活会、民主生活会后由本人列出。")
    export_name = "个人问题清单"


class ServiceTable(Table):
    """Volunteer service."""

    columns = [
        Column("title", "项目", link="life:volunteerservice"),
        Column("on", "日期", sort="on", nowrap=True),
        *PERSON_COLUMNS,
        Column("minutes", "时长（分钟）", num=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("on", "日期")]
    default_sort = "-on"
    empty = ("还没有志愿服务", "志愿服务自愿参加，只加分，不扣分。")
    export_name = "志愿服务"


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
