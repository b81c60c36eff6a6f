"""Where attachments lie: one sealed file each below the data folder, bound to its own name.

A file is written before the row that names it, so a transaction that fails may leave one nobody names; a chore clears
those away after a day.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from shuanglun.base.sealed import SealBroken, seal_bytes, unseal_bytes
from shuanglun.base.verdicts import RefusedError

STRAY_AFTER_SECONDS = 24 * 3600


def folder() -> Path:
    """The folder of all attachments."""
    return settings.DATA_DIR / "attachments"


def put(content: bytes) -> str:
    """Keep the content sealed; returns the name under which it lies (`3f/3f9c…`)."""
    token = secrets.token_hex(16)
    name = f"{token[:2]}/{token}"
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=False)
    key_id, sealed = seal_bytes(content, name.encode())
    path.write_bytes(key_id.encode() + b"\n" + sealed)
    return name


def get(name: str) -> bytes:
    """The content kept under a name. Raises RefusedError when it is gone or not what was kept."""
    try:
        key_id, _, sealed = (folder() / name).read_bytes().partition(b"\n")
        return unseal_bytes(key_id.decode(), sealed, name.encode())
    except FileNotFoundError as error:
        raise RefusedError("附件文件不在了，请联系系统管理员从备份恢复。") from error
    except (SealBroken, UnicodeDecodeError) as error:
        raise RefusedError("附件与保存时不一致，不能打开，请联系系统管理员核查。") from error


def clear_strays(named: Iterable[str]) -> int:
    """Delete files that no row names, a day after they were written. Returns how many."""
    known, before, gone = set(named), time.time() - STRAY_AFTER_SECONDS, 0
    for path in folder().glob("*/*") if folder().exists() else ():
        if f"{path.parent.name}/{path.name}" not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
