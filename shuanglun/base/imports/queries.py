"""What the screens ask about batches, and what waits: files that were uploaded and not yet imported."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit.models import Entry
from shuanglun.base.audit.trail import label
from shuanglun.base.imports.models import Batch, uploaded_by
from shuanglun.base.imports.rules import WAITING
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.todo import OpenItem

MOST = 20
ACTS = {"upload": "上传", "check": "检查", "commit": "导入", "undo": "撤销", "cancel": "放弃", "tidy": "过期清理"}


def open_items(on: date) -> list[OpenItem]:
    """Own uploads which wait to be imported, the newest first, as far as the acting role may import them."""
    actor = current()
    kinds = [kind for kind, sheet in SHEETS.items() if actor.may(sheet.right)]
    waiting = Batch._base_manager.filter(uploaded_by(actor), kind__in=kinds, state__in=WAITING).order_by("-id")[:MOST]
    return [
        OpenItem(
            f"完成导入“{batch.file_name}”", f"{batch.sheet.label} · {batch.get_state_display()}",
            reverse(batch.sheet.url_name("batch"), args=[batch.pk]),
        )
        for batch in waiting
    ]  # fmt: skip


def entries_of(batch: Batch) -> list[Entry]:
    """The trail entries about a batch itself, the newest first. Whoever sees the batch may see who acted on it."""
    return list(Entry._base_manager.filter(object=label(batch)).order_by("-seq")[:20])


def history_of(entries: list[Entry]) -> list[dict[str, Any]]:
    """The same for the timeline: what was done, by whom, under which trail number."""
    return [
        {
            "on": timezone.localdate(entry.at),
            "text": ACTS.get(entry.act.rpartition(".")[2], entry.act),
            "meta": f"{timezone.localtime(entry.at):%H:%M} · {entry.actor} · 留痕 {entry.trail_id}",
        }
        for entry in entries
    ]


def steps_of(place: int) -> list[dict[str, Any]]:
    """The four steps with the one at `place` (from 0) being the present one."""
    names = ("选择文件", "核对各列", "检查数据", "导入")
    return [
        {"label": name, "state": "done" if number < place else "now" if number == place else "todo-step"}
        for number, name in enumerate(names)
    ]
