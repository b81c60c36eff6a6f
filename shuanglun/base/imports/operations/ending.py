"""The end of what an import keeps: an upload given up, an upload that nobody finished, an undo that has lapsed.

Personal values stay as long as somebody can still use them, and no longer: the cells of an upload for
`IMPORT_KEEP_DAYS`, the former values that an undo needs for `IMPORT_UNDO_DAYS`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shuanglun.base.audit import operation
from shuanglun.base.imports.models import Batch, BatchProblem, BatchRow, locked, uploads
from shuanglun.base.imports.rules import COMMITTED, ENDED, FLOW, UNDONE, WAITING
from shuanglun.base.imports.sheet import Sheet

ORPHAN = timedelta(days=1)
"""A file that belongs to no batch was left by a process that died; younger ones may be in the making."""


def cancel(*, sheet: Sheet, batch: Batch) -> Batch:
    """Give an upload up."""
    batch = locked(batch)
    FLOW.move(batch, "cancel")
    return wipe(batch)


def wipe(batch: Batch) -> Batch:
    """Delete every cell and former value that the batch still holds, and save it. Runs inside an operation."""
    batch.forget_cells()
    batch.wiped_at = timezone.now()
    batch.save()
    BatchProblem._base_manager.filter(batch=batch).delete()
    BatchRow._base_manager.filter(batch=batch, before__isnull=False).update(before=None)
    transaction.on_commit(lambda: batch.path.unlink(missing_ok=True))
    return batch


def tidy(now: datetime) -> int:
    """Wipe every batch whose time has come, and files that belong to none; returns how many batches. To repeat it
    changes nothing."""
    done = sum(_lapse(batch=batch, now=now) is not None for batch in _due(now))
    kept = set(Batch._base_manager.filter(state__in=WAITING).values_list("stored", flat=True))
    for path in uploads().iterdir():
        if path.name not in kept and path.stat().st_mtime < (now - ORPHAN).timestamp():
            path.unlink(missing_ok=True)
    return done


def _due(now: datetime) -> QuerySet[Batch]:
    keep, undo = timedelta(days=settings.IMPORT_KEEP_DAYS), timedelta(days=settings.IMPORT_UNDO_DAYS)
    return Batch._base_manager.filter(
        Q(state__in=WAITING, created_at__lt=now - keep)
        | Q(state=COMMITTED, committed_at__lt=now - undo)
        | Q(state__in=(UNDONE, *ENDED)),
        wiped_at=None,
    )


@operation("imports.tidy", label="清理过期的导入内容")
def _lapse(*, batch: Batch, now: datetime) -> Batch:
    batch = locked(batch)
    if batch.state in WAITING:
        FLOW.move(batch, "expire")
    return wipe(batch)
