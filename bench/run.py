"""A scoring run over 100,000 people in SQLite: how long it holds the one write lock, and how long others wait.

    python -m bench.run [--people 100000] [--keep]

Mark: the longest write transaction of the run at most 8 s, and no other writer turned away (they wait 20 s). A second
process writes a line every 50 ms all the while, as an office would, and keeps the longest wait. The database and its
frozen year are made once in var/bench (people and facts of `bench.freeze`); each measurement works on a copy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from bench import freeze, machine

FOLDER = freeze.FOLDER / "run"
MARK_SECONDS = 8
YEAR, ON = 2025, date(2026, 1, 5)
LOCK_WAIT_SECONDS = 20

WRITER = """
import json, sys, time
from pysqlite3 import dbapi2
database = dbapi2.connect(sys.argv[1], timeout=float(sys.argv[2]), isolation_level=None)
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE IF NOT EXISTS bench_line (at REAL)")
waits, refused = [], 0
print("ready", flush=True)
end = False
while not end:
    began = time.perf_counter()
    try:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO bench_line VALUES (?)", (time.time(),))
        database.execute("COMMIT")
    except dbapi2.OperationalError:
        refused += 1
    waits.append(time.perf_counter() - began)
    time.sleep(0.05)
    end = not sys.stdin.isatty() and __import__("select").select([sys.stdin], [], [], 0)[0]
print(json.dumps({"writes": len(waits), "refused": refused, "longest": max(waits), "waits": sorted(waits)[-5:]}))
"""


@dataclass
class Held:
    """Seconds of each write transaction of this process, by the wall and by the processor."""

    seconds: list[float]
    processor: list[float]

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Take the time between BEGIN and the end of COMMIT."""
        from django.db import connection as opened

        connection: Any = opened  # its BEGIN is no part of Django's published types
        begin, commit, started = connection._start_transaction_under_autocommit, connection.commit, [0.0, 0.0]

        def begun() -> None:
            begin()
            started[:] = time.perf_counter(), time.process_time()

        def committed() -> None:
            commit()
            self.seconds.append(time.perf_counter() - started[0])
            self.processor.append(time.process_time() - started[1])

        connection._start_transaction_under_autocommit, connection.commit = begun, committed
        try:
            yield
        finally:
            del connection._start_transaction_under_autocommit, connection.commit


@contextmanager
def another_writer(path: Path) -> Iterator[dict]:
    """A process that writes all the while; the dictionary holds what it met once the block has ended."""
    met: dict = {}
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(LOCK_WAIT_SECONDS)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    process.stdout.readline()
    try:
        yield met
    finally:
        met |= json.loads(process.communicate()[0])


def prepare() -> None:
    """Published schemes and a frozen year, by the product's own operations."""
    from django.db import connection
    from django.utils import timezone

    from shuanglun.base.actor import Actor, Grant, acting, using
    from shuanglun.evidence.indicators import operations as indicators
    from shuanglun.evidence.snapshots import operations as snapshots
    from shuanglun.evidence.snapshots.choices import Part

    rights = ("indicators.view", "indicators.edit", "indicators.publish")
    first, second = (
        Actor(f"bench {number}", number, "personnel", tuple(Grant(right, "unit", "/") for right in rights))
        for number in (1, 2)
    )
    indicators.ship(submitter=first, publisher=second, on=ON)
    with acting(Actor.system("bench")), using(snapshots.RIGHT):
        snapshot = snapshots.queue(year=YEAR, part=Part.YEAR, at=timezone.now())
        snapshots.freeze(snapshot=snapshot, progress=lambda *_: None)
    connection.close()  # the last to leave writes the log back into the file


def measure(path: Path) -> tuple[dict[str, float], Held, dict]:
    """One run from request to result: seconds of its parts, of its write transactions, and what the other writer met."""
    from django.utils import timezone

    from shuanglun.base.actor import Actor, acting, using
    from shuanglun.evidence.snapshots.models import Snapshot
    from shuanglun.scores.scoring import operations

    held, seconds = Held([], []), {}
    with acting(Actor.system("bench")), using(operations.RIGHT), another_writer(path) as met, held.watching():
        run = operations.request_run(
            name="bench", snapshot=Snapshot.objects.get(), drafts=[], trial=False, at=timezone.now()
        )
        wall, processor = time.perf_counter(), time.process_time()
        run = operations.carry_out(run=run, tell=lambda *_: None)
        seconds = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
    assert (run.state, run.people) != ("done", 0), run.failure
    return {**seconds, "people": run.people}, held, met


def main() -> int:
    """Exit code 1 when the mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="leave the written copy in var/bench/run")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    path, ready = FOLDER / f"work-{options.people}.sqlite3", FOLDER / f"ready-{options.people}.sqlite3"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shuanglun.front.site.settings", "SHUANGLUN_LOG_LEVEL": "ERROR",
        "SHUANGLUN_DATA": str(FOLDER / str(options.people)), "SHUANGLUN_DATABASE_URL": f"sqlite:///{path}",
    }  # fmt: skip
    Path(os.environ["SHUANGLUN_DATA"]).mkdir(exist_ok=True)
    for leftover in FOLDER.glob(f"{path.name}*"):
        leftover.unlink()
    if ready.exists():
        shutil.copy(ready, path)
    else:
        django.setup()
        freeze.synthesise(path, options.people)
        shutil.rmtree(FOLDER / str(options.people) / "snapshots", ignore_errors=True)
        prepare()
        shutil.copy(path, ready)
    django.setup()
    call_command("migrate", verbosity=0)
    print(machine.facts("django", "duckdb"))
    seconds, held, met = measure(path)
    longest = max(held.seconds)
    kept = longest <= MARK_SECONDS and not met["refused"]
    print(
        f"run: {seconds['people']:,} people in {seconds['wall']:.1f} s (processor {seconds['processor']:.1f} s); "
        f"write lock held {', '.join(f'{one:.2f}' for one in held.seconds)} s "
        f"(processor {', '.join(f'{one:.2f}' for one in held.processor)} s)\n"
        f"another writer: {met['writes']} writes, {met['refused']} turned away, longest wait {met['longest']:.2f} s; "
        f"mark {MARK_SECONDS} s: {'kept' if kept else 'MISSED'}"
    )
    if not options.keep:
        for leftover in [*FOLDER.glob(f"{path.name}*")]:
            leftover.unlink()
        shutil.rmtree(FOLDER / str(options.people) / "runs", ignore_errors=True)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
