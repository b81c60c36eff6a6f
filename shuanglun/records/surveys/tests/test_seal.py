"""Envelopes, the sealed tree and the check of a ticket (trust.md B7)."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shuanglun.base.audit.canonical import EMPTY_ROOT
from shuanglun.records.surveys.secrecy import box, seal, tickets
from shuanglun.records.surveys.secrecy.tickets import TicketFile, Unusable

SHARED = json.loads((Path(__file__).parent / "tickets.json").read_text())
BALLOT = SHARED["ballots"][0]
CAMPAIGN = BALLOT["campaign"]


def leaves_beside(leaf: str, others: int) -> list[str]:
    return sorted([leaf, *(sha256(b"%d" % number).hexdigest() for number in range(others))])


def ticket(inclusion: dict | None = None, leaf: str = BALLOT["leaf"]) -> TicketFile:
    receipt = {"leaf": leaf, "short": tickets.short_code(leaf)} if leaf else None
    fields = {name: BALLOT[name] for name in ("campaign", "group", "key")}
    return tickets.read_ticket(
        tickets.write_ticket({**fields, "title": "年度测评", "receipt": receipt, "inclusion": inclusion})
    )


def test_trees_and_paths_are_those_of_the_shared_file():
    for given in SHARED["trees"]:
        assert seal.root(given["leaves"]) == given["root"]
        assert seal.inclusion(given["leaves"], given["leaf"]) == given["inclusion"]


def test_every_path_of_every_size_leads_to_the_root_and_no_other_place_does():
    leaves = sorted(sha256(b"%d" % number).hexdigest() for number in range(33))
    for size in range(1, 34):
        part = leaves[:size]
        for leaf in part:
            proof = seal.inclusion(part, leaf)
            assert seal.follow(leaf, proof) == seal.root(part) == proof["root"]
            moved = {**proof, "index": (proof["index"] + 1) % size}
            assert size == 1 or seal.follow(leaf, moved) != seal.root(part)
            assert seal.follow(leaf, {**proof, "path": [*proof["path"], leaf]}) is None


@pytest.mark.parametrize(
    "proof", [{}, {"index": -1, "size": 2, "path": []}, {"index": 2, "size": 2, "path": []}, {"index": True, "size": 2, "path": []},
              {"index": 0, "size": 2, "path": "ab"}, {"index": 0, "size": 2, "path": ["xx"]}, {"index": 0, "size": 2, "path": []}],
)  # fmt: skip
def test_a_malformed_path_leads_nowhere(proof):
    assert seal.follow(BALLOT["leaf"], proof) is None


def test_a_counted_ballot_is_found():
    leaves = leaves_beside(BALLOT["leaf"], 99)
    sealed = seal.read(seal.write(CAMPAIGN, "年度测评", leaves[::-1]))
    assert (sealed.size, sealed.fault, sealed.leaves) == (100, "", leaves)
    for proof in (None, seal.inclusion(leaves, BALLOT["leaf"])):
        verdict = seal.check(ticket(proof), sealed)
        assert (verdict.outcome, verdict.is_counted) == ("counted", True)
        assert "共 100 张票" in verdict.words


def test_a_slip_whose_group_was_never_told_is_found_in_any_and_when_missing_nobody_is_blamed():
    receipt = {"leaf": "0" * 64, "short": tickets.short_code("0" * 64), "also": [BALLOT["leaf"]]}
    fields = {"campaign": CAMPAIGN, "title": "年度测评", "receipt": receipt, "unsure": True}
    leaves = leaves_beside(BALLOT["leaf"], 9)
    unsure = tickets.read_ticket(tickets.write_ticket(fields))
    assert seal.check(unsure, seal.read(seal.write(CAMPAIGN, "年度测评", leaves))).is_counted
    proof = {"inclusion": seal.inclusion(leaves, BALLOT["leaf"])}
    kept = tickets.read_ticket(tickets.write_ticket(fields | proof))
    assert seal.check(kept, seal.read(seal.write(CAMPAIGN, "年度测评", leaves))).is_counted
    leaves.remove(BALLOT["leaf"])
    gone = seal.check(unsure, seal.read(seal.write(CAMPAIGN, "年度测评", leaves)))
    assert gone.outcome == "missing" and "没有收下" in gone.words and "纪检" not in gone.words


def tamper(draw: random.Random, leaves: list[str], mine: str) -> tuple[list[str], bool]:
    """Change or remove a ballot: one's own or somebody else's, with the root made anew or not."""
    changed, is_mine = list(leaves), draw.random() < 0.5
    place = leaves.index(mine) if is_mine else draw.choice([at for at, leaf in enumerate(leaves) if leaf != mine])
    if draw.random() < 0.5:
        del changed[place]
    else:
        data = bytearray.fromhex(changed[place])
        data[draw.randrange(32)] ^= 1 << draw.randrange(8)
        changed[place] = data.hex()
    return changed, draw.random() < 0.5


def test_a_changed_or_removed_ballot_is_noticed_in_200_of_200_trials():
    """Whoever kept the path notices the change of any ballot; whoever kept the receipt alone that of the own one."""
    draw, noticed = random.Random(7), 0
    for _ in range(200):
        leaves = leaves_beside(BALLOT["leaf"], draw.randrange(1, 60))
        kept = ticket(seal.inclusion(leaves, BALLOT["leaf"]))
        changed, is_remade = tamper(draw, leaves, BALLOT["leaf"])
        text = seal.write(CAMPAIGN, "年度测评", changed)
        if not is_remade:
            text = text.replace(seal.root(sorted(changed)), seal.root(leaves))
        sealed = seal.read(text)
        noticed += seal.check(kept, sealed).outcome == "altered"
        if BALLOT["leaf"] not in changed:
            assert seal.check(ticket(), sealed).outcome == ("missing" if is_remade else "altered")
    assert noticed == 200


def test_a_seal_that_contradicts_itself_says_so():
    sealed = seal.read(seal.write(CAMPAIGN, "年度测评", leaves_beside(BALLOT["leaf"], 4)))
    first, *rest = sealed.leaves
    for broken, words in (
        (replace(sealed, size=6), "写明 6 张票，实际列出 5 张"), (replace(sealed, leaves=[*rest, first]), "没有按顺序"),
        (replace(sealed, leaves=[first, first, *rest[1:]]), "有重复"), (replace(sealed, root="00" * 32), "有票被改动"),
    ):  # fmt: skip
        assert words in broken.fault
        assert seal.check(ticket(), broken).outcome == "altered"
    assert seal.root([]) == EMPTY_ROOT.hex()


def test_a_forged_path_in_the_ticket_is_noticed():
    leaves = leaves_beside(BALLOT["leaf"], 4)
    sealed = seal.read(seal.write(CAMPAIGN, "年度测评", leaves))
    forged = {**seal.inclusion(leaves, BALLOT["leaf"]), "path": []}
    assert seal.check(ticket(forged), sealed).words.startswith("票据中的计票凭据与回执不符")


def test_files_that_do_not_belong_together_are_refused():
    leaves = leaves_beside(BALLOT["leaf"], 4)
    with pytest.raises(Unusable, match="不是同一次测评"):
        seal.check(ticket(), seal.read(seal.write("00" * 16, "另一次", leaves)))
    with pytest.raises(Unusable, match="没有投票回执"):
        seal.check(ticket(leaf=""), seal.read(seal.write(CAMPAIGN, "年度测评", leaves)))
    for text in ("{}", seal.write("x", "", leaves), seal.write(CAMPAIGN, "", leaves).replace('"size": 5', '"size": "5"'),
                 seal.write(CAMPAIGN, "", leaves).replace(leaves[0], "xx")):  # fmt: skip
        with pytest.raises(Unusable):
            seal.read(text)


def test_an_envelope_opens_only_with_its_own_box():
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw().hex()
    lengths = set()
    for plain in (b"", b"{}", "选".encode() * 300, bytes(1020), bytes(1021)):
        sealed = box.seal(public, CAMPAIGN, plain)
        assert box.open_sealed(private, CAMPAIGN, sealed) == plain
        lengths.add(len(sealed) - 48)
    assert lengths == {1024, 2048}
    assert box.seal(public, CAMPAIGN, b"x") != box.seal(public, CAMPAIGN, b"x")
    sealed = box.seal(public, CAMPAIGN, b"x")
    for key, campaign, data in (
        (X25519PrivateKey.generate(), CAMPAIGN, sealed), (private, "00" * 16, sealed), (private, CAMPAIGN, sealed[:-1]),
        (private, CAMPAIGN, sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:]), (private, CAMPAIGN, b""),
    ):  # fmt: skip
        with pytest.raises(ValueError, match="envelope"):
            box.open_sealed(key, campaign, data)


def test_tags_tell_nothing_without_the_secret():
    first, second = box.make_secret(), box.make_secret()
    key, found = BALLOT["key"], BALLOT["commitment"]
    assert box.tag(first, key) == box.tag(first, key) != box.tag(second, key)
    assert len({box.tag(first, key), box.digest(first, key, found), box.digest(first, key, "00" * 32)}) == 3
