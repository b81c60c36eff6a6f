"""Freezing: whole, exact, reproducible, cancellable."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit.models import Entry
from shuanglun.base.jobs import Cancelled
from shuanglun.base.periods import year
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.facts import EXEMPTIONS, FACTS, KPIS, MEASURES, SUBJECTS, Manifest, Table
from shuanglun.evidence.snapshots import catalogue, freeze, opening, operations, plan
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.tests.factories import AT, BEGINS, ENDS, make_house, make_snapshot

pytestmark = pytest.mark.django_db(transaction=True)


def read(snapshot: Snapshot, table: Table) -> list[tuple[Any, ...]]:
    with acting(Actor.system("test")), opening.opened(snapshot) as evidence:
        return [tuple(row.values()) for row in evidence.rows(table)]


def queued(**values: Any) -> Snapshot:
    with acting(Actor.system("test")):
        return operations.queue(**{"year": 2025, "part": "Y", "at": AT} | values)


def left_behind() -> list[str]:
    return [path.name for path in freeze.home().iterdir()]


def test_everything_of_the_period_is_frozen_and_nothing_else() -> None:
    house = make_house()
    rows, member, colleague = house.rows, f"person:{house.member.pk}", f"person:{house.colleague.pk}"
    snapshot = make_snapshot()
    assert (snapshot.name, snapshot.state, snapshot.directory) == ("2025Y-01", "frozen", "snapshots/2025Y-01")
    expected = {
        ("came", member, "life.attendance", date(2025, 1, 1), 1, 1, "life:attendance"),
        ("absent", member, "life.attendance", date(2025, 12, 31), 0, 1, "life:attendance"),
        ("leave", member, "life.attendance", date(2025, 3, 1), 0, 1, "life:attendance"),
        ("exempt", member, "life.attendance", date(2025, 4, 1), 0, 1, "life:attendance"),
        ("lecture", member, "life.attendance", date(2025, 5, 1), 1, 1, "life:attendance"),
        ("lecture_unmeasured", member, "life.attendance", date(2025, 6, 1), 1, 1, "life:attendance"),
        ("lecture", member, "study.minutes", date(2025, 5, 1), 90, None, "life:attendance"),
        ("studied", member, "study.minutes", date(2025, 8, 1), 45, None, "learning:studyrecord"),
        ("nothing_studied", colleague, "study.minutes", date(2025, 1, 1), 0, None, "learning:studyrecord"),
        ("closed", member, "life.rectification", date(2025, 2, 1), 1, 1, "life:issueitem"),
        ("late", member, "life.rectification", date(2025, 2, 1), 0, 1, "life:issueitem"),
        ("open", member, "life.rectification", date(2025, 2, 1), 0, 1, "life:issueitem"),
        ("service", colleague, "life.volunteer", date(2025, 7, 1), 1, None, "life:volunteerservice"),
        ("february", member, "work.attendance", date(2025, 2, 28), 17, 18, "people:workmonth"),
        ("all_exempt", member, "work.attendance", date(2025, 12, 31), 0, 0, "people:workmonth"),
        ("done", member, "study.modules", date(2025, 9, 1), 1, 1, "learning:modulerecord"),
        ("undone", member, "study.modules", date(2025, 9, 1), 0, 1, "learning:modulerecord"),
        ("task", member, "work.tasks", date(2025, 5, 1), 1, 1, "goals:keytask"),
        ("task_late", member, "work.tasks", date(2025, 5, 1), 0, 1, "goals:keytask"),
        ("outcome", colleague, "work.outcomes", date(2025, 5, 1), 1235, None, "goals:outcome"),
        ("conduct", member, "survey.conduct", date(2025, 12, 20), 8765, 9, "surveys:publishedmean"),
        ("capability", member, "survey.capability", date(2025, 12, 20), 9000, 9, "surveys:publishedmean"),
    }
    assert set(read(snapshot, FACTS)) == {(*row[1:-1], f"{row[-1]}:{rows[row[0]].pk}") for row in expected}
    assert snapshot.facts == len(expected)


def test_subjects_kpis_exemptions_and_measures() -> None:
    house = make_house()
    rows, member, colleague = house.rows, house.member, house.colleague
    snapshot = make_snapshot()
    who = (f"person:{member.pk}", f"person:{colleague.pk}")
    branch, path = str(member.branch_id), member.branch_path
    assert set(map(str, read(snapshot, SUBJECTS))) == {
        str((who[0], "person", str(member.unit_id), member.unit_path, branch, path,
             ["management", "member", "secretary"], BEGINS, ENDS)),
        str((who[1], "person", str(member.unit_id), member.unit_path, None, None,
             ["non_member", "specialist"], BEGINS, ENDS)),
    }  # fmt: skip
    assert set(read(snapshot, KPIS)) == {
        (f"kpi:{rows[name].pk}", who[0], 5000, *values, f"goals:kpiresult:{rows[name].pk}")
        for name, values in {
            "kpi": ("higher", 0, 12_345_678_901_234, 1),
            "kpi_without": ("lower", 100_000, 25_000, None),
        }.items()
    }
    exempt = f"life:attendance:{rows['exempt'].pk}"
    assert set(read(snapshot, EXEMPTIONS)) == {
        (who[0], None, BEGINS, date(2025, 2, 1), None, f"people:exemption:{rows['sick'].pk}"),
        (who[1], "work.attendance", date(2025, 3, 1), date(2025, 4, 1), None, f"people:exemption:{rows['duty'].pk}"),
        (who[0], "life.attendance", date(2025, 4, 1), date(2025, 4, 2), exempt, exempt),
    }
    assert {row[0] for row in read(snapshot, MEASURES)} == set(catalogue.MEASURES)


def test_the_manifest_and_the_row_agree_and_the_trail_tells() -> None:
    make_house()
    snapshot = make_snapshot()
    manifest = Manifest.read(opening.folder(snapshot))
    assert (manifest.begins, manifest.ends, manifest.sha256) == (BEGINS, ENDS, snapshot.sha256)
    assert manifest.catalogue == snapshot.catalogue == catalogue.version()
    assert set(manifest.timings) == {"read", "write"}
    assert snapshot.counts["persons"] == {"subjects": 2, "covered": 2, "outside": 0}
    with acting(Actor.system("test")):
        acts = list(Entry.objects.order_by("seq").values_list("act", "object"))
    name = f"snapshots:snapshot:{snapshot.pk}"
    assert acts == [("snapshots.queue", name), ("snapshots.start", name), ("snapshots.freeze", name)]
    assert sorted(path.name for path in opening.folder(snapshot).iterdir()) == sorted(
        ["subjects.parquet", "measures.parquet", "facts.parquet", "kpis.parquet", "exemptions.parquet", "manifest.json"]
    )


def test_the_same_records_give_the_same_hash_and_a_correction_is_told() -> None:
    house = make_house()
    first, again = make_snapshot(), make_snapshot()
    assert (first.name, again.name, again.sha256) == ("2025Y-01", "2025Y-02", first.sha256)
    assert again.counts["changes"] == {"since": "2025Y-01", "rows": []}
    house.rows["absent"].presence = "present"
    house.rows["absent"].save()
    house.rows["service"].delete()
    corrected = make_snapshot()
    assert corrected.sha256 != first.sha256
    assert corrected.counts["changes"] == {
        "since": "2025Y-02",
        "rows": [["life.attendance", 1, 1], ["life.volunteer", 0, 1]],
    }


def test_an_empty_house_can_be_frozen() -> None:
    snapshot = make_snapshot()
    assert (snapshot.facts, snapshot.persons) == (0, 0)
    assert read(snapshot, FACTS) == read(snapshot, SUBJECTS) == []


@pytest.mark.parametrize("step", [1, 5, 15, 22])
def test_a_cancelled_freeze_leaves_nothing(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    make_house()
    snapshot, seen = queued(), []

    def tell(done: int, total: int, message: str) -> None:
        seen.append(done)
        if done >= step:
            raise Cancelled

    monkeypatch.setattr(plan, "TICK_SECONDS", 0.001)
    with acting(Actor.system("test")), pytest.raises(Cancelled):
        operations.freeze(snapshot=snapshot, progress=tell)
    snapshot = Snapshot._base_manager.get(pk=snapshot.pk)
    assert (snapshot.state, snapshot.directory, left_behind()) == ("cancelled", "", [])
    assert seen == sorted(seen)


def test_a_child_that_dies_leaves_nothing_and_can_be_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    make_house()
    snapshot = queued()
    monkeypatch.setattr(freeze, "CHILD", "shuanglun.no_such_module")
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="意外结束"):
        operations.freeze(snapshot=snapshot, progress=lambda *_: None)
    failed = Snapshot._base_manager.get(pk=snapshot.pk)
    assert (failed.state, left_behind()) == ("failed", [])
    assert "没有留下半成品" in failed.failure
    monkeypatch.undo()
    with acting(Actor.system("test")):
        done = operations.freeze(snapshot=failed, progress=lambda *_: None)
    assert (done.state, done.failure, done.name) == ("frozen", "", "2025Y-01")


def test_a_query_that_fails_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = queued()
    broken = plan.queries
    monkeypatch.setattr(plan, "queries", lambda period: broken(period) | {"posts": "SELECT 1 FROM no_such_table"})
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="读取记录时出错"):
        operations.freeze(snapshot=snapshot, progress=lambda *_: None)
    assert (Snapshot._base_manager.get(pk=snapshot.pk).state, left_behind()) == ("failed", [])


def test_the_child_never_imports_django_and_the_parent_never_the_driver() -> None:
    child = (
        "import sys, shuanglun.evidence.snapshots.child as c; print(any(n.startswith('django') for n in sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", child], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    assert answer.stdout == "False\n"
    make_snapshot()
    assert not [name for name in sys.modules if name.startswith("adbc_driver_sqlite")]


def test_the_child_starts_without_what_it_never_uses() -> None:
    child = (
        "import sys, shuanglun.evidence.snapshots.child as c; sys.meta_path.insert(0, c.Without());"
        "from adbc_driver_sqlite import dbapi; print({'pandas', 'polars'} & set(sys.modules))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", child], capture_output=True, text=True, check=True, cwd=settings.BASE_DIR
    )
    assert answer.stdout == "set()\n"


def test_a_killed_freeze_is_swept_by_the_next_and_one_at_work_is_left_alone() -> None:
    (freeze.home() / ".freezing-2024Y-01-dead").mkdir()
    at_work = freeze.home() / ".freezing-2024Y-02-busy"
    at_work.mkdir()
    with subprocess.Popen(
        ["flock", "--exclusive", str(at_work), "sh", "-c", "echo locked; read line"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout and holder.stdout.readline() == "locked\n"
        make_snapshot()
        assert sorted(left_behind()) == [at_work.name, "2025Y-01"]


def test_the_child_ends_when_its_parent_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parent's end of the pipe is closed, as after `kill -9`; the next line of progress tells the child."""
    monkeypatch.setattr(plan, "TICK_SECONDS", 0.01)
    order = plan.order(year(2025), tmp_path, None, "")
    child = subprocess.Popen(
        [sys.executable, "-m", freeze.CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR, text=True,
    )  # fmt: skip
    assert child.stdin and child.stdout
    child.stdout.close()
    child.stdin.write(json.dumps(order))
    child.stdin.close()
    assert child.wait(60) == 1
    assert not (tmp_path / "manifest.json").exists()


@pytest.mark.parametrize("change", ["name = 'x'", "sha256 = 'x'", "state = 'failed'", "counts = '{}'", "facts = 1"])
def test_the_database_keeps_a_frozen_snapshot(change: str) -> None:
    frozen = Snapshot._base_manager.create(
        name="2025Y-01", begins_on=BEGINS, ends_on=ENDS, state="frozen", sha256="0" * 64, directory="x",
        frozen_at=AT, created_at=AT, created_by="测试", counts={"a": 1},
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="已冻结"), connection.cursor() as cursor:
        cursor.execute(f"UPDATE snapshots_snapshot SET {change}")
    with pytest.raises(DatabaseError, match="已冻结"), transaction.atomic():
        frozen.delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE snapshots_snapshot SET problems = '[]', verified_at = NULL")


def test_files_are_read_only() -> None:
    snapshot = make_snapshot()
    assert {path.stat().st_mode & 0o777 for path in Path(opening.folder(snapshot)).iterdir()} == {0o444}
