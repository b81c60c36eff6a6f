"""Everything that writes a job's row.

These are not acts in the sense of the trail: what a job does, it does through the operations of its room, and those
leave the entries. Only a cancel is an act of a person, and so is audited.
"""

from __future__ import annotations

from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import operation
from shuanglun.base.jobs import board
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.rules import CANCELLED, DONE, FAILED, FLOW, QUEUED, RUNNING

INTERRUPTED = "后台进程中断，任务没有完成；已开始的写入已整体撤回。可以重新执行。"


def cancel(*, job: Job) -> Job:
    """Stop a waiting job at once, a running one at its next step.

    The wish goes up before the transaction opens: a running job may hold the only write lock until it has read it.
    """
    FLOW.may(job, "cancel").or_refuse()
    board.ask_to_cancel(job.pk)
    return withdraw(job=job)


@operation("jobs.view", act="jobs.cancel", label="取消后台任务")
def withdraw(*, job: Job) -> Job:
    """Record that the actor gave the job up."""
    Job._base_manager.filter(pk=job.pk, state=QUEUED).update(state=CANCELLED, finished_at=timezone.now())
    job.refresh_from_db(from_queryset=Job._base_manager.all())
    if not job.is_open:  # nobody is left to hear the wish
        board.wipe(job.pk)
    return job


def start(*, job_id: int, worker: str) -> Job | None:
    """Take a waiting job; None when it was cancelled or another worker was faster."""
    taken = Job._base_manager.filter(pk=job_id, state=QUEUED).update(
        state=RUNNING, worker=worker, started_at=timezone.now()
    )
    return Job._base_manager.get(pk=job_id) if taken else None


def finish(*, job: Job, note: board.Note, result_url: str | None) -> None:
    """The job did its work."""
    _end(job, DONE, note, result_url=result_url or "")


def fail(*, job: Job, note: board.Note, error: str) -> None:
    """The job could not do its work; `error` tells the user why and what to do."""
    _end(job, FAILED, note, error=error)


def stop(*, job: Job, note: board.Note) -> None:
    """The job heard the wish to cancel."""
    _end(job, CANCELLED, note)


def _end(job: Job, state: str, note: board.Note, **values: str) -> None:
    Job._base_manager.filter(pk=job.pk, state=RUNNING).update(
        state=state,
        done=note.done,
        total=note.total,
        message=note.message[:200],
        finished_at=timezone.now(),
        **values,
    )
    board.wipe(job.pk)


def recover() -> int:
    """End the jobs whose worker died in the middle; returns how many. Runs when a worker starts."""
    with acting(Actor.system("jobs")):
        dead = [job for job in Job.objects.filter(state=RUNNING) if not board.is_alive(job.worker)]
    for job in dead:
        fail(job=job, note=board.read(job.pk) or board.Note(), error=INTERRUPTED)
    return len(dead)
