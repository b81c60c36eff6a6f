"""What a job function is handed: a way to say how far it is, and to hear that it should stop."""

from __future__ import annotations

import time

from shuanglun.base.jobs import board

WRITE_EVERY_SECONDS = 0.25


class Cancelled(Exception):
    """Somebody asked the job to stop; whatever it was writing rolls back with its transaction."""


class Progress:
    """Call it as often as convenient: `progress(done, total, "正在导出 组织生活")`.

    Notes are put up at most four times a second and outside the caller's transaction. Raises Cancelled when the
    user asked to stop; let it pass, so that the open transaction rolls back.
    """

    def __init__(self, job_id: int | None = None) -> None:
        self.job_id = job_id
        self.note = board.Note()
        self._written = float("-inf")

    def __call__(self, done: int, total: int = 0, message: str = "") -> None:
        self.note = board.Note(done, total, message or self.note.message)
        if self.job_id is None:  # called without a job, by a command or a test
            return
        if board.is_cancel_asked(self.job_id):
            raise Cancelled
        now = time.monotonic()
        if now - self._written >= WRITE_EVERY_SECONDS:
            board.write(self.job_id, self.note)
            self._written = now
