"""How the trail names a row and tells its columns."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from django.db import models
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query_utils import DeferredAttribute

from shuanglun.base.audit.canonical import plain

AS_IT_IS = frozenset({str, int, bool, type(None)})


@cache
def _app_and_model(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}:{model._meta.model_name}:"


def label(row: models.Model, key: Any = None) -> str:
    """How the trail names a row: app:model:pk; `key` stands for the pk of a row that was deleted."""
    return f"{_app_and_model(row.__class__)}{row.pk if key is None else key}"


@cache
def personal(model: type[models.Model]) -> tuple[str, ...]:
    """Columns of which the trail keeps commitments only."""
    return tuple(getattr(model, "PERSONAL", ()))


@cache
def untold(model: type[models.Model]) -> frozenset[str]:
    """Columns that the trail leaves out, commitments included: a commitment of few possible values is found by trying."""
    return frozenset(getattr(model, "UNTOLD", ()))


@cache
def _columns(model: type[models.Model]) -> tuple[tuple[str, bool, Decimal | None], ...]:
    """Each column in the order of canonical JSON: its name, whether the row's dictionary holds its value as it is
    (a sealed one must be opened by its descriptor), and the step of a decimal."""
    return tuple(
        (
            column.attname,
            type(model.__dict__.get(column.attname, DeferredAttribute(column)))
            in (DeferredAttribute, ForeignKeyDeferredAttribute),
            Decimal(1).scaleb(-column.decimal_places) if isinstance(column, models.DecimalField) else None,
        )
        for column in sorted(model._meta.concrete_fields, key=lambda column: column.attname)
        if column.attname not in untold(model)
    )


def state(row: models.Model) -> dict[str, Any]:
    """The row's stored columns as they stand in memory, decimals with the places that the database keeps; without those
    that are not told."""
    values = row.__dict__
    told = {}
    for name, is_direct, step in _columns(row.__class__):
        value = values[name] if is_direct and name in values else getattr(row, name)
        if step is not None and value is not None:
            value = Decimal(str(value)).quantize(step)
        told[name] = value if value.__class__ in AS_IT_IS else plain(value)
    return told
