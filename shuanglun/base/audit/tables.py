"""The trail as a list."""

from __future__ import annotations

from django.apps import apps

from shuanglun.base.audit import words
from shuanglun.base.audit.acts import OPERATIONS
from shuanglun.base.audit.acts import words as act_words
from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table


def _acts() -> list[tuple[str, str]]:
    return [(act, act_words(act)) for act in sorted(OPERATIONS)]


def _kinds() -> list[tuple[str, str]]:
    """Kinds of objects whose states the trail holds: the rows of our rooms."""
    ours = (model._meta for model in apps.get_models() if model.__module__.startswith("shuanglun."))
    return [
        (f"{meta.app_label}:{meta.model_name}:", str(meta.verbose_name)) for meta in ours if meta.app_label != "audit"
    ]


class TrailTable(Table):
    """Newest first; acts and objects as the screens call them, in the export too."""

    columns = [
        Column("seq", "序号", sort="seq", link="audit:entry", num=True),
        Column("at", "时间", sort="at", nowrap=True),
        Column("actor", "操作人", sort="actor"),
        Column("act", "操作", sort="act", value=lambda entry: act_words(entry.act)),
        Column("object", "对象", value=lambda entry: words.object_words(entry.object)),
        Column("trail_id", "留痕号", nowrap=True, hidden=True),
    ]
    filters = [
        Search("q", "操作人或留痕号", fields=["actor__icontains", "trail_id__exact", "object__startswith"]),
        Choice("act", "操作", options=_acts),
        Choice("kind", "对象", options=_kinds, field="object__startswith"),
        DateRange("at", "日期", field="at__date"),
    ]
    default_sort = "-seq"
    empty = ("还没有留痕", "每一次写入都会在同一事务中留下一条。")
    export_name = "留痕"
