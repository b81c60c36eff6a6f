"""Lists of the snapshots room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Table
from shuanglun.evidence.snapshots import queries
from shuanglun.evidence.snapshots.choices import FLOW, LAMPS
from shuanglun.evidence.snapshots.models import Snapshot

STALLED = "已中断"
SOUND = {None: "未校验", True: "完整", False: "发现问题"}


def state_words(row: Snapshot) -> str:
    """The state as it is, also when the worker died before it could write it down."""
    return STALLED if queries.is_stalled(row) else FLOW.states[row.state]


def state_lamp(row: Snapshot) -> str:
    """The lamp that goes with the words."""
    return "late" if queries.is_stalled(row) else LAMPS[row.state]


class SnapshotTable(Table):
    """Newest period first."""

    columns = [
        Column("name", "快照", sort="name", link="snapshots:snapshot", nowrap=True),
        Column("period", "期间", sort=("ends_on", "begins_on"), value=lambda row: row.period_label, nowrap=True),
        Column("state", "状态", value=state_words, lamp=state_lamp),
        Column("facts", "事实行数", value=lambda row: f"{row.facts:,}" if row.is_frozen else None, num=True),
        Column("persons", "人数", value=lambda row: f"{row.persons:,}" if row.is_frozen else None, num=True),
        Column("sound", "完整性", value=lambda row: SOUND[row.is_sound] if row.is_frozen else None),
        Column("created_by", "冻结人", hidden=True),
        Column("frozen_at", "冻结时间", nowrap=True),
        Column("sha256", "散列", value=lambda row: row.sha256[:12] or None, hidden=True),
    ]
    filters = [Choice("state", "状态", options=lambda: FLOW.choices)]
    default_sort = "-period"
    empty = ("还没有证据快照", "冻结一个已结束的期间，之后的计分都以它为据。")


class FileTable(Table):
    """The files of one snapshot (rows are plain dictionaries)."""

    columns = [
        Column("label", "内容", nowrap=True),
        Column("file", "文件", nowrap=True),
        Column("rows", "行数", value=lambda row: f"{row['rows']:,}", num=True),
        Column("sha256", "规范散列（SHA-256）", cell="snapshots/cells.html#hash"),
    ]
    empty = ("没有文件", "快照还没有冻结完成。")


class SourceTable(Table):
    """Rows and persons for each measure and contributing room."""

    columns = [
        Column("label", "口径"),
        Column("room", "来源"),
        Column("rows", "行数", value=lambda row: f"{row['rows']:,}", num=True),
        Column("persons", "涉及人数", value=lambda row: f"{row['persons']:,}", num=True),
    ]
    empty = ("没有事实", "期间内没有可计的记录。")


class ChangeTable(Table):
    """What differs from the former snapshot of the same period."""

    columns = [
        Column("label", "内容"),
        Column("added", "新增行", value=lambda row: f"{row['added']:,}", num=True),
        Column("removed", "减少行", value=lambda row: f"{row['removed']:,}", num=True),
    ]
    empty = ("没有差别", "两份快照的内容完全一致。")


class MeasureTable(Table):
    """The inventory: what a snapshot contains and nothing else."""

    columns = [
        Column("label", "口径"),
        Column("room", "来源"),
        Column("kind", "计法"),
    ]
