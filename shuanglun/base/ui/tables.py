"""The table: a room declares columns and filters, the table sorts, filters, pages and exports on the server.

    class PeopleTable(Table):
        columns = [Column("name", "姓名", sort="name_key", link="people:person"), Column("unit__name", "部门")]
        filters = [Search("q", "姓名或工号", fields=["name__startswith"]), Choice("unit", "部门", options=units)]
        default_sort = "name"

Every list answers with a constant number of queries: one for the rows, one for the bounded count, and those of the
filters' options.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from shuanglun.base.ui.columns import Column
from shuanglun.base.ui.filters import Choice, DateRange, Filter, MonthRange, Only, Search
from shuanglun.base.ui.pages import Page

__all__ = ["BoundTable", "Choice", "Column", "DateRange", "Filter", "MonthRange", "Only", "Search", "Table"]

SORT, PAGE, SIZE, COLUMNS, EXPORT = "sort", "page", "size", "cols", "export"


class Table:
    """What a list shows. Subclasses only declare; `bind` makes the table of one request."""

    columns: ClassVar[list[Column]] = []
    filters: ClassVar[list[Filter]] = []
    default_sort: ClassVar[str] = ""
    """Name of a sortable column, with "-" before it for descending."""
    empty: ClassVar[tuple[str, str]] = ("还没有记录", "有了记录会显示在这里。")
    export_name: ClassVar[str] = ""
    """File name of exports without ending; a table without one cannot be exported."""
    page_sizes: ClassVar[tuple[int, ...]] = (25, 50, 100)

    @classmethod
    def prepare(cls, rows: list[Any], table: BoundTable) -> None:
        """Hook: give the rows of one page (or of one part of an export) what their cells need beyond the queryset, in a
        constant number of queries."""

    @classmethod
    def bind(cls, request: HttpRequest, queryset: QuerySet) -> BoundTable:
        """The table as this request asks for it: filtered, sorted, one page, the chosen columns."""
        return BoundTable(cls, request, queryset)

    @classmethod
    def plain(cls, rows: Iterable[Any], without: Iterable[str] = ()) -> PlainTable:
        """A small table inside another page: all given rows, no filter, no paging (slice the queryset yourself)."""
        return PlainTable(cls, list(rows), set(without))


class PlainTable:
    """Rows without controls, drawn by `<c-rows :table="table" />`."""

    interactive = False

    def __init__(self, spec: type[Table], rows: list[Any], without: set[str]) -> None:
        self.spec = spec
        self.visible = [column for column in spec.columns if not column.hidden and column.name not in without]
        self.rows = rows

    def heads(self) -> list[Head]:
        """The heads of the visible columns, without sorting."""
        return [Head(column, "", "") for column in self.visible]

    def lines(self) -> list[Line]:
        """The rows as cells."""
        return [Line(self.visible, row) for row in self.rows]


class Head:
    """One column head: where it sorts to and how it is sorted now ("ascending", "descending" or "")."""

    def __init__(self, column: Column, href: str, state: str) -> None:
        self.column, self.href, self.state = column, href, state


class Line:
    """One row: its cells and whether the record is marked."""

    def __init__(self, columns: list[Column], row: Any) -> None:
        self.row = row
        self.cells = [column.cell_of(row, first=index == 0) for index, column in enumerate(columns)]


class BoundTable:
    """One request's table. Every parameter comes from the query string and is checked against the declaration."""

    interactive = True

    def __init__(self, spec: type[Table], request: HttpRequest, queryset: QuerySet) -> None:
        self.spec, self.request, self.params = spec, request, request.GET
        self.filters = [item.bind(self.params) for item in spec.filters]
        self.sort = self._sort()
        self.visible = self._visible()
        for item in self.filters:
            queryset = item.narrow(queryset)
        self.queryset = self._ordered(queryset)
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        """The page asked for; the database is asked once."""
        if self._page is None:
            self._page = Page.of(self.queryset, self.params.get(PAGE), self.size, self.link)
            self.spec.prepare(self._page.rows, self)
        return self._page

    @property
    def size(self) -> int:
        """Rows a page: one of the declared sizes."""
        wanted = self.params.get(SIZE, "")
        sizes = self.spec.page_sizes
        return int(wanted) if wanted.isdecimal() and int(wanted) in sizes else sizes[0]

    def sizes(self) -> list[tuple[int, str, bool]]:
        """Choices of rows a page: size, link, whether it is the current one."""
        return [(size, self.link(size=size, page=None), size == self.size) for size in self.spec.page_sizes]

    def _sortable(self) -> dict[str, Column]:
        return {column.name: column for column in self.spec.columns if column.sort}

    def _sort(self) -> str:
        wanted = self.params.get(SORT, "")
        return wanted if wanted.removeprefix("-") in self._sortable() else self.spec.default_sort

    def _ordered(self, queryset: QuerySet) -> QuerySet:
        column = self._sortable().get(self.sort.removeprefix("-"))
        if column is None:
            return queryset if queryset.ordered else queryset.order_by("pk")
        # The key last, in the same direction: equal values keep their place from page to page, on one index.
        sign = "-" if self.sort.startswith("-") else ""
        return queryset.order_by(*(sign + name for name in (*column.sort_fields(), "pk")))

    def _visible(self) -> list[Column]:
        chosen = set(self.params.getlist(COLUMNS)) & {column.name for column in self.spec.columns}
        columns = self.spec.columns
        if not chosen:
            return [column for column in columns if not column.hidden]
        return [column for index, column in enumerate(columns) if index == 0 or column.name in chosen]

    def chooser(self) -> list[tuple[Column, bool, bool]]:
        """Choices of columns: the column, whether it shows, whether it must stay (the first one)."""
        return [(column, column in self.visible, index == 0) for index, column in enumerate(self.spec.columns)]

    def has_own_columns(self) -> bool:
        """Whether the reader chose columns."""
        return bool(self.params.getlist(COLUMNS))

    def heads(self) -> list[Head]:
        """Heads of the visible columns with their sort links."""
        return [self._head(column) for column in self.visible]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        state = {column.name: "ascending", f"-{column.name}": "descending"}.get(self.sort, "")
        target = f"-{column.name}" if state == "ascending" else column.name
        return Head(column, self.link(sort=target, page=None), state)

    def sorts(self) -> list[tuple[str, str, bool]]:
        """Choices of order for the phone, where no heads are shown: value, words, whether it is the current one."""
        return [
            (sign + name, f"按{column.label}{words}", self.sort == sign + name)
            for name, column in self._sortable().items()
            for sign, words in (("", "升序"), ("-", "降序"))
        ]

    def lines(self) -> list[Line]:
        """The rows of this page as cells."""
        return [Line(self.visible, row) for row in self.page.rows]

    def active(self) -> list[tuple[str, str]]:
        """The filters in force: their words and the link that drops each."""
        return [
            (item.words(), self.link(page=None, **dict.fromkeys(item.names()))) for item in self.filters if item.is_on
        ]

    def clear(self) -> str:
        """The link that drops every filter."""
        return self.link(page=None, **{name: None for item in self.filters for name in item.names()})

    def exports(self) -> list[tuple[str, str]]:
        """Links of the exports, when the table has an export name."""
        kinds = (("导出 Excel", "xlsx"), ("导出 CSV", "csv")) if self.spec.export_name else ()
        return [(label, self.link(export=kind, page=None, size=None)) for label, kind in kinds]

    def link(self, **changes: Any) -> str:
        """This page's query string with some parameters replaced; None drops one."""
        query: QueryDict = self.params.copy()
        query.pop(EXPORT, None)
        for name, value in changes.items():
            if value is None:
                query.pop(name, None)
            else:
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else self.request.path
