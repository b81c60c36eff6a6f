"""Screens of the snapshots room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.evidence.snapshots import operations, pages, rules
from shuanglun.evidence.snapshots.forms import FreezeForm
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.queries import COMPUTE_JOB, FREEZE_JOB, VERIFY_JOB, is_stalled
from shuanglun.evidence.snapshots.tables import SnapshotTable

VIEW, FREEZE = "snapshots.view", "snapshots.freeze"


@screen(VIEW)
def snapshots(request: HttpRequest) -> HttpResponse:
    """All snapshots."""
    return list_screen(
        request, SnapshotTable, Snapshot.objects.all(), title="证据快照",
        sub="某一期间的全部可计事实，冻结后不再改动；记录有更正时另冻结一份，并列出差别。",
        actions=[Action("冻结一个期间", "snapshots:freeze", right=FREEZE, primary=True, icon="ti-camera")],
    )  # fmt: skip


@screen(FREEZE)
def freeze(request: HttpRequest) -> HttpResponse:
    """Ask for a snapshot; beside the form stands what goes into it."""
    today = timezone.localdate()
    return form_screen(
        request, FreezeForm, title="冻结一个期间", save=_queued, back=lambda row: row, submit="开始冻结",
        sub="在同一时刻读取各类记录，写成不可改动的文件并计算散列；不影响他人录入。",
        initial={"year": today.year - 1, "part": "Y"}, done_text=lambda row: f"已发起冻结 {row.name}",
        crumbs=[("证据快照", "snapshots:list"), ("冻结一个期间", None)], template="snapshots/freeze.html",
        inventory=pages.inventory(),
    )  # fmt: skip


def _queued(data: dict[str, Any]) -> Snapshot:
    row = operations.queue(year=data["year"], part=data["part"], at=timezone.now())
    enqueue(FREEZE_JOB, snapshot=row.pk)
    return row


@screen(VIEW)
@never_cache
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """One snapshot: progress while it is written, then files, sources, coverage, differences."""
    row: Snapshot = get_object_or_404(Snapshot.objects.all(), pk=pk)
    if request.headers.get("HX-Target") == "freezing":
        if not row.is_open or is_stalled(row):
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "snapshots/snapshot.html#progress", pages.progress(row))
    return detail_screen(
        request, title=f"证据快照 {row.name}", sub=pages.words(row), actions=pages.actions(row),
        crumbs=[("证据快照", "snapshots:list"), (row.name, None)], template="snapshots/snapshot.html",
        **pages.context(row),
    )  # fmt: skip


@screen(FREEZE)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry a freeze on that was cut off."""
    row: Snapshot = get_object_or_404(Snapshot.objects.all(), pk=pk)
    rules.may_repeat(row.is_open and not is_stalled(row), row.is_frozen).or_refuse()
    enqueue(FREEZE_JOB, snapshot=row.pk)
    return redirect(row)


@screen(VIEW)
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Hash the files anew."""
    row: Snapshot = get_object_or_404(Snapshot.objects.frozen(), pk=pk)
    return redirect(enqueue(VERIFY_JOB, snapshot=row.pk))


@screen("goals.report")
@require_POST
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand figures down to the computed KPIs of the year."""
    row: Snapshot = get_object_or_404(Snapshot.objects.frozen(), pk=pk)
    return redirect(enqueue(COMPUTE_JOB, snapshot=row.pk))
