"""Who tries to find out who voted how (trust B3): somebody who gets a copy of the whole database every minute, with the
places of its rows, every byte of its write-ahead log, and all that is logged, and who knows this program and its keys;
everything but what lies inside the signing process.

    attacker = Attacker(folder)
    attacker.see(lines)              a copy, now; `lines` were logged since the last one
    attacker.guess(Box(...))         → Attack: one ballot for each person, and by which ways something was learned

What is learned of a ballot is, in the end, the moment at which it was cast; who signed in around that moment is known, and
so is the order in which people took their tickets.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection, transaction

Row = dict[str, Any]
PLACE = "#place"
"""Where a row lies: rowid on SQLite, (xmin, page, number) on PostgreSQL; absent where the table has no places."""
SHORTEST, PAGE = 8, 4096
HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")


@dataclass(frozen=True)
class Box:
    """The tables of a ballot box; without envelopes ballots are written as they are cast."""

    ballots: str
    envelopes: str = ""


@dataclass
class Attack:
    """A guess for each person, and the ways by which ballots got a moment."""

    ballots: dict[int, str]
    ways: dict[str, int] = field(default_factory=dict)

    def right(self, truth: dict[int, str]) -> int:
        return sum(self.ballots.get(person) == key for person, key in truth.items())


class Attacker:
    """Sees one copy after the other and keeps what was new in each."""

    def __init__(self, folder: Path, secrets: Iterable[str] = (), seed: int = 0) -> None:
        self.folder, self.secrets, self.chance = folder, list(secrets), Random(seed)
        self.copies = 0
        self.events: list[tuple[int, str, Row]] = []
        self.bytes: list[tuple[int, bytes]] = []
        self._before: dict[str, set] = {}
        self._pages: dict[str, list[int]] = {}
        self._log_end: Any = None

    # Seeing

    def see(self, lines: Iterable[str] = ()) -> None:
        """Take a copy, and keep what it has that the last one had not."""
        self.copies += 1
        tables, raw = self._sqlite() if connection.vendor == "sqlite" else self._postgres()
        if self.copies > 1:  # what lay there before the first copy is older than every ticket
            self.bytes.append((self.copies, raw + "\n".join(lines).encode()))
        for table, (names, rows) in tables.items():
            fresh = set(rows)
            for row in fresh - self._before.get(table, set()):
                self.events.append((self.copies, table, dict(zip(names, row, strict=True))))
            self._before[table] = fresh

    def _sqlite(self) -> tuple[dict, bytes]:
        """The files themselves, as a backup by copying would have them."""
        source, copy = Path(connection.settings_dict["NAME"]), self.folder / "copy.sqlite3"
        for end in ("", "-wal"):
            if Path(f"{source}{end}").exists():
                shutil.copy(f"{source}{end}", f"{copy}{end}")
        log = Path(f"{copy}-wal")
        raw = self._fresh(log if log.exists() else copy)
        found = {}
        with closing(sqlite3.connect(copy)) as opened:
            tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                try:
                    cursor = opened.execute(f'SELECT rowid, * FROM "{table}"')
                    names = [PLACE, *[column[0] for column in cursor.description][1:]]
                except sqlite3.OperationalError:
                    cursor = opened.execute(f'SELECT * FROM "{table}"')
                    names = [column[0] for column in cursor.description]
                found[table] = names, cursor.fetchall()
        for end in ("", "-wal", "-shm"):
            Path(f"{copy}{end}").unlink(missing_ok=True)
        return found, raw

    def _fresh(self, path: Path) -> bytes:
        """The pages of a file that the last copy did not have in this place. Whatever changes passes through the log."""
        data = path.read_bytes() if path.exists() else b""
        pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
        before, self._pages[path.name] = self._pages.get(path.name, []), [hash(page) for page in pages]
        return b"".join(page for page, old in zip_longest(pages, before[: len(pages)]) if hash(page) != old)

    def _postgres(self) -> tuple[dict, bytes]:
        found = {}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in cursor.fetchall():
                cursor.execute(f'SELECT xmin::text, ctid::text, * FROM "{table}"')
                names = [PLACE, *[column.name for column in cursor.description][2:]]
                found[table] = names, [(_place(row[0], row[1]), *map(_plain, row[2:])) for row in cursor.fetchall()]
            cursor.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn()), pg_current_wal_insert_lsn() - '0/0'")
            name, end = cursor.fetchone()
            size = 16 * 1024 * 1024
            start = self._log_end[1] if self._log_end and self._log_end[0] == name else end - end % size
            cursor.execute(
                "SELECT pg_read_binary_file('pg_wal/' || %s, %s, %s, true)", [name, int(start % size), int(end - start)]
            )
            raw = cursor.fetchone()[0] or b""
            self._log_end = (name, end)
        return found, bytes(raw)

    # Learning

    def guess(self, box: Box) -> Attack:
        """Who cast which ballot."""
        ballots = {row["key"]: row for _, table, row in self.events if table == box.ballots}
        cast = self._first_seen(box.envelopes or box.ballots, "tag" if box.envelopes else "key")
        attack = Attack({})
        moments = self._moments(box, ballots, cast, attack)
        groups = self._groups()
        for group in sorted({row["group"] for row in ballots.values()}):
            theirs = {key for key, row in ballots.items() if row["group"] == group}
            people = sorted(person for person, uid in groups.items() if uid == group)
            known = {key: moment for key, moment in moments.items() if key in theirs}
            attack.ballots |= self._matched(people, known)
            rest = sorted(theirs - set(attack.ballots.values()))
            self.chance.shuffle(rest)
            attack.ballots |= dict(zip((one for one in people if one not in attack.ballots), rest, strict=False))
        return attack

    def _moments(self, box: Box, ballots: dict[str, Row], cast: dict[str, int], attack: Attack) -> dict[str, float]:
        """The moment of each ballot, by the surest way that tells one."""
        found: dict[str, float] = {}
        ways: dict[str, Callable[[], dict[str, float]]] = {
            "copies": lambda: self._by_copies(box.ballots),
            "tag": lambda: self._by_tag(box, ballots, cast),
            "places of rows": lambda: self._by_place(box, ballots, cast),
            "bytes before the opening": lambda: self._by_raw(box.ballots, ballots),
            "bytes of envelope and ballot": lambda: self._by_bytes(box, ballots, cast),
        }
        for way, tell in ways.items():
            if len(found) < len(ballots) and (moments := tell()):
                attack.ways[way] = len(moments)
                found = {**moments, **found}
        return found

    def _first_seen(self, table: str, column: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for copy, name, row in self.events:
            if name == table:
                found.setdefault(row[column], copy)
        return found

    def _by_copies(self, table: str) -> dict[str, float]:
        """Ballots that appear one after the other."""
        found = self._first_seen(table, "key")
        return dict(found) if len(set(found.values())) > 1 else {}

    def _by_tag(self, box: Box, ballots: dict[str, Row], cast: dict[str, int]) -> dict[str, float]:
        """Envelopes named by something that is computed from the ballot's number and what is known."""
        return (
            {key: cast[tag] for key in ballots for tag in self._names_of(key) if tag in cast} if box.envelopes else {}
        )

    def _names_of(self, key: str) -> set[str]:
        names = {key}
        for form in (key.encode(), bytes.fromhex(key)):
            for secret in ["", *self.secrets]:
                known = secret.encode()
                names |= {hashlib.sha256(known + form).hexdigest(), hashlib.sha256(form + known).hexdigest()}
                names.add(hmac.digest(known, form, "sha256").hex())
        return names

    def _by_bytes(self, box: Box, ballots: dict[str, Row], cast: dict[str, int]) -> dict[str, float]:
        """Something that one envelope and one ballot have in common, and no other."""
        if not box.envelopes:
            return {}
        rows = [(row["tag"], row) for _, table, row in self.events if table == box.envelopes]
        return {key: cast[tag] for key, tag in _in_common(ballots.items(), rows).items()}

    def _by_raw(self, table: str, ballots: dict[str, Row]) -> dict[str, float]:
        """Something of a ballot that lay in a file, the write-ahead log or the log before the box was opened."""
        opened = min((copy for copy, name, _ in self.events if name == table), default=0)
        earlier = b"\n".join(raw for copy, raw in self.bytes if copy < opened)
        found: dict[str, float] = {}
        for key, row in ballots.items():
            for value in (row[name] for name in row if name not in (PLACE, "campaign", "group")):
                for form in _forms(value):
                    if key not in found and len(form) >= 2 * SHORTEST and form in earlier:
                        found[key] = next(copy for copy, raw in self.bytes if form in raw)
        return found

    def _by_place(self, box: Box, ballots: dict[str, Row], cast: dict[str, int]) -> dict[str, float]:
        """Places of rows that are no mere order of some column: then they are the order in which ballots came."""
        if any(PLACE not in row for row in ballots.values()):
            return {}
        lying = sorted(ballots, key=lambda key: ballots[key][PLACE])
        columns = [name for name in next(iter(ballots.values())) if name != PLACE]
        sorts = [[row[name] for row in map(ballots.__getitem__, lying)] for name in columns]
        if any(len(set(values)) == len(values) and values == sorted(values) for values in sorts):
            return {}
        moments = sorted(cast.values()) if box.envelopes else range(len(lying))
        return dict(zip(lying, moments, strict=False))

    # People

    def _people(self) -> dict[int, list[Row]]:
        """The rows about each person, with the number of the copy in which they were new."""
        accounts = {row["id"]: row["person_id"] for _, table, row in self.events if table == "accounts_user"}
        found: dict[int, list[Row]] = defaultdict(list)
        for copy, table, row in self.events:
            person = row.get("person_id") or accounts.get(row.get("user_id"))
            if person:
                found[person].append({**row, "#copy": copy, "#table": table})
        return found

    def _groups(self) -> dict[int, str]:
        uids = {row["id"]: row["uid"] for _, table, row in self.events if table == "surveys_group"}
        roster = [row for _, table, row in self.events if table == "surveys_rosterentry" and row["group_id"]]
        return {row["person_id"]: uids[row["group_id"]] for row in roster}

    def _matched(self, people: list[int], moments: dict[str, float]) -> dict[int, str]:
        """Whoever did something last before a ballot came cast it; for the others the order of taking tickets counts."""
        if not moments:
            return {}
        rows, found, free = self._people(), {}, dict(moments)
        begin = min(moments.values()) - 1
        for person in people:
            acted = [row["#copy"] for row in rows[person] if begin <= row["#copy"] <= max(moments.values())]
            near = [key for key in free if acted and 0 <= free[key] - acted[-1] <= 1]
            if near:
                found[person] = min(near, key=free.__getitem__)
                del free[found[person]]
        took = {
            person: min((row["#copy"] for row in rows[person] if row["#table"] == "audit_entry"), default=0)
            for person in people if person not in found
        }  # fmt: skip
        return found | dict(zip(sorted(took, key=took.__getitem__), sorted(free, key=free.__getitem__), strict=False))

    def persons_bytes(self, tables: dict[str, str]) -> dict[str, str]:
        """Which rows of some tables (with their keys) share bytes with rows about exactly one person, the trail's and the
        accounts' included."""
        people = [(str(person), row) for person, rows in self._people().items() for row in rows]
        rows = [(row[tables[name]], row) for _, name, row in self.events if name in tables]
        return _in_common(((str(key), row) for key, row in rows), people)

    def sizes(self, table: str, column: str) -> set[int]:
        """Lengths of the values of a column: they tell long from short."""
        return {len(row[column]) for _, name, row in self.events if name == table}


