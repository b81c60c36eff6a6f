"""The first start: a whole demo or none, a clear word about a taken address, all processes ended by Ctrl-C."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import nullcontext
from datetime import date
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError

import psutil
import pytest
from django.conf import settings
from django.core.management.base import CommandError
from django.test import override_settings

from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.site import newcomer
from shuanglun.front.site.management.commands import serve

ROOT = Path(__file__).parents[4]


def test_a_taken_address_is_named_before_anything_starts():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CommandError, match=address):
            serve.refuse_taken(address)


@pytest.mark.parametrize("address", ["8000", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000", ":8000", "::1:8000"])
def test_what_is_no_address_is_refused_in_words(address):
    with pytest.raises(CommandError, match="主机:端口"):
        serve.refuse_taken(address)


@pytest.fixture
def demo(tmp_path, db, monkeypatch):
    """A stand-in for `shuanglun`: notes what it was asked, ends with the code in `code`."""
    program, asked, code = tmp_path / "program", tmp_path / "asked", tmp_path / "code"
    program.write_text(f'#!/bin/sh\necho "$@" >> {asked}\nexit $(cat {code})\n')
    program.chmod(0o755)
    monkeypatch.setattr(newcomer.connections, "close_all", lambda: None)  # the test lives in one transaction

    def set_up(ends_with: int) -> list[str]:
        code.write_text(str(ends_with))
        with override_settings(DATA_DIR=tmp_path):
            newcomer.set_up(str(program), lambda text: None)
        return asked.read_text().splitlines() if asked.exists() else []

    return set_up


def test_a_demo_cut_off_half_way_is_loaded_anew_with_the_next_start(demo):
    with pytest.raises(CommandError, match="再次启动会从头载入"):
        demo(ends_with=130)
    User.objects.create_user("renshi", name="x")  # the records were in, the river had not run yet
    assert demo(ends_with=0) == ["demo", "demo --reset"]
    assert demo(ends_with=0) == ["demo", "demo --reset"]


def test_a_database_in_use_is_never_reset(demo, tmp_path):
    User.objects.create_user("renshi", name="x")
    assert demo(ends_with=0) == []
    (tmp_path / "demo-unfinished").write_text("another database, whose loading was cut off")
    assert demo(ends_with=0) == []


def test_the_loading_process_keeps_others_out_when_the_first_is_gone(demo, tmp_path):
    (tmp_path / "program").write_text("#!/bin/sh\nsleep 20 &\necho $! > " + str(tmp_path / "orphan") + "\nexit 1\n")
    with pytest.raises(CommandError, match="再次启动会从头载入"):
        demo(ends_with=0)
    try:
        with pytest.raises(CommandError, match="另一个进程正在载入"):
            demo(ends_with=0)
    finally:
        os.kill(int((tmp_path / "orphan").read_text()), signal.SIGKILL)


@pytest.mark.django_db
def test_a_new_production_site_is_told_how_to_get_its_first_account():
    assert "shuanglun administrator" in newcomer.first_steps()
    RoleGrant.objects.create(
        user=User.objects.create_user("anquan", name="安宁"), role="security_admin", from_on=date(2025, 1, 1)
    )
    assert newcomer.first_steps() == ""


@pytest.mark.parametrize(("code", "is_ready"), [(400, True), (500, False)])
def test_a_site_that_only_fails_is_not_called_started(monkeypatch, code, is_ready):
    def answer(url, timeout):
        raise HTTPError(url, code, "x", Message(), None)

    monkeypatch.setattr(serve.urllib.request, "urlopen", answer)
    monkeypatch.setattr(serve, "READY_SECONDS", 0.3)
    with subprocess.Popen(["sleep", "60"]) as web:
        try:
            with nullcontext() if is_ready else pytest.raises(CommandError, match="没有启动成功"):
                serve.wait_until_ready("127.0.0.1:1", web)
        finally:
            web.kill()


def test_a_signer_of_another_user_is_left_to_that_user(tmp_path, settings, monkeypatch):
    settings.SIGNER_DIR = tmp_path / "signer"
    assert "signer" in serve.commands("127.0.0.1:1")
    settings.SIGNER_DIR.mkdir()
    assert "signer" in serve.commands("127.0.0.1:1")
    monkeypatch.setattr(serve.os, "getuid", lambda: settings.SIGNER_DIR.stat().st_uid + 1)
    assert "signer" not in serve.commands("127.0.0.1:1")


def test_a_child_that_does_not_listen_is_killed(monkeypatch):
    monkeypatch.setattr(serve, "PATIENCE_SECONDS", 0.2)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert child.stdout
    child.stdout.readline()
    serve.stop([child])
    child.stdout.close()
    assert child.returncode == -signal.SIGKILL


def environment(folder: Path, **values: str) -> dict[str, str]:
    """A fresh installation in a folder of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGLUN_", "DJANGO_"))}
    return own | {"SHUANGLUN_DATA": str(folder), "PYTHONPATH": str(ROOT)} | values


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_ctrl_c_ends_the_site_with_its_worker_and_its_signer(tmp_path):
    shutil.copy(settings.DATABASES["default"]["NAME"], tmp_path / "shuanglun.sqlite3")  # spares the migrations
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "shuanglun.front.site.cli", "serve", "--address", address]
    site = subprocess.Popen(
        command, env=environment(tmp_path, SHUANGLUN_DEBUG="1"), stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert site.stdout
    with site.stdout:
        told = []
        for line in site.stdout:
            told.append(line)
            if "双轮已启动" in line:
                break
        children = psutil.Process(site.pid).children(recursive=True)
        dead = next(child for child in children if "signer" in child.cmdline())
        dead.kill()
        told.append(site.stdout.readline())
        site.send_signal(signal.SIGINT)
        told += site.stdout.readlines()
    assert site.wait(30) == 0
    assert any("shuanglun administrator" in line for line in told)
    assert any("正在结束" in line for line in told) and "· 签票进程中断，重新启动\n" in told
    assert len(children) >= 4  # gunicorn, its workers, the worker of jobs, the signing process
    assert not [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE]


def test_the_settings_of_production_pass_django_s_own_check(tmp_path):
    values = {"SHUANGLUN_HOSTS": "hr.example.cn", "SHUANGLUN_PROXY": "1"}
    command = [sys.executable, "-m", "shuanglun.front.site.cli", "check", "--deploy", "--fail-level", "WARNING"]
    checked = subprocess.run(command, env=environment(tmp_path, **values), capture_output=True, text=True, cwd=ROOT)
    assert checked.returncode == 0, checked.stderr
