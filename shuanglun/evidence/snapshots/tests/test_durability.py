"""Freezing while others write: no acknowledged commit is lost, and the snapshot is one moment.

The trap (SQLite): a second copy of the library in one process drops the POSIX locks of the first when it closes the
file, and then two processes write at once.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.db import connection, transaction

from shuanglun.base.actor import Actor, acting
from shuanglun.base.periods import year
from shuanglun.engine.facts import FACTS
from shuanglun.evidence.snapshots import freeze, opening, operations
from shuanglun.evidence.snapshots.tests.factories import AT, BEGINS, ENDS, make_snapshot
from shuanglun.records.goals.models import KeyTask
from shuanglun.records.learning.models import StudyRecord
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
WRITER = Path(__file__).with_name("writer.py")
LOCK_TRIAL = """
from pysqlite3 import dbapi2
import sys
connection = dbapi2.connect(sys.argv[1], timeout=0, isolation_level=None)
try:
    connection.execute("BEGIN IMMEDIATE")
except dbapi2.OperationalError as error:
    print(error)
else:
    print("got the write lock")
"""


@contextmanager
def writing(url: str, person: Person, first: int) -> Iterator[list[int]]:
    """A writer at work; afterwards the list holds the numbers whose commit it acknowledged."""
    acknowledged: list[int] = []
    with TemporaryFile("w+") as said:
        process = subprocess.Popen([sys.executable, str(WRITER), url, str(person.pk), str(first)], stdout=said)
        try:
            yield acknowledged
        finally:
            process.kill()
            process.wait()
            said.seek(0)
            acknowledged += map(int, said.read().split("\n")[:-1])


@pytest.mark.sqlite
def test_an_open_write_transaction_keeps_its_lock_across_a_freeze() -> None:
    from shuanglun.base.periods import Period

    person = make_person()
    with acting(Actor.system("test")):
        with transaction.atomic():
            StudyRecord.objects.create(person=person, title="未提交", on=date(2025, 5, 1), minutes=30)
            frozen = freeze.freeze("2025Y-01", Period(BEGINS, ENDS), former=None, created_at="", tell=lambda *_: None)
            assert frozen.counts["sources"] == []
            answer = subprocess.run(
                [sys.executable, "-c", LOCK_TRIAL, str(connection.settings_dict["NAME"])],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
            assert answer.stdout.strip() == "database is locked"
        assert StudyRecord.objects.get().title == "未提交"
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
        assert make_snapshot().facts == 1


def test_a_freeze_inside_an_open_write_transaction_sees_nothing_of_it_and_loses_nothing() -> None:
    """On both databases: what was committed before is frozen, what is open is not, and afterwards all of it stands."""
    person = make_person()

    def study(title: str) -> StudyRecord:
        return StudyRecord.objects.create(person=person, title=title, on=date(2025, 5, 1), minutes=30)

    with acting(Actor.system("test")):
        kept = study("先前已提交")
        with transaction.atomic():
            study("提交于冻结之后")
            kept.minutes = 45
            kept.save()
            frozen = freeze.freeze("2025Y-01", year(2025), former=None, created_at="", tell=lambda *_: None)
            study("冻结之后写入")
        folder = Path(settings.DATA_DIR) / frozen.directory
        assert [row["quantity"] for row in pq.read_table(folder / FACTS.file).to_pylist()] == [30]
        rows = dict(StudyRecord.objects.values_list("title", "minutes"))
        assert rows == {"先前已提交": 45, "提交于冻结之后": 30, "冻结之后写入": 30}
        assert make_snapshot().facts == 3


def test_no_acknowledged_commit_is_lost_and_each_snapshot_is_one_moment(child_environment: dict[str, str]) -> None:
    """Each commit writes one study record and one task, so a snapshot that saw two moments would hold unequal sums."""
    person, url = make_person(), child_environment["SHUANGLUN_DATABASE_URL"]
    with writing(url, person, 1_000_000) as first, writing(url, person, 2_000_000) as second:
        while StudyRecord._base_manager.filter(title__in=("1000000", "2000000")).count() < 2:
            time.sleep(0.05)
        snapshots = [make_snapshot() for _ in range(2)]
    with acting(Actor.system("test")):
        kept = {int(title) for title in StudyRecord.objects.values_list("title", flat=True)}
        assert kept == {int(title) for title in KeyTask.objects.values_list("title", flat=True)}
        assert len(first) > 1 and len(second) > 1
        assert set(first) | set(second) <= kept
        seen = []
        for snapshot in snapshots:
            with opening.opened(snapshot) as evidence:
                minutes = sum(row["quantity"] for row in evidence.rows(FACTS, measure="study.minutes"))
                assert minutes == len(evidence.rows(FACTS, measure="work.tasks")) > 0
                seen.append(minutes)
    assert seen[0] < seen[1]


@pytest.mark.sqlite
def test_a_database_that_nobody_has_open_can_be_frozen(tmp_path: Path) -> None:
    """The child opens read-only; in WAL mode it must still find its way without anybody else's shared memory."""
    from shuanglun.evidence.snapshots import plan

    make_person()
    copy = tmp_path / "copy.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM INTO '{copy}'")
    subprocess.run(
        [sys.executable, "-c", f"from pysqlite3 import dbapi2; dbapi2.connect({str(copy)!r}).execute('PRAGMA journal_mode=WAL')"],
        check=True,
    )  # fmt: skip
    with acting(Actor.system("test")), pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "database", lambda: plan.sqlite(copy))
        row = operations.queue(year=2025, part="Y", at=AT)
        assert operations.freeze(snapshot=row, progress=lambda *_: None).persons == 1
