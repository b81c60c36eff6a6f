"""What a parameter is worth on a day."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from shuanglun.base.parameters.models import ParameterChange
from shuanglun.base.parameters.registry import DECLARED
from shuanglun.base.parameters.rules import APPROVED, PROPOSED
from shuanglun.base.todo import OpenItem


def value(key: str, on: date) -> int:
    """The figure in force on a day. Raises KeyError for a parameter nobody declares."""
    return values(key, on=on)[key]


def values(*prefixes: str, on: date) -> dict[str, int]:
    """Figures in force on a day of all parameters whose key begins with one of the prefixes; one query."""
    found = {key: parameter.shipped for key, parameter in DECLARED.items() if key.startswith(prefixes)}
    rows = ParameterChange.objects.filter(key__in=found, state=APPROVED, from_on__lte=on).order_by("from_on")
    return found | dict(rows.values_list("key", "value"))


def open_items(on: date) -> list[OpenItem]:
    """Changes that wait for a second person."""
    return [
        OpenItem(
            title=f"批准参数：{DECLARED[row.key].label if row.key in DECLARED else row.key}",
            meta=f"{row.proposed_by} 提出，改为 {row.value}，自 {row.from_on} 起",
            url=reverse("parameters:parameter", args=[row.key]),
            due_on=row.from_on,
        )
        for row in ParameterChange.objects.filter(state=PROPOSED).order_by("from_on", "pk")
    ]
