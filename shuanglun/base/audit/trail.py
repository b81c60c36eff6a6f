"""Writing the trail: what changed becomes canonical JSON, a leaf, and a step of the frontier."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils import timezone

from shuanglun.base import bulk
from shuanglun.base.actor import Actor
from shuanglun.base.audit.canonical import canonical, canonical_plain, fold, leaf_hash, merkle_root, plain, push
from shuanglun.base.audit.models import Entry, EntryObject, Head, Salt

FORMAT_VERSION = 1
Part = tuple[int, int, str, bytes]


def label(row: models.Model) -> str:
    """How the trail names a row: app:model:pk."""
    return f"{row._meta.app_label}:{row._meta.model_name}:{row.pk}"


def state(row: models.Model) -> dict[str, Any]:
    """The row's stored columns as they stand in memory."""
    return {column.attname: plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def committed(values: dict[str, Any], personal: tuple[str, ...], salt: bytes) -> dict[str, Any]:
    """The values with each personal one replaced by a salted commitment H(0x02‖salt‖field‖value)."""
    return {
        name: {"commitment": _commit(salt, name, value)} if name in personal and value is not None else value
        for name, value in values.items()
    }


def _commit(salt: bytes, name: str, value: Any) -> str:
    return hashlib.sha256(b"\x02" + salt + name.encode() + b"\x00" + canonical_plain(value)).hexdigest()


@dataclass
class Record:
    """What one operation is going to say in the trail."""

    act: str
    trail_id: str
    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[models.Model] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    batches: list[tuple[str, list[models.Model], bool]] = field(default_factory=list)
    reason: str = ""

    def remember(self, row: models.Model) -> None:
        """Keep the row's name and state from before the act; a deleted row has no key of its own afterwards."""
        self.names[id(row)] = label(row)
        self.before.setdefault(label(row), state(row))

    def name(self, row: models.Model) -> str:
        """How the entry names the row, also after the act deleted it."""
        return self.names.get(id(row)) or label(row)


def append(record: Record, actor: Actor) -> Entry:
    """Append one entry. Must run inside the business transaction; the head row is locked until it ends."""
    head, _ = Head._base_manager.select_for_update().get_or_create(pk=1)
    seq = head.size
    objects, salts = [], []
    for row in record.rows:
        name, personal, salt = record.name(row), tuple(getattr(row, "PERSONAL", ())), os.urandom(16)
        before = record.before.get(name)
        objects.append({
            "object": name,
            "before": before and committed(before, personal, salt),
            "after": committed(state(row), personal, salt) if row.pk else None,
        })  # fmt: skip
        if personal:
            salts.append(Salt(entry_seq=seq, object=name, salt=salt))
    parts, summaries = _batch_parts(record, seq, salts)
    now = timezone.now()
    first: dict[str, Any] = (
        objects[0]
        if objects
        else {"object": record.batches[0][0] if record.batches else "", "before": None, "after": None}
    )
    body = {
        "v": FORMAT_VERSION, "seq": seq, "at": int(now.timestamp() * 1000), "actor": actor.name, "role": actor.role,
        "on_behalf": None, "act": record.act, **first, "more": objects[1:], "batches": summaries,
        "reason": record.reason, "trail_id": record.trail_id,
    }  # fmt: skip
    text = canonical(body)
    leaf = leaf_hash(text)
    entry = Entry._base_manager.create(
        seq=seq, at=now, act=record.act, actor=actor.name, person_id=actor.person_id, object=first["object"],
        trail_id=record.trail_id, canonical=text.decode(), leaf=leaf,
    )  # fmt: skip
    bulk.insert(EntryObject, ("entry_id", "position", "object", "after"), parts)
    Salt._base_manager.bulk_create(salts, batch_size=2000)
    head.frontier = b"".join(push(_split(head.frontier), seq, leaf))
    head.size = seq + 1
    head.save(update_fields=["size", "frontier"])
    return entry


def _batch_parts(record: Record, seq: int, salts: list[Salt]) -> tuple[list[Part], list[dict[str, Any]]]:
    """One part per object of the batches, and the Merkle root of each batch over its afters.

    A batch of 20,000 rows shares one salt per batch: the commitment still hides the value, and erasing a person
    erases the batch salt only together with a re-commitment, which the erasure job of a later release does.
    """
    parts: list[Part] = []
    summaries = []
    for name, rows, gone in record.batches:
        salt = os.urandom(16)
        if any(getattr(row, "PERSONAL", ()) for row in rows):
            salts.append(Salt(entry_seq=seq, object=name, salt=salt))
        hashes = []
        for row in rows:
            after = None if gone else committed(state(row), tuple(getattr(row, "PERSONAL", ())), salt)
            hashes.append(leaf_hash(canonical_plain({"object": label(row), "after": after})))
            parts.append((seq, len(parts), label(row), hashes[-1]))
        summaries.append({"name": name, "rows": len(rows), "root": merkle_root(hashes).hex()})
    return parts, summaries


def _split(frontier: bytes | memoryview) -> list[bytes]:
    data = bytes(frontier)
    return [data[start : start + 32] for start in range(0, len(data), 32)]


def root() -> tuple[int, bytes]:
    """Size and root of the log as it stands."""
    head = Head._base_manager.filter(pk=1).first()
    return (head.size, fold(_split(head.frontier))) if head else (0, fold([]))
