"""Asking for a job: the row and the worker's task are written together, above the runner and its operations."""

from __future__ import annotations

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from shuanglun.base.actor import current, right_in_use, using
from shuanglun.base.jobs import board
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.registry import kind
from shuanglun.base.jobs.rules import FLOW, REPEATABLE
from shuanglun.base.jobs.runner import run
from shuanglun.base.verdicts import RefusedError


def enqueue(name: str, **arguments: Any) -> Job:
    """Ask for a job as the current actor; the worker takes it once the caller's transaction has committed."""
    actor = current()
    with transaction.atomic():
        job = Job._base_manager.create(
            kind=name,
            label=kind(name).label,
            arguments=json.loads(json.dumps(arguments, cls=DjangoJSONEncoder)),
            actor=actor.to_json(),
            account_id=actor.account_id,
            person_id=actor.person_id,
            right=right_in_use() or "",
        )
        board.wipe(job.pk)
        run.enqueue(job_id=job.pk)
    job.refresh_from_db(from_queryset=Job._base_manager.all())
    return job


def again(*, job: Job) -> Job:
    """Ask once more for a job that failed or was cancelled, as the current actor, under its right."""
    if job.state not in REPEATABLE:
        raise RefusedError(f"任务{FLOW.states[job.state]}，不必重新执行；未完成或已取消的任务才可以。")
    with using(job.right):
        return enqueue(job.kind, **job.arguments)
