"""A process of its own that commits pairs of rows again and again and says each number once it is committed.

    python writer.py <database url> <person> <first number>

It knows nothing of the product: `sqlite:///path` or `postgresql://…`.
"""

from __future__ import annotations

import sys
import time
from typing import Any

PAUSE_SECONDS = 0.002
STUDY = "INSERT INTO learning_studyrecord (person_id, title, \"on\", minutes) VALUES ({person}, '{number}', '2025-05-01', 1)"
TASK = (
    "INSERT INTO goals_keytask (person_id, title, due_on, done_on) "
    "VALUES ({person}, '{number}', '2025-05-01', '2025-05-01')"
)


def connect(url: str) -> Any:
    """A connection that commits only when told."""
    if url.startswith("postgresql"):
        import psycopg

        return psycopg.connect(url)
    from pysqlite3 import dbapi2

    connection = dbapi2.connect(url.removeprefix("sqlite:///"), timeout=60, isolation_level="IMMEDIATE")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def main(url: str, person: int, number: int) -> None:
    """Never ends by itself."""
    connection = connect(url)
    while True:
        for statement in (STUDY, TASK):
            connection.execute(statement.format(person=person, number=number))
        connection.commit()
        print(number, flush=True)
        number += 1
        time.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
