"""The signing process: what it enforces by itself, through its real socket."""

from __future__ import annotations

import os
import secrets
import socket
import stat
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from shuanglun.records.surveys.secrecy import box
from shuanglun.records.surveys.secrecy.tickets import Ticket, accepts, make_code
from shuanglun.records.surveys.signer import place, raw
from shuanglun.records.surveys.signer.client import REFUSALS, Client, SignerDown, SignerRefused
from shuanglun.records.surveys.signer.client import signer as client
from shuanglun.records.surveys.signer.pool import Pool
from shuanglun.records.surveys.signer.server import AlreadyRunning, Server, answer
from tests.fixtures.signer import Signer, quick_keys

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
LATER = SOON + timedelta(hours=1)


@pytest.fixture
def campaign():
    return uuid.uuid4().hex


@pytest.fixture
def group():
    return uuid.uuid4().hex


def refused(code, act, *values):
    with pytest.raises(SignerRefused) as refusal:
        act(*values)
    assert refusal.value.code == code and str(refusal.value) == REFUSALS[code]


def ticket(campaign, group, n):
    return Ticket(make_code(), campaign, group, int(n, 16))


def test_a_ticket_signed_by_the_process_is_accepted_by_the_box(signer, campaign, group):
    n = client.make_key(campaign, group, 5, SOON)
    mine = ticket(campaign, group, n)
    token = mine.finish(client.sign(campaign, group, "voter-1", mine.blinded))
    assert accepts(int(n, 16), campaign, group, token)
    assert client.issued(campaign) == {group: 1}


def test_the_same_message_has_the_same_answer_and_another_one_none(signer, campaign, group):
    n = client.make_key(campaign, group, 5, SOON)
    first, second = ticket(campaign, group, n), ticket(campaign, group, n)
    signature = client.sign(campaign, group, "voter-1", first.blinded)
    assert client.sign(campaign, group, "voter-1", first.blinded) == signature
    refused("different", client.sign, campaign, group, "voter-1", second.blinded)
    assert client.issued(campaign) == {group: 1}


def test_a_voter_gets_one_signature_in_a_campaign_even_by_two_groups(signer, campaign, group):
    other = uuid.uuid4().hex
    client.make_key(campaign, group, 5, SOON)
    n = client.make_key(campaign, other, 5, SOON)
    client.sign(campaign, group, "voter-1", "01" * 384)
    refused("different", client.sign, campaign, other, "voter-1", ticket(campaign, other, n).blinded)
    assert client.issued(campaign) == {group: 1, other: 0}


def test_no_more_signatures_than_the_roster_has_people(signer, campaign, group):
    n = client.make_key(campaign, group, 2, SOON)
    tickets = [ticket(campaign, group, n) for _ in range(3)]
    for number in range(2):
        client.sign(campaign, group, f"voter-{number}", tickets[number].blinded)
    refused("limit", client.sign, campaign, group, "voter-2", tickets[2].blinded)
    assert client.sign(campaign, group, "voter-1", tickets[1].blinded)


def test_after_the_window_nobody_new_is_signed_for_but_a_lost_answer_is_repeated(signer, campaign, group):
    n = client.make_key(campaign, group, 5, SOON)
    first, second = ticket(campaign, group, n), ticket(campaign, group, n)
    with signer.at(SOON):
        signature = client.sign(campaign, group, "voter-1", first.blinded)
    with signer.at(SOON + timedelta(seconds=1)):
        refused("window", client.sign, campaign, group, "voter-2", second.blinded)
        assert client.sign(campaign, group, "voter-1", first.blinded) == signature


def test_a_key_is_made_once_and_its_limit_and_end_are_fixed(signer, campaign, group):
    n = client.make_key(campaign, group, 5, SOON)
    assert client.make_key(campaign, group, 5, SOON) == n
    refused("different", client.make_key, campaign, group, 6, SOON)
    refused("different", client.make_key, campaign, group, 5, LATER)
    assert client.make_key(campaign, uuid.uuid4().hex, 5, SOON) != n


