"""The whole trail of a small institution, read by somebody else's program (`tests/oracle/trail.py`): the log is sound,
every row stands as the log left it, and what was changed past the system is found."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from shuanglun.front.demo.play import Play
from tests.fixtures.flush import _without_triggers
from tests.oracle import trail

EDITS = {  # direct edits of audited tables: column and another value
    "organization_unit": [("name", "改名"), ("order", 99), ("code", "X")],
    "people_person": [("staff_no", "X1"), ("name", "某人"), ("grade", "X")],
    "people_appointment": [("post_name", "X"), ("grade", "X"), ("from_on", "2001-01-01")],
    "life_attendance": [("presence", "exempt")],
    "life_meeting": [("state", "draft"), ("title", "X")],
    "learning_studyrecord": [("minutes", 1), ("title", "X"), ("on", "2001-01-01")],
    "goals_kpiresult": [("actual", 1), ("weight", 1), ("name", "X")],
    "surveys_publishedmean": [("mean", 1), ("opinions", 5), ("campaign", "X")],
    "scoring_score": [("political", 1), ("work_coverage", 1), ("groups", "X")],
    "scoring_run": [("people", 1), ("result_hash", "X"), ("name", "X")],
    "accounts_rolegrant": [("path", "/x/"), ("from_on", "2001-01-01"), ("range_label", "X")],
}


@pytest.fixture
def institution(settings, tmp_path, transactional_db):
    """Records, a snapshot and a run, all written by the product's own acts."""
    settings.DATA_DIR = tmp_path
    Play(people=60, years=1, seed=4, until=datetime.date(2025, 12, 31), tell=lambda *_: None).run()


def as_json(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return str(value) if isinstance(value, datetime.date | datetime.time | Decimal | UUID | float) else value


def standing(name: str) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """The row behind a name as JSON without what the trail does not tell, and its personal columns."""
    app, kind, key = name.split(":")
    model: type[models.Model] = apps.get_model(app, kind)
    row = model._base_manager.filter(pk=key).first()
    told = {column.attname for column in model._meta.concrete_fields} - set(getattr(model, "UNTOLD", ()))
    values = row and {name: as_json(getattr(row, name)) for name in told}
    return values, tuple(getattr(model, "PERSONAL", ()))


def strangers(*, only: str = "") -> list[str]:
    """Objects that do not stand as the log left them."""
    with connection.cursor() as cursor:
        last = trail.replayed(cursor)
    return [
        name
        for name, (left, salt) in last.items()
        if name.startswith(only) and not trail.agrees(name, left, salt, *standing(name))
    ]


def complaints() -> list[str]:
    with connection.cursor() as cursor:
        return list(trail.problems(cursor))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", [5, pytest.param(360, marks=pytest.mark.nightly)])
def test_somebody_else_s_reader_finds_the_trail_sound_and_misses_no_change(institution, rounds):
    assert complaints() == []
    with connection.cursor() as cursor:
        kinds = {name.rpartition(":")[0] for name in trail.replayed(cursor)}
    assert kinds >= {"people:person", "life:attendance", "goals:kpiresult", "scoring:score", "snapshots:snapshot"}
    assert strangers() == []
    for table, edits in EDITS.items():
        for column, value in edits:
            assert edited(table, column, value), (table, column)
    missed = [act for act in tamperings(rounds) if not tampered(act)]
    assert missed == []
    assert (complaints(), strangers()) == ([], [])


def edited(table: str, column: str, value: Any) -> list[str]:
    """What a replay finds after one cell was changed past the system; afterwards the cell is as before."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {quote(column)} FROM {table} WHERE {quote(column)} IS NOT NULL ORDER BY id LIMIT 1")
        key, before = cursor.fetchone() or pytest.fail(f"no row in {table} with {column}")
        set_ = f"UPDATE {table} SET {quote(column)} = %s WHERE id = %s"
        with _without_triggers(connection):
            cursor.execute(set_, [value, key])
            found = strangers(only=table.replace("_", ":") + f":{key}")
            cursor.execute(set_, [before, key])
    return [name for name in found if name == table.replace("_", ":") + f":{key}"]


def tamperings(rounds: int) -> Iterator[str]:
    """Eight ways to change the log, each at `rounds` places: texts, columns, leaves, gaps, parts, the head."""
    chance = random.Random(7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM audit_entry")
        (last,) = cursor.fetchone()
        cursor.execute("SELECT entry_id, position FROM audit_entryobject ORDER BY id")
        parts = cursor.fetchall()
    for _ in range(rounds):
        seq, (entry, place) = chance.randint(0, last), chance.choice(parts)
        other, part = (seq + chance.randint(1, last)) % (last + 1), f"entry_id = {entry} AND position = {place}"
        leaf = f"(SELECT leaf FROM audit_entry WHERE seq = {other})"
        yield f"""UPDATE audit_entry SET canonical = replace(canonical, '"role":"', '"role":"x') WHERE seq = {seq}"""
        yield f"UPDATE audit_entry SET actor = 'x' WHERE seq = {seq}"
        yield f"UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE seq = {seq}"
        yield f"UPDATE audit_entry SET leaf = {leaf} WHERE seq = {seq}"
        yield f"UPDATE audit_entry SET seq = {last + 9} WHERE seq = {seq}"
        yield f"UPDATE audit_entryobject SET object = 'x:y:1', after = {leaf} WHERE {part}"
        yield f"UPDATE audit_entryobject SET position = {10**6} WHERE {part}"
        yield f"UPDATE audit_head SET size = size - {chance.randint(1, last)}"


def tampered(sql: str) -> list[str]:
    """What the reader says after one statement past the triggers; afterwards the log is as before."""
    with _without_triggers(connection), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql)
                found = complaints()
                raise InterruptedError
        except InterruptedError:
            return found
