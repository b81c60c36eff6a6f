"""Columns: how one value of a row becomes a cell on the screen and a value in an export."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html

Kind = Mapping[Any, str] | Callable[[Any], str]
NOTHING = "—"


@dataclass(frozen=True)
class Column:
    """One column. `name` is a path over attributes ("unit__name"); the queryset must have joined what it crosses.

    sort: one ORM field or several, or True for `name` itself; the index must serve it.
    link: URL name that gets the row's pk, a pair (URL name, path of the pk), or a function row → address or None.
    value: function row → value, instead of the path.
    cell: template ("people/cells.html#state") that gets `row` and `value`; exports keep the value.
    chip, lamp: raw value → kind of chip ("party", "hr", "ok", …) or lamp ("ok", "soon", "late", "idle", "done",
    "off"), as a mapping or a function of the row.
    num: right-aligned figures. short: decimals without the zeros at their end. hidden: only shown when chosen. width: a width class ("w-120"). nowrap: never broken.
    """

    name: str
    label: str
    sort: str | tuple[str, ...] | bool = False
    link: str | tuple[str, str] | Callable[[Any], str | None] | None = None
    value: Callable[[Any], Any] | None = None
    cell: str | None = None
    chip: Kind | None = None
    lamp: Kind | None = None
    num: bool = False
    short: bool = False
    hidden: bool = False
    nowrap: bool = False
    width: str = ""
    export: bool = True

    @property
    def align(self) -> str:
        """The class of its cells: figures to the right, or never broken."""
        return "num" if self.num else "nowrap" if self.nowrap else ""

    def sort_fields(self) -> tuple[str, ...]:
        """The ORM fields behind the sort."""
        if isinstance(self.sort, str):
            return (self.sort,)
        return (self.name,) if isinstance(self.sort, bool) else self.sort

    def raw(self, row: Any) -> Any:
        """The stored value."""
        return self.value(row) if self.value else follow(row, self.name)

    def shown(self, row: Any) -> Any:
        """The value as people say it: the words of a choice, 是 or 否, a local time."""
        if self.value is None:
            owner, _, last = self.name.rpartition("__")
            target = follow(row, owner) if owner else row
            words = getattr(target, f"get_{last}_display", None)
            if words is not None:
                return words()
        return figure(self.raw(row)) if self.short else plain(self.raw(row))

    def cell_of(self, row: Any, *, first: bool = False) -> Cell:
        """The cell of one row."""
        return Cell(self, row, first)

    def href(self, row: Any) -> str | None:
        """Where the cell leads, if anywhere."""
        if self.link is None:
            return None
        if callable(self.link):
            return self.link(row)
        name, path = self.link if isinstance(self.link, tuple) else (self.link, "pk")
        key = follow(row, path)
        return None if key is None else reverse(name, args=[key])


class Cell:
    """What the template draws of one cell."""

    def __init__(self, column: Column, row: Any, first: bool) -> None:
        self.column, self.first = column, first
        self.value = column.shown(row)
        self.text = NOTHING if self.value is None or self.value == "" else self.value
        self.content = _drawn(column.cell, row, self.value) if column.cell else self._content(row)

    def _content(self, row: Any) -> str:
        """The text as a link, a chip, a lamp or as it stands: the first that the column asks for."""
        text = localize(self.text)
        if href := self.column.href(row):
            return format_html('<a href="{}">{}</a>', href, text)
        if chip := _kind(self.column.chip, self.column, row):
            return format_html('<span class="chip chip-{}">{}</span>', chip, text)
        if lamp := _kind(self.column.lamp, self.column, row):
            return format_html('<span class="lamp lamp-{}">{}</span>', lamp, text)
        return text


def _drawn(template: str, row: Any, value: Any) -> str:
    return get_template(template).render({"row": row, "value": value})


def _kind(kind: Kind | None, column: Column, row: Any) -> str:
    if kind is None:
        return ""
    return kind.get(column.raw(row), "plain") if isinstance(kind, Mapping) else kind(row)


def follow(row: Any, path: str) -> Any:
    """The value at the end of a path of attributes; None as soon as one of them is None."""
    for name in path.split("__"):
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
        if row is None:
            return None
        if callable(row) and not isinstance(row, type):
            row = row()
    return row


def figure(value: Any) -> Any:
    """A decimal as people write it: 98 and not 98.0000, 1,200,000.5 and not 1200000.5000."""
    if not isinstance(value, Decimal):
        return plain(value)
    whole, _, rest = f"{value:,f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".")


def plain(value: Any) -> Any:
    """A value in words: 是/否 for truth, ISO days, local minutes, decimals without exponent."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value
