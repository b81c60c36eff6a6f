"""What waits: files that were uploaded and not yet imported."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from shuanglun.base.imports.models import Batch
from shuanglun.base.imports.rules import CHECKED, UPLOADED
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.todo import OpenItem

MOST = 20


def open_items(on: date) -> list[OpenItem]:
    """Own uploads which nobody imported or dropped, the newest first."""
    waiting = Batch.objects.filter(state__in=(UPLOADED, CHECKED)).order_by("-id")[:MOST]
    return [
        OpenItem(
            f"完成导入“{batch.file_name}”", f"{SHEETS[batch.kind].label} · {batch.get_state_display()}",
            reverse(SHEETS[batch.kind].url_name("batch"), args=[batch.pk]),
        )
        for batch in waiting
        if batch.kind in SHEETS
    ]  # fmt: skip
