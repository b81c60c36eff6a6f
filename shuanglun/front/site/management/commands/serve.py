"""`shuanglun serve`: web process, worker and signing process side by side, until Ctrl-C or SIGTERM ends them all."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from shuanglun.front.site import newcomer

READY_SECONDS = 60
PATIENCE_SECONDS = 15
HELPERS = {"worker": "后台任务进程", "signer": "签票进程"}


class Command(BaseCommand):
    help = "运行网站和后台任务；数据库为空的演示环境先载入虚构单位"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="监听地址")

    def handle(self, *, address: str, **options: Any) -> None:
        refuse_taken(address)
        call_command("migrate", verbosity=0)
        if not settings.IS_LOCAL:
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            newcomer.set_up(program("shuanglun"), self._say)
        told = newcomer.accounts_by_role() if settings.DEMO else newcomer.first_steps()
        connections.close_all()
        for ending in (signal.SIGTERM, signal.SIGHUP):  # a closed terminal ends them all as well, but for nohup
            if signal.getsignal(ending) is not signal.SIG_IGN:
                signal.signal(ending, lambda *_: sys.exit(0))
        children: dict[str, subprocess.Popen[bytes]] = {}
        try:
            for name, command in commands(address).items():
                children[name] = start(command)
            wait_until_ready(address, children["web"])
            self._say(f"{told}\n双轮已启动：http://{address}/　按 Ctrl-C 结束")
            self._watch(children, address)
        except KeyboardInterrupt:
            self._say("\n· 正在结束（等待手上的任务完成，再按一次 Ctrl-C 立即结束）……")
        finally:
            stop(list(children.values()))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _watch(self, children: dict[str, subprocess.Popen[bytes]], address: str) -> None:
        """A worker or signer that died is started again; without the web process there is nothing left to serve."""
        while children["web"].poll() is None:
            for name in children.keys() & HELPERS.keys():
                if children[name].poll() is not None:
                    self.stdout.write(f"· {HELPERS[name]}中断，重新启动")
                    children[name] = start(commands(address)[name])
            time.sleep(1)
        raise CommandError("网站进程已退出。")


def program(name: str) -> str:
    """A program of this environment."""
    return str(Path(sys.executable).parent / name)


def commands(address: str) -> dict[str, list[str]]:
    """The processes: 2 × 4 threads for the web, one worker, and the signing process unless it runs on its own.

    The signer comes first: it is there within half a second.
    """
    web = [program("gunicorn"), "shuanglun.front.site.wsgi", "--bind", address, "--workers", "2"]
    memory = ["--worker-tmp-dir", "/dev/shm"] if os.access("/dev/shm", os.W_OK) else []
    signer = {} if is_signer_apart() else {"signer": [program("shuanglun"), "signer", "--with-parent"]}
    return {
        **signer,
        "web": [*web, "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", *memory],
        "worker": [program("shuanglun"), "worker", "--verbosity", "0"],
    }


def is_signer_apart() -> bool:
    """Whether the folder of the signing process belongs to a user of its own, under whom it was started."""
    folder = Path(settings.SIGNER_DIR)
    return folder.exists() and folder.stat().st_uid != os.getuid()


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches us only, and we end the children in good order.

    A demo keeps its terminal for the accounts: it logs faults only.
    """
    quiet = {"SHUANGLUN_LOG_LEVEL": "ERROR"} if settings.DEMO else {}
    return subprocess.Popen(command, start_new_session=True, env={**quiet, **os.environ})


def stop(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each child to end; insist after a while, or at once when asked again."""
    for child in children:
        child.terminate()
    limit = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, limit - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            limit = 0
            child.kill()
            child.wait()


def refuse_taken(address: str) -> None:
    """Say so at once when somebody else listens there, or when it is no address."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"监听地址应写成“主机:端口”，如 127.0.0.1:8000，收到：{address}")
    family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(1)
        try:
            taken = probe.connect_ex((host.strip("[]"), int(port))) == 0
        except socket.gaierror as unknown:
            raise CommandError(f"找不到主机“{host}”。监听地址应写成“主机:端口”，如 127.0.0.1:8000") from unknown
        if taken:
            raise CommandError(f"{address} 已被占用。可换一个地址：make run ADDRESS=127.0.0.1:8001")


def wait_until_ready(address: str, web: subprocess.Popen[bytes]) -> None:
    """Return once the site answers."""
    limit = time.monotonic() + READY_SECONDS
    while time.monotonic() < limit and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{address}/healthz", timeout=2):
                return
        except OSError as fault:
            # Production serves its own host names only: being refused is an answer too, a fault is none.
            if isinstance(fault, HTTPError) and fault.code < 500:
                return
            time.sleep(0.1)
    raise CommandError("网站没有启动成功，请看上面的日志。")
