"""What is seen. Data scope sits on the manager: `objects = scoped(unit="unit_path")` adds the ranges which the
acting role holds for the right in use. No actor raises; no right in use sees nothing."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from shuanglun.base.actor import Actor, current, right_in_use


def within(path_field: str, path: str) -> Q:
    """Rows at or below a materialised path ending in "/": a half-open range that an index can serve.

    `startswith` scans; the range reads the index ("0" is the character after "/"). Path columns must sort bytewise
    (COLLATE "C" on PostgreSQL, see `PathField`).
    """
    if path == "/":
        return Q()
    return Q(**{f"{path_field}__gte": path, f"{path_field}__lt": path[:-1] + "0"})


class PathField(models.CharField):
    """A materialised path such as "/1/7/": bytewise collation on PostgreSQL, indexed, at most 200 characters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)

    def db_parameters(self, connection: Any) -> dict[str, Any]:
        """Ask PostgreSQL for the C collation; SQLite compares bytes anyway."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


Lookups = dict[str, str | tuple[str, ...]]
"""By kind of range: the lookup to the path or person, or several of which one must fit."""


class ScopedQuerySet(models.QuerySet):
    """Base of every room's QuerySet; verbs of a room are added in subclasses."""


class ScopedManager(models.Manager):
    """Adds the actor's ranges to every query."""

    lookups: Lookups = {}

    def get_queryset(self) -> models.QuerySet:
        """Rows the acting role may see under the right in use. Raises NoActor when nobody acts."""
        queryset = super().get_queryset()
        actor = current()
        if actor.everything:
            return queryset
        condition = _condition(actor, self.lookups)
        return queryset.none() if condition is None else queryset.filter(condition)


def _condition(actor: Actor, lookups: Lookups) -> Q | None:
    """The actor's ranges as one condition; None when the actor sees nothing here."""
    right = right_in_use()
    condition: Q | None = None
    for grant in actor.ranges(right) if right else ():
        if grant.path == "/" and grant.kind != "own":
            return Q()
        found = lookups.get(grant.kind, ())
        for lookup in (found,) if isinstance(found, str) else found:
            part = Q(**{lookup: grant.path}) if grant.kind == "own" else within(lookup, grant.path)
            condition = part if condition is None else condition | part
    return condition


def scoped(
    *,
    unit: str | tuple[str, ...] | None = None,
    party: str | tuple[str, ...] | None = None,
    own: str | tuple[str, ...] | None = None,
    queryset: type[ScopedQuerySet] = ScopedQuerySet,
) -> Any:
    """A manager that shows only what the acting role may see.

    Args:
        unit, party: lookups that lead to a materialised path (`"person__unit_path"`); several where one of them is
            enough.
        own: lookup that leads to the primary key of the person the row is about; several where several persons
            have a part in it (both sides of a talk).
        queryset: the room's QuerySet class with its verbs.
    """
    lookups: Lookups = {kind: path for kind, path in (("unit", unit), ("party", party), ("own", own)) if path}
    manager_class = type(f"{queryset.__name__}Manager", (ScopedManager.from_queryset(queryset),), {"lookups": lookups})
    return manager_class()
