"""No way leads from a person to a ballot (trust B8): not by any relation of the schema, and not by anything that a vote
leaves behind."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.audit.models import Entry, EntryObject, Head, Salt
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.models import Ballot, Envelope, RosterEntry
from shuanglun.records.surveys.tests import factories as made

BOX = (Ballot, Envelope)
COLUMNS = {
    Ballot: {"key", "campaign", "group", "marks", "salt", "words_digest", "proof"},
    Envelope: {"tag", "campaign", "sealed", "digest"},
}
PUBLIC = {"campaign", "group"}
"""Identifiers of a campaign and a group: the same for everybody in them."""
ALIKE = {
    ("surveys_slip", "key"): "a slip is printed for a group and drawn blindly; no row says who drew it",
    ("surveys_instrumentversion", "digest"): "hash of what is asked",
    ("surveys_release", "digest"): "hash of what is published",
    ("indicators_schemeversion", "digest"): "hash of a scheme of scores",
    ("audit_salt", "salt"): "of commitments in the trail",
}
"""Columns of other tables that share a name with one of the box, and why no value can be shared."""


def related() -> dict[type[models.Model], set[type[models.Model]]]:
    """Every relation of every model, in both directions, with the tables in between of many-to-many ones."""
    near: dict[type[models.Model], set[type[models.Model]]] = defaultdict(set)
    for model in apps.get_models(include_auto_created=True):
        near[model] |= set()
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation and field.related_model:
                near[model].add(field.related_model)
                near[field.related_model].add(model)
    return near


def reached(start: type[models.Model]) -> set[type[models.Model]]:
    near, found, ahead = related(), {start}, [start]
    while ahead:
        fresh = near[ahead.pop()] - found
        found |= fresh
        ahead += fresh
    return found


def leading_to_people() -> set[type[models.Model]]:
    """Tables from which some chain of relations, followed either way, ends at a person; and those that name people or
    sessions without a relation."""
    sessions = apps.get_model("sessions", "Session")
    axes = set(apps.get_app_config("axes").get_models())
    return reached(Person) | {Entry, EntryObject, Salt, Head, sessions} | axes


def test_no_chain_of_relations_leads_from_a_person_to_a_ballot():
    assert len(reached(Person)) > 30, "the walk walks"
    assert RosterEntry in reached(Person)
    for model in BOX:
        assert reached(model) == {model}, "nothing points to it, it points to nothing"
        assert model not in leading_to_people()


def test_the_box_has_no_column_of_time_place_person_or_order():
    for model in BOX:
        fields = model._meta.concrete_fields
        assert {field.name for field in fields} == COLUMNS[model]
        assert {type(field) for field in fields} <= {models.CharField, models.TextField, models.BinaryField}
        assert not model._meta.auto_field, "no number that counts up"


def test_the_box_shares_no_column_with_what_leads_to_people_but_campaign_and_group():
    ours = set().union(*COLUMNS.values())
    shared = {
        (model._meta.db_table, field.column)
        for model in leading_to_people()
        for field in model._meta.concrete_fields
        if field.column in ours - PUBLIC
    }
    assert shared == set(ALIKE)


@pytest.mark.django_db
def test_the_tables_themselves_are_as_the_models_say():
    """What a migration might have left behind in the database counts, not what a model says."""
    see = connection.introspection
    with connection.cursor() as cursor:
        tables = [table.name for table in see.get_table_list(cursor) if table.type == "t"]
        for model in BOX:
            table = model._meta.db_table
            columns = see.get_table_description(cursor, table)
            assert {column.name for column in columns} == COLUMNS[model]
            assert see.get_relations(cursor, table) == {}
            kinds = {see.get_field_type(column.type_code, column) for column in columns}
            assert kinds <= {"CharField", "TextField", "BinaryField"}
        pointing = {
            (table, other) for table in tables for _, other in see.get_relations(cursor, table).values()
            if other in {model._meta.db_table for model in BOX}
        }  # fmt: skip
        assert pointing == set()
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view') AND sql LIKE '%surveys_ballot%'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE tgrelid::regclass::text IN ('surveys_ballot', 'surveys_envelope')"
        )
        assert cursor.fetchall() == [], "no trigger writes elsewhere what is cast"


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("model", BOX)
def test_the_tables_of_the_box_have_no_row_numbers(model):
    with connection.cursor() as cursor, pytest.raises(Exception, match="no such column: rowid"):
        cursor.execute(f"SELECT rowid FROM {model._meta.db_table}")


# What a vote leaves behind


def everything(leaving_out: set[str]) -> dict[str, list[tuple]]:
    """All rows of all other tables."""
    with connection.cursor() as cursor:
        names = [table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"]
        found = {}
        for name in sorted(set(names) - leaving_out):
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = cursor.fetchall()
    return found


class Lines(logging.Handler):
    """Whatever anybody logs, at any level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db"):  # the test's own window on the statements
            self.said.append(f"{record.name} {record.getMessage()} {record.__dict__}")


