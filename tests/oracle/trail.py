"""An independent reader of the trail, written from docs/trail.md alone: standard library and SQL, nothing of `base.audit`.

`problems(cursor)` reads the tables of one database and tells what is wrong with the log itself; `replayed(cursor)` tells
how each object was left, for a comparison with the rows as they stand.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any


def h(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def tree(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1 as it is written: split at the largest power of two below n."""
    if not leaves:
        return h(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return h(b"\x01", tree(leaves[:k]), tree(leaves[k:]))


def folded(frontier: bytes) -> bytes:
    """The root behind the kept roots of complete subtrees, largest first."""
    nodes = [frontier[start : start + 32] for start in range(0, len(frontier), 32)]
    if not nodes:
        return h(b"")
    root = nodes.pop()
    while nodes:
        root = h(b"\x01", nodes.pop(), root)
    return root


def text(value: Any) -> bytes:
    """Canonical JSON of what JSON itself was read from."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return b"{" + b",".join(text(key) + b":" + text(value[key]) for key in keys) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(text, value)) + b"]"
    assert not isinstance(value, float), value
    return json.dumps(value, ensure_ascii=False).encode()


def commitment(salt: bytes, name: str, value: Any) -> dict[str, str]:
    """What stands in the place of a personal value."""
    return {"commitment": h(b"\x02", salt, name.encode(), b"\x00", text(value)).hex()}


def moment(at: Any) -> int:
    """A column's moment in milliseconds since 1970; SQLite keeps it in UTC without saying so."""
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def problems(cursor: Any) -> Iterator[str]:
    """Everything that cannot be in an honest log, in words."""
    cursor.execute("SELECT seq, at, act, actor, object, trail_id, canonical, leaf FROM audit_entry ORDER BY seq")
    leaves = []
    for place, (seq, at, act, actor, name, trail_id, canonical, leaf) in enumerate(cursor.fetchall()):
        body = json.loads(canonical)
        told = (body["seq"], body["at"], body["act"], body["actor"], body["object"], body["trail_id"])
        if seq != place:
            yield f"{place}: a gap before {seq}"
        if told != (seq, moment(at), act, actor, name, trail_id) or body["v"] != 1:
            yield f"{seq}: the columns say otherwise than the text"
        if text(body) != canonical.encode():
            yield f"{seq}: the text is not canonical"
        if h(b"\x00", canonical.encode()) != bytes(leaf):
            yield f"{seq}: the leaf does not fit the text"
        yield from _batches(cursor, seq, body["batches"])
        leaves.append(bytes(leaf))
    cursor.execute("SELECT size, frontier FROM audit_head")
    size, frontier = (cursor.fetchall() or [(0, b"")])[0]
    if size != len(leaves):
        yield f"the head counts {size} entries, there are {len(leaves)}"
    if folded(bytes(frontier)) != tree(leaves):
        yield "the head's root is not that of the leaves"


def _batches(cursor: Any, seq: int, batches: list[dict[str, Any]]) -> Iterator[str]:
    parts = _parts(cursor, seq)
    if [place for place, _, _ in parts] != list(range(sum(batch["rows"] for batch in batches))):
        yield f"{seq}: parts are missing or too many"
    for batch in batches:
        own, parts = parts[: batch["rows"]], parts[batch["rows"] :]
        if tree([leaf for _, _, leaf in own]).hex() != batch["root"]:
            yield f"{seq}: the root of {batch['name']} is not that of its parts"


def _parts(cursor: Any, seq: int) -> list[tuple[int, str, bytes]]:
    cursor.execute(f"SELECT position, object, after FROM audit_entryobject WHERE entry_id = {seq} ORDER BY position")
    return [(place, name, bytes(leaf)) for place, name, leaf in cursor.fetchall()]


def replayed(cursor: Any) -> dict[str, tuple[Any, bytes]]:
    """How the log leaves each object: its last `after` (the state, or the leaf of a batch) and the salt it needs."""
    cursor.execute("SELECT entry_seq, object, salt FROM audit_salt")
    salts = {(seq, name): bytes(salt) for seq, name, salt in cursor.fetchall()}
    cursor.execute("SELECT seq, canonical FROM audit_entry ORDER BY seq")
    last: dict[str, tuple[Any, bytes]] = {}
    for seq, canonical in cursor.fetchall():
        body = json.loads(canonical)
        for part in [body, *body["more"]]:
            last[part["object"]] = (part["after"], salts.get((seq, part["object"]), b""))
        parts = _parts(cursor, seq)
        for batch in body["batches"]:
            salt = salts.get((seq, batch["name"]), b"")
            last |= {name: (leaf, salt) for _, name, leaf in parts[: batch["rows"]]}
            parts = parts[batch["rows"] :]
            last.pop(batch["name"], None)
    last.pop("", None)
    return last


def agrees(name: str, left: Any, salt: bytes, values: dict[str, Any] | None, personal: tuple[str, ...]) -> bool:
    """Whether a row as it stands (columns as JSON; None: there is none) is what the log says."""
    if values is not None:
        values = {
            key: commitment(salt, key, value) if key in personal and value is not None else value
            for key, value in values.items()
        }
    return left == (h(b"\x00", text({"after": values, "object": name})) if isinstance(left, bytes) else values)
