"""Values between a plan, a model's columns and the JSON that an undo needs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from shuanglun.base.audit.canonical import plain
from shuanglun.base.sealed import EncryptedTextField, Token

Column = models.Field


@cache
def column(model: type[models.Model], name: str) -> Column:
    """The concrete column behind a field name or attribute name ("unit", "unit_id")."""
    for item in model._meta.concrete_fields:
        if name in (item.name, item.attname):
            return item
    raise KeyError(f"{model._meta.label} has no column {name!r}")


def stored(item: Column, value: Any) -> Any:
    """A plan's value as the row will hold it after a round trip through the database. Raises ValidationError."""
    if isinstance(value, models.Model):
        return value.pk
    if value is None:
        if not item.null:
            raise ValidationError("不能为空")
        return None
    return _check_of(item)(item.to_python(value))


@cache
def _check_of(item: Column) -> Callable[[Any], Any]:
    """The check of one column, composed once: each of a hundred thousand values goes through it."""
    codes = frozenset(key for key, _ in item.flatchoices) if item.choices else None
    size = item.max_length if isinstance(item, models.CharField) else None
    place = Decimal(1).scaleb(-item.decimal_places) if isinstance(item, models.DecimalField) else None
    is_number = isinstance(item, models.DecimalField | models.IntegerField)

    def check(value: Any) -> Any:
        if place is not None and isinstance(value, Decimal):
            value = value.quantize(place)
        if size is not None and len(value) > size:
            raise ValidationError(f"有 {len(value)} 个字，最多 {size} 个", code="too_long")
        if is_number:
            item.run_validators(value)
        if codes is not None and value != "" and value not in codes:
            raise ValidationError(f"没有“{value}”这个选项")
        return value

    return check


def kept(row: models.Model, names: set[str] | list[str]) -> dict[str, Any]:
    """Columns of a row as JSON from which `restore` makes them again. Sealed values stay sealed."""
    out = {}
    for name in sorted(names):
        item = column(type(row), name)
        value = item.value_from_object(row)
        out[name] = None if value is None else item.value_to_string(row)
    return out


def restore(row: models.Model, before: dict[str, Any]) -> None:
    """Give a row the columns that `kept` kept (unsaved)."""
    for name, value in before.items():
        item = column(type(row), name)
        if isinstance(item, EncryptedTextField):
            setattr(row, name, Token(value) if value else value)
        else:
            setattr(row, name, None if value is None else item.to_python(value))


def fingerprint(row: models.Model) -> str:
    """SHA-256 of the columns of a row: equal as long as nobody changed it. Sealed columns are left out, since each
    writing seals anew; their blind index beside them tells of a change."""
    held = row.__dict__
    parts = [_as_text(held.get(name)) for name in _plain_names(type(row))]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@cache
def _plain_names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(item.attname for item in model._meta.concrete_fields if not isinstance(item, EncryptedTextField))


def _as_text(value: Any) -> str:
    if value is None:
        return "\x00"
    return str(plain(value)) if isinstance(value, datetime) else str(value)
