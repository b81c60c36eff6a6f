"""The signing process as a process: killed at any moment, asked by eight others at once, started and ended."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shuanglun.records.surveys.secrecy import command as receipt_command
from shuanglun.records.surveys.secrecy import seal, tickets
from shuanglun.records.surveys.secrecy.tickets import Ticket, accepts, make_code
from shuanglun.records.surveys.signer import client, command, place
from shuanglun.records.surveys.signer.client import Client, SignerDown, SignerRefused
from tests.fixtures.signer import SignerProcess

SOON = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
GROUP = "ab" * 16


@pytest.fixture
def process(tmp_path):
    running = SignerProcess(tmp_path / "signer")
    running.start()
    yield running
    running.kill()


def test_it_starts_at_once_and_without_django(tmp_path):
    environment = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}
    script = "shuanglun.front.site.cli"
    arguments = [sys.executable, "-m", script, "signer", "--folder", str(tmp_path / "s"), "--pool", "0"]
    begun = time.monotonic()
    with subprocess.Popen(arguments, env=environment, stderr=subprocess.PIPE) as child:
        while not (tmp_path / "s" / place.SOCKET).exists() and child.poll() is None:
            time.sleep(0.01)
        seconds = time.monotonic() - begun
        assert Client(tmp_path / "s").status()["keys"] == 0
        child.send_signal(signal.SIGTERM)
        imported = child.stderr.read().decode()
    assert child.returncode == 0 and not (tmp_path / "s" / place.SOCKET).exists()
    assert "shuanglun.records.surveys.signer.server" in imported and "django" not in imported
    assert seconds < 3  # 0.25 s on an idle machine; the suite keeps both cores busy


def test_it_ends_with_its_parent(tmp_path):
    script = (
        "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-m', 'shuanglun.front.site.cli', 'signer', '--with-parent', '--pool', '0',"
        f" '--folder', {str(tmp_path / 's')!r}])\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    while not (tmp_path / "s" / place.SOCKET).exists():
        time.sleep(0.02)
    parent.kill()
    parent.wait()
    limit = time.monotonic() + 10
    while (tmp_path / "s" / place.SOCKET).exists() and time.monotonic() < limit:
        time.sleep(0.02)
    assert not (tmp_path / "s" / place.SOCKET).exists()


def vote(running: SignerProcess, campaign: str, n: int, answers: dict[str, set[str]], blinded: dict[str, str]) -> None:
    """Each voter asks until there is an answer, and once more to be sure."""
    for voter in blinded:
        for _ in range(2):
            while True:
                try:
                    answers[voter].add(Client(running.folder).sign(campaign, GROUP, voter, blinded[voter]))
                except SignerDown:
                    continue
                break


def trial(running: SignerProcess, kills: int, voters: int) -> None:
    """`kills` times SIGKILL while three threads sign for `voters` each: everybody has one signature, counts agree."""
    campaign, draw = uuid.uuid4().hex, random.Random(4)
    n = running.client.make_key(campaign, GROUP, 3 * voters, SOON)
    mine = {f"v{number}": Ticket(make_code(), campaign, GROUP, int(n, 16)) for number in range(3 * voters)}
    answers: dict[str, set[str]] = {voter: set() for voter in mine}
    blinded = {voter: ticket.blinded for voter, ticket in mine.items()}
    parts = [dict(list(blinded.items())[start::3]) for start in range(3)]
    threads = [threading.Thread(target=vote, args=(running, campaign, int(n, 16), answers, part)) for part in parts]
    for thread in threads:
        thread.start()
    done = 0
    while done < kills and any(thread.is_alive() for thread in threads):
        time.sleep(draw.random() * 0.1)
        running.kill()
        running.start()
        done += 1
    for thread in threads:
        thread.join()
    assert done == kills
    tokens = [mine[voter].finish(only) for voter, (only,) in answers.items()]
    assert all(accepts(int(n, 16), campaign, GROUP, token) for token in tokens)
    assert running.client.issued(campaign) == {GROUP: 3 * voters}
    for voter in mine:
        with pytest.raises(SignerRefused) as refusal:
            running.client.sign(campaign, GROUP, voter, Ticket(make_code(), campaign, GROUP, int(n, 16)).blinded)
        assert refusal.value.code == "different"
    with pytest.raises(SignerRefused) as refusal:
        running.client.sign(campaign, GROUP, "stranger", blinded["v0"])
    assert refusal.value.code == "limit"


def test_killed_at_random_points_it_loses_no_signature_and_gives_none_twice(process):
    trial(process, kills=3, voters=15)


@pytest.mark.nightly
def test_killed_100_times_it_loses_no_signature_and_gives_none_twice(process):
    trial(process, kills=100, voters=1000)


def ask_many(folder: Path, campaign: str, first: int, count: int, found: multiprocessing.Queue) -> None:
    """All eight fight for the same names as well: voter `shared` may win once only."""
    speaker, codes = Client(folder), []
    for number in range(count):
        for voter, data in ((f"v{first}-{number}", "01" * 384), ("shared", f"{first:02x}" * 384)):
            try:
                speaker.sign(campaign, GROUP, voter, data)
                codes.append("signed" if voter != "shared" else f"shared {first}")
            except SignerRefused as refusal:
                codes.append(refusal.code)
    found.put(codes)


def test_eight_processes_at_once_get_exactly_the_limit(process):
    campaign, method = uuid.uuid4().hex, multiprocessing.get_context("spawn")
    process.client.make_key(campaign, GROUP, 61, SOON)
    found: multiprocessing.Queue = method.Queue()
    children = [
        method.Process(target=ask_many, args=(process.folder, campaign, first, 10, found)) for first in range(1, 9)
    ]
    for child in children:
        child.start()
    codes = [code for _ in children for code in found.get(timeout=60)]
    for child in children:
        child.join()
    winners = {code for code in codes if code.startswith("shared")}
    assert len(winners) == 1 and codes.count(winners.pop()) == 10
    assert (codes.count("signed"), codes.count("limit"), codes.count("different")) == (60, 20, 70)
    assert process.client.issued(campaign) == {GROUP: 61}


def test_the_command_says_what_it_cannot_use(tmp_path, capsys):
    (tmp_path / "file").write_text("x")
    assert command.main(["--folder", str(tmp_path / "file" / "s")]) == 2
    assert "签票进程无法使用文件夹" in capsys.readouterr().err
    assert command.main(["--folder", str(tmp_path / "s"), "--group", "no-such-group"]) == 2
    assert "没有用户组“no-such-group”" in capsys.readouterr().err


def test_the_receipt_is_checked_by_the_command_alone(tmp_path, capsys):
    campaign, leaves = uuid.uuid4().hex, ["ab" * 32, "cd" * 32]
    fields = {"campaign": campaign, "title": "年度测评", "group": GROUP, "key": "00" * 32}
    paths = [tmp_path / "票据.json", tmp_path / "seal.json"]
    codes = []
    for leaf in ("ab" * 32, "ef" * 32, None):
        receipt = leaf and {"leaf": leaf, "short": tickets.short_code(leaf)}
        paths[0].write_text(tickets.write_ticket({**fields, "receipt": receipt}))
        paths[1].write_text(seal.write(campaign, "年度测评", leaves))
        codes.append(receipt_command.main([*map(str, paths)]))
    said = capsys.readouterr()
    assert codes == [0, 1, 2]
    assert (
        "✓ 您的票已计入：共 2 张票" in said.out
        and "✗ 封箱文件中没有您的这张票" in said.out
        and "没有投票回执" in said.err
    )
    assert receipt_command.main([str(tmp_path / "no"), str(paths[1])]) == 2
    assert "无法读取" in capsys.readouterr().err
    paths[1].write_text(json.dumps({"kind": "other"}))
    assert receipt_command.main([*map(str, paths)]) == 2
    assert client.DOWN not in capsys.readouterr().err
