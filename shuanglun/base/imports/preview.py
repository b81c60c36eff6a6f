"""What a draft would change, in words, for the page that asks before the commit."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import models

from shuanglun.base.imports.planning import Draft, Item
from shuanglun.base.imports.rules import CHANGED, NEW, PREVIEW, UNCHANGED
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.imports.values import column
from shuanglun.base.sealed import EncryptedTextField

Names = dict[tuple[Any, Any], str]
"""(model, key) → the words of that row."""


def preview(sheet: Sheet, found: Draft) -> list[dict[str, Any]]:
    """The first changes, and one more if there is one: row, label, action, [column, old, new] each, and the labels of what is entered along with a
    new thing of the same row (an appointment with its person). What is sealed stays unsaid."""
    shown: list[Item] = []
    along: dict[int, list[str]] = defaultdict(list)
    for item in found.items:
        if item.action == UNCHANGED:
            continue
        parents = [up for up in item.waits.values() if up.target.row_no == item.target.row_no and not up.target.shared]
        if item.action == NEW and parents:
            along[id(parents[0])].append(item.label.removeprefix(parents[0].label).strip(" ·"))
        elif len(shown) <= PREVIEW:
            shown.append(item)
    names = _names_of_related(sheet, shown)
    bad = {problem.row for problem in found.problems}
    return [
        {
            "row": next(row for row in item.rows if row not in bad),
            "label": item.label,
            "action": item.action,
            "changes": list(filter(None, (_change(sheet, item, *pair, names) for pair in _pairs(sheet, item)))),
            "along": along[id(item)],
        }
        for item in shown
    ]


def _pairs(sheet: Sheet, item: Item) -> list[tuple[str, Any, Any]]:
    """Column, old and new value, in the order of the sheet's fields."""
    if item.action == CHANGED:
        pairs = [(name, old, new) for name, (old, new) in item.changes.items()]
    else:
        pairs = [
            (name, None, value) for name, value in item.values.items() if value not in (None, "") or name in item.waits
        ]
    places = {field.name: number for number, field in enumerate(sheet.fields)}
    return sorted(pairs, key=lambda pair: places.get(column(item.model, pair[0]).name, len(places)))


def _change(sheet: Sheet, item: Item, name: str, old: Any, new: Any, names: Names) -> list[Any] | None:
    place = column(item.model, name)
    if place.name in sheet.quiet:
        return None
    if isinstance(place, EncryptedTextField):
        old, new = old and "（已加密保存）", new and "（将加密保存）"
    elif place.is_relation:
        old = names.get((place.related_model, old))
        new = item.waits[name].label if name in item.waits else names.get((place.related_model, new))
    else:
        old, new = (_words(sheet, place, value) for value in (old, new))
    return [sheet.label_of(place.name, str(place.verbose_name)), old, new]


def _words(sheet: Sheet, place: models.Field, value: Any) -> str | None:
    """A value in the words of the file: of its column first, else of the model."""
    if value in (None, ""):
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        value = f"{value.normalize():f}"
    said = sheet.words_of(place.name, value)
    return str(dict(place.flatchoices).get(value, value) if said is value else said)


def _names_of_related(sheet: Sheet, items: list[Item]) -> Names:
    """The words of every row that a shown foreign key leads to, one query for each model."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for item in items:
        for name, old, new in _pairs(sheet, item):
            place = column(item.model, name)
            if place.is_relation:
                wanted[place.related_model] |= {old, new} - {None}
    return {
        (model, key): str(row)
        for model, keys in wanted.items()
        for key, row in model._base_manager.in_bulk(sorted(keys)).items()
    }
