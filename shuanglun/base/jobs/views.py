"""Screens of one's own jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from shuanglun.base.jobs import asking, board, operations
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.rules import REPEATABLE, RUNNING
from shuanglun.base.jobs.runner import note_of
from shuanglun.base.jobs.tables import LAMPS, JobTable
from shuanglun.base.ui.screens import detail_screen, done, list_screen, screen

SCREEN = "jobs.view"


@screen(SCREEN)
def jobs(request: HttpRequest) -> HttpResponse:
    """All jobs one asked for."""
    sub = "较久的工作在后台进行，可以离开页面，完成后从这里打开结果。"
    return list_screen(request, JobTable, Job.objects.all(), title="后台任务", sub=sub)


@screen(SCREEN)
@never_cache
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how far it is, then its result. htmx asks for the part that moves until the job has ended."""
    row = get_object_or_404(Job.objects.all(), pk=pk)
    context = _moving(row)
    if request.headers.get("HX-Request"):
        return render(request, "jobs/job.html#progress", context)
    crumbs = [("后台任务", "jobs:list")]
    return detail_screen(request, title=row.label, crumbs=crumbs, template="jobs/job.html", **context)


@screen(SCREEN)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a job."""
    row = operations.cancel(job=get_object_or_404(Job.objects.all(), pk=pk))
    done(request, "已要求取消，任务将在下一步停下" if row.is_open else "任务已取消")
    return redirect(row)


@screen(SCREEN)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a job once more that did not come to its end."""
    return redirect(asking.again(job=get_object_or_404(Job.objects.all(), pk=pk)))


def _moving(row: Job) -> dict[str, Any]:
    """What changes while the job runs."""
    facts = [("任务编号", row.pk), ("发起时间", _minute(row.created_at))]
    if row.finished_at:
        facts += [("结束时间", _minute(row.finished_at)), ("最后进展", note_of(row).message or "—")]
    return {
        "job": row,
        "note": note_of(row),
        "is_lost": row.state == RUNNING and row.worker != "" and not board.is_alive(row.worker),
        "can_repeat": row.state in REPEATABLE,
        "lamp": LAMPS[row.state],
        "facts": facts,
    }


def _minute(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")
