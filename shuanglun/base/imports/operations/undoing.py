"""Taking a batch back: only as long as nobody has touched or used what it wrote. Runs only inside an operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from shuanglun.base import bulk
from shuanglun.base.audit import note
from shuanglun.base.imports import values
from shuanglun.base.imports.models import Batch, BatchRow, locked
from shuanglun.base.imports.operations.ending import wipe
from shuanglun.base.imports.operations.writing import Tell, model_of, one_at_a_time
from shuanglun.base.imports.rules import FLOW, NEW, may_be_undone
from shuanglun.base.imports.sheet import LOOKUP_CHUNK, Sheet
from shuanglun.base.verdicts import Refused, RefusedError, Verdict

NAMED = 5
Pair = tuple[BatchRow, models.Model]


def may_undo(batch: Batch) -> Verdict:
    """Whether the batch is committed and what its undo needs is still kept; what it wrote is looked at later."""
    verdict = FLOW.may(batch, "undo")
    if isinstance(verdict, Refused) or batch.committed_at is None:
        return verdict
    wiped = batch.wiped_at is not None
    return may_be_undone(batch.committed_at, timezone.now(), settings.IMPORT_UNDO_DAYS, wiped=wiped)


def undo(*, sheet: Sheet, batch: Batch, tell: Tell) -> Batch:
    """Restore and delete what the batch wrote, all or nothing."""
    one_at_a_time(sheet.kind)
    batch = locked(batch)
    may_undo(batch).or_refuse()
    FLOW.move(batch, "undo")
    tell(0, batch.writes, "正在核对导入后的改动")
    restored, deleted = _take_back(sheet, batch)
    if sheet.finish is not None and restored:
        sheet.finish(restored)
    batch.undone_at = timezone.now()
    wipe(batch)
    if restored:
        note.batch(f"{sheet.kind} #{batch.pk} restored", restored)
    if deleted:
        note.batch(f"{sheet.kind} #{batch.pk} removed", deleted, gone=True)
    return batch


def _take_back(sheet: Sheet, batch: Batch) -> tuple[list[models.Model], list[models.Model]]:
    """Restore what the batch changed and delete what it created; returns both lists.

    Raises RefusedError naming what was changed since, what others refer to, what lies out of range, or the room's reason.
    """
    by_model: dict[str, list[BatchRow]] = defaultdict(list)
    for written in BatchRow._base_manager.filter(batch=batch).order_by("id").iterator(2000):
        by_model[written.model].append(written)
    pairs = {label: _present(label, rows) for label, rows in by_model.items()}
    if sheet.may_undo is not None:
        sheet.may_undo([row for found in pairs.values() for _, row in found]).or_refuse()
    created = {label: {written.key for written, _ in found if written.action == NEW} for label, found in pairs.items()}
    for label, keys in created.items():
        _refuse_if_used(model_of(label), keys, created, by_model[label])
    restored: list[models.Model] = []
    deleted: list[models.Model] = []
    for label in reversed(by_model):
        restored += _restore(model_of(label), pairs[label])
        deleted += _delete(model_of(label), [row for written, row in pairs[label] if written.action == NEW])
    return restored, deleted


def _keys(keys: Any) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), LOOKUP_CHUNK):
        yield ordered[start : start + LOOKUP_CHUNK]


def _present(label: str, written: list[BatchRow]) -> list[Pair]:
    """The rows as they stand, locked, each still as the batch left it."""
    model = model_of(label)
    rows: dict[int, models.Model] = {}
    seen: set[int] = set()
    for keys in _keys(item.key for item in written):
        rows |= model._base_manager.select_for_update().in_bulk(keys)
        seen |= set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    changed = [item for item in written if item.key not in rows or values.fingerprint(rows[item.key]) != item.after]
    if changed:
        raise RefusedError(f"不能撤销：导入之后又有改动的有 {_names(changed)}。请逐条更正，或先恢复这些改动。")
    if outside := [item for item in written if item.key not in seen]:
        raise RefusedError(f"不能撤销：{_names(outside)}不在您当前的管理范围内。")
    return [(item, rows[item.key]) for item in written]


def _names(written: list[BatchRow]) -> str:
    some = "、".join(f"第 {item.row_no} 行 {item.label}" for item in written[:NAMED])
    return some + (f" 等 {len(written)} 项" if len(written) > NAMED else "")


def _refuse_if_used(
    model: type[models.Model], keys: set[int], created: dict[str, set[int]], written: list[BatchRow]
) -> None:
    """Nothing outside the batch may refer to what it created."""
    relations: list[Any] = model._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        other = relation.related_model
        own = created.get(other._meta.label_lower, set())
        for chunk in _keys(keys):
            users = other._base_manager.filter(**{f"{relation.field.name}__in": chunk})
            for key, target in users.values_list("pk", relation.field.attname).iterator(2000):
                if key not in own:
                    item = next(item for item in written if item.key == target)
                    raise RefusedError(
                        f"不能撤销：第 {item.row_no} 行 {item.label} 已被“{other._meta.verbose_name}”使用。"
                        "请先撤销或删除后来的记录。"
                    )


def _restore(model: type[models.Model], pairs: list[Pair]) -> list[models.Model]:
    rows: list[models.Model] = []
    names: set[str] = set()
    for written, row in pairs:
        if written.action != NEW and written.before:
            values.restore(row, written.before)
            names |= set(written.before)
            rows.append(row)
    bulk.update(rows, names)
    return rows


def _delete(model: type[models.Model], rows: list[models.Model]) -> list[models.Model]:
    """Nothing refers to these rows, so no cascade needs to be collected; foreign keys stand guard at the commit."""
    for keys in _keys(row.pk for row in rows):
        queryset = model._base_manager.filter(pk__in=keys)
        queryset._raw_delete(queryset.db)
    return rows
