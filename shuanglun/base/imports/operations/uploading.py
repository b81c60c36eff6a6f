"""An uploaded file: stored for the moment of reading, read in the sandbox, and only its sealed rows kept."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from shuanglun.base.actor import current
from shuanglun.base.imports import mapping, reader
from shuanglun.base.imports.kept import keep
from shuanglun.base.imports.limits import MAX_BYTES, MEGABYTE, Unreadable
from shuanglun.base.imports.models import Batch, uploads
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.verdicts import RefusedError


@dataclass(frozen=True)
class Found:
    """What an uploaded file held, and where its rows are kept."""

    name: str
    size: int
    sha256: str
    table: reader.Table
    path: Path


def read(sheet: Sheet, name: str, chunks: Iterable[bytes]) -> Found:
    """Read a file and keep its rows. Raises RefusedError; then nothing is kept. The file itself never stays."""
    try:
        suffix = Path(name).suffix.lower()
        reader.check_name(f"file{suffix}", 1)
        handle, stored = tempfile.mkstemp(suffix=suffix, dir=uploads())
        try:
            size, digest = _write(handle, chunks)
            table = reader.read(Path(stored), sheet.known_names())
        finally:
            Path(stored).unlink()
    except Unreadable as refusal:
        raise RefusedError(str(refusal), field="file") from refusal
    return Found(Path(name).name[:200], size, digest, table, keep(table.rows, uploads()))


def _write(handle: int, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_BYTES:
                raise Unreadable(f"文件超过 {MAX_BYTES // MEGABYTE} MB", "请拆成几个文件分次导入")
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def open_batch(*, sheet: Sheet, found: Found) -> Batch:
    """Enter the file as a batch with its columns guessed."""
    actor, table = current(), found.table
    return Batch._base_manager.create(
        kind=sheet.kind,
        file_name=found.name,
        sha256=found.sha256,
        size=found.size,
        stored=found.path.name,
        tab=table.sheet,
        head=[
            {"index": h.index, "label": h.label, "forms": list(h.forms), "samples": _sample(table, h.index)}
            for h in table.columns
        ],
        mapping=mapping.guess(sheet, table.columns),
        remarks=table.remarks,
        rows=len(table.rows),
        created_by=actor.name,
        person_id=actor.person_id,
        account_id=actor.account_id,
    )


def _sample(table: reader.Table, index: int) -> list[str]:
    filled = (row.cell(index) for row in table.rows[:200])
    return [str(cell)[:40] for cell in filled if cell is not None and not isinstance(cell, reader.Broken)][:3]
