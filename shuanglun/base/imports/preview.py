"""What a draft would change, in words, for the page that asks before the commit."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import models

from shuanglun.base.imports.planning import Draft, Item
from shuanglun.base.imports.rules import CHANGED, PREVIEW, UNCHANGED
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.imports.values import column
from shuanglun.base.sealed import EncryptedTextField

Names = dict[tuple[Any, Any], str]
"""(model, key) → the words of that row."""


def preview(sheet: Sheet, found: Draft) -> list[dict[str, Any]]:
    """The first changes: row, label, action, and [column, old, new] each. What is sealed stays unsaid."""
    items = [item for item in found.items if item.action != UNCHANGED][:PREVIEW]
    names = _names_of_related(items)
    return [
        {
            "row": item.target.row_no,
            "label": item.label,
            "action": item.action,
            "changes": list(filter(None, (_change(sheet, item, *pair, names) for pair in _pairs(item)))),
        }
        for item in items
    ]


def _pairs(item: Item) -> list[tuple[str, Any, Any]]:
    if item.action == CHANGED:
        return [(name, old, new) for name, (old, new) in item.changes.items()]
    return [(name, None, value) for name, value in item.values.items() if value not in (None, "") or name in item.waits]


def _change(sheet: Sheet, item: Item, name: str, old: Any, new: Any, names: Names) -> list[Any] | None:
    place = column(item.model, name)
    if place.name in sheet.quiet:
        return None
    if isinstance(place, EncryptedTextField):
        old, new = old and "（已加密保存）", new and "（将加密保存）"
    elif place.is_relation:
        old = names.get((place.related_model, old))
        new = item.waits[name].label if name in item.waits else names.get((place.related_model, new))
    elif place.choices:
        known = dict(place.flatchoices)
        old, new = known.get(old, old), known.get(new, new)
    elif isinstance(place, models.BooleanField):
        old, new = (None if value is None else "是" if value else "否" for value in (old, new))
    return [str(place.verbose_name), *(None if value in (None, "") else str(value) for value in (old, new))]


def _names_of_related(items: list[Item]) -> Names:
    """The words of every row that a shown foreign key leads to, one query for each model."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for item in items:
        for name, old, new in _pairs(item):
            place = column(item.model, name)
            if place.is_relation:
                wanted[place.related_model] |= {old, new} - {None}
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._base_manager.in_bulk(sorted(keys)).items()
    }