def _place(xmin: str, ctid: str) -> tuple[int, ...]:
    page, number = ctid.strip("()").split(",")
    return int(xmin), int(page), int(number)


def _plain(value: Any) -> Any:
    if isinstance(value, memoryview):
        return bytes(value)
    return str(value) if isinstance(value, dict | list) else value


def _forms(value: Any) -> list[bytes]:
    """A value as text and, where parts of it are hexadecimal, as the bytes they stand for."""
    if isinstance(value, bytes):
        return [value]
    if not isinstance(value, str):
        return []
    return [value.encode(), *[bytes.fromhex(part) for part in HEX.findall(value)]]


def _pieces(row: Row) -> set[bytes]:
    """Every string of 8 bytes in a row. Of hexadecimal text only what it stands for: 8 digits meet by chance."""
    found: set[bytes] = set()
    for name, value in row.items():
        if name.startswith("#"):
            continue
        for form in _forms(HEX.sub(" ", value)) if isinstance(value, str) else []:
            found |= {form[at : at + SHORTEST] for at in range(len(form) - SHORTEST + 1)}
        for form in _forms(value)[1:] if isinstance(value, str) else _forms(value):
            found |= {form[at : at + SHORTEST] for at in range(len(form) - SHORTEST + 1)}
    return found


def _in_common(ones: Iterable[tuple[str, Row]], others: Iterable[tuple[str, Row]]) -> dict[str, str]:
    """One → other, where both have a string of 8 bytes that no second one and no second other has."""
    owners: list[dict[bytes, set[str]]] = [defaultdict(set), defaultdict(set)]
    for side, rows in zip(owners, (ones, others), strict=True):
        for name, row in rows:
            for piece in _pieces(row):
                side[piece].add(name)
    return {
        next(iter(names)): next(iter(owners[1][piece]))
        for piece, names in owners[0].items()
        if len(names) == 1 and len(owners[1].get(piece, ())) == 1
    }
