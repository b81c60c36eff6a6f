"""Opening evidence as somebody, and finding out that it was tampered with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.facts import FACTS, KPIS, MEASURES, SUBJECTS, Manifest
from shuanglun.evidence.snapshots import opening, operations, verify
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.tests.factories import AT, House, make_house, make_snapshot, move
from shuanglun.records.people.tests.factories import make_unit

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = "scoring.view"


@pytest.fixture
def house() -> House:
    return make_house()


def seen(snapshot: Snapshot, *grants: tuple[str, str], right: str = RIGHT) -> set[str]:
    """Subjects whom an actor with these ranges finds in the facts."""
    actor = Actor("reader", grants=tuple(Grant(RIGHT, kind, path) for kind, path in grants))
    with acting(actor), using(right), opening.opened(snapshot) as evidence:
        assert not evidence.sees("person:999999")
        return {row["subject_id"] for row in evidence.rows(FACTS)}


def test_only_the_actors_subjects_are_seen(house: House) -> None:
    elsewhere = make_unit()
    move(house.colleague, date(2025, 7, 1), unit=elsewhere)
    snapshot = make_snapshot()
    member, colleague = f"person:{house.member.pk}", f"person:{house.colleague.pk}"
    assert seen(snapshot, ("unit", "/")) == {member, colleague}
    assert seen(snapshot, ("unit", house.member.unit_path)) == {member}
    assert seen(snapshot, ("unit", elsewhere.path)) == {colleague}
    assert seen(snapshot, ("party", house.member.branch_path)) == {member}
    assert seen(snapshot, ("own", str(house.colleague.pk))) == {colleague}
    assert seen(snapshot, ("own", str(house.colleague.pk)), ("unit", house.member.unit_path)) == {member, colleague}
    assert seen(snapshot) == set()
    assert seen(snapshot, ("unit", "/"), right="people.view") == set()


def test_rows_of_one_subject_and_measure(house: House) -> None:
    snapshot, member = make_snapshot(), f"person:{house.member.pk}"
    with acting(Actor.system("test")), opening.opened(snapshot) as evidence:
        assert [row["quantity"] for row in evidence.rows(FACTS, subjects=[member], measure="study.minutes")] == [90, 45]
        assert len(evidence.rows(KPIS, subjects=[member])) == 2
        assert [row["measure"] for row in evidence.rows(MEASURES, measure="work.kpi")] == ["work.kpi"]
        assert evidence.directory == opening.folder(snapshot)


def test_the_files_as_a_whole_are_for_those_who_see_the_house() -> None:
    snapshot = make_snapshot()
    part = Actor("head", grants=(Grant(RIGHT, "unit", "/1/"),))
    with acting(part), using(RIGHT), opening.opened(snapshot) as evidence, pytest.raises(opening.NotWhole):
        _ = evidence.directory


def test_an_unfinished_snapshot_is_not_opened() -> None:
    with acting(Actor.system("test")):
        row = operations.queue(year=2025, part="Y", at=AT)
        with pytest.raises(RefusedError, match="还没有冻结完成"), opening.opened(row):
            pass


def edit(path: Path, change: Callable) -> None:
    path.chmod(0o644)
    pq.write_table(change(pq.read_table(path)), path)


def set_quantity(table):
    index = table.schema.get_field_index("quantity")
    values = table.column(index).to_pylist()
    return table.set_column(index, table.schema.field(index), [[values[0] + 1, *values[1:]]])


TAMPERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a value": (lambda home: edit(home / "facts.parquet", set_quantity), "facts.parquet：内容被改动"),
    "a row less": (lambda home: edit(home / "facts.parquet", lambda table: table.slice(1)), "facts.parquet：应有"),
    "a file gone": (lambda home: (home / "kpis.parquet").unlink(), "kpis.parquet：文件不见了"),
    "a file cut": (
        lambda home: (home / "subjects.parquet").chmod(0o644) or (home / "subjects.parquet").write_bytes(b"PAR1"),
        "subjects.parquet：文件已损坏",
    ),
    "a file more": (lambda home: (home / "note.txt").write_text("x"), "note.txt：快照目录中的多余文件"),
}


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_is_found(house: House, name: str) -> None:
    snapshot = make_snapshot()
    tamper, words = TAMPERS[name]
    assert verify.problems(opening.folder(snapshot), snapshot.sha256) == []
    tamper(opening.folder(snapshot))
    with acting(Actor.system("test")):
        checked = operations.check(snapshot=snapshot, progress=lambda *_: None)
    assert checked.is_sound is False
    assert any(problem.startswith(words) for problem in checked.problems)


def test_a_rewritten_manifest_is_found(house: House) -> None:
    """Whoever changes a file and mends the manifest to match is caught by the hash in the database and the trail."""
    snapshot = make_snapshot()
    home = opening.folder(snapshot)
    edit(home / "facts.parquet", set_quantity)
    (home / "manifest.json").chmod(0o644)
    from shuanglun.engine.facts import seal

    seal(home, snapshot.begins_on, snapshot.ends_on, snapshot.catalogue)
    assert verify.problems(home, snapshot.sha256) == ["清单的散列与登记的不符，清单被换过。"]
    with acting(Actor.system("test")), pytest.raises(RefusedError, match="已停止使用"), opening.opened(snapshot):
        pass


def test_a_clumsily_edited_manifest_is_found(house: House) -> None:
    snapshot = make_snapshot()
    path = opening.folder(snapshot) / "manifest.json"
    path.chmod(0o644)
    data = json.loads(path.read_text())
    data["files"]["facts"]["rows"] += 1
    path.write_text(json.dumps(data))
    assert len(verify.problems(path.parent, snapshot.sha256)) == 1


def test_an_untouched_snapshot_is_sound(house: House) -> None:
    snapshot, told = make_snapshot(), []
    with acting(Actor.system("test")):
        checked = operations.check(snapshot=snapshot, progress=lambda *step: told.append(step))
    assert (checked.is_sound, checked.problems, len(told)) == (True, [], 5)
    assert Manifest.read(opening.folder(snapshot)).sha256 == checked.sha256


def test_where_one_was_on_the_last_day_decides(house: House) -> None:
    before = house.colleague.unit_path
    later = make_unit()
    move(house.colleague, date(2026, 1, 1), unit=later)
    snapshot = make_snapshot()
    with acting(Actor.system("test")), opening.opened(snapshot) as evidence:
        assert len(evidence.rows(SUBJECTS, subjects=[f"person:{house.colleague.pk}"])) == 1
    assert f"person:{house.colleague.pk}" in seen(snapshot, ("unit", before))
    assert seen(snapshot, ("unit", later.path)) == set()
