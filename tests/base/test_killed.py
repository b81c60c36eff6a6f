"""Nothing is lost (design D1, A5): writers are killed with `kill -9` at random moments while others write. Whatever they
were told was written is there, what was cut leaves nothing, and the trail is gapless and whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from shuanglun.records.organization.models import Unit
from tests.oracle import trail

WRITER = """
import sys
import django
django.setup()
from datetime import date
from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import note, operation
from shuanglun.records.organization.models import Unit

def unit(code):
    return Unit(code=code, name=code, path="/", order=0, opened_on=date(2015, 1, 1))

@operation("test.open", act="test.open")
def open_(*, code):
    row = unit(code)
    row.save()
    return row

@operation("test.open", act="test.open_two")
def open_two(*, code):
    return open_(code=code), open_(code=f"{code}b")

@operation("test.open", act="test.open_many")
def open_many(*, code):
    note.batch("many", Unit.objects.bulk_create([unit(f"{code}.{number}") for number in range(20)]))

@operation("test.open", act="test.rename")
def rename(*, unit):
    unit.name += "'"
    unit.save(update_fields=["name"])
    return unit

with acting(Actor.system("test")):
    print("ready", flush=True)
    for number in range(10**6):
        code = f"{sys.argv[1]}-{number}"
        act = (open_, open_two, open_many)[number % 3]
        act(code=code)
        rename(unit=Unit.objects.earliest("id"))
        print(code, flush=True)
"""


class Writer:
    """A process that writes and says after each act that it is done."""

    def __init__(self, name: str, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", WRITER, name], env=environment, stdout=subprocess.PIPE, text=True
        )

    def wait(self) -> None:
        assert self.process.stdout and self.process.stdout.readline() == "ready\n"

    def kill(self) -> list[str]:
        """End it without warning; returns what it was told is written."""
        self.process.send_signal(signal.SIGKILL)
        said, _ = self.process.communicate()
        return [line for line in said.split("\n")[:-1] if line]


@pytest.fixture
def start(child_environment) -> Callable[[str], Writer]:
    return lambda name: Writer(name, child_environment)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kills", "writers"),
    [(3, 2), pytest.param(30, 4, marks=[pytest.mark.nightly, pytest.mark.timeout(3600)])],
)
def test_what_was_acknowledged_before_a_kill_is_there_and_the_trail_is_whole(start, kills, writers):
    chance, acknowledged = random.Random(kills), set()
    running = [start(f"w{number}") for number in range(writers)]
    for writer in running:
        writer.wait()
    for number in range(kills):
        time.sleep(chance.uniform(0.1, 1.0))
        victim = running.pop(chance.randrange(len(running)))
        acknowledged.update(victim.kill())
        running.append(start(f"k{number}"))
        running[-1].wait()
        still_whole()
    for writer in running:
        acknowledged.update(writer.kill())
    assert len(acknowledged) > kills
    codes = still_whole()
    assert {code if int(code.rpartition("-")[2]) % 3 < 2 else f"{code}.19" for code in acknowledged} <= codes
    assert {f"{code}b" for code in acknowledged if int(code.rpartition("-")[2]) % 3 == 1} <= codes


def still_whole() -> set[str]:
    """The log is sound while the others write, and tells exactly the rows there are; returns their codes."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        assert list(trail.problems(cursor)) == []
        told = {name for name in trail.replayed(cursor) if name.startswith("organization:unit:")}
        rows = dict(Unit._base_manager.values_list("pk", "code"))
    assert told == {f"organization:unit:{key}" for key in rows}
    return set(rows.values())