def test_after_destruction_nothing_is_signed_and_nothing_comes_back(signer, campaign, group):
    n = client.make_key(campaign, group, 5, SOON)
    mine = ticket(campaign, group, n)
    client.sign(campaign, group, "voter-1", mine.blinded)
    kept = (signer.folder / "store" / "seals" / f"{campaign}.keys").read_bytes()
    for _ in range(2):
        client.destroy_keys(campaign)
        refused("destroyed", client.sign, campaign, group, "voter-1", mine.blinded)
        refused("destroyed", client.make_key, campaign, group, 5, SOON)
        refused("destroyed", client.make_key, campaign, uuid.uuid4().hex, 5, SOON)
    assert not (signer.folder / "store" / "seals" / f"{campaign}.keys").exists() and len(kept) == 32
    assert client.issued(campaign) == {group: 1}  # what was published stays countable


def test_a_box_opens_at_its_hour_until_it_is_destroyed(signer, campaign):
    public = client.make_box(campaign, LATER)
    assert client.make_box(campaign, LATER) == public
    refused("different", client.make_box, campaign, SOON)
    plain = [f'{{"marks":"{"a" * number}"}}'.encode() for number in range(700)]
    sealed = [box.seal(public, campaign, item) for item in plain]
    for batch in (sealed, []):
        refused("early", client.open_box, campaign, batch)
    with signer.at(LATER):
        assert client.open_box(campaign, sealed) == plain
        forged = sealed[1][:-1] + bytes([sealed[1][-1] ^ 1])
        assert client.open_box(campaign, [sealed[0], forged, b"", sealed[2]]) == [plain[0], None, None, plain[2]]
        client.destroy_box(campaign)
        refused("destroyed", client.open_box, campaign, sealed)
    refused("destroyed", client.tag, campaign, "ab" * 32, "cd" * 32)


def test_a_name_in_the_box_depends_on_the_box(signer, campaign):
    client.make_box(campaign, LATER)
    name, digest = client.tag(campaign, "ab" * 32, "cd" * 32)
    assert client.tag(campaign, "ab" * 32, "ef" * 32)[0] == name != digest
    other = uuid.uuid4().hex
    client.make_box(other, LATER)
    assert client.tag(other, "ab" * 32, "cd" * 32)[0] != name


def test_what_it_does_not_know_is_refused(signer, campaign, group):
    refused("unknown", client.sign, campaign, group, "voter-1", "01" * 384)
    refused("unknown", client.open_box, campaign, [])
    refused("unknown", client.tag, campaign, "ab" * 32, "cd" * 32)
    assert client.issued(campaign) == {}
    client.make_key(campaign, group, 5, SOON)
    for values in ((campaign, group, "", "01" * 384), (campaign, group, "v", "01" * 383), (campaign, group, "v", "FF" * 384),
                   (campaign, group, "v", "ff" * 384), (campaign, group, "v", "00" * 384), (campaign, "x", "v", "01" * 384)):  # fmt: skip
        refused("bad", client.sign, *values)
    refused("bad", client.make_key, campaign, group, 0, SOON)
    assert client.issued(campaign) == {group: 0}


@pytest.mark.parametrize(
    "line", [b"", b"\xff", b"[]", b"{}", b"7", b'{"act":"close"}', b'{"act":"_db"}', b'{"act":["sign"]}', b"[" * 99_999,
             b'{"act":"status","x":1}', b'{"act":"issued","campaign":null}', b'{"act":"make_key","campaign":NaN}'],
)  # fmt: skip
def test_no_line_breaks_it(signer, line):
    assert answer(signer.server.store, line) == {"refused": "bad"}


def test_a_fault_is_told_as_such_and_not_its_content(signer, campaign, group, monkeypatch, capsys):
    client.make_key(campaign, group, 5, SOON)
    monkeypatch.setattr(signer.server.store, "issued", lambda campaign: 1 / 0)
    with pytest.raises(SignerDown, match="签票进程出错"):
        client.issued(campaign)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_it_says_so_when_it_is_down(signer, campaign):
    with signer.down(), pytest.raises(SignerDown, match="签票进程没有运行"):
        client.status()
    assert client.status()["pool_size"] == 0


def test_half_a_line_and_silence_hurt_nobody(signer):
    with socket.socket(socket.AF_UNIX) as other:
        other.connect(str(signer.folder / "socket"))
        other.sendall(b'{"act":"sta')
        assert client.status()
        other.shutdown(socket.SHUT_WR)
        assert other.recv(100) == b""


