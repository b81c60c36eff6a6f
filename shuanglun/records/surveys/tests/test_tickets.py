"""Codes, derived values, leaves and the file a voter keeps, held against the file that the browser's helper shares."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.secrecy.tickets import Ticket, Unusable

SHARED = json.loads((Path(__file__).parent / "tickets.json").read_text())
N = int(SHARED["private"]["n"], 16)


@pytest.mark.parametrize("given", SHARED["tickets"], ids=lambda given: given["code"])
def test_everything_of_a_ticket_follows_from_its_code(given):
    ticket = Ticket(given["code"], given["campaign"], given["group"], N)
    found = {
        "serial": ticket.serial.hex(), "random": ticket.random.hex(), "salt": ticket.salt.hex(), "r": f"{ticket.r:x}",
        "key": ticket.key, "prepared": ticket.prepared.hex(), "blinded": ticket.blinded,
        "signature": ticket.finish(given["blind_signature"])["signature"], "shown": tickets.show(given["code"]),
    }  # fmt: skip
    assert found == {name: given[name] for name in found}


@pytest.mark.parametrize("given", SHARED["ballots"], ids=lambda given: given["short"])
def test_a_leaf_follows_from_marks_words_and_salts(given):
    salt, words_salt = bytes.fromhex(given["salt"]), bytes.fromhex(given["words_salt"])
    assert tickets.words_digest(given["words"], words_salt).hex() == given["words_digest"]
    found = tickets.commitment(given["marks"], given["words"], salt, words_salt)
    assert found == given["commitment"]
    leaf = tickets.leaf(given["campaign"], given["group"], given["key"], found)
    assert (leaf, tickets.short_code(leaf)) == (given["leaf"], given["short"])


def test_a_slip_has_a_key_of_its_own():
    for given in SHARED["slips"]:
        assert tickets.key_of_slip(given["campaign"], given["code"]) == given["key"]


@pytest.mark.parametrize("given", SHARED["codes"], ids=lambda given: given["typed"])
def test_a_code_is_read_however_it_was_typed(given):
    assert tickets.normal(given["typed"]) == given["code"]


@pytest.mark.parametrize("typed", SHARED["refused"])
def test_what_cannot_be_a_code_is_refused_with_words(typed):
    with pytest.raises(Unusable, match="请对照原件重新输入"):
        tickets.normal(typed)


def test_codes_are_fresh_and_readable():
    codes = {tickets.make_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(
        re.fullmatch("[0-9A-HJKMNP-TV-Z]{20}", code) and tickets.normal(tickets.show(code)) == code for code in codes
    )


def ticket_file(**values: object) -> str:
    given = SHARED["ballots"][0]
    fields = {name: given[name] for name in ("campaign", "group", "key")}
    receipt = {"leaf": given["leaf"], "short": given["short"]}
    return tickets.write_ticket({**fields, "title": "年度测评", "receipt": receipt, **values})


def test_a_ticket_file_is_read_as_it_was_written():
    read = tickets.read_ticket(ticket_file())
    assert (read.title, read.leaf, read.inclusion) == ("年度测评", SHARED["ballots"][0]["leaf"], None)
    assert tickets.read_ticket(ticket_file(receipt=None)).leaf == ""


def test_after_the_vote_a_file_needs_the_leaf_alone_or_the_leaves_that_it_may_have():
    given = SHARED["ballots"][0]
    receipt = {"leaf": given["leaf"], "short": given["short"], "also": ["0" * 64]}
    read = tickets.read_ticket(ticket_file(group=None, key=None, receipt=receipt, unsure=True))
    assert (read.leaves, read.is_sure) == ((given["leaf"], "0" * 64), False)
    with pytest.raises(Unusable, match="重新生成"):
        tickets.read_ticket(ticket_file(group=None, receipt=None))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "无法读取"), (b"\xff\xfe\x00", "无法读取"), ("[" * 100_000, "无法读取"), ("[]", "选错了文件"), ('{"kind":"x"}', "选错了文件"),
        (ticket_file()[:-20], "无法读取"), (ticket_file(v=2), "版本是 2"), (ticket_file(campaign="x"), "重新生成"),
        (ticket_file(receipt={"leaf": 1}), "回执不完整"), (ticket_file(receipt=[1]), "回执不完整"),
        (ticket_file(receipt={"leaf": "00" * 32, "also": ["x"]}), "回执不完整"), (ticket_file(receipt={"leaf": "00" * 32, "also": 7}), "回执不完整"),
        (ticket_file(receipt={"leaf": "00" * 32, "short": "1"}), "短码与回执不符"), (ticket_file(inclusion=3), "计票凭据不完整"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_ticket_is_refused_with_words(text, words):
    with pytest.raises(Unusable, match=words):
        tickets.read_ticket(text)
