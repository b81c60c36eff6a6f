"""What a room declares: a sheet with its fields, and how clean rows become targets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from shuanglun.base.actor import Actor
from shuanglun.base.imports.cleaning import text
from shuanglun.base.verdicts import Verdict

LOOKUP_CHUNK = 900
"""Values in one `IN (…)`; every SQLite takes 999 parameters."""


@dataclass(frozen=True)
class Field:
    """One column a sheet can hold.

    label: its name in Chinese, the head of the template. aliases: other names people give it.
    parse: cell → clean value, raising Bad or RefusedError (see `cleaning`). required: column and every cell.
    help: what the upload page adds to the parser's hint. example: what the template shows when it has no rows.
    """

    name: str
    label: str
    aliases: tuple[str, ...] = ()
    parse: Callable[[Any], Any] = text
    required: bool = False
    help: str = ""
    example: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything the column may be called, the label first."""
        return (self.label, *self.aliases)

    @property
    def hint(self) -> str:
        """How to fill in the column, in a few words."""
        return "；".join(part for part in (getattr(self.parse, "hint", ""), self.help) if part)


@dataclass
class Row:
    """One row of data with clean values. A column that was not mapped is absent, an empty cell is None."""

    number: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def has(self, name: str) -> bool:
        """Whether the file has the column and the cell is filled."""
        return self.values.get(name) is not None

    def given(self, *names: str, **renamed: str) -> dict[str, Any]:
        """The filled cells among the names, as values of a target; `given(born="birth")` renames."""
        pairs = {name: name for name in names} | renamed
        return {name: self.values[source] for name, source in pairs.items() if self.has(source)}


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported: the row's number in the file, the column in words, what to do."""

    row: int
    column: str
    problem: str
    suggestion: str = ""


@dataclass(frozen=True)
class Ref:
    """Stands for the row which another target of the same plan will have written."""

    model: type[Model]
    key: Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """One database row which a row of the file describes: looked up by its natural key, then filled with values.

    key and values: model instances or Ref for foreign keys. on_create: values for a new row only.
    label: how people call it. shared: several rows of the file may describe it (a parent), else that is a
    duplicate and a problem.
    """

    model: type[Model]
    key: Mapping[str, Any]
    values: Mapping[str, Any]
    row_no: int
    label: str = ""
    shared: bool = False
    on_create: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class Plan:
    """What a file asks for: targets in order of dependency (parents first), and what is wrong."""

    targets: list[Target] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def add(self, model: type[Model], key: Mapping[str, Any], values: Mapping[str, Any], row: Row, **more: Any) -> Ref:
        """Add a target for a row and return a Ref to it."""
        self.targets.append(Target(model, key, values, row.number, **more))
        return Ref(model, key)


@dataclass
class Context:
    """What `prepare` may ask: who acts, which day it is, and a place to report problems."""

    sheet: Sheet
    actor: Actor
    today: datetime.date
    places: Mapping[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, row: Row | int, column: str, problem: str, suggestion: str = "") -> None:
        """Report a problem; `column` is a field's name. The row will not be imported."""
        number = row if isinstance(row, int) else row.number
        self.problems.append(Problem(number, self.place(column), problem, suggestion))

    def place(self, name: str) -> str:
        """A field as the person finds it in the file: "D 列 证件号码（身份证号）"; its label when the file lacks it."""
        known = {item.name: item.label for item in self.sheet.fields}
        return self.places.get(name) or known.get(name, name)

    def lookup(self, queryset: QuerySet, name: str, values: Iterable[Any]) -> dict[Any, Any]:
        """Rows by the value of one column, a few hundred a query; the queryset's own scope applies."""
        wanted = sorted({value for value in values if value not in (None, "")}, key=str)
        found: dict[Any, Any] = {}
        for start in range(0, len(wanted), LOOKUP_CHUNK):
            chunk = wanted[start : start + LOOKUP_CHUNK]
            found.update({getattr(row, name): row for row in queryset.filter(**{f"{name}__in": chunk})})
        return found


Prepare = Callable[[list[Row], Context], "Plan | list[Target]"]


@dataclass(frozen=True, eq=False)
class Sheet:
    """One kind of file a room takes in.

    kind: "room.name"; gives the URL names `room:import_name…`. right: who may import and undo.
    prepare: clean rows → Plan; looks persons and units up through scoped managers, so that what lies outside the
    actor's range is a problem and not a write. finish: called with the rows written, inside the transaction, where
    a room must derive what only exists after the insert (a path with its own id). template_rows: examples in the
    template, by field name. may_undo: asked with the rows written before a batch is taken back, where something may have
    come to rest on them. list_url: URL name where the imported rows are seen. quiet: model columns which the preview of
    changes does not show.
    """

    kind: str
    label: str
    right: str
    fields: Sequence[Field]
    prepare: Prepare
    template_rows: Sequence[Mapping[str, Any]] = ()
    help: str = ""
    list_url: str = ""
    finish: Callable[[list[Model]], None] | None = None
    may_undo: Callable[[list[Model]], Verdict] | None = None
    quiet: tuple[str, ...] = ("name_key", "initials", "id_index", "unit_path", "branch_path", "path", "uid")

    def __post_init__(self) -> None:
        names = [item.name for item in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.kind}: two fields share a name")
        SHEETS[self.kind] = self

    @property
    def room(self) -> str:
        """The URL namespace."""
        return self.kind.partition(".")[0]

    @property
    def title(self) -> str:
        """What its button and its page are called; a half-width space parts Chinese from Latin."""
        return f"导入{' ' if self.label[0].isascii() else ''}{self.label}"

    @property
    def slug(self) -> str:
        """The last part of the kind, as it stands in addresses."""
        return self.kind.partition(".")[2]

    def url_name(self, page: str = "") -> str:
        """Full name of one of the sheet's pages: "people:import_roster_check"."""
        return f"{self.room}:import_{self.slug}" + (f"_{page}" if page else "")

    def known_names(self) -> list[str]:
        """Every header the sheet answers to."""
        return [name for item in self.fields for name in item.names]

    def label_of(self, name: str, otherwise: str) -> str:
        """What the page of the columns calls a field; `otherwise` for a name that is none."""
        return next((item.label for item in self.fields if item.name == name), otherwise)

    def words_of(self, name: str, value: Any) -> Any:
        """A stored value as people write it in the field of that name, or the value itself."""
        say = next((getattr(item.parse, "say", None) for item in self.fields if item.name == name), None)
        return say(value) if say is not None and value not in (None, "") else value

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        for item in self.fields:
            if item.name == name:
                return item
        raise KeyError(name)


SHEETS: dict[str, Sheet] = {}
