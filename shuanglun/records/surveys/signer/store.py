"""What the signing process remembers and therefore enforces by itself, whatever the site asks for:

at most `limit` signatures with a key; one blinded message for a voter in a campaign; no new signature after `until`; no
signature and no opened envelope after destruction; no box opened before `opens`. Everything is on the disk before the answer.

Kept of a voter: the opaque name the site gave, the group, and a hash of the blinded message, which tells the same message
sent again from another one. The signature is not kept: the same message always gives the same signature.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from shuanglun.records.surveys.secrecy import box
from shuanglun.records.surveys.signer import place
from shuanglun.records.surveys.signer.pool import Pool
from shuanglun.records.surveys.signer.raw import SigningKey
from shuanglun.records.surveys.signer.seals import Broken, Seals

SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
    campaign TEXT, grp TEXT, n TEXT NOT NULL, private BLOB NOT NULL, most INTEGER NOT NULL, until REAL NOT NULL,
    issued INTEGER NOT NULL DEFAULT 0 CHECK (issued <= most), PRIMARY KEY (campaign, grp)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signed (
    campaign TEXT, voter TEXT, grp TEXT NOT NULL, blinded BLOB NOT NULL, PRIMARY KEY (campaign, voter)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS boxes (
    campaign TEXT PRIMARY KEY, public TEXT NOT NULL, private BLOB NOT NULL, opens REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gone (campaign TEXT, what TEXT, PRIMARY KEY (campaign, what)) WITHOUT ROWID;
"""
KEYS, BOX = "keys", "box"


