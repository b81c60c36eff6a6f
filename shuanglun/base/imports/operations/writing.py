"""A draft into the database and back: bulk inserts, bulk updates, and the undo of both. Runs only inside an
operation, so inside its transaction."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from shuanglun.base import bulk
from shuanglun.base.audit.clashes import is_clash
from shuanglun.base.imports import values
from shuanglun.base.imports.models import Batch, BatchRow
from shuanglun.base.imports.planning import ALL, Draft, Item
from shuanglun.base.imports.rules import CHANGED, NEW, UNCHANGED
from shuanglun.base.imports.sheet import Problem, Sheet

CHUNK = 500
SHOWN = 120
Tell = Callable[[int, int, str], None]


def one_at_a_time(kind: str) -> None:
    """Let imports of one kind wait for each other until the transaction ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{kind}"])


def write(sheet: Sheet, draft: Draft, tell: Tell = lambda done, total, message: None) -> list[Problem]:
    """Write a draft. Returns what the database refused, row by row; then the caller must roll back."""
    total, done = len(draft.items), 0
    problems: list[Problem] = []
    for model, items in draft.groups():
        for wave in _waves(items):
            for chunk in _chunks(wave):
                done += len(chunk)
                tell(done, total, f"正在写入 {model._meta.verbose_name}")
                problems += _write_chunk(model, chunk)
    if sheet.finish is not None and not problems:
        sheet.finish([item.row for item in draft.items if item.action != UNCHANGED and item.row is not None])
    return problems


def _chunks(items: list[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _waves(items: list[Item]) -> Iterator[list[Item]]:
    """Items of one model, those that others of the same model lean on first."""
    waiting = [item for item in items if item.action != UNCHANGED]
    open_ = {id(item) for item in waiting if item.action == NEW}
    while waiting:
        ready: list[Item] = []
        later: list[Item] = []
        for item in waiting:
            (later if any(id(parent) in open_ for parent in item.waits.values()) else ready).append(item)
        if not ready:
            raise ValueError("targets of one model lean on each other in a circle")
        yield ready
        open_ -= {id(item) for item in ready}
        waiting = later


def _write_chunk(model: type[models.Model], items: list[Item]) -> list[Problem]:
    """Write some rows of one model; when the database refuses, halve until the guilty rows are found."""
    orphans = [item for item in items if any(parent.row is None for parent in item.waits.values())]
    items = [item for item in items if item not in orphans] if orphans else items
    if not items:
        return []
    try:
        with transaction.atomic():
            # Changes first: closing an open appointment makes room for the new one.
            _update(model, [item for item in items if item.action == CHANGED])
            _create(model, [item for item in items if item.action == NEW])
    except IntegrityError as error:
        for item in items:
            if item.action == NEW:
                item.row = None
        if len(items) == 1:
            return [_violation(items[0], error)]
        half = len(items) // 2
        return _write_chunk(model, items[:half]) + _write_chunk(model, items[half:])
    return []


def _create(model: type[models.Model], items: list[Item]) -> None:
    if not items:
        return
    decimals = [column for column in model._meta.concrete_fields if isinstance(column, models.DecimalField)]
    rows = []
    for item in items:
        parents = {name: parent.row.pk for name, parent in item.waits.items() if parent.row is not None}
        row = model(**(item.values | parents))
        for column in decimals:
            value = getattr(row, column.attname)
            if value is not None:  # a default of 0 comes back from the database as 0.0000
                setattr(row, column.attname, Decimal(value).quantize(Decimal(1).scaleb(-column.decimal_places)))
        rows.append(row)
    bulk.create(rows)
    for item, row in zip(items, rows, strict=True):
        item.row = row


def _update(model: type[models.Model], items: list[Item]) -> None:
    names: set[str] = set()
    for item in items:
        row = item.row
        if row is None:
            continue
        if item.before is None:
            item.before = values.kept(row, set(item.changes))
        for name, (_, new) in item.changes.items():
            parent = item.waits.get(name)
            setattr(row, name, parent.row.pk if parent is not None and parent.row is not None else new)
        names |= set(item.changes)
    bulk.update([item.row for item in items if item.row is not None], names)


def _violation(item: Item, error: IntegrityError) -> Problem:
    """A refused constraint in words: its own message where the model gives one, else the columns it is about."""
    text = str(error)
    for constraint in item.model._meta.constraints:
        if constraint.name in text and constraint.violation_error_message != constraint.default_violation_error_message:
            return Problem(item.target.row_no, ALL, str(constraint.violation_error_message).rstrip("。"), "请核对")
    columns = _columns_in(item.model, text)
    if is_clash(error):
        told = f"{item.label}与系统中已有的记录重复" + (f"（{columns}）" if columns else "")
        return Problem(item.target.row_no, ALL, told, "请核对是否写错，或先更正已有记录")
    rule = next((known.name for known in item.model._meta.constraints if known.name in text), "")
    told = f"{item.label}不符合数据规则" + (f" {rule}" if rule else "")
    return Problem(item.target.row_no, ALL, told, "请核对这一行的数值与起止日期")


def _columns_in(model: type[models.Model], text: str) -> str:
    found = re.findall(rf"\b{model._meta.db_table}\.(\w+)", text) or re.findall(r"\(([\w, ]+)\)=", text)
    names = {name for part in found for name in part.split(", ")}
    constraint = next((known for known in model._meta.constraints if known.name in text), None)
    names |= set(getattr(constraint, "fields", ()))
    return "、".join(
        str(column.verbose_name)
        for column in model._meta.concrete_fields
        if names & {column.name, column.attname, column.column}
    )


def remember(batch: Batch, draft: Draft) -> list[models.Model]:
    """Keep what an undo needs for every row written, and return those rows."""
    written = [item for item in draft.items if item.action != UNCHANGED and item.row is not None]
    bulk.insert(
        BatchRow,
        ("batch_id", "row_no", "label", "model", "key", "action", "before", "after"),
        (
            (
                batch.pk, item.target.row_no, item.label[:SHOWN], item.model._meta.label_lower, row.pk, item.action,
                None if item.before is None else json.dumps(item.before, ensure_ascii=False), values.fingerprint(row),
            )
            for item in written
            if (row := item.row) is not None
        ),
    )  # fmt: skip
    return [item.row for item in written if item.row is not None]


def model_of(label: str) -> type[models.Model]:
    """The model a batch row belongs to."""
    return apps.get_model(label)
