"""Screens of the trail: for auditors."""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from shuanglun.base.audit import trail
from shuanglun.base.audit.acts import words
from shuanglun.base.audit.canonical import leaf_hash
from shuanglun.base.audit.models import Entry
from shuanglun.base.audit.tables import TrailTable
from shuanglun.base.ui.screens import detail_screen, list_screen, screen

PARTS_SHOWN = 20
LONGEST = 160


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
    """One entry: before and after of each object, and whether the stored leaf still fits the text."""
    row: Entry = get_object_or_404(Entry.objects, pk=seq)
    body = json.loads(row.canonical)
    objects = [
        {"object": _object(part["object"]), "changes": _changes(part)}
        for part in [body, *body["more"]]
        if part["before"] or part["after"]
    ]
    fits = leaf_hash(row.canonical.encode()) == bytes(row.leaf)
    return detail_screen(
        request,
        title=f"留痕 {row.seq}",
        sub=f"{words(row.act)} · {row.actor}",
        crumbs=[("留痕", "audit:list"), (str(row.seq), None)],
        template="audit/entry.html",
        facts=[
            ("时间", row.at), ("操作人", row.actor), ("角色", body["role"]), ("操作", f"{words(row.act)}（{row.act}）"), ("对象", row.object),
            ("留痕号", row.trail_id), ("事由", body["reason"] or "—"), ("叶哈希", bytes(row.leaf).hex()),
        ],
        objects=objects,
        batches=body["batches"],
        parts=row.parts.order_by("position")[:PARTS_SHOWN],
        fits=fits,
        canonical=row.canonical,
    )  # fmt: skip


def _changes(part: dict) -> list[tuple[str, str, str]]:
    before, after = part["before"] or {}, part["after"] or {}
    labels = _labels(part["object"])
    names = [*after, *(name for name in before if name not in after)]
    return [
        (labels.get(name, name), _word(before.get(name)), _word(after.get(name)))
        for name in names
        if not before or before.get(name) != after.get(name)
    ]


def _model(name: str) -> type[Model] | None:
    app, _, rest = name.partition(":")
    try:
        return apps.get_model(app, rest.partition(":")[0])
    except LookupError:  # a room of an earlier release
        return None


def _object(name: str) -> str:
    model = _model(name)
    return f"{model._meta.verbose_name} {name.rpartition(':')[2]}（{name}）" if model else name


def _labels(name: str) -> dict[str, str]:
    """Columns of the object as screens call them."""
    model = _model(name)
    return {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}


def _word(value: Any) -> str:
    if isinstance(value, dict) and "commitment" in value:
        return f"（个人信息，只存承诺值 {value['commitment'][:8]}…）"
    text = "—" if value in (None, "") else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…（全文见规范文本）"