class Refusal(Exception):
    """The process will not do it: `code` is one of window, limit, different, unknown, early, destroyed, bad."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Store:
    """The memory of the signing process; safe for many threads of one process."""

    def __init__(self, inner: Path, pool: Pool, clock: Callable[[], float] = time.time) -> None:
        self.pool, self.clock = pool, clock
        self._seals = Seals(inner / "seals")
        self._lock = threading.RLock()
        self._ready: dict[tuple[str, str], SigningKey] = {}
        self._boxes: dict[str, tuple[X25519PrivateKey, bytes]] = {}
        path = inner / "signer.sqlite3"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # the journal inherits the mode
        place.sync(inner)
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        # EXTRA: FULL, and the removal of the journal lasts as well; without it a power cut may take back what was answered.
        self._db.executescript(
            "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON;" + SCHEMA
        )
        for campaign, what in self._db.execute("SELECT campaign, what FROM gone").fetchall():
            self._destroy(campaign, what)  # cut off half-way

    def close(self) -> None:
        with self._lock:
            self._db.close()
            self._ready.clear()
            self._boxes.clear()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _row(self, query: str, *values: object) -> tuple | None:
        with self._lock:
            row: tuple | None = self._db.execute(query, values).fetchone()
            return row

    def _refuse_gone(self, campaign: str, what: str) -> None:
        if self._row("SELECT 1 FROM gone WHERE campaign = ? AND what = ?", campaign, what):
            raise Refusal("destroyed")

    # Keys and signatures

    def make_key(self, campaign: str, group: str, limit: int, until: float) -> str:
        """The modulus (hex) of a group's key; made once, and asked for again only with the same limit and end."""
        query = "SELECT n, most, until FROM keys WHERE campaign = ? AND grp = ?"
        self._refuse_gone(campaign, KEYS)
        if not (row := self._row(query, campaign, group)):
            der = self.pool.take()
            n = f"{SigningKey(der).n:x}"
            with self._transaction() as db:
                self._refuse_gone(campaign, KEYS)
                if not (row := self._row(query, campaign, group)):
                    private = self._seals.close(f"{campaign}.{KEYS}", group, der)
                    values = (campaign, group, n, private, limit, until)
                    db.execute("INSERT INTO keys (campaign, grp, n, private, most, until) VALUES (?,?,?,?,?,?)", values)
                    row = (n, limit, until)
            if row[0] != n:
                self.pool.give_back(der)
        if row[1:] != (limit, until):
            raise Refusal("different")
        return str(row[0])

    def sign(self, campaign: str, group: str, voter: str, blinded: str) -> str:
        """The blind signature (hex). The same message again gives the same answer, until the keys are destroyed: whoever
        lost the answer to a fault keeps the right to vote, even when the window closed meanwhile."""
        data = bytes.fromhex(blinded)
        trace = hashlib.sha256(data).digest()
        is_known = self._judge(campaign, group, voter, trace)
        try:
            signature = self._key(campaign, group).sign(data).hex()
        except ValueError as fault:
            raise Refusal("bad") from fault
        if not is_known:
            with self._transaction() as db:
                if not self._judge(campaign, group, voter, trace):
                    db.execute("INSERT INTO signed VALUES (?,?,?,?)", (campaign, voter, group, trace))
                    db.execute("UPDATE keys SET issued = issued + 1 WHERE campaign = ? AND grp = ?", (campaign, group))
        return signature

    def _judge(self, campaign: str, group: str, voter: str, trace: bytes) -> bool:
        """Whether this very message was signed before; a refusal unless it was or may be."""
        self._refuse_gone(campaign, KEYS)
        query = "SELECT most, until, issued FROM keys WHERE campaign = ? AND grp = ?"
        if not (key := self._row(query, campaign, group)):
            raise Refusal("unknown")
        if known := self._row("SELECT grp, blinded FROM signed WHERE campaign = ? AND voter = ?", campaign, voter):
            if known != (group, trace):
                raise Refusal("different")
            return True
        most, until, issued = key
        if self.clock() > until:
            raise Refusal("window")
        if issued >= most:
            raise Refusal("limit")
        return False

    def _key(self, campaign: str, group: str) -> SigningKey:
        if ready := self._ready.get((campaign, group)):
            return ready
        with self._lock:
            self._refuse_gone(campaign, KEYS)
            row = self._row("SELECT private FROM keys WHERE campaign = ? AND grp = ?", campaign, group)
            if row is None:
                raise Refusal("unknown")
            key = SigningKey(self._unseal(f"{campaign}.{KEYS}", group, row[0]))
            self._ready[campaign, group] = key
            return key

    def _unseal(self, name: str, about: str, sealed: bytes) -> bytes:
        try:
            return self._seals.open(name, about, sealed)
        except Broken as fault:
            raise Refusal("destroyed") from fault

    def issued(self, campaign: str) -> dict[str, int]:
        """Signatures given so far, by group."""
        with self._lock:
            return dict(self._db.execute("SELECT grp, issued FROM keys WHERE campaign = ?", (campaign,)).fetchall())

    # Boxes

    def make_box(self, campaign: str, opens: float) -> str:
        """The public key (hex) of a campaign's box; made once, and asked for again only with the same hour of opening."""
        query = "SELECT public, opens FROM boxes WHERE campaign = ?"
        with self._transaction() as db:
            self._refuse_gone(campaign, BOX)
            if not (row := self._row(query, campaign)):
                key = X25519PrivateKey.generate()
                public = key.public_key().public_bytes_raw().hex()
                sealed = self._seals.close(f"{campaign}.{BOX}", "", key.private_bytes_raw() + box.make_secret())
                db.execute("INSERT INTO boxes VALUES (?,?,?,?)", (campaign, public, sealed, opens))
                row = (public, opens)
        if row[1] != opens:
            raise Refusal("different")
        return str(row[0])

    def _box(self, campaign: str) -> tuple[X25519PrivateKey, bytes]:
        if ready := self._boxes.get(campaign):
            return ready
        with self._lock:
            self._refuse_gone(campaign, BOX)
            row = self._row("SELECT private FROM boxes WHERE campaign = ?", campaign)
            if row is None:
                raise Refusal("unknown")
            plain = self._unseal(f"{campaign}.{BOX}", "", row[0])
            self._boxes[campaign] = (X25519PrivateKey.from_private_bytes(plain[:32]), plain[32:])
            return self._boxes[campaign]

    def tag(self, campaign: str, key: str, commitment: str) -> list[str]:
        """Name and digest of an envelope."""
        secret = self._box(campaign)[1]
        return [box.tag(secret, key), box.digest(secret, key, commitment)]

    def open_box(self, campaign: str, sealed: list[bytes]) -> list[bytes | None]:
        """Ballots from envelopes, None for one that cannot be opened: a forged row must not keep all others shut."""
        private = self._box(campaign)[0]
        row = self._row("SELECT opens FROM boxes WHERE campaign = ?", campaign)
        if row is None or self.clock() < row[0]:
            raise Refusal("early")
        opened: list[bytes | None] = []
        for envelope in sealed:
            try:
                opened.append(box.open_sealed(private, campaign, envelope))
            except ValueError:
                opened.append(None)
        return opened

    # The end

    def destroy_keys(self, campaign: str) -> None:
        """No signature in this campaign ever again; repeating it is fine."""
        self._destroy(campaign, KEYS)

    def destroy_box(self, campaign: str) -> None:
        """No envelope of this campaign is opened or named ever again; repeating it is fine."""
        self._destroy(campaign, BOX)

    def _destroy(self, campaign: str, what: str) -> None:
        with self._lock:
            with self._transaction() as db:
                db.execute("INSERT OR IGNORE INTO gone VALUES (?,?)", (campaign, what))
            self._seals.destroy(f"{campaign}.{what}")
            for pair in [pair for pair in self._ready if what == KEYS and pair[0] == campaign]:
                del self._ready[pair]
            if what == BOX:
                self._boxes.pop(campaign, None)
            table = "keys" if what == KEYS else "boxes"
            with self._transaction() as db:
                db.execute(f"UPDATE {table} SET private = x'' WHERE campaign = ? AND private <> x''", (campaign,))

    def status(self) -> dict[str, int]:
        """Prepared keys, their number when full, and what is kept."""
        counts = {
            name: (self._row(f"SELECT count(*) FROM {table}") or (0,))[0]
            for name, table in (("keys", "keys"), ("boxes", "boxes"), ("signed", "signed"))
        }
        return {"pool": len(self.pool), "pool_size": self.pool.size, **counts}
