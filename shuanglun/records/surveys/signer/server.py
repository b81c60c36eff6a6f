"""The server of the signing process: one JSON object a line over a Unix socket.

    {"act": "sign", "campaign": …, …}  →  {"ok": …}  |  {"refused": code}  |  {"fault": true}

It writes no log of requests: a list of who asked when is the last thing that should exist.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import re
import socketserver
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from shuanglun.records.surveys.signer import place
from shuanglun.records.surveys.signer.pool import Pool
from shuanglun.records.surveys.signer.store import Refusal, Store

LONGEST_LINE = 4 * 1024 * 1024
IDLE_SECONDS = 60
PATIENCE_SECONDS = 5


class AlreadyRunning(OSError):
    """Another process holds this folder."""


def _hex(length: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(f"[0-9a-f]{{{length}}}", value) is not None


def _is_moment(value: Any) -> bool:
    return type(value) in (int, float) and 0 < value < 1e11


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 < value <= 10_000_000


def _is_voter(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]{1,128}", value) is not None


def _is_batch(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


CAMPAIGN = {"campaign": _hex(32)}
GROUP = {**CAMPAIGN, "group": _hex(32)}
FORMS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "make_key": {**GROUP, "limit": _is_count, "until": _is_moment},
    "sign": {**GROUP, "voter": _is_voter, "blinded": _hex(768)},
    "issued": CAMPAIGN,
    "make_box": {**CAMPAIGN, "opens": _is_moment},
    "tag": {**CAMPAIGN, "key": _hex(64), "commitment": _hex(64)},
    "open_box": {**CAMPAIGN, "sealed": _is_batch},
    "destroy_keys": CAMPAIGN,
    "destroy_box": CAMPAIGN,
    "status": {},
}


def answer(store: Store, line: bytes) -> dict[str, Any]:
    """The answer to one line; whatever it holds, there is one."""
    try:
        request = json.loads(line)
        act = request.pop("act")
        form = FORMS[act]
        if request.keys() != form.keys() or not all(holds(request[name]) for name, holds in form.items()):
            raise ValueError(act)
        if act == "open_box":
            request["sealed"] = [base64.b64decode(item, validate=True) for item in request["sealed"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {"refused": "bad"}
    try:
        found = getattr(store, act)(**request)
    except Refusal as refusal:
        return {"refused": refusal.code}
    except Exception:
        traceback.print_exc(limit=3, file=sys.stderr)
        return {"fault": True}
    if act == "open_box":
        found = [None if plain is None else base64.b64encode(plain).decode() for plain in found]
    return {"ok": found}


class Conversation(socketserver.StreamRequestHandler):
    """One connection: lines are answered until the other side ends it or says nothing for a minute."""

    timeout = IDLE_SECONDS
    server: Server

    def handle(self) -> None:
        with suppress(OSError):
            while line := self.rfile.readline(LONGEST_LINE):
                if not line.endswith(b"\n"):
                    return  # cut off, or longer than anything the client sends
                self.wfile.write(json.dumps(answer(self.server.store, line)).encode() + b"\n")


class Server(socketserver.ThreadingUnixStreamServer):
    """The process's server on `folder`; `group` (its number) may reach the socket besides the owner."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 512

    def __init__(
        self, folder: Path, pool: Pool, *, group: int | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self.folder, self._group = folder, group
        inner = place.prepare(folder, group)
        self._lock = _hold(inner / "lock")
        try:
            self.store = Store(inner, pool, clock)
            super().__init__(str(folder / place.SOCKET), Conversation)
        except BaseException:
            os.close(self._lock)
            raise
        pool.refill()

    def server_bind(self) -> None:
        """Bind in the closed folder and move the socket out with its final mode: nobody finds it half-made."""
        fresh = self.folder / place.STORE / place.SOCKET
        fresh.unlink(missing_ok=True)
        with place.reach(fresh.parent, place.SOCKET) as address:
            self.socket.bind(address)
        if self._group is not None:
            os.chown(fresh, -1, self._group)
        fresh.chmod(0o600 if self._group is None else 0o660)
        fresh.rename(self.folder / place.SOCKET)

    def server_close(self) -> None:
        (self.folder / place.SOCKET).unlink(missing_ok=True)
        super().server_close()
        self.store.close()
        os.close(self._lock)


def _hold(path: Path) -> int:
    """Hold the folder for this process; a predecessor gets a while to end."""
    opened = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    limit = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            if time.monotonic() > limit:
                os.close(opened)
                raise AlreadyRunning(f"另一个签票进程正在使用 {path.parent.parent}") from fault
            time.sleep(0.05)
        else:
            return opened


def serve_in_thread(server: Server) -> threading.Thread:
    """Serve until `server.shutdown()`, beside the caller."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True, name="signer")
    thread.start()
    return thread
