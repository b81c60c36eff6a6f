"""The board: progress, cancel wishes and signs of life of running jobs, as small files beside the database.

They are not rows, because a job may hold one long write transaction (an import of 20,000 people): a row written in
it shows nothing until the end, and on SQLite nobody else can write a row meanwhile, not even a wish to cancel.
Web and worker share the data folder, as they already do for snapshots.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Note:
    """How far a job is: `done` of `total` (0 = unknown) and what it is doing, in the users' words."""

    done: int = 0
    total: int = 0
    message: str = ""


def folder() -> Path:
    """Where the board hangs; made on first use."""
    path = Path(settings.DATA_DIR) / "jobs"
    path.mkdir(parents=True, exist_ok=True)
    return path


def write(job_id: int, note: Note) -> None:
    """Put up a job's progress; a reader sees the old note or the new one, never half of one."""
    path = folder() / f"{job_id}.json"
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(note), ensure_ascii=False), encoding="utf-8")
    draft.replace(path)


def read(job_id: int) -> Note | None:
    """A running job's progress; None when nothing has been put up yet or the job has ended."""
    try:
        return Note(**json.loads((folder() / f"{job_id}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def ask_to_cancel(job_id: int) -> None:
    """Leave the wish that the running job stops at its next step."""
    (folder() / f"{job_id}.cancel").touch()


def is_cancel_asked(job_id: int) -> bool:
    """Whether somebody wishes the job to stop. Costs one `stat`."""
    return os.path.exists(f"{settings.DATA_DIR}/jobs/{job_id}.cancel")


def wipe(job_id: int) -> None:
    """Take the job's notes down."""
    for suffix in ("json", "draft", "cancel"):
        (folder() / f"{job_id}.{suffix}").unlink(missing_ok=True)


def sign_in(worker: str) -> int:
    """Hold a lock for as long as the worker process lives; the kernel lets go of it even after `kill -9`.

    The file gets its name when it is locked: a sweep of another worker must not take it for a dead one's."""
    draft = folder() / f"{worker}.signing"
    handle = os.open(draft, os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    draft.rename(draft.with_suffix(".lock"))
    return handle


def is_alive(worker: str) -> bool:
    """Whether the worker process still holds its lock."""
    path = folder() / f"{worker}.lock"
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: two who ask at once must not see each other
    except BlockingIOError:
        return True
    except FileNotFoundError:
        return False
    path.unlink(missing_ok=True)
    return False


def sweep() -> None:
    """Take down the locks of workers that are gone."""
    for path in folder().glob("*.lock"):
        is_alive(path.stem)
