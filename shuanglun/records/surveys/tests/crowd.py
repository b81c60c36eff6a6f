"""Web processes for trials: forked from one that is ready, as the real web server does, and killed at any moment.

    crowd = Crowd(folder, child_environment)
    pid = crowd.fork("cast", "w1", seed)      works through folder/ballots.json until it is done or killed
    crowd.said("w1")                          what it had acknowledged by then, a line each

A worker begins once `folder/go` exists. Its lines are written past all buffers: what is written was answered.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

ISSUE, CAST = "issue", "cast"
TASKS = {ISSUE: "tickets.json", CAST: "ballots.json"}
REFUSED = "refused"


class Crowd:
    """The process that forks the others; it never opens the database itself."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        command = [sys.executable, "-m", "shuanglun.records.surveys.tests.crowd", str(folder)]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            start_new_session=True,
        )  # fmt: skip
        assert self._ask({}) == "ready"

    def _ask(self, order: dict[str, Any]) -> str:
        assert self.process.stdin and self.process.stdout
        if order:
            self.process.stdin.write(json.dumps(order) + "\n")
        return self.process.stdout.readline().strip()

    def give(self, task: str, work: list[Any]) -> None:
        """What the workers of a task work through, each in an order of its own."""
        (self.folder / TASKS[task]).write_text(json.dumps(work))

    def go(self) -> None:
        (self.folder / "go").touch()

    def fork(self, task: str, name: str, seed: int) -> int:
        return int(self._ask({"task": task, "name": name, "seed": seed}))

    def kill(self, pid: int) -> None:
        """SIGKILL, whatever it does at the moment."""
        os.kill(pid, signal.SIGKILL)
        self.wait(pid)

    def wait(self, pid: int) -> int:
        """Its exit code; -9 when it was killed."""
        return int(self._ask({"wait": pid}))

    def said(self, name: str = "*") -> list[list[str]]:
        """Whole lines only: of the last one a kill may have left a part."""
        return [
            line.split()
            for path in sorted(self.folder.glob(f"{name}.log"))
            for line in path.read_text().split("\n")[:-1]
        ]

    def end(self) -> None:
        """With all its workers, whose session is its own."""
        assert self.process.stdin and self.process.stdout
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


@contextmanager
def gathered(folder: Path, environment: dict[str, str]) -> Iterator[Crowd]:
    """A crowd that ends with the block."""
    crowd = Crowd(folder, environment)
    try:
        yield crowd
    finally:
        crowd.end()


# In the processes


def serve(folder: Path) -> None:
    """Fork and wait as told by lines of JSON, until there are no more."""
    import django

    django.setup()
    from shuanglun.records.surveys.tests import factories  # noqa: F401 -- loaded once, for all

    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            print(os.waitstatus_to_exitcode(os.waitpid(order["wait"], 0)[1]), flush=True)
            continue
        items = json.loads((folder / TASKS[order["task"]]).read_text())  # now: the next may get other ones
        pid = os.fork()
        if not pid:
            work(folder, items, **order)
            os._exit(0)
        print(pid, flush=True)


def work(folder: Path, items: list[Any], task: str, name: str, seed: int) -> None:
    """Work through the whole list, in an order of one's own, asking again as a browser does."""
    log = os.open(folder / f"{name}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    if seed:
        Random(seed).shuffle(items)
    while not (folder / "go").exists():
        time.sleep(0.002)
    for item in items:
        told = {ISSUE: issue, CAST: cast}[task](item)
        os.write(log, f"{item['name']} {told}\n".encode())


def issue(item: dict[str, Any]) -> str:
    """The blind signature."""
    from shuanglun.base.actor import acting, using
    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.models import RosterEntry
    from shuanglun.records.surveys.tests import factories as made

    entry = RosterEntry._base_manager.select_related("person").get(pk=item["name"])

    def ask() -> str:
        with acting(made.voter(entry.person)), using("surveys.vote"):
            return operations.issue(entry=entry, blinded=item["blinded"], at=made.DURING_ISSUE).signature

    return until_answered(ask)


def cast(item: dict[str, Any]) -> str:
    """Put a ballot into the box."""
    from shuanglun.records.surveys import operations
    from shuanglun.records.surveys.models import Campaign
    from shuanglun.records.surveys.tests import factories as made

    row = Campaign.objects.get(uid=item["campaign"])
    return until_answered(
        lambda: operations.cast(campaign=row, payload=item["payload"], at=made.DURING_CAST) and "taken"
    )


def until_answered(ask: Any) -> str:
    """Ask again while the signing process is away."""
    from shuanglun.base.verdicts import RefusedError
    from shuanglun.records.surveys.signer.client import SignerDown

    while True:
        try:
            return str(ask())
        except SignerDown:
            continue
        except RefusedError as refused:
            return f"{REFUSED} {refused.reason}"


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
