"""Lists of the life room."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from shuanglun.base.ui.tables import Choice, Column, DateRange, Only, Table
from shuanglun.records.life.choices import MeetingKind, Presence
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS


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
        return rows.open().filter(due_on__lt=timezone.localdate())
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
