import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from shuanglun.front.site import sqlite


@pytest.mark.parametrize(
    ("version", "affected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_wal_is_refused_exactly_on_the_affected_libraries(version, affected):
    assert sqlite.is_affected(version) is affected
    assert sqlite.journal_mode(version) == ("DELETE" if affected else "WAL")


def test_a_wal_file_is_not_opened_with_an_affected_library(tmp_path: Path):
    path = tmp_path / "a.sqlite3"
    link = sqlite3.connect(path)
    link.execute("PRAGMA journal_mode=WAL")
    link.execute("CREATE TABLE t (n)")
    link.close()

    with pytest.raises(sqlite.UnsafeLibrary, match=r"3\.40\.1"):
        sqlite.refuse_unsafe_wal(path, (3, 40, 1))
    sqlite.refuse_unsafe_wal(path, (3, 53, 4))


def test_a_plain_file_and_a_missing_one_are_opened(tmp_path: Path):
    sqlite.refuse_unsafe_wal(tmp_path / "none.sqlite3", (3, 40, 1))
    path = tmp_path / "plain.sqlite3"
    link = sqlite3.connect(path)
    link.execute("CREATE TABLE t (n)")
    link.close()
    sqlite.refuse_unsafe_wal(path, (3, 40, 1))


@pytest.mark.sqlite
@pytest.mark.django_db
def test_connections_are_durable():
    with connection.cursor() as cursor:
        values = {}
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete"):
            cursor.execute(f"PRAGMA {name}")
            values[name] = cursor.fetchone()[0]
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert not sqlite.is_affected(sqlite.library_version())
