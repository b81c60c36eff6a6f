"""The acts on a batch: upload, check, commit, undo, cancel. Each sheet has its own, guarded by the sheet's right.

What takes long and needs no database (opening the file, parsing cells) happens before the transaction opens; what
must see the database as it is (looking up, comparing, writing) happens inside it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from shuanglun.base.audit import operation
from shuanglun.base.imports import mapping as mappings
from shuanglun.base.imports.kept import fetch
from shuanglun.base.imports.models import Batch
from shuanglun.base.imports.operations import checking, committing, ending, undoing, uploading
from shuanglun.base.imports.operations.ending import tidy
from shuanglun.base.imports.operations.undoing import may_undo
from shuanglun.base.imports.operations.writing import Tell
from shuanglun.base.imports.rows import Cleaned, clean
from shuanglun.base.imports.rules import COMMITTED, FLOW
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.verdicts import RefusedError

__all__ = ["acts", "cancel", "check", "commit", "may_undo", "receive", "tidy", "undo"]


def silent(done: int, total: int, message: str) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True)
class Acts:
    """The audited operations of one sheet."""

    upload: Callable[..., Batch]
    check: Callable[..., Batch]
    commit: Callable[..., Batch]
    undo: Callable[..., Batch]
    cancel: Callable[..., Batch]


@cache
def acts(sheet: Sheet) -> Acts:
    """The operations under the sheet's right."""
    return Acts(
        *(
            operation(sheet.right, act=f"{sheet.kind}.{name}", label=f"{verb}{sheet.label}")(function)
            for name, verb, function in (
                ("upload", "上传", uploading.open_batch),
                ("check", "检查", checking.check),
                ("commit", "导入", committing.commit),
                ("undo", "撤销导入", undoing.undo),
                ("cancel", "放弃导入", ending.cancel),
            )
        )
    )


def receive(sheet: Sheet, name: str, chunks: Iterable[bytes]) -> Batch:
    """Read an uploaded file and open a batch. Raises RefusedError; then nothing is kept."""
    found = uploading.read(sheet, name, chunks)
    try:
        return acts(sheet).upload(sheet=sheet, found=found)
    except BaseException:
        found.path.unlink(missing_ok=True)
        raise


def check(sheet: Sheet, batch: Batch, mapping: dict[str, int], tell: Tell = silent) -> Batch:
    """Dry run: report every problem, count what would change; the trial write is rolled back."""
    FLOW.may(batch, "check").or_refuse()
    mapping = mappings.check(sheet, mapping, batch.columns)
    with _without_collector(batch):
        cleaned = _cleaned(sheet, batch, mapping, tell)
        return acts(sheet).check(sheet=sheet, batch=batch, mapping=mapping, cleaned=cleaned, tell=tell)


def commit(sheet: Sheet, batch: Batch, *, only_clean: bool = False, tell: Tell = silent) -> Batch:
    """Write the batch: all rows, or with `only_clean` those without problems. Twice at once has one effect."""
    _refresh(batch)
    if batch.state == COMMITTED:
        return batch
    FLOW.may(batch, "commit").or_refuse()
    try:
        with _without_collector(batch):
            cleaned = _cleaned(sheet, batch, batch.mapping, tell)
            return acts(sheet).commit(sheet=sheet, batch=batch, cleaned=cleaned, only_clean=only_clean, tell=tell)
    except (committing.AlreadyDone, RefusedError):
        _refresh(batch)  # somebody else may have committed it while its rows were read
        if batch.state == COMMITTED:
            return batch
        raise


def undo(sheet: Sheet, batch: Batch, tell: Tell = silent) -> Batch:
    """Take a committed batch back. Raises RefusedError naming what stands in the way."""
    may_undo(batch).or_refuse()
    return acts(sheet).undo(sheet=sheet, batch=batch, tell=tell)


def cancel(sheet: Sheet, batch: Batch) -> Batch:
    """Give an upload up: what it held is deleted, nothing has been written."""
    FLOW.may(batch, "cancel").or_refuse()
    return acts(sheet).cancel(sheet=sheet, batch=batch)


@contextmanager
def _without_collector(batch: Batch) -> Iterator[None]:
    """A big batch holds half a million objects that all live to its end; looking for garbage among them costs a
    sixth of the time. Runs in the worker, or in a request for a small file, where it changes nothing."""
    if not batch.is_big or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _cleaned(sheet: Sheet, batch: Batch, mapping: dict[str, int], tell: Tell) -> Cleaned:
    tell(0, batch.rows, "正在读取文件")
    return clean(sheet, fetch(batch.path), mapping, batch.columns)


def _refresh(batch: Batch) -> None:
    batch.refresh_from_db(from_queryset=Batch._base_manager.all())
