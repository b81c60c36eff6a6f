"""Writing the trail: what changed becomes canonical JSON, a leaf, and a step of the frontier."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from shuanglun.base import bulk
from shuanglun.base.actor import Actor
from shuanglun.base.audit.canonical import canonical, canonical_plain, fold, leaf_hash, merkle_root, push
from shuanglun.base.audit.models import Entry, EntryObject, Head, Salt
from shuanglun.base.audit.states import label, personal, state

FORMAT_VERSION = 1
PART = ("entry_id", "position", "object", "after")


def committed(values: dict[str, Any], hidden: tuple[str, ...], salt: bytes) -> dict[str, Any]:
    """The values with each personal one replaced by a salted commitment H(0x02‖salt‖field‖value)."""
    hashes = {name: {"commitment": _commit(salt, name, values[name])} for name in hidden if values[name] is not None}
    return {**values, **hashes} if hashes else values


def _commit(salt: bytes, name: str, value: Any) -> str:
    return hashlib.sha256(b"\x02" + salt + name.encode() + b"\x00" + canonical_plain(value)).hexdigest()


@dataclass(frozen=True)
class Batch:
    """Rows written in bulk, as an entry tells them: their names, one leaf each, and the root over the leaves.

    One salt serves the batch: the commitments still hide the values, and erasing a person erases the salt only together
    with a re-commitment, which the erasure job of a later release does.
    """

    name: str
    objects: list[str]
    leaves: list[bytes]
    salt: bytes | None

    @property
    def summary(self) -> dict[str, Any]:
        """What the entry itself says of the batch."""
        return {"name": self.name, "rows": len(self.leaves), "root": merkle_root(self.leaves).hex()}


def batch_of(name: str, rows: Iterable[models.Model], *, gone: bool = False) -> Batch:
    """The rows as they stand in memory; `gone` ones were deleted. Needs no transaction once the rows have their keys."""
    salt, hides = os.urandom(16), False
    objects, leaves = [], []
    for row in rows:
        hidden = personal(row.__class__)
        hides = hides or bool(hidden)
        objects.append(label(row))
        after = None if gone else committed(state(row), hidden, salt)
        leaves.append(leaf_hash(canonical_plain({"after": after, "object": objects[-1]})))
    return Batch(name, objects, leaves, salt if hides else None)


@dataclass
class Record:
    """What one operation is going to say in the trail."""

    act: str
    trail_id: str
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[models.Model] = field(default_factory=list)
    keys: dict[int, Any] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    reason: str = ""

    def remember(self, row: models.Model, stood: models.Model) -> None:
        """Keep the row's key and how it stood before the act; a deleted row has no key of its own afterwards."""
        self.keys[id(row)] = stood.pk
        self.before.setdefault(label(stood), state(stood))

    def told(self) -> list[tuple[str, tuple[str, ...], models.Model | None]]:
        """Each row once: its name, its personal columns, and how it stands now; None when it is gone.

        It is read anew: what an act holds in memory may be older or rounder than what the database keeps.
        """
        found: dict[str, tuple[str, tuple[str, ...], models.Model | None]] = {}
        for row in self.rows:
            key = self.keys.get(id(row), row.pk)
            name = label(row, key)
            if name not in found:
                found[name] = name, personal(row.__class__), row.__class__._base_manager.filter(pk=key).first()
        return list(found.values())


def append(record: Record, actor: Actor) -> Entry:
    """Append one entry. Must run inside the business transaction; the head row is locked until it ends."""
    objects, salts = [], []
    for name, hidden, row in record.told():
        salt = os.urandom(16)
        before, after = record.before.get(name), state(row) if row is not None else None
        objects.append({
            "object": name,
            "before": before and committed(before, hidden, salt),
            "after": after and committed(after, hidden, salt),
        })  # fmt: skip
        if hidden:
            salts.append((name, salt))
    salts += [(batch.name, batch.salt) for batch in record.batches if batch.salt]
    batches = [batch.summary for batch in record.batches]
    first = objects[0] if objects else {"object": batches[0]["name"] if batches else "", "before": None, "after": None}
    body = {
        "v": FORMAT_VERSION, "actor": actor.name, "role": actor.role, "on_behalf": None, "act": record.act, **first,
        "more": objects[1:], "batches": batches, "reason": record.reason, "trail_id": record.trail_id,
    }  # fmt: skip
    entry = _written(body, actor)
    for batch, start in zip(record.batches, _starts(record.batches), strict=True):
        parts = enumerate(zip(batch.objects, batch.leaves, strict=True), start)
        bulk.insert(EntryObject, PART, [(entry.seq, place, name, leaf) for place, (name, leaf) in parts])
    Salt._base_manager.bulk_create(Salt(entry_seq=entry.seq, object=name, salt=salt) for name, salt in salts)
    return entry


def _starts(batches: list[Batch]) -> list[int]:
    """The place of each batch's first row among the parts of the entry."""
    return [sum(len(before.leaves) for before in batches[:number]) for number in range(len(batches))]


def _written(body: dict[str, Any], actor: Actor) -> Entry:
    """The entry at the head of the log, and the head one step further."""
    head, _ = Head._base_manager.select_for_update().get_or_create(pk=1)
    now = timezone.now()
    text = canonical({**body, "seq": head.size, "at": milliseconds(now)})
    leaf = leaf_hash(text)
    entry = Entry._base_manager.create(
        seq=head.size, at=now, act=body["act"], actor=actor.name, person_id=actor.person_id, object=body["object"],
        trail_id=body["trail_id"], canonical=text.decode(), leaf=leaf,
    )  # fmt: skip
    head.frontier = b"".join(push(_split(head.frontier), head.size, leaf))
    head.size += 1
    head.save(update_fields=["size", "frontier"])
    return entry


def milliseconds(at: datetime) -> int:
    """A moment as the text has it: milliseconds since 1970, UTC."""
    return int(at.timestamp() * 1000)


def is_whole(entry: Entry) -> bool:
    """Whether the leaf is the text's, and every column that screens show and search says what the text says."""
    body = json.loads(entry.canonical)
    told = (body["seq"], body["at"], body["act"], body["actor"], body["object"], body["trail_id"])
    kept = (entry.seq, milliseconds(entry.at), entry.act, entry.actor, entry.object, entry.trail_id)
    return told == kept and leaf_hash(entry.canonical.encode()) == bytes(entry.leaf)


def _split(frontier: bytes | memoryview) -> list[bytes]:
    data = bytes(frontier)
    return [data[start : start + 32] for start in range(0, len(data), 32)]


def root() -> tuple[int, bytes]:
    """Size and root of the log as it stands."""
    head = Head._base_manager.filter(pk=1).first()
    return (head.size, fold(_split(head.frontier))) if head else (0, fold([]))
