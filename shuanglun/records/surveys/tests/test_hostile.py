"""Whatever is sent to the box or to the signing address gets an answer in words: never a fault of ours, never its own words."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import acting, using
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.rules import ballots
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.test_box import casting, moved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
ECHO = "Ω"
"""Stands in what is sent and in no sentence of ours."""
DEEP = (
    "[" * 100_000,
    '{"a":' * 100_000,
    "[" * 50_000 + "]" * 50_000,
    '{"blinded":' + "[" * 90_000,
    '{"words":' * 20_000,
)
RAW = (
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b"\x00", b"NaN", b'{"v":1}', b"9" * 100_000, b'{"v":' + b"9" * 5_000 + b"}",
    b'{"blinded":"\\ud800"}', b'{"blinded":1e999}', *(text.encode() for text in DEEP), b'{"v":1}' + b" " * 300_000,
)  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**400, float("nan"), "", " ", "\ud800", "\udfff" * 32, "\x00", ECHO * 100, "٣" * 32, "Ａ" * 20, "a" * 32,
    "f" * 64, "0" * 768, "g" * 32, "A" * 32, "a" * 32 + "\n", "\u202e", "O" * 20, "x" * 19_000, [], {}, [[]], {"a": {"a": 1}},
    {ECHO * 60: "\ud800"}, {"\ud800": "x"}, {"-:advice": "\ud800"}, {"-:advice": ECHO * 9_000}, {"-:advice": 7},
    {f"{n}:x": "x" for n in range(3_000)}, {"9" * 5_000 + ":de": "x"}, {"-1:de": "x"}, ["\ud800"] * 30,
)  # fmt: skip


def bodies(good: dict[str, Any], seed: int) -> list[bytes]:
    """A few hundred: each part made odd in turn, several at once at random, parts left out, and what is no ballot at all."""
    draw = Random(seed)
    found: list[bytes] = [*RAW]
    for name in good:
        found += [json.dumps({**good, name: value}).encode() for value in ODD]
        found.append(json.dumps({key: value for key, value in good.items() if key != name}).encode())
    for _ in range(60):
        names = draw.sample(sorted(good), min(3, len(good)))
        found.append(json.dumps({**good, **{name: draw.choice(ODD) for name in names}}, ensure_ascii=True).encode())
    whole = json.dumps(good).encode()
    for _ in range(60):  # cut off, or one byte changed
        at = draw.randrange(len(whole))
        found += [whole[:at], whole[:at] + bytes([draw.randrange(256)]) + whole[at + 1 :]]
    return found


def judged(client: Client, path: str, sent: list[bytes]) -> set[int]:
    """The statuses; each refusal is said and repeats little."""
    codes = set()
    for body in sent:
        answer = client.post(path, body, content_type="application/json")
        assert answer.status_code < 500, body[:200]
        said = answer.json()
        assert "error" in said or answer.status_code == 200
        assert sum(text.count(ECHO) for text in map(str, said.values())) <= tickets.ECHOED
        assert answer.status_code == 200 or len(said["error"]) < 200, said
        codes.add(answer.status_code)
    return codes


@pytest.fixture
def online(signer) -> Campaign:
    with signer.at(made.DURING_ISSUE):
        yield made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}, subjects=1)))


def somebody(row: Campaign) -> RosterEntry:
    return RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign").first()


def test_no_body_breaks_the_box(online):
    entry = somebody(online)
    good = made.filled(online, entry.group, made.take(entry, made.ticket_of(entry)), lambda slot: "a")
    path = reverse("box:cast", args=[casting(online).uid])
    sent = bodies(good | {"code": ""}, 1)[::2]
    assert len(sent) > 200
    assert judged(Client(raise_request_exception=False), path, sent) <= {200, 400, 409, 422}
    assert Envelope._base_manager.count() <= 1
    for wrong in ("x", "\x00", "%FF", "a" * 31 + "Ω", "a" * 32):
        assert Client().post(f"/ballot/{wrong}/cast/", b"{}", content_type="application/json").status_code == 404


def test_no_body_breaks_the_box_of_a_meeting(signer):
    with signer.at(made.DURING_ISSUE):
        house = made.make_house({"A": 5, "B": 5, "C": 5}, subjects=1)
        row = made.opened(made.make_campaign(house, mode="onsite", issue_from=None, issue_until=None))
        group = row.groups.first()
        with acting(made.PREPARES), using("surveys.run"):
            codes = tickets.make_codes(group.eligible)
            operations.print_slips(group=group, codes=codes, at=made.BEGIN)
        good = made.filled(row, group, {"code": codes[0]}, lambda slot: "a")
        path = reverse("box:cast", args=[moved(row, cast_from=-1, cast_until=1).uid])
        assert judged(Client(raise_request_exception=False), path, bodies(good, 2)[::3]) <= {200, 400, 409, 422}
        for code in ("\ud800", "1" * 41, "１" * 20, ""):
            answer = Client().post(path, json.dumps({**good, "code": code}), content_type="application/json")
            assert (answer.status_code, answer.json()["field"]) == (422, "token")


def test_no_body_breaks_the_signing(online, sign_in):
    entry = somebody(moved(online, issue_from=-1, issue_until=1, cast_from=3, cast_until=9))
    client = sign_in("staff", person=entry.person)
    client.raise_request_exception = False
    path = reverse("surveys:sign", args=[online.uid])
    first, *others = bodies({"blinded": made.ticket_of(entry).blinded}, 3)
    sent = [first, *others[: len(RAW)], *others[len(RAW) :: 3]]
    assert judged(client, path, sent) <= {200, 400, 409}
    assert client.post(path, {"blinded": "a form"}).status_code == 400
    entry.refresh_from_db()
    assert entry.way in ("", "ticket")
    assert made.take(somebody_else(online), made.ticket_of(somebody_else(online)), at=timezone.now())


def somebody_else(row: Campaign) -> RosterEntry:
    return RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign").last()


@pytest.mark.parametrize(
    "plain", [*(text.encode() for text in DEEP), b"", b"\xff", b"9" * 5_000, b"[]", b'"' + b"x" * 300_000 + b'"']
)
def test_whatever_lies_in_an_envelope_is_read_as_no_ballot(plain):
    found = ballots.read(plain)
    assert found == {"v": 1, "words": {}}
    assert not ballots.has_shape(found, "online")


def test_a_group_is_32_digits_a_code_40_letters_and_words_are_200():
    hexes = {"group": "0" * 32, "key": "0" * 64, "random": "0" * 64, "signature": "0" * 768}
    rest = {"v": 1, "marks": "a", "salt": "0" * 32, "words_salt": "0" * 32}
    full = {str(n): "x" for n in range(200)}
    assert ballots.has_shape({**hexes, **rest, "words": full}, "online")
    assert not ballots.has_shape({**hexes, **rest, "words": full | {"200": "x"}}, "online")
    for group in ("0" * 31, "0" * 33, "\ud800" * 32, "A" * 32, "0" * 32 + "\n", None):
        assert not ballots.has_shape({**hexes, **rest, "group": group, "words": {}}, "online")
    codes = {"0" * 40: True, "0" * 41: False, "": False, "\ud800": False, "é" * 20: False, "0\n": False}
    found = {code: bool(ballots.has_shape({**rest, "code": code, "words": {}}, "onsite")) for code in codes}
    assert found == codes
