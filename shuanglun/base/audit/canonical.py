"""Canonical JSON and Merkle hashing of the trail (entry format v1).

Sources: RFC 8785 (JSON Canonicalization Scheme) restricted to what the trail holds (no floats: decimals travel as
strings), RFC 9162 §2.1 (leaf = H(0x00‖entry), node = H(0x01‖left‖right)).
"""

from __future__ import annotations

import datetime
import decimal
import hashlib
import json
import uuid
from typing import Any

EMPTY_ROOT = hashlib.sha256(b"").digest()
AS_IT_IS = (str, int)  # bool is an int; a union built on each of a million calls takes three times as long


def plain(value: Any) -> Any:
    """A value as the trail writes it: text, integer, boolean, null, list or object; never a float."""
    if value is None or isinstance(value, AS_IT_IS):
        return value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, dict):
        return {key: plain(value[name]) for key, name in sorted(((str(name), name) for name in value), key=_utf16)}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float | datetime.date | datetime.time | decimal.Decimal | uuid.UUID):
        return str(value)
    return str(value)


def _utf16(pair: tuple[str, Any]) -> bytes:
    """Keys sort by UTF-16 code units (RFC 8785 §3.2.3), not by code points."""
    return pair[0].encode("utf-16-be")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value: keys sorted by UTF-16 code units, no white space, UTF-8."""
    return canonical_plain(plain(value))


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical_plain(value: Any) -> bytes:
    """The same for what `plain` made, keys in order already; batches of a hundred thousand rows spend their time here."""
    return _encode(value).encode()


def leaf_hash(entry: bytes) -> bytes:
    """Hash of one leaf (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(frontier: list[bytes], size: int, leaf: bytes) -> list[bytes]:
    """The frontier (roots of the complete subtrees, largest first) after appending one leaf to `size` leaves."""
    frontier, node = list(frontier), leaf
    while size & 1:
        node = node_hash(frontier.pop(), node)
        size >>= 1
    return [*frontier, node]


def fold(frontier: list[bytes]) -> bytes:
    """The root which a frontier stands for; the hash of nothing when it is empty."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


def merkle_root(leaves: list[bytes]) -> bytes:
    """The root over already hashed leaves, in their order."""
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        frontier = push(frontier, size, leaf)
    return fold(frontier)
