"""Books (台账): lists of rows about persons, and the page of one row. Every record room declares its books here-style
in a few lines; the record page is where a score's evidence opens (URL name `<room>:<model>`), and a person's page
leads to the person's rows in every book."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.scope import within
from shuanglun.base.ui.links import Tab, linked
from shuanglun.base.ui.screens import Action, detail_screen, list_screen, screen
from shuanglun.base.ui.tables import Choice, Column, Only, Search, Table
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.searching import called

PERSON_COLUMNS = [
    Column("person__name", "姓名", sort="person__name_key", link=("people:person", "person_id"), nowrap=True),
    Column("person__staff_no", "工号", hidden=True),
    Column("person__unit__name", "部门"),
]
PERSON_FILTERS = [
    Search("q", "姓名、拼音首字母或工号", apply=lambda rows, text: rows.filter(called(text, "person__"))),
    Choice("unit", "部门", options=unit_options, apply=lambda rows, at: rows.filter(within("person__unit_path", at))),
    Only("person", "只看一个人", field="person_id"),
]


@dataclass(frozen=True)
class Book:
    """One list of rows about persons and the page of each row.

    facts: what the row's page tells, beside the person and who recorded it. joins: what the list must join.
    slug: its address below the room's; the first book of a room has none. sheet: the file its rows come from.
    page: the view of a row's page, where a room has more to show there than facts.
    """

    label: str
    model: type[Model]
    table: type[Table]
    right: str
    facts: Callable[[Any], list[tuple[str, Any]]]
    sheet: Sheet
    slug: str = ""
    joins: tuple[str, ...] = ()
    page: Callable[..., HttpResponse] | None = None


Tabs = Callable[[str], list[Tab]]
"""The tabs of a room's lists, for the URL name of the one that is open."""


@dataclass(frozen=True)
class Shelf:
    """The books of one room, as its menu calls them: for everybody, and for somebody who sees the own rows only.

    tabs: where books stand beside other lists of the room; without it they are the tabs.
    """

    app: str
    title: str
    mine: str
    books: tuple[Book, ...]
    tabs: Tabs | None = None

    def address(self, book: Book) -> str:
        """URL name of a book's list."""
        return f"{self.app}:{book.slug or 'list'}"

    def beside(self, book: Book) -> list[Tab]:
        """The tabs above a book."""
        if self.tabs:
            return self.tabs(self.address(book))
        return [(item.label, reverse(self.address(item)), item is book) for item in self.books]

    def called(self) -> str:
        """The title as the acting role's menu has it."""
        return self.mine if current().role == "staff" else self.title


SHELVES: list[Shelf] = []
"""Filled as the rooms' addresses are read."""


def book_urls(app: str, title: str, mine: str, books: Iterable[Book], *, tabs: Tabs | None = None) -> list[URLPattern]:
    """List and record pages of a room's books; lists are named `list` and by slug, records by model name."""
    shelf = Shelf(app, title, mine, tuple(books), tabs)
    SHELVES.append(shelf)
    urls = []
    for book in shelf.books:
        name = str(book.model._meta.model_name)
        urls.append(path(book.slug and f"{book.slug}/", _listing(shelf, book), name=book.slug or "list"))
        urls.append(path(f"{book.slug or name}/<int:pk>/", book.page or _record(shelf, book), name=name))
    return urls


def upload(sheet: Sheet, *, primary: bool = True) -> Action:
    """The button that takes in a sheet."""
    return Action(sheet.title, sheet.url_name(), right=sheet.right, primary=primary, icon="ti-upload")


def rows_of(person: int) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where a person's rows are, as far as the acting role may look: (room, [(book, address)])."""
    shelves = [
        (
            shelf.called(),
            [
                (book.label, f"{reverse(shelf.address(book))}?person={person}")
                for book in shelf.books
                if current().may(book.right)
            ],
        )
        for shelf in SHELVES
    ]
    return [(title, books) for title, books in shelves if books]


def _listing(shelf: Shelf, book: Book) -> Callable[..., HttpResponse]:
    @screen(book.right)
    def listing(request: HttpRequest) -> HttpResponse:
        rows = book.model._default_manager.select_related("person__unit", *book.joins)
        return list_screen(
            request, book.table, rows, title=shelf.called(), actions=[upload(book.sheet)], tabs=shelf.beside(book)
        )

    return listing


def _record(shelf: Shelf, book: Book) -> Callable[..., HttpResponse]:
    @screen(book.right)
    def record(request: HttpRequest, pk: int) -> HttpResponse:
        row: Any = get_object_or_404(book.model._default_manager.select_related("person__unit", *book.joins), pk=pk)
        crumbs = [(shelf.called(), shelf.address(shelf.books[0])), (book.label, shelf.address(book)), (str(row), None)]
        return detail_screen(
            request,
            title=str(row),
            template="people/record.html",
            row=row,
            sub=f"{row.person.name} · {row.person.unit.name}",
            crumbs=crumbs if len(shelf.books) > 1 else [crumbs[0], crumbs[2]],
            facts=[
                ("人员", linked(row.person.name, ("people:person", row.person_id), right="people.view")),
                *book.facts(row),
                ("登记", recorded(row) or "无留痕记录，请核实"),
            ],
        )

    return record
