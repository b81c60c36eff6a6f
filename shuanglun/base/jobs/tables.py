"""The list of one's jobs."""

from __future__ import annotations

from shuanglun.base.jobs.rules import CANCELLED, DONE, FAILED, FLOW, QUEUED, RUNNING
from shuanglun.base.ui.tables import Choice, Column, Table

LAMPS = {QUEUED: "idle", RUNNING: "soon", DONE: "done", FAILED: "late", CANCELLED: "off"}


class JobTable(Table):
    """Newest first."""

    columns = [
        Column("label", "任务", link="jobs:job"),
        Column("state", "状态", lamp=LAMPS),
        Column("created_at", "发起时间", sort="id", nowrap=True),
        Column("finished_at", "结束时间", nowrap=True),
        Column("error", "原因"),
    ]
    filters = [Choice("state", "状态", options=lambda: FLOW.choices)]
    default_sort = "-created_at"
    empty = ("还没有后台任务", "导入名册、冻结快照、计分等较久的工作会显示在这里。")
