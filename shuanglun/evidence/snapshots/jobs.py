"""Jobs of this room: freezing and checking."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.jobs import Progress, job
from shuanglun.evidence.snapshots import handing, operations
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.queries import COMPUTE_JOB, FREEZE_JOB, VERIFY_JOB


@job(FREEZE_JOB, label="冻结快照")
def freeze(progress: Progress, *, snapshot: int) -> str:
    """Freeze a queued snapshot."""
    row: Snapshot = get_object_or_404(Snapshot.objects.all(), pk=snapshot)
    return operations.freeze(snapshot=row, progress=progress).get_absolute_url()


@job(VERIFY_JOB, label="校验快照")
def verify(progress: Progress, *, snapshot: int) -> str:
    """Hash the files of a snapshot anew."""
    row: Snapshot = get_object_or_404(Snapshot.objects.all(), pk=snapshot)
    return operations.check(snapshot=row, progress=progress).get_absolute_url()


@job(COMPUTE_JOB, label="计算目标 KPI")
def compute_kpis(progress: Progress, *, snapshot: int) -> str:
    """Hand the figures of a frozen snapshot down to the KPIs of its year that are computed."""
    row: Snapshot = get_object_or_404(Snapshot.objects.all(), pk=snapshot)
    handed = handing.hand_down(snapshot=row, at=timezone.now(), tell=progress)
    progress(handed.written + handed.left, handed.written + handed.left, handed.words)
    return row.get_absolute_url()
