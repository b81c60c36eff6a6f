"""The worker as a process of its own, as `make run` starts it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend

from shuanglun.base.actor import acting
from shuanglun.base.jobs import board, enqueue, operations
from shuanglun.base.jobs.models import Job
from shuanglun.base.jobs.registry import KINDS, Kind
from shuanglun.base.jobs.tests.conftest import WANG

SCRIPT = """
import sys, time
import django
django.setup()
from shuanglun.base.jobs import job
@job("test.slow", label="慢")
def slow(progress, *, steps):
    for step in range(steps):
        progress(step, steps, "慢慢来")
        time.sleep(0.05)
from django.core.management import call_command
call_command("worker", "--interval", "0.1", *sys.argv[1:])
"""
pytestmark = pytest.mark.usefixtures("queue")


@pytest.fixture
def queue(monkeypatch) -> Iterator[None]:
    """Jobs wait for a worker, as in production."""
    monkeypatch.setitem(KINDS, "test.slow", Kind("test.slow", "慢", lambda progress, steps: None))
    usual = task_backends["default"]
    task_backends["default"] = DatabaseBackend("default", {})
    yield
    task_backends["default"] = usual


@pytest.fixture
def start_worker(child_environment) -> Iterator[Callable[..., subprocess.Popen]]:
    started = []

    def start(*options: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *options], env=child_environment, stdout=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def ask(steps: int) -> Job:
    with acting(WANG):
        return enqueue("test.slow", steps=steps)


def wait_until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < limit, "waited 30 s in vain"
        time.sleep(0.05)


def state(job: Job) -> str:
    return Job._base_manager.values_list("state", flat=True).get(pk=job.pk)


def test_the_worker_does_what_waits_and_ends(start_worker):
    jobs = [ask(1), ask(2)]
    assert [state(job) for job in jobs] == ["queued", "queued"]
    assert start_worker("--batch").wait(30) == 0
    assert [state(job) for job in jobs] == ["done", "done"]


def test_progress_is_seen_and_a_cancel_heard_from_outside(start_worker):
    job = ask(2000)
    start_worker()
    wait_until(lambda: (note := board.read(job.pk)) is not None and note.done > 0)
    job.refresh_from_db(from_queryset=Job._base_manager.all())
    with acting(WANG):
        operations.cancel(job=job)
    wait_until(lambda: state(job) == "cancelled")


def test_sigterm_lets_the_job_in_hand_end(start_worker):
    job = ask(10)
    worker = start_worker()
    wait_until(lambda: state(job) == "running")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    assert state(job) == "done"


def test_after_kill_9_the_next_worker_says_so_and_goes_on(start_worker):
    lost, waiting = ask(2000), ask(1)
    worker = start_worker()
    wait_until(lambda: state(lost) == "running")
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert state(lost) == "running"
    assert start_worker("--batch").wait(30) == 0
    assert (state(lost), state(waiting)) == ("failed", "done")
