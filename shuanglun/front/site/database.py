"""Which database, told by one URL: `sqlite:///path` or `postgresql://user:password@host:port/name`."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from shuanglun.front.site import sqlite

LOCK_WAIT_SECONDS = 20
# The default of 2 MiB writes and reads a hundred thousand rows with their indexes many times over.
CACHE_KIB = 16 * 1024
POOL = {"min_size": 1, "max_size": 12, "timeout": 10}


def configuration(url: str) -> dict[str, Any]:
    """Django's database settings for a URL; raises ValueError for an unknown scheme."""
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return _sqlite(Path(unquote(url.removeprefix("sqlite:///"))))
    if scheme in ("postgres", "postgresql"):
        return _postgresql(url)
    raise ValueError(f"SHUANGLUN_DATABASE_URL 只支持 sqlite:/// 或 postgresql://，收到：{scheme or url!r}")


def _sqlite(path: Path) -> dict[str, Any]:
    """One writer at a time queues for `LOCK_WAIT_SECONDS`; IMMEDIATE makes it queue before it reads."""
    version = sqlite.library_version()
    sqlite.refuse_unsafe_wal(path, version)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": LOCK_WAIT_SECONDS,
            "init_command": (
                f"PRAGMA journal_mode={sqlite.journal_mode(version)};"
                "PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA secure_delete=ON;"
                f"PRAGMA cache_size=-{CACHE_KIB}"
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    """The pool keeps connections, so Django itself must not (`CONN_MAX_AGE` 0)."""
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": POOL, **dict(parse_qsl(parts.query))},
    }
