"""The trail as a list."""

from __future__ import annotations

from shuanglun.base.audit.acts import OPERATIONS, words
from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table


def _acts() -> list[tuple[str, str]]:
    return [(act, words(act)) for act in sorted(OPERATIONS)]


class TrailTable(Table):
    """Newest first; the act and the object in the trail's own words, so that the list equals the log."""

    columns = [
        Column("seq", "序号", sort="seq", link="audit:entry", num=True),
        Column("at", "时间", sort="at", nowrap=True),
        Column("actor", "操作人", sort="actor"),
        Column("act", "操作", sort="act", value=lambda entry: words(entry.act)),
        Column("object", "对象"),
        Column("trail_id", "留痕号", nowrap=True, hidden=True),
    ]
    filters = [
        Search("q", "操作人、对象或留痕号", fields=["actor__icontains", "object__startswith", "trail_id__exact"]),
        Choice("act", "操作", options=_acts),
        DateRange("at", "日期", field="at__date"),
    ]
    default_sort = "-seq"
    empty = ("还没有留痕", "每一次写入都会在同一事务中留下一条。")
    export_name = "留痕"
