"""The list of hints."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Table
from shuanglun.records.life.choices import HintKind
from shuanglun.records.life.rules.hints import FLOW, LAMPS
from shuanglun.records.life.tables.meetings import branch_keys, year_options


class HintTable(Table):
    """What to look at, the newest finding first; in no order of branches, since it is no ranking."""

    columns = [
        Column("meeting__title", "会议", link="life:hint"),
        Column("meeting__on", "会议日期", sort="meeting__on", nowrap=True),
        Column("meeting__branch__name", "党组织"),
        Column("kind", "类型", nowrap=True),
        Column("told", "发现"),
        Column("found_at", "发现时间", sort="found_at", nowrap=True, hidden=True),
        Column("state", "状态", lamp=LAMPS, nowrap=True),
        Column("answered_by", "答复人", hidden=True),
        Column("words", "答复说明", hidden=True),
    ]
    filters = [
        Choice("kind", "类型", options=HintKind.choices),
        Choice("branch", "党组织", options=branch_keys, field="meeting__branch"),
        Choice("state", "状态", options=FLOW.choices),
        Choice("year", "年度", options=year_options, apply=lambda rows, year: rows.filter(meeting__on__year=year)),
    ]
    default_sort = "-found_at"
    empty = ("没有需要核实的提示", "点“开始检查”后，相似的记录、集中补录和每次全员到会的支部会列在这里。")
    export_name = "核实提示"
