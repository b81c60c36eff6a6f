"""Jobs of this room: computing a run, and computing it once more to compare."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from shuanglun.base.jobs import Progress, job
from shuanglun.scores.scoring import operations
from shuanglun.scores.scoring.models import Run
from shuanglun.scores.scoring.queries import RUN_JOB, VERIFY_JOB


@job(RUN_JOB, label="计分")
def run(progress: Progress, *, run: int) -> str:
    """Carry a requested run to its end."""
    row = get_object_or_404(Run.objects.select_related("snapshot"), pk=run)
    operations.carry_out(run=row, tell=progress)
    return reverse("scoring:run", args=[run])


@job(VERIFY_JOB, label="复算核对")
def verify(progress: Progress, *, run: int) -> str:
    """Compute a finished run once more and compare the hashes."""
    row = get_object_or_404(Run.objects.select_related("snapshot"), pk=run)
    operations.check(run=row, tell=progress)
    return reverse("scoring:run", args=[run])
