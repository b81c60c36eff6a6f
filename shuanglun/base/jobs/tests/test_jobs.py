import fcntl

import pytest

from shuanglun.base.actor import NoActor, acting, using
from shuanglun.base.audit.models import Entry
from shuanglun.base.jobs import Progress, asking, board, enqueue, operations
from shuanglun.base.jobs import progress as progress_module
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.tests.conftest import LI, SEEN, WANG
from shuanglun.base.verdicts import RefusedError

pytestmark = pytest.mark.django_db


def test_a_job_runs_as_the_actor_who_asked_and_under_the_same_right(as_wang):
    with using("people.import"):
        job = enqueue("test.good", year=2025)

    assert SEEN == {"actor": WANG, "right": "people.import", "year": 2025}
    assert (job.state, job.done, job.total, job.result_url) == ("done", 3, 3, "/snapshots/1/")
    assert job.message == "正在导出 组织生活"
    assert job.started_at <= job.finished_at
    assert board.read(job.pk) is None


def test_nobody_acting_asks_for_nothing():
    with pytest.raises(NoActor):
        enqueue("test.good", year=2025)


def test_a_refusal_reaches_the_user_in_words(as_wang):
    job = enqueue("test.refused")
    assert (job.state, job.error) == ("failed", "2025 年没有日历，请先导入工作日历")


@pytest.mark.parametrize("name", ["test.broken"])
def test_a_fault_shows_a_number_and_no_python(as_wang, name):
    job = enqueue(name)
    assert job.state == "failed"
    assert str(job.pk) in job.error
    assert "ZeroDivision" not in job.error


def test_a_result_elsewhere_is_a_fault(as_wang):
    job = enqueue("test.leads_away")
    assert (job.state, job.result_url) == ("failed", "")


def test_a_cancelled_job_says_so(as_wang):
    job = enqueue("test.hears_cancel")
    assert job.state == "cancelled"
    assert not board.is_cancel_asked(job.pk)


def waiting(actor=WANG) -> Job:
    return Job._base_manager.create(
        kind="test.good", label="试做", arguments={"year": 2024}, actor=actor.to_json(), person_id=actor.person_id
    )


def test_a_waiting_job_is_cancelled_at_once_and_leaves_an_entry(as_wang):
    job = operations.cancel(job=waiting())
    assert job.state == "cancelled"
    assert Entry._base_manager.get().act == "jobs.cancel"
    assert operations.start(job_id=job.pk, worker="w") is None
    assert not board.is_cancel_asked(job.pk)  # nobody is left to hear it


def test_a_job_that_ended_cannot_be_cancelled(as_wang):
    job = enqueue("test.good", year=2025)
    with pytest.raises(RefusedError, match="已完成"):
        operations.cancel(job=job)
    assert Entry._base_manager.count() == 0


def test_only_one_worker_takes_a_job():
    job = waiting()
    assert operations.start(job_id=job.pk, worker="a").worker == "a"
    assert operations.start(job_id=job.pk, worker="b") is None


def test_a_killed_worker_s_job_is_ended_and_a_living_one_s_is_not():
    board.sign_in("living")
    lost, kept = waiting(), waiting()
    operations.start(job_id=lost.pk, worker="killed")
    operations.start(job_id=kept.pk, worker="living")

    assert operations.recover() == 1
    states = {job.pk: (job.state, job.error) for job in Job._base_manager.all()}
    assert states == {lost.pk: ("failed", operations.INTERRUPTED), kept.pk: ("running", "")}


def test_a_failed_job_can_be_asked_for_again_and_a_done_one_cannot(as_wang):
    failed = enqueue("test.refused")
    assert asking.again(job=failed).pk != failed.pk
    with pytest.raises(RefusedError, match="不必重新执行"):
        asking.again(job=enqueue("test.good", year=2025))


def test_one_sees_one_s_own_jobs_only():
    mine, _ = waiting(WANG), waiting(LI)
    with acting(WANG):
        assert list(Job.objects.all()) == [mine]


def test_progress_is_written_at_most_four_times_a_second(monkeypatch):
    clock, written = [0.0], []
    monkeypatch.setattr(progress_module.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(board, "write", lambda job_id, note: written.append(note.done))
    progress = Progress(900001)
    for step in range(11):
        clock[0] = step / 10
        progress(step, 10, "…")
    assert written == [0, 3, 6, 9]


def test_locks_of_dead_workers_are_swept_and_a_living_one_s_stays():
    board.sign_in("still-here")
    dead = board.folder() / "long-gone.lock"
    dead.touch()
    board.sweep()
    assert not dead.exists()
    assert board.is_alive("still-here")


def test_two_who_ask_at_once_after_a_dead_worker_both_learn_it():
    dead = board.folder() / "gone.lock"
    dead.touch()
    with dead.open("rb") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        assert not board.is_alive("gone")


def test_a_worker_that_signs_in_is_never_taken_for_a_dead_one(monkeypatch):
    """Another worker sweeps just before the lock is taken: the file must not have its name yet."""
    taken = fcntl.flock

    def swept_before(handle, how):
        if how & fcntl.LOCK_EX:
            board.sweep()
        return taken(handle, how)

    monkeypatch.setattr(board.fcntl, "flock", swept_before)
    board.sign_in("just-now")
    assert board.is_alive("just-now")
