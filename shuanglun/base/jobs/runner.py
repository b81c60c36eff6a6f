"""The third door: the worker opens `acting(actor)` for whoever asked, and runs the job."""

from __future__ import annotations

import structlog
from django_tasks import task

from shuanglun.base import gate
from shuanglun.base.actor import Actor, acting, using
from shuanglun.base.audit import Forbidden
from shuanglun.base.jobs import board, operations
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.progress import Cancelled, Progress
from shuanglun.base.jobs.registry import kind
from shuanglun.base.jobs.rules import is_in_site
from shuanglun.base.verdicts import RefusedError

log = structlog.get_logger(__name__)

worker_name = ""  # set by the worker command; empty when jobs run inside the request


@task()
def run(job_id: int) -> None:
    """Run one job to its end, whatever that is; only an interrupted process leaves it running."""
    job = operations.start(job_id=job_id, worker=worker_name)
    if job is None:
        return
    progress = Progress(job.pk)
    structlog.contextvars.bind_contextvars(job=job.pk, kind=job.kind)
    try:
        url = _work(job, progress)
    except Cancelled:
        operations.stop(job=job, note=progress.note)
    except RefusedError as refusal:
        operations.fail(job=job, note=progress.note, error=refusal.reason)
    except Forbidden:
        operations.fail(job=job, note=progress.note, error=_without_right(job))
    except (SystemExit, KeyboardInterrupt):
        operations.fail(job=job, note=progress.note, error=operations.INTERRUPTED)
        raise
    except Exception:
        log.exception("job failed")
        error = f"系统出错，任务没有完成，也没有留下半成品。请把任务编号 {job.pk} 告诉管理员。"
        operations.fail(job=job, note=progress.note, error=error)
    else:
        operations.finish(job=job, note=progress.note, result_url=url)
    finally:
        structlog.contextvars.unbind_contextvars("job", "kind")


def _without_right(job: Job) -> str:
    role = gate.role_words(job.actor["role"])
    return (
        f"“{role}”这一角色现在没有办理“{job.label}”的权限（授权可能已到期或收回），任务没有完成，也没有留下半成品。"
        "如仍需办理，请联系安全管理员授权后重新执行。"
    )


def _work(job: Job, progress: Progress) -> str | None:
    actor = gate.as_of_now(Actor.from_json(job.actor))
    if job.right and not actor.may(job.right):
        raise Forbidden(job.right)
    with acting(actor), using(job.right), gate.watching():
        url = kind(job.kind).function(progress, **job.arguments)
    if url and not is_in_site(url):
        raise ValueError(f"a job's result must stay on this site, not {url!r}")
    return url


def note_of(job: Job) -> board.Note:
    """How far a job is, live while it runs, as recorded afterwards."""
    return (board.read(job.pk) if job.is_open else None) or board.Note(job.done, job.total, job.message)
