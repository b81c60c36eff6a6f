"""Freezing, seen from the parent: start the child, pass its progress on, give the finished folder its name.

Nothing here writes the database, so no lock is held while millions of rows are read. The child writes into a folder
with a temporary name; only a complete one is renamed, in one step. Whatever goes wrong, the temporary folder goes.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from shuanglun.base.periods import Period
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import plan
from shuanglun.evidence.snapshots.child import sync

CHILD = "shuanglun.evidence.snapshots.child"
FOLDER = "snapshots"
UNFINISHED = ".freezing-"
log = structlog.get_logger(__name__)
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Frozen:
    """What a finished freeze leaves behind; `directory` is relative to the data folder."""

    directory: str
    sha256: str
    catalogue: str
    counts: dict[str, Any]


def home() -> Path:
    """The folder of all snapshots."""
    path = Path(settings.DATA_DIR) / FOLDER
    path.mkdir(parents=True, exist_ok=True)
    return path


def freeze(name: str, period: Period, *, former: str | None, created_at: str, tell: Tell) -> Frozen:
    """Write the snapshot `name`. `tell(done, total, message)` may raise to cancel; then nothing is left.

    Raises RefusedError with words for the screen when the child could not do its work.
    """
    final = home() / name
    if final.exists():  # a former attempt was renamed, but its row was never written
        shutil.rmtree(final)
    with _draft(name) as draft:
        order = plan.order(period, draft, home() / former if former else None, created_at)
        answer = _carried_out(order, tell)
        draft.rename(final)
    sync(final.parent)
    return Frozen(f"{FOLDER}/{name}", answer["sha256"], order["catalogue"], answer["counts"])


@contextmanager
def _draft(name: str) -> Iterator[Path]:
    """A folder that is gone afterwards, unless it was renamed. It is locked as long as this process works on it, so
    that folders of processes that were killed can be told from those in use, and swept."""
    _sweep()
    draft = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{name}-", dir=home()))
    handle = os.open(draft, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        os.close(handle)


def _sweep() -> None:
    for path in home().glob(f"{UNFINISHED}*"):
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:  # its owner has just finished
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(handle)


def _carried_out(order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Run the child to its end. It is killed and waited for whenever this function is left early."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("SHUANGLUN_")}
    env["PYTHONPATH"] = str(settings.BASE_DIR)
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, env=env, encoding="utf-8",
        )  # fmt: skip
        try:
            return _heard(process, order, tell)
        except EOFError:
            process.wait()
            complaints.seek(0)
            log.error("freeze child died", code=process.returncode, stderr=complaints.read().decode()[-4000:])
            raise RefusedError("冻结进程意外结束，没有留下半成品；请重试，仍不行请联系系统管理员。") from None
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()


def _heard(process: subprocess.Popen[str], order: dict[str, Any], tell: Tell) -> dict[str, Any]:
    assert process.stdin and process.stdout
    try:
        process.stdin.write(json.dumps(order))
        process.stdin.close()
    except BrokenPipeError:
        raise EOFError from None
    for line in process.stdout:
        word = json.loads(line)
        if "error" in word:
            log.error("freeze failed", error=word["error"])
            raise RefusedError(_why(word["error"]))
        if "sha256" in word:
            process.wait()
            return word
        tell(word["done"], word["total"], word["message"])
    raise EOFError


def _why(error: str) -> str:
    if "No space left" in error or "ENOSPC" in error:
        return "磁盘空间不足，冻结没有完成，也没有留下半成品；请清理磁盘后重试。"
    if "CanonicalError" in error:
        return "有记录的代码中含制表符、换行或反斜杠，无法冻结；请在导入批次中找到并更正。"
    return "读取记录时出错，冻结没有完成，也没有留下半成品；请重试，仍不行请联系系统管理员。"