@pytest.fixture
def lines():
    """Every logger speaks, also those that production silences."""
    handler = Lines()
    names = ["", "django", "django.request", "django.server", "axes", "shuanglun"]
    before = [(logging.getLogger(name), logging.getLogger(name).level) for name in names]
    for logger, _ in before:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
        logger.debug("probe of %s", logger.name)
    assert len(handler.said) >= len(names), "every logger is heard"
    handler.said.clear()
    yield handler
    for logger, level in before:
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def voting(signer, as_system):
    """A campaign in its casting window, now; eight tickets of it, filled."""
    now = timezone.now()
    windows = {
        "issue_from": now - timedelta(hours=3), "issue_until": now - timedelta(hours=2),
        "cast_from": now - timedelta(minutes=30), "cast_until": now + timedelta(hours=1),
    }  # fmt: skip
    at = now - timedelta(hours=2, minutes=30)
    row = made.make_campaign(made.make_house({"A": 1, "B": 2, "C": 5}), title="正在投票", **windows)
    with signer.at(at):
        row = made.opened(row, at=now - timedelta(hours=4))
        entries = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
        draw = Random(8)
        ballots = [
            made.filled(row, entry.group, made.take(entry, made.ticket_of(entry), at),
                        lambda _: draw.choice("abcd"), {"-:advice": f"第{entry.pk}条意见"})
            for entry in entries
        ]  # fmt: skip
    return row, ballots


@pytest.mark.django_db
def test_a_vote_leaves_nothing_but_its_envelope(voting, lines):
    row, ballots = voting
    address = reverse("box:cast", args=[UUID(row.uid)])
    before = everything({"surveys_envelope"})
    asked = Client(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Signature/1.0 (only one)")
    asked.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    spent = {**ballots[0], "marks": "d" + ballots[0]["marks"][1:]}
    unknown = {**ballots[1], "signature": "0" * 768}
    statuses = []
    for payload in [*ballots, ballots[0], spent, unknown, {"v": 1}, []]:
        answer = asked.post(address, payload, content_type="application/json")
        statuses.append(answer.status_code)
        assert not answer.cookies and "X-Request-ID" not in answer.headers
    assert statuses == [*[200] * 9, 409, 422, 422, 400]
    assert everything({"surveys_envelope"}) == before
    assert Envelope._base_manager.count() == 8
    assert lines.said == []


@pytest.mark.django_db
def test_after_the_sealing_nothing_of_a_ballot_stands_in_any_table_that_leads_to_people(voting, signer, lines):
    row, ballots = voting
    address = reverse("box:cast", args=[UUID(row.uid)])
    for payload in ballots:
        assert Client().post(address, payload, content_type="application/json").status_code == 200
    envelopes = list(Envelope._base_manager.values_list("tag", "digest"))
    row.cast_until = timezone.now() - timedelta(minutes=10)
    row.save()
    with signer.at(made.AFTER):
        row = made.sealed(row)
    assert row.ballots == 8
    values = [
        value
        for ballot in Ballot._base_manager.all()
        for value in (ballot.key, ballot.marks, ballot.salt, ballot.words_digest, *ballot.proof.split("."))
    ]
    values += [value for pair in envelopes for value in pair]
    values += [payload["words_salt"] for payload in ballots]
    needles = [value.encode() for value in values] + [bytes.fromhex(v) for v in values if len(v) in (32, 64, 768)]
    rest = everything({"surveys_envelope", "surveys_ballot"})
    assert sum(len(rows) for rows in rest.values()) > 100
    hay = b"\n".join(as_bytes(value) for rows in rest.values() for line in rows for value in line)
    assert [needle for needle in needles if needle in hay] == []
    assert lines.said == []


def as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
