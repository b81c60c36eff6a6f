"""Blind signatures against the published vectors, and tokens that must not be accepted (trust.md B1)."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from shuanglun.records.surveys.secrecy import blind, tickets

HERE = Path(__file__).parent
RFC = {name: value for name, value in json.loads((HERE / "rfc9474.json").read_text()).items() if name != "source"}
OURS = json.loads((HERE / "tickets.json").read_text())
CAMPAIGN, OTHER = OURS["tickets"][0]["campaign"], "ff" * 16
GROUP = OURS["tickets"][0]["group"]


def number(name: str) -> int:
    return int(RFC[name], 16)


def octets(name: str) -> bytes:
    return bytes.fromhex(RFC[name])


def secret(values: dict[str, str]) -> blind.Secret:
    n, p, q, d = (int(values[name], 16) for name in ("n", "p", "q", "d"))
    assert n == p * q
    return blind.Secret(n, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))


@pytest.fixture(scope="module")
def rfc_key() -> blind.Secret:
    return secret(RFC)


@pytest.fixture(scope="module")
def key() -> blind.Secret:
    return secret(OURS["private"])


def test_every_step_gives_the_values_of_the_rfc(rfc_key):
    prepared = blind.prepare(octets("msg"), octets("msg_prefix"))
    assert blind.encode(prepared, 4095, octets("salt")).hex() == RFC["encoded_msg"]
    r = pow(number("inv"), -1, rfc_key.n)
    assert blind.blind(rfc_key.n, prepared, octets("salt"), r) == (octets("blinded_msg"), number("inv"))
    assert blind.blind_sign(rfc_key, octets("blinded_msg")).hex() == RFC["blind_sig"]
    assert blind.finalize(rfc_key.n, prepared, octets("blind_sig"), number("inv")).hex() == RFC["sig"]
    assert blind.verify(rfc_key.n, prepared, octets("sig"))


def test_a_prepared_message_begins_with_fresh_random_bytes():
    first, second = blind.prepare(b"ballot"), blind.prepare(b"ballot")
    assert first[32:] == second[32:] == b"ballot" and first[:32] != second[:32]


def test_what_is_not_below_the_modulus_or_not_as_long_is_not_signed(key):
    for value in (0, key.n, key.n + 1, 2**3072 - 1):
        with pytest.raises(ValueError, match="out of range"):
            blind.blind_sign(key, value.to_bytes(384, "big"))
    for length in (0, 383, 385):
        with pytest.raises(ValueError, match="out of range"):
            blind.blind_sign(key, bytes(length - 1) + b"\x02" if length else b"")


def test_a_faulty_half_never_leaves_the_signer(key):
    faulty = blind.Secret(key.n, key.p, key.q, key.dp ^ 2, key.dq, key.qi)
    with pytest.raises(ArithmeticError, match="signing failure"):
        blind.blind_sign(faulty, bytes.fromhex(OURS["tickets"][0]["blinded"]))


def test_an_answer_that_does_not_fit_is_noticed(key):
    ticket = tickets.Ticket(OURS["tickets"][0]["code"], CAMPAIGN, GROUP, key.n)
    for answer in ("00" * 384, OURS["tickets"][1]["blind_signature"]):
        with pytest.raises(ValueError, match="invalid signature"):
            ticket.finish(answer)
    with pytest.raises(ValueError, match="unexpected input size"):
        ticket.finish("00" * 383)


def hostile(token: dict[str, str], draw: random.Random) -> dict[str, str]:
    """A token with one bit of one field flipped."""
    name = draw.choice(["key", "random", "signature"])
    data = bytearray.fromhex(token[name])
    data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return {**token, name: data.hex()}


def test_none_of_200_hostile_tokens_is_accepted(key):
    """Bit-flipped, of another campaign, of another group, and parts of another token (50 of each kind)."""
    draw = random.Random(9474)
    given = [{name: item[name] for name in ("key", "random", "signature")} for item in OURS["tickets"]]
    other = OURS["tickets"][1]["group"]
    trials = [(CAMPAIGN, GROUP, hostile(given[0], draw)) for _ in range(50)]
    for number in range(50):
        ticket = tickets.Ticket(tickets.show(f"{number:020}").replace("-", ""), CAMPAIGN, other, key.n)
        token = ticket.finish(blind.blind_sign(key, bytes.fromhex(ticket.blinded)).hex()) if number < 5 else given[1]
        trials += [(OTHER, GROUP, given[0]), (CAMPAIGN, GROUP, token)]
        name = draw.choice(["key", "random", "signature"])
        trials.append((CAMPAIGN, GROUP, {**given[0], name: given[2][name]}))
    assert len(trials) == 200
    assert [trial for trial in trials if tickets.accepts(key.n, *trial)] == []
    assert tickets.accepts(key.n, CAMPAIGN, GROUP, given[0])


def test_a_token_of_another_groups_key_is_not_accepted(key, rfc_key):
    token = {name: OURS["tickets"][0][name] for name in ("key", "random", "signature")}
    assert not tickets.accepts(rfc_key.n, CAMPAIGN, GROUP, token)
    assert not tickets.accepts(rfc_key.n, CAMPAIGN, GROUP, {**token, "signature": RFC["sig"]})


@pytest.mark.parametrize("name", ["key", "random", "signature"])
def test_malformed_tokens_are_refused_without_a_fault(key, name):
    token = {name: OURS["tickets"][0][name] for name in ("key", "random", "signature")}
    for value in (
        None,
        7,
        "",
        token[name][:-2],
        token[name] + "00",
        token[name].upper() + "G",
        "零" * len(token[name]),
    ):
        assert not tickets.accepts(key.n, CAMPAIGN, GROUP, {**token, name: value})
    assert not tickets.accepts(key.n, CAMPAIGN, GROUP, {})
    assert not tickets.accepts(key.n, CAMPAIGN, GROUP, {**token, "signature": "ff" * 384})
