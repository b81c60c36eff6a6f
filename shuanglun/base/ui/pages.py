"""Pages of a list: a count that stops, an offset that is bounded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

COUNT_LIMIT = 20_000
"""Rows counted at most. Nobody pages through more; counting all of a large table costs more than the page."""


class Page:
    """One page of rows, its place and its neighbours."""

    def __init__(self, rows: list[Any], number: int, size: int, total: int, link: Callable[..., str]) -> None:
        self.rows, self.number, self.size, self.link = rows, number, size, link
        self.is_more = total > COUNT_LIMIT
        self.total = min(total, COUNT_LIMIT)

    @classmethod
    def of(cls, queryset: QuerySet, wanted: str | None, size: int, link: Callable[..., str]) -> Page:
        """The wanted page, or the nearest that exists."""
        total = bounded_count(queryset)
        last = max(1, -(-min(total, COUNT_LIMIT) // size))
        number = int(wanted) if wanted and wanted.isdecimal() and len(wanted) < 9 else 1
        number = min(max(number, 1), last)
        start = (number - 1) * size
        rows = list(queryset[start : start + size]) if total else []
        return cls(rows, number, size, total, link)

    @property
    def first(self) -> int:
        """Place of the first row, from 1."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Place of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def words(self) -> str:
        """The place in words."""
        total = f"{'超过' if self.is_more else '共'} {self.total:,} 条"
        return total if self.count == 1 else f"第 {self.first:,}—{self.last:,} 条，{total}"

    @property
    def cut(self) -> str:
        """What the reader must know when not all rows can be paged through, or nothing."""
        limit = f"条数太多，只能翻看前 {self.total:,} 条；要看其余的，请加上筛选条件。"
        return limit if self.is_more else ""

    @property
    def count(self) -> int:
        """Number of pages."""
        return max(1, -(-self.total // self.size))

    @property
    def before(self) -> str:
        """Link of the page before, or nothing."""
        return self.link(page=self.number - 1) if self.number > 1 else ""

    @property
    def after(self) -> str:
        """Link of the page after, or nothing."""
        return self.link(page=self.number + 1) if self.number < self.count else ""

    def numbers(self) -> list[tuple[int, str]]:
        """Pages worth a link: the first, the last and those around this one; a gap is (0, "")."""
        around = range(self.number - 1, self.number + 2)
        near = sorted({1, self.count, *(number for number in around if 1 <= number <= self.count)})
        out: list[tuple[int, str]] = []
        for number in near:
            if out and number - out[-1][0] > 1:
                out.append((0, ""))
            out.append((number, self.link(page=number)))
        return out


def bounded_count(queryset: QuerySet) -> int:
    """How many rows, counting no further than one past the limit."""
    return queryset.order_by()[: COUNT_LIMIT + 1].count()
