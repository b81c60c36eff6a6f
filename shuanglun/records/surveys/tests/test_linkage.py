"""Linking voters with ballots from everything that the machine keeps (trust B3): as good as drawing lots.

The script is the worst case: one voter a minute, in the order in which they took their tickets, most of them signing in
right before they cast, and a copy of everything after each of them."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import acting
from shuanglun.base.jobs import Progress
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Remark, RosterEntry
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.attacker import Attacker, Box
from tests.fixtures.signing import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_system")]
MARK = 5
REAL = Box("surveys_ballot", "surveys_envelope")
NAIVE = {
    "timed": Box("naive_timed"),  # ballots are written as they are cast
    "rows": Box("naive_rows", "surveys_envelope"),  # all at once, in the order of casting
    "logged": Box("naive_logged", "surveys_envelope"),  # written sorted, but somebody wrote a line about each
    "tag": Box("surveys_ballot", "naive_tag"),  # envelopes are named by a hash of the ballot's number
}
BALLOT = '("key" varchar(64) PRIMARY KEY, "group" varchar(32))'
TABLES = {
    "naive_timed": BALLOT,
    "naive_rows": BALLOT,
    "naive_logged": BALLOT,
    "naive_tag": "(tag varchar(64) PRIMARY KEY)",
}


@dataclass
class Script:
    """What happened: the attacker who saw it, and the truth."""

    attacker: Attacker
    campaign: Campaign
    truth: dict[int, str]
    remarks: dict[int, str]


class Lines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("django.db"):
            self.said.append(f"{record.created} {record.name} {record.getMessage()}")

    def taken(self) -> list[str]:
        said, self.said = self.said, []
        return said


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler = Lines()
    loggers = [logging.getLogger(name) for name in ("", "django", "shuanglun")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    yield handler
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.fixture
def naive_tables() -> Iterator[None]:
    """Ballot boxes as one would build them first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # or every copy carries the log of earlier tests
        for name, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {name} {columns}")
        yield
        for name in TABLES:
            cursor.execute(f"DROP TABLE {name}")


def put(table: str, *values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(values))})", values)


def played(voters: int, seed: int, folder: Path, signer, lines: Lines) -> Script:
    """A whole campaign of one group, into the real box and the naive ones alike."""
    draw, now = Random(seed), timezone.now()
    windows = {
        "issue_from": now - timedelta(hours=3), "issue_until": now - timedelta(hours=2),
        "cast_from": now - timedelta(minutes=30), "cast_until": now + timedelta(hours=1),
    }  # fmt: skip
    issuing, after = now - timedelta(hours=2, minutes=30), now + timedelta(hours=2)
    row = made.make_campaign(made.make_house({"A": 1, "B": 2, "C": voters - 3}), **windows)
    row.uid = draw.randbytes(16).hex()  # ballots' numbers follow from it: the same script, the same guess
    row.save()
    with signer.at(issuing):
        row = made.opened(row, at=now - timedelta(hours=4))
        attacker = Attacker(folder, [row.uid, row.box_key, settings.SECRET_KEY, row.groups.get().uid], seed)
        attacker.see()
        entries = list(RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign"))
        draw.shuffle(entries)
        accounts = {entry.pk: make_user("staff", person=entry.person) for entry in entries}
        payloads = {}
        for number, entry in enumerate(entries):
            code = "".join(draw.choice(tickets.ALPHABET) for _ in range(tickets.CODE_LETTERS))
            token = made.take(entry, made.ticket_of(entry, code), issuing)
            words = {"-:advice": text_of(draw)} if draw.random() < 0.4 else {}
            payloads[entry.pk] = made.filled(row, entry.group, token, lambda _: draw.choice("abcd"), words)
            if number % 4 == 3 or voters > 100:
                attacker.see(lines.taken())
    for entry in entries:
        if draw.random() < 0.85:
            Client().force_login(accounts[entry.pk], backend="django.contrib.auth.backends.ModelBackend")
        cast(row, payloads[entry.pk])
        attacker.see(lines.taken())
    for entry in entries:
        put("naive_rows", other("rows", payloads[entry.pk]["key"]), payloads[entry.pk]["group"])
    for key, group in sorted((other("logged", each["key"]), each["group"]) for each in payloads.values()):
        put("naive_logged", key, group)
    with signer.at(after), acting(made.PREPARES):
        row = operations.open_and_seal(row, at=after, progress=Progress())
        attacker.see(lines.taken())
    assert (row.ballots, row.rejected) == (voters, 0)
    return Script(
        attacker, row, {entry.person_id: payloads[entry.pk]["key"] for entry in entries},
        {entry.person_id: payloads[entry.pk]["words"].get("-:advice", "") for entry in entries},
    )  # fmt: skip


def text_of(draw: Random) -> str:
    """Words of any length that is allowed; the very long ones come from one voter in ten."""
    length = draw.randint(400, 500) if draw.random() < 0.25 else draw.randint(1, 120)
    return "".join(chr(draw.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def cast(row: Campaign, payload: dict) -> None:
    answer = Client().post(reverse("box:cast", args=[UUID(row.uid)]), payload, content_type="application/json")
    assert answer.status_code == 200, answer.content
    put("naive_timed", other("timed", payload["key"]), payload["group"])
    put("naive_tag", other("", payload["key"]))
    logging.getLogger("shuanglun").info("cast %s", other("logged", payload["key"]))


def other(name: str, key: str) -> str:
    """The number of a ballot in a naive box: another one, or its bytes would give away the real box in the same files."""
    return hashlib.sha256(f"{name}{key}".encode()).hexdigest()


@pytest.mark.whole
@pytest.mark.parametrize(
    ("voters", "seed"),
    [(60, 1), *[pytest.param(200, seed, marks=[pytest.mark.nightly]) for seed in (2, 3, 4)]],
)
def test_who_has_every_copy_log_and_key_of_the_site_finds_nobody(
    voters, seed, tmp_path, signer, lines, naive_tables, record_property
):
    script = played(voters, seed, tmp_path, signer, lines)
    attack = script.attacker.guess(REAL)
    assert len(attack.ballots) == voters
    assert attack.ways == {}, "no way gave any ballot a moment"
    right = attack.right(script.truth)
    record_property("right", right)
    assert right <= MARK
    box = {"surveys_ballot": "key", "surveys_envelope": "tag", "surveys_remark": "uid"}
    assert script.attacker.persons_bytes(box) == {}
    assert len(script.attacker.sizes("surveys_envelope", "sealed")) == 1, "no envelope tells that much was written"
    texts = [remark.text for remark in Remark._base_manager.all()]
    assert sorted(texts) == sorted(text for text in script.remarks.values() if text)
    told = {}
    for name, box in NAIVE.items():
        attack = script.attacker.guess(box)
        truth = {one: key if name == "tag" else other(name, key) for one, key in script.truth.items()}
        told[name] = attack.right(truth), sorted(attack.ways)
    print(f"{voters} voters, seed {seed}, {script.attacker.copies} copies: {right} right; naive boxes: {told}")
    assert {name: right >= 0.75 * voters for name, (right, _) in told.items()} == dict.fromkeys(NAIVE, True), told
