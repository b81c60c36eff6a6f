"""A voter checks offline that the ballot was counted; whatever is done to a sealed ballot is noticed (trust B7)."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest
from django.db import transaction

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Ballot, Campaign, RosterEntry
from shuanglun.records.surveys.rules import ballots
from shuanglun.records.surveys.secrecy import command, seal, tickets
from shuanglun.records.surveys.secrecy.tickets import TicketFile
from shuanglun.records.surveys.tests import factories as made

VOTERS, TRIALS = 24, 200
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committed")]


@pytest.fixture(scope="module")
def counted(committed, signer):
    """A sealed campaign, and what each voter's browser kept: the ticket file with the leaf of the own ballot."""
    from shuanglun.base.actor import Actor

    draw = Random(7)
    with acting(Actor.system("test")), transaction.atomic():
        with signer.at(made.DURING_ISSUE):
            row = made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": VOTERS - 10}), title="回执"))
            posted = made.votes(row, lambda _: draw.choice("abcd"))
        with signer.at(made.AFTER):
            row = made.sealed(row)
    return row, [kept(row, entry, payload) for entry, payload in posted]


def kept(row: Campaign, entry: RosterEntry, payload: dict) -> dict:
    leaf = tickets.leaf(row.uid, payload["group"], payload["key"], ballots.commitment(payload))
    return {
        "campaign": row.uid, "title": row.title, "group": payload["group"], "key": payload["key"],
        "receipt": {"leaf": leaf, "short": tickets.short_code(leaf)},
    }  # fmt: skip


def read(fields: dict, inclusion: dict | None = None) -> TicketFile:
    return tickets.read_ticket(tickets.write_ticket({**fields, "inclusion": inclusion}))


def seal_now(row: Campaign) -> str:
    """The seal file as the site would write it over the rows as they stand."""
    return seal.write(row.uid, row.title, queries.leaves(row))


def test_every_voter_finds_the_own_ballot_offline(counted, tmp_path, capsys):
    row, files = counted
    (tmp_path / "seal.json").write_text(json.dumps(queries.seal_file(row), ensure_ascii=False))
    for fields in files:
        (tmp_path / "票据.json").write_text(tickets.write_ticket(fields))
        assert command.main([str(tmp_path / "票据.json"), str(tmp_path / "seal.json")]) == 0
    said = capsys.readouterr().out
    assert said.count(f"✓ 您的票已计入：共 {VOTERS} 张票，封箱值以 {row.root[:12]} 开头") == VOTERS


def change_mark(draw: Random, row: Ballot) -> None:
    at = draw.randrange(len(row.marks))
    row.marks = row.marks[:at] + draw.choice([x for x in "abcd" if x != row.marks[at]]) + row.marks[at + 1 :]


def change_group(draw: Random, row: Ballot) -> None:
    row.group = draw.choice([uid for uid in OTHERS if uid != row.group])


def change_words(draw: Random, row: Ballot) -> None:
    row.words_digest = draw.randbytes(32).hex()


def change_salt(draw: Random, row: Ballot) -> None:
    row.salt = draw.randbytes(16).hex()


OTHERS: list[str] = []
CHANGES = [change_mark, change_mark, change_mark, change_group, change_words, change_salt]


def tamper(draw: Random, key: str) -> str:
    """Change, exchange or remove one sealed ballot, as whoever may write to the database could; returns what."""
    rows = Ballot._base_manager.filter(pk=key)
    what = draw.choice(["change", "change", "remove", "exchange"])
    row = rows.get()
    if what == "change":
        change = draw.choice(CHANGES)
        change(draw, row)
        row.save(force_update=True)
        return change.__name__
    rows.delete()
    if what == "exchange":  # for one with a number of the tamperer's own
        row.key = draw.randbytes(32).hex()
        row.save(force_insert=True)
    return what


@pytest.mark.usefixtures("as_system")
def test_a_changed_or_removed_ballot_is_noticed_in_200_of_200_trials(counted):
    """Its voter notices, by the leaf alone; every other voter who kept the path of the own leaf; and whoever releases.
    It does not help to write a new root into the campaign: what voters hold is older."""
    row, files = counted
    OTHERS[:] = [group.uid for group in row.groups.all()]
    paths = {fields["key"]: seal.inclusion(queries.leaves(row), fields["receipt"]["leaf"]) for fields in files}
    draw, noticed = Random(200), Counter()
    for trial in range(TRIALS):
        mine = draw.choice(files)
        neighbor = draw.choice([fields for fields in files if fields is not mine])
        point = transaction.savepoint()
        what = tamper(draw, mine["key"])
        text = seal_now(row)
        if trial % 2:  # the file still names the published root
            text = text.replace(json.loads(text)["root"], row.root)
        found = seal.read(text)
        assert seal.check(read(mine), found).outcome in (seal.MISSING, seal.ALTERED), what
        assert seal.check(read(neighbor, paths[neighbor["key"]]), found).outcome == seal.ALTERED, what
        assert queries.root_now(row) != row.root
        noticed[what] += 1
        transaction.savepoint_rollback(point)
    assert sum(noticed.values()) == TRIALS and len(noticed) == 6
    assert queries.root_now(row) == row.root, "every trial was taken back"


@pytest.mark.usefixtures("as_system")
def test_what_was_changed_after_the_sealing_is_not_released(counted):
    row, files = counted
    OTHERS[:] = [group.uid for group in row.groups.all()]
    draw = Random(9)
    for _ in range(10):
        point = transaction.savepoint()
        tamper(draw, draw.choice(files)["key"])
        with acting(made.APPROVES), pytest.raises(RefusedError, match="选票与封箱时不一致"):
            operations.release(campaign=Campaign.objects.get(pk=row.pk), at=made.AFTER)
        transaction.savepoint_rollback(point)