def test_nobody_else_may_look_into_its_folder(signer, campaign, group):
    client.make_key(campaign, group, 5, SOON)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in signer.folder.rglob("*")}
    assert modes.pop("store") == modes.pop("seals") == 0o700 == stat.S_IMODE(signer.folder.stat().st_mode)
    assert set(modes.values()) == {0o600} and {"socket", "signer.sqlite3", f"{campaign}.keys"} <= modes.keys()


def test_private_keys_lie_sealed_in_the_database(signer, campaign, group):
    client.make_key(campaign, group, 5, SOON)
    seals = signer.server.store._seals
    sealed = signer.server.store._row("SELECT private FROM keys WHERE campaign = ?", campaign)[0]
    assert seals.open(f"{campaign}.keys", group, sealed)[0] == 0x30
    assert sealed.find(seals.open(f"{campaign}.keys", group, sealed)[40:60]) == -1
    with pytest.raises(Exception) as fault:
        seals.open(f"{campaign}.keys", "another group", sealed)
    assert isinstance(fault.value.__cause__, InvalidTag)


def test_a_group_of_the_system_may_reach_the_socket_and_nothing_else(tmp_path):
    with_group = Server(tmp_path / "s", Pool(0, quick_keys()), group=os.getgid())
    try:
        modes = [stat.S_IMODE((tmp_path / "s" / name).stat().st_mode) for name in (".", "store", "socket")]
        assert modes == [0o710, 0o700, 0o660]
    finally:
        with_group.server_close()


def test_a_folder_with_a_long_path_is_reached_as_well(tmp_path):
    folder = tmp_path / ("很长的路径" * 10)
    assert len(os.fsencode(folder)) > place.LONGEST_ADDRESS
    running = Signer(folder)
    try:
        assert Client(folder).status()["keys"] == 0
    finally:
        running.stop()
    assert not (folder / "socket").exists()


def test_one_process_holds_a_folder(signer, monkeypatch):
    monkeypatch.setattr("shuanglun.records.surveys.signer.server.PATIENCE_SECONDS", 0)
    with pytest.raises(AlreadyRunning, match="另一个签票进程"):
        Server(signer.folder, Pool(0, quick_keys()))
    assert client.status()


def test_a_restart_forgets_nothing_and_finishes_a_destruction(tmp_path, campaign, group):
    first = Signer(tmp_path / "s")
    n = first.client.make_key(campaign, group, 5, SOON)
    public = first.client.make_box(campaign, LATER)
    mine = ticket(campaign, group, n)
    signature = first.client.sign(campaign, group, "voter-1", mine.blinded)
    first.stop()
    second = Signer(tmp_path / "s")
    assert second.client.sign(campaign, group, "voter-1", mine.blinded) == signature
    assert (second.client.make_key(campaign, group, 5, SOON), second.client.make_box(campaign, LATER)) == (n, public)
    with second.server.store._transaction() as db:  # the power went right after this
        db.execute("INSERT INTO gone VALUES (?, 'keys')", (campaign,))
    second.stop()
    third = Signer(tmp_path / "s")
    refused("destroyed", third.client.sign, campaign, group, "voter-1", mine.blinded)
    assert [path.name for path in (tmp_path / "s/store/seals").iterdir()] == [f"{campaign}.box"]
    third.stop()


@pytest.mark.parametrize("is_plain", [False, True])
def test_both_ways_of_signing_agree(is_plain):
    der = quick_keys()()
    key = raw.SigningKey(der, is_plain=is_plain)
    mine = ticket(uuid.uuid4().hex, uuid.uuid4().hex, f"{key.n:x}")
    assert mine.finish(key.sign(bytes.fromhex(mine.blinded)).hex())
    for wrong in (key.n.to_bytes(384, "big"), bytes(384), secrets.token_bytes(383)):
        with pytest.raises(ValueError, match="out of range"):
            key.sign(wrong)


def test_the_pool_is_filled_by_a_child_and_filled_again():
    pool = Pool(1)
    pool.refill()
    with pool._making:
        assert len(pool) == 1
    key = pool.take()
    assert raw.SigningKey(key).n.bit_length() == 3072
    pool.give_back(key)
    with pool._making:
        assert len(pool) >= 1
