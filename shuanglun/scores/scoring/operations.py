"""Acts on runs, and the run itself, which is several acts with the computing in between. No act here touches a person's
standing, grade or post (G-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from shuanglun.base import bulk
from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.audit import Forbidden, note, operation
from shuanglun.base.jobs import Cancelled
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.indicators import queries as indicators
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots import opening
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.scores.scoring import computing, queries, rules
from shuanglun.scores.scoring.choices import RUN_FLOW
from shuanglun.scores.scoring.computing import Computed, Tell
from shuanglun.scores.scoring.models import Run, RunScheme, Score
from shuanglun.scores.scoring.rows import COLUMNS, Rows

RIGHT = "scoring.run"
CHUNK = 5000
SHARE_OF_BAR = (65, 95)
TAKEN_BACK = "发起人的计分权限已到期或收回，没有写入任何结果；有权限的人可以重新发起。"
LOST = "后台任务中断，没有留下半成品；可以在后台任务里重新执行。"


@operation(RIGHT, act="scoring.request", label="发起计分")
def request_run(*, name: str, snapshot: Snapshot, drafts: Sequence[SchemeVersion], trial: bool, at: datetime) -> Run:
    """Ask for a run: the schemes in force on the last day of the period are fixed now, with their hashes."""
    rules.has_a_name(name).or_refuse()
    rules.evidence_is_frozen(snapshot.is_frozen, snapshot.name).or_refuse()
    versions = queries.schemes_for(snapshot, drafts)
    schemes = [indicators.scheme_of(version) for version in versions]
    rules.has_schemes(schemes, queries.last_day(snapshot)).or_refuse()
    rules.uses_published([version.state for version in versions], trial).or_refuse()
    rules.schemes_do_not_meet(schemes).or_refuse()
    run = Run.objects.create(
        name=name.strip(), snapshot=snapshot, trial=trial, requested_by=current().name, requested_at=at
    )
    for version, scheme in zip(versions, schemes, strict=True):
        note(RunScheme.objects.create(run=run, version=version, sha256=scheme.digest))
    return run


@operation(RIGHT, act="scoring.start", label="开始计分")
def start(*, run: Run) -> Run:
    """The worker begins; what an interrupted attempt left is gone."""
    RUN_FLOW.move(run, "start")
    run.failure = ""
    run.save(update_fields=["state", "failure"])
    return run


@operation(RIGHT, act="scoring.run", label="完成计分")
def finish(*, run: Run, computed: Computed, rows: Rows, at: datetime, tell: Tell) -> Run:
    """Write the scores, all in one transaction; from now on the run is a result and is never edited."""
    RUN_FLOW.move(run, "finish")
    _insert(rows, tell)
    run.directory = str(computed.directory.relative_to(computing.home().parent))
    run.result_hash, run.engine_version, run.finished_at = computed.sha256, computed.engine, at
    run.people, run.unscored, run.lacking = rows.people, rows.unscored, rows.lacking
    run.summary = {**rows.tally.to_json(), "files": computed.files, "timings": computed.timings}
    run.save()
    note.batch(rows.batch)
    return run


def _insert(rows: Rows, tell: Tell) -> None:
    """Insert them all, some thousands at a time; `tell` may raise to cancel, and then nothing stays."""
    low, high = SHARE_OF_BAR
    for done in range(0, rows.people, CHUNK):
        tell(low + (high - low) * done // rows.people, 100, f"正在写入结果 {done:,} / {rows.people:,} 人")
        bulk.insert(Score, COLUMNS, rows.values[done : done + CHUNK])
    tell(high, 100, "正在留痕")


@operation(RIGHT, act="scoring.fail", label="计分失败")
def fail(*, run: Run, reason: str) -> Run:
    """The run did not come to its end; nothing was left behind."""
    return _end(run, "fail", reason)


@operation(RIGHT, act="scoring.cancel", label="取消计分")
def cancel(*, run: Run) -> Run:
    """Somebody gave the run up; nothing was left behind."""
    return _end(run, "cancel", "")


def _end(run: Run, step: str, reason: str) -> Run:
    RUN_FLOW.move(run, step)
    run.failure = reason[:400]
    run.save(update_fields=["state", "failure"])
    return run


@operation(RIGHT, act="scoring.verify", label="复算核对")
def record_check(*, run: Run, problems: Sequence[str], at: datetime) -> Run:
    """Keep what a recomputation found."""
    run.problems, run.verified_at = list(problems), at
    run.save(update_fields=["problems", "verified_at"])
    return run


def carry_out(*, run: Run, tell: Tell) -> Run:
    """Carry a requested run to its end. Must not run inside a transaction. Safe to repeat after an interruption."""
    with using(RIGHT):
        if run.state == "done":
            return run
        start(run=run)
        computing.remove(run.pk)
        try:
            return _carried_out(run, tell)
        except BaseException as error:
            _settle(Run.objects.get(pk=run.pk), error)
            raise


def _carried_out(run: Run, tell: Tell) -> Run:
    with computing.draft(run.pk) as folder:
        tell(0, 100, "正在核对快照与方案")
        schemes = [indicators.scheme_of(use.version) for use in queries.uses_of(run)]
        with opening.opened(run.snapshot) as evidence:
            present = computing.present(evidence.directory, queries.last_day(run.snapshot)).total()
            tell(5, 100, f"引擎正在计算 {present:,} 人、{run.snapshot.facts:,} 条事实")
            computed = computing.compute(evidence.directory, schemes, folder)
        tell(60, 100, f"正在整理 {computed.people:,} 人的结果")
        rows = Rows(run, folder, present)
        final = computing.place(run.pk)
        folder.rename(final)
    return finish(run=run, computed=replace(computed, directory=final), rows=rows, at=timezone.now(), tell=tell)


def _settle(run: Run, error: BaseException) -> None:
    if run.state == "done":  # interrupted after the scores were written: they stay
        return
    computing.remove(run.pk)
    if isinstance(error, Cancelled):
        cancel(run=run)
    elif isinstance(error, Forbidden):  # whoever asked may no longer touch the run, not even to end it
        with acting(Actor.system("发起人的权限已收回")):
            fail(run=run, reason=TAKEN_BACK)
    else:
        fail(run=run, reason=error.reason if isinstance(error, RefusedError) else LOST)


def check(*, run: Run, tell: Tell) -> Run:
    """Hash the files of a finished run, compute it once more from snapshot and schemes, and compare (C1)."""
    with using(RIGHT):
        if run.state != "done":
            raise RefusedError("这次计分还没有完成，无法复算。")
        tell(0, 100, "正在复算并比对散列")
        with opening.opened(run.snapshot) as evidence:
            found = computing.differences(queries.directory_of(run), evidence.directory, run.result_hash)
        return record_check(run=run, problems=found, at=timezone.now())
