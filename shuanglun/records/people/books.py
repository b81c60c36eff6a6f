"""Books (台账): lists of rows about persons, and the page of one row. Every record room declares its books here-style
in a few lines; the record page is where a score's evidence opens (URL name `<room>:<model>`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from shuanglun.base.audit.queries import recorded
from shuanglun.base.scope import within
from shuanglun.base.ui.screens import Action, detail_screen, list_screen, screen
from shuanglun.base.ui.tables import Choice, Column, Search, Table
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
]


@dataclass(frozen=True)
class Book:
    """One list of rows about persons and the page of each row.

    facts: what the row's page tells, beside the person and who recorded it. joins: what the list must join.
    slug: its address below the room's; the first book of a room has none.
    """

    label: str
    model: type[Model]
    table: type[Table]
    right: str
    facts: Callable[[Any], list[tuple[str, Any]]]
    slug: str = ""
    joins: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()


def book_urls(app: str, title: str, books: Iterable[Book]) -> list[URLPattern]:
    """List and record pages of a room's books; lists are named `list` and by slug, records by model name."""
    books = list(books)
    urls = []
    for book in books:
        urls.append(path(book.slug and f"{book.slug}/", _listing(app, title, books, book), name=book.slug or "list"))
        urls.append(path(f"{_name(book)}/<int:pk>/", _record(app, title, book), name=_name(book)))
    return urls


def _name(book: Book) -> str:
    return str(book.model._meta.model_name)


def _listing(app: str, title: str, books: list[Book], book: Book) -> Callable[..., HttpResponse]:
    @screen(book.right)
    def listing(request: HttpRequest) -> HttpResponse:
        rows = book.model._default_manager.select_related("person__unit", *book.joins)
        tabs = [(item.label, reverse(f"{app}:{item.slug or 'list'}"), item is book) for item in books]
        return list_screen(
            request, book.table, rows, title=title, actions=book.actions, template="people/book.html",
            tabs=tabs if len(tabs) > 1 else [],
        )  # fmt: skip

    return listing


def _record(app: str, title: str, book: Book) -> Callable[..., HttpResponse]:
    @screen(book.right)
    def record(request: HttpRequest, pk: int) -> HttpResponse:
        row: Any = get_object_or_404(book.model._default_manager.select_related("person__unit", *book.joins), pk=pk)
        return detail_screen(
            request,
            title=str(row),
            sub=f"{row.person.name} · {row.person.unit.name}",
            crumbs=[(title, f"{app}:list"), (book.label, f"{app}:{book.slug or 'list'}"), (str(row), None)],
            facts=[("人员", row.person.name), *book.facts(row), ("登记", recorded(row) or "无留痕记录，请核实")],
        )

    return record
