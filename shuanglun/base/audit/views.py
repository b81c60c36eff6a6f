"""Screens of the trail: for auditors."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from shuanglun.base.audit import trail, words
from shuanglun.base.audit.acts import words as act_words
from shuanglun.base.audit.models import Entry
from shuanglun.base.audit.tables import TrailTable
from shuanglun.base.gate import role_words
from shuanglun.base.ui.screens import detail_screen, list_screen, screen

PARTS_SHOWN = 20


@screen("audit.view")
def entries(request: HttpRequest) -> HttpResponse:
    """The trail, with the root the log stands at."""
    size, root = trail.root()
    return list_screen(
        request,
        TrailTable,
        Entry.objects.defer("canonical"),
        title="留痕",
        sub=f"只增不改，共 {size} 条；默克尔根 {root.hex()[:16]}…",
    )


@screen("audit.view")
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """One entry: before and after of each object, and whether leaf and columns still fit the text."""
    row: Entry = get_object_or_404(Entry.objects, pk=seq)
    body = json.loads(row.canonical)
    objects = [
        {"title": words.object_words(part["object"]), "changes": _changes(part)}
        for part in [body, *body["more"]]
        if part["before"] or part["after"]
    ]
    parts = row.parts.order_by("position").values_list("object", flat=True)[:PARTS_SHOWN]
    act = act_words(row.act)
    return detail_screen(
        request,
        title=f"留痕 {row.seq}",
        sub=f"{act} · {row.actor}",
        crumbs=[("留痕", "audit:list"), (str(row.seq), None)],
        template="audit/entry.html",
        facts=[
            ("时间", row.at), ("操作人", row.actor), ("角色", role_words(body["role"]) or "—"), ("操作", act),
            ("对象", words.object_words(row.object) or "—"), ("留痕号", row.trail_id), ("事由", body["reason"] or "—"),
            ("叶哈希", bytes(row.leaf).hex()),
        ],
        objects=objects,
        batches=[{**batch, "title": words.batch_words(batch["name"])} for batch in body["batches"]],
        parts=[words.object_words(name) for name in parts],
        fits=trail.is_whole(row),
        canonical=row.canonical,
    )  # fmt: skip


def _changes(part: dict[str, Any]) -> list[tuple[str, str, str]]:
    before, after = part["before"] or {}, part["after"] or {}
    fields = words.fields_of(part["object"])
    names = [*after, *(name for name in before if name not in after)]
    return [
        (
            words.field_words(fields.get(name), name),
            words.value_words(fields.get(name), before.get(name)),
            words.value_words(fields.get(name), after.get(name)),
        )
        for name in names
        if not before or not after or before.get(name) != after.get(name)
    ]
