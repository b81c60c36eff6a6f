"""Acts on snapshots, and the freeze itself, which is several acts with the reading of the records in between."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from shuanglun.base.actor import current, using
from shuanglun.base.audit import note, operation
from shuanglun.base.jobs import Cancelled
from shuanglun.base.periods import Period
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import opening, queries, rules, verify
from shuanglun.evidence.snapshots.choices import FLOW, QUEUED
from shuanglun.evidence.snapshots.freeze import Frozen, Tell
from shuanglun.evidence.snapshots.freeze import freeze as written
from shuanglun.evidence.snapshots.models import Snapshot

RIGHT = "snapshots.freeze"
LOST = "后台任务已取消或中断，没有留下半成品。"


@operation(RIGHT, act="snapshots.queue", label="申请冻结快照")
def queue(*, year: int, part: str, at: datetime) -> Snapshot:
    """Ask for a snapshot of a period (`choices.Part`): it gets its name and waits. One of a period at a time."""
    on = timezone.localdate(at)
    rules.sees_the_house(current(), RIGHT).or_refuse()
    period = rules.period_of(year, part, on)
    assert period.until is not None  # every part of a year ends
    rules.may_freeze(period, on).or_refuse()
    for other in Snapshot.objects.open().of_period(period.from_, period.until):
        if not queries.is_stalled(other):
            raise RefusedError(f"{other.name} 正在冻结同一期间，请等它完成或先取消它。")
        _end(other, "fail", LOST)
        note(other)
    code = rules.code_of(year, part, period)
    name = rules.next_name(code, Snapshot.objects.filter(name__startswith=code).values_list("name", flat=True))
    return Snapshot.objects.create(
        name=name, begins_on=period.from_, ends_on=period.until, state=QUEUED, created_by=current().name, created_at=at
    )


@operation(RIGHT, act="snapshots.start", label="开始冻结快照")
def start(*, snapshot: Snapshot) -> Snapshot:
    """The worker begins. Refused when another worker is writing the same snapshot."""
    if queries.is_taken(snapshot):
        raise RefusedError(f"{snapshot.name} 正在由另一任务冻结，请等它完成。")
    FLOW.move(snapshot, "start")
    snapshot.failure = ""
    snapshot.save(update_fields=["state", "failure"])
    return snapshot


@operation(RIGHT, act="snapshots.freeze", label="冻结快照")
def finish(*, snapshot: Snapshot, frozen: Frozen, at: datetime) -> Snapshot:
    """The files are complete and in place: from now on the snapshot is evidence."""
    FLOW.move(snapshot, "finish")
    snapshot.directory, snapshot.sha256, snapshot.catalogue = frozen.directory, frozen.sha256, frozen.catalogue
    snapshot.counts, snapshot.frozen_at = frozen.counts, at
    snapshot.facts = sum(rows for measure, _, rows, _ in frozen.counts["sources"] if measure != "work.kpi")
    snapshot.persons = frozen.counts["persons"]["subjects"]
    snapshot.save()
    return snapshot


@operation(RIGHT, act="snapshots.fail", label="冻结失败")
def fail(*, snapshot: Snapshot, reason: str) -> Snapshot:
    """The freeze did not come to its end; nothing was left behind."""
    return _end(snapshot, "fail", reason)


@operation(RIGHT, act="snapshots.cancel", label="取消冻结")
def cancel(*, snapshot: Snapshot) -> Snapshot:
    """Somebody gave the freeze up; nothing was left behind."""
    return _end(snapshot, "cancel", "")


def _end(snapshot: Snapshot, step: str, reason: str) -> Snapshot:
    FLOW.move(snapshot, step)
    snapshot.failure = reason[:400]
    snapshot.save(update_fields=["state", "failure"])
    return snapshot


def freeze(*, snapshot: Snapshot, progress: Tell) -> Snapshot:
    """Carry a queued snapshot to its end. Must not run inside a transaction: the reading takes its time, and an open
    write transaction would keep everybody else waiting. Safe to repeat after an interruption."""
    with using(RIGHT):
        if snapshot.is_frozen:
            return snapshot
        start(snapshot=snapshot)
        earlier = queries.former(snapshot)
        period = Period(snapshot.begins_on, snapshot.ends_on)
        try:
            frozen = written(
                snapshot.name, period, former=earlier.name if earlier else None,
                created_at=timezone.now().isoformat(timespec="seconds"), tell=progress,
            )  # fmt: skip
        except Cancelled:
            cancel(snapshot=snapshot)
            raise
        except RefusedError as refusal:
            fail(snapshot=snapshot, reason=refusal.reason)
            raise
        except BaseException:
            fail(snapshot=snapshot, reason=LOST)
            raise
        return finish(snapshot=snapshot, frozen=frozen, at=timezone.now())


@operation("snapshots.view", act="snapshots.verify", label="校验快照")
def record_check(*, snapshot: Snapshot, problems: list[str], at: datetime) -> Snapshot:
    """Keep what a check of the files found."""
    snapshot.problems, snapshot.verified_at = problems, at
    snapshot.save(update_fields=["problems", "verified_at"])
    return snapshot


def check(*, snapshot: Snapshot, progress: Tell) -> Snapshot:
    """Hash every file anew and record the finding."""
    if not snapshot.is_frozen:
        raise RefusedError(f"快照 {snapshot.name} 还没有冻结完成，无法校验。")
    found: list[Any] = verify.problems(opening.folder(snapshot), snapshot.sha256, progress)
    return record_check(snapshot=snapshot, problems=found, at=timezone.now())
