"""Filters of a table: what the query string may ask, each checked before it touches a queryset."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from copy import copy
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

Apply = Callable[[QuerySet, Any], QuerySet]
Options = Iterable[tuple[Any, str]] | Callable[[], Iterable[tuple[Any, str]]]


class Filter:
    """Base of the filters. A declared filter is shared by all requests; `bind` makes this request's copy."""

    kind = ""

    def __init__(self, name: str, label: str, apply: Apply | None = None) -> None:
        self.name, self.label, self.apply = name, label, apply
        self.value: Any = ""

    def bind(self, params: QueryDict) -> Filter:
        """A copy that holds this request's checked value."""
        bound = copy(self)
        bound.value = bound.read(params)
        return bound

    def read(self, params: QueryDict) -> Any:
        """The checked value, or something false when nothing sensible was asked."""
        return params.get(self.name, "").strip()[:100].replace("\x00", "")

    @property
    def is_on(self) -> bool:
        """Whether the filter narrows this request."""
        return bool(self.value)

    def names(self) -> tuple[str, ...]:
        """The parameters the filter reads."""
        return (self.name,)

    def narrow(self, queryset: QuerySet) -> QuerySet:
        """The queryset without what the reader does not want."""
        if not self.is_on:
            return queryset
        return self.apply(queryset, self.value) if self.apply else self.default(queryset)

    def default(self, queryset: QuerySet) -> QuerySet:
        """What the filter does when no `apply` is given."""
        return queryset.filter(**{self.name: self.value})

    def words(self) -> str:
        """The filter in force, in words."""
        return f"{self.label}：{self.value}"


class Search(Filter):
    """Free text over some fields; a field without lookup is searched for containing the text."""

    kind = "search"

    def __init__(self, name: str, label: str, fields: Iterable[str] = (), apply: Apply | None = None) -> None:
        super().__init__(name, label, apply)
        self.fields = tuple(fields)

    def default(self, queryset: QuerySet) -> QuerySet:
        """Rows where any field matches."""
        return queryset.filter(reduce(or_, (Q(**{_lookup(field): self.value}) for field in self.fields)))

    def words(self) -> str:
        """What was typed; the label tells what may be typed, not what was found."""
        return f"搜索：{self.value}"


_LOOKUPS = ("exact", "iexact", "contains", "icontains", "startswith", "istartswith", "in")


def _lookup(field: str) -> str:
    return field if field.rpartition("__")[2] in _LOOKUPS else f"{field}__icontains"


class Choice(Filter):
    """One of some options; a value that is not among them is ignored.

    options: pairs (value, label), or a function returning them (asked once a request, under the reader's scope).
    field: ORM field compared with the value, when it differs from the name. blank: what it says when nothing is chosen.
    """

    kind = "choice"

    def __init__(
        self,
        name: str,
        label: str,
        options: Options = (),
        apply: Apply | None = None,
        field: str = "",
        blank: str = "",
    ) -> None:
        super().__init__(name, label, apply)
        self.blank = blank or f"全部{label}"
        self.source, self.field = options, field or name
        self.options: list[tuple[str, str]] = []

    def read(self, params: QueryDict) -> str:
        """The option asked for, if it is one."""
        source = self.source() if callable(self.source) else self.source
        self.options = [(str(value), str(label)) for value, label in source]
        wanted = super().read(params)
        return wanted if wanted in dict(self.options) else ""

    def default(self, queryset: QuerySet) -> QuerySet:
        """Rows whose field equals the value."""
        return queryset.filter(**{self.field: self.value})

    def words(self) -> str:
        """The option's label."""
        return f"{self.label}：{dict(self.options)[self.value]}"


class Only(Filter):
    """The rows of one record, asked for by a link from its page: not drawn, but named and dropped like the others.

    field: the ORM field that holds the record's key.
    """

    kind = "only"

    def __init__(self, name: str, label: str, field: str) -> None:
        super().__init__(name, label)
        self.field = field

    def read(self, params: QueryDict) -> str:
        """The key, if it can be one."""
        wanted = params.get(self.name, "")
        return wanted if wanted.isdecimal() and len(wanted) < 19 else ""

    def default(self, queryset: QuerySet) -> QuerySet:
        """Rows of that record."""
        return queryset.filter(**{self.field: int(self.value)})

    def words(self) -> str:
        """The label says it all."""
        return self.label


class DateRange(Filter):
    """Days from … to … (both included) of one field; parameters `<name>_from` and `<name>_to`."""

    kind = "dates"
    input_type, format = "date", "Y-m-d"

    def __init__(self, name: str, label: str, field: str = "", apply: Apply | None = None) -> None:
        super().__init__(name, label, apply)
        self.field = field or name

    def names(self) -> tuple[str, ...]:
        """Two parameters."""
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, params: QueryDict) -> tuple[date | None, date | None]:
        """The two days; something that is no day is ignored."""
        first, last = (_day(params.get(name, "")) for name in self.names())
        return (first, last)

    @property
    def is_on(self) -> bool:
        """Whether either day is given."""
        return any(self.value)

    def default(self, queryset: QuerySet) -> QuerySet:
        """Rows whose day lies within."""
        first, last = self.value
        queryset = queryset.filter(**{f"{self.field}__gte": first}) if first else queryset
        return queryset.filter(**{f"{self.field}__lte": last}) if last else queryset

    def words(self) -> str:
        """The two days in words."""
        first, last = self.value
        return f"{self.label}：{first or '最早'} — {last or '今'}"


class MonthRange(DateRange):
    """Months from … to … (both included) of a field that holds some day of the month."""

    input_type, format = "month", "Y-m"

    def read(self, params: QueryDict) -> tuple[date | None, date | None]:
        """The first day of the first month, the last day of the last one."""
        first, last = (_day(f"{params.get(name, '')[:7]}-01") for name in self.names())
        return (first, last and last.replace(day=monthrange(last.year, last.month)[1]))

    def words(self) -> str:
        """The two months in words."""
        first, last = (day and f"{day:%Y-%m}" for day in self.value)
        return f"{self.label}：{first or '最早'} — {last or '今'}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
