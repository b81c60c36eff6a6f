"""The SQLite library that Django gets, and when write-ahead logging is safe with it.

SQLite 3.7.0 to 3.51.2 can lose a committed transaction in WAL mode with two or more connections
(the "WAL-reset bug", sqlite.org/wal.html). Python on Debian 12 links 3.40.1, so the `pysqlite3` wheel
takes its place; where that wheel is missing, the journal falls back to the slower, safe DELETE mode.
"""

import sys
from pathlib import Path

FIRST_AFFECTED = (3, 7, 0)
LAST_AFFECTED = (3, 51, 2)
WAL_IN_HEADER = 2


class UnsafeLibrary(Exception):
    """The database file is in WAL mode and this SQLite library may lose commits in it."""


def swap() -> None:
    """Put `pysqlite3` in the place of `sqlite3` for every later import; harmless when repeated."""
    try:
        import pysqlite3
    except ImportError:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def library_version() -> tuple[int, int, int]:
    """Version of the SQLite library that Django will use."""
    from sqlite3 import sqlite_version_info

    major, minor, patch = sqlite_version_info[:3]
    return major, minor, patch


def is_affected(version: tuple[int, int, int]) -> bool:
    """Whether WAL may lose commits under this library version."""
    return FIRST_AFFECTED <= version <= LAST_AFFECTED


def journal_mode(version: tuple[int, int, int]) -> str:
    """`WAL` where it is safe, else `DELETE`."""
    return "DELETE" if is_affected(version) else "WAL"


def is_wal(path: Path) -> bool:
    """Whether the file on disk is in WAL mode (byte 18 of the header, "file format write version")."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(20)
    return len(header) == 20 and header[18] == WAL_IN_HEADER


def refuse_unsafe_wal(path: Path, version: tuple[int, int, int]) -> None:
    """Raise before the first connection, since opening the file would already take part in the bug."""
    if is_affected(version) and is_wal(path):
        raise UnsafeLibrary(
            f"SQLite {'.'.join(map(str, version))} 在 WAL 模式下可能丢失已提交的数据，已拒绝打开 {path}。"
            "请安装 pysqlite3（uv pip sync requirements.lock）后重试。"
        )
