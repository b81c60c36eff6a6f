"""The acts on a batch: upload, check, commit, undo. Each sheet has its own four, guarded by the sheet's right.

What takes long and needs no database (opening the file, parsing cells) happens before the transaction opens; what
must see the database as it is (looking up, comparing, writing) happens inside it.
"""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.imports import mapping as mappings
from shuanglun.base.imports import reader
from shuanglun.base.imports.limits import MAX_BYTES, MEGABYTE, Unreadable
from shuanglun.base.imports.models import Batch, BatchProblem, uploads
from shuanglun.base.imports.operations.undoing import take_back
from shuanglun.base.imports.operations.writing import Tell, one_at_a_time, remember, write
from shuanglun.base.imports.planning import Draft, draft
from shuanglun.base.imports.preview import preview
from shuanglun.base.imports.rows import Cleaned, clean
from shuanglun.base.imports.rules import CHANGED, COMMITTED, FLOW, NEW, STALE_DAYS, UNCHANGED
from shuanglun.base.imports.sheet import Context, Problem, Sheet
from shuanglun.base.verdicts import RefusedError

MOST_PROBLEMS = 20_000


def silent(done: int, total: int, message: str) -> None:
    """Nobody asked how far it is."""


class _Undone(Exception):
    """Rolls the trial write of a check back."""


@dataclass(frozen=True)
class Acts:
    """The audited operations of one sheet."""

    upload: Callable[..., Batch]
    check: Callable[..., Batch]
    commit: Callable[..., Batch]
    undo: Callable[..., Batch]


@cache
def acts(sheet: Sheet) -> Acts:
    """The four operations under the sheet's right."""
    return Acts(
        *(
            operation(sheet.right, act=f"{sheet.kind}.{name}", label=f"{verb}{sheet.label}")(function)
            for name, verb, function in (
                ("upload", "上传", _upload),
                ("check", "检查", _check),
                ("commit", "导入", _commit),
                ("undo", "撤销导入", _undo),
            )
        )
    )


# ── upload ──


def receive(sheet: Sheet, name: str, chunks: Iterable[bytes]) -> Batch:
    """Store an uploaded file, read its head and open a batch. Raises RefusedError; then nothing is kept."""
    _sweep()
    path, digest = _keep(name, chunks)
    try:
        table = reader.read(path, sheet.known_names())
        return acts(sheet).upload(sheet=sheet, name=Path(name).name[:200], path=path, sha256=digest, table=table)
    except Unreadable as refusal:
        path.unlink(missing_ok=True)
        raise RefusedError(str(refusal), field="file") from refusal
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _sweep() -> None:
    """Files of uploads that nobody finished do not stay for ever."""
    oldest = time.time() - STALE_DAYS * 24 * 3600
    for path in uploads().iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _keep(name: str, chunks: Iterable[bytes]) -> tuple[Path, str]:
    suffix = Path(name).suffix.lower()
    try:
        reader.check_name(f"file{suffix}", 1)
    except Unreadable as refusal:
        raise RefusedError(str(refusal), field="file") from refusal
    digest, size = hashlib.sha256(), 0
    handle, stored = tempfile.mkstemp(suffix=suffix, prefix=f"{timezone.localdate():%Y%m%d}-", dir=uploads())
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_BYTES:
                break
            digest.update(chunk)
            file.write(chunk)
    if size > MAX_BYTES:
        Path(stored).unlink()
        raise RefusedError(f"文件超过 {MAX_BYTES // MEGABYTE} MB。请拆成几个文件分次导入。", field="file")
    return Path(stored), digest.hexdigest()


def _upload(*, sheet: Sheet, name: str, path: Path, sha256: str, table: reader.Table) -> Batch:
    actor = current()
    samples = [_sample(table, header.index) for header in table.columns]
    return Batch._base_manager.create(
        kind=sheet.kind,
        file_name=name,
        sha256=sha256,
        size=path.stat().st_size,
        stored=path.name,
        tab=table.sheet,
        head=[
            {"index": header.index, "label": header.label, "forms": list(header.forms), "samples": sample}
            for header, sample in zip(table.columns, samples, strict=True)
        ],
        mapping=mappings.guess(sheet, table.columns),
        remarks=table.remarks,
        rows=len(table.rows),
        created_by=actor.name,
        person_id=actor.person_id,
    )


def _sample(table: reader.Table, index: int) -> list[str]:
    filled = (row.cell(index) for row in table.rows[:200])
    return [str(cell)[:40] for cell in filled if cell is not None and not isinstance(cell, reader.Broken)][:3]


# ── check ──


def check(sheet: Sheet, batch: Batch, mapping: dict[str, int], tell: Tell = silent) -> Batch:
    """Dry run: report every problem, count what would change; the trial write is rolled back."""
    FLOW.may(batch, "check").or_refuse()
    mapping = mappings.check(sheet, mapping, batch.columns)
    with _without_collector(batch):
        cleaned = _cleaned(sheet, batch, mapping, tell)
        return acts(sheet).check(sheet=sheet, batch=batch, mapping=mapping, cleaned=cleaned, tell=tell)


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
    try:
        if hashlib.sha256(batch.path.read_bytes()).hexdigest() != batch.sha256:
            raise RefusedError("存放的文件与上传时不一致，不能导入。请重新上传。")
        table = reader.read(batch.path, sheet.known_names())
    except FileNotFoundError as error:
        raise RefusedError("存放的文件已按期清理，不能再导入。请重新上传。") from error
    except Unreadable as refusal:
        raise RefusedError(str(refusal)) from refusal
    return clean(sheet, table, mapping)


def _check(*, sheet: Sheet, batch: Batch, mapping: dict[str, int], cleaned: Cleaned, tell: Tell) -> Batch:
    batch = _locked(batch)
    FLOW.move(batch, "check")
    found = _drafted(sheet, cleaned)
    shown = preview(sheet, found)
    _trial(sheet, found, tell)
    problems = _sorted([*cleaned.problems, *found.problems])
    counts = found.counts()
    batch.mapping = mapping
    batch.new, batch.changed, batch.unchanged = counts[NEW], counts[CHANGED], counts[UNCHANGED]
    bad = {problem.row for problem in problems}
    batch.rows, batch.bad_rows = cleaned.count, len(bad)
    batch.preview = [change for change in shown if change["row"] not in bad]
    batch.remarks = [*_file_remarks(batch), *_remarks(batch, cleaned)]
    batch.checked_at = timezone.now()
    batch.save()
    BatchProblem._base_manager.filter(batch=batch).delete()
    BatchProblem._base_manager.bulk_create(
        BatchProblem(
            batch=batch,
            row_no=problem.row,
            place=problem.column[:120],
            problem=problem.problem[:300],
            suggestion=problem.suggestion[:300],
        )
        for problem in problems[:MOST_PROBLEMS]
    )
    return batch


def _drafted(sheet: Sheet, cleaned: Cleaned, *, lock: bool = False) -> Draft:
    context = Context(sheet, current(), timezone.localdate(), cleaned.letters)
    return draft(sheet, cleaned.rows, context, lock=lock)


def _trial(sheet: Sheet, found: Draft, tell: Tell) -> None:
    """Write everything and roll back: only the database knows all its constraints."""
    before = [(item, item.row) for item in found.items]
    refused: list[Problem] = []
    try:
        with transaction.atomic():
            refused = write(sheet, found, tell)
            raise _Undone
    except _Undone:
        pass
    for item, row in before:
        item.row = row
    found.drop(refused)


def _file_remarks(batch: Batch) -> list[str]:
    return [text for text in batch.remarks if not text.startswith(("与 ", "第 "))]


def _remarks(batch: Batch, cleaned: Cleaned) -> list[str]:
    remarks = []
    twin = twin_of(batch)
    if twin is not None and not batch.writes and not batch.bad_rows:
        day = timezone.localtime(twin.committed_at).strftime("%Y-%m-%d %H:%M")
        remarks.append(f"与 {day} 导入的批次 #{twin.pk} 相同，没有变化。")
    if cleaned.skipped:
        some = "、".join(str(number) for number in cleaned.skipped[:5])
        more = f" 等 {len(cleaned.skipped)} 行" if len(cleaned.skipped) > 5 else " 行"
        remarks.append(f"第 {some}{more}在对应的列中没有内容，已跳过。")
    return remarks


def twin_of(batch: Batch) -> Batch | None:
    """An earlier batch of the very same file that was committed and stands."""
    return (
        Batch._base_manager.filter(kind=batch.kind, sha256=batch.sha256, state=COMMITTED)
        .exclude(pk=batch.pk)
        .order_by("-committed_at")
        .first()
    )


# ── commit ──


def commit(sheet: Sheet, batch: Batch, *, only_clean: bool = False, tell: Tell = silent) -> Batch:
    """Write the batch: all rows, or with `only_clean` those without problems. Twice at once has one effect."""
    batch.refresh_from_db(from_queryset=Batch._base_manager.all())
    if batch.state == COMMITTED:
        return batch
    FLOW.may(batch, "commit").or_refuse()
    try:
        with _without_collector(batch):
            cleaned = _cleaned(sheet, batch, batch.mapping, tell)
            return acts(sheet).commit(sheet=sheet, batch=batch, cleaned=cleaned, only_clean=only_clean, tell=tell)
    except AlreadyDone:
        batch.refresh_from_db(from_queryset=Batch._base_manager.all())
        return batch


class AlreadyDone(Exception):
    """Somebody else committed the batch a moment ago; nothing more is to be done."""


def _commit(*, sheet: Sheet, batch: Batch, cleaned: Cleaned, only_clean: bool, tell: Tell) -> Batch:
    one_at_a_time(sheet.kind)
    batch = _locked(batch)
    if batch.state == COMMITTED:
        raise AlreadyDone
    FLOW.move(batch, "commit")
    tell(0, batch.rows, "正在核对已有数据")
    found = _drafted(sheet, cleaned, lock=True)
    bad = {problem.row for problem in (*cleaned.problems, *found.problems)}
    if bad and not only_clean:
        raise RefusedError(f"还有 {len(bad)} 行有问题，没有导入任何内容。请改正后重新上传，或选择“只导入无问题的行”。")
    if len(bad) > batch.bad_rows:
        raise RefusedError(f"检查之后数据有了变化：问题行由 {batch.bad_rows} 行变为 {len(bad)} 行。请重新检查。")
    counts = found.counts()
    if not counts[NEW] + counts[CHANGED]:
        raise RefusedError("没有需要写入的变化，文件内容与系统中的一致。")
    refused = write(sheet, found, tell)
    if refused:
        first = refused[0]
        raise RefusedError(f"第 {first.row} 行：{first.problem}。没有导入任何内容，请改正后重新上传。")
    batch.new, batch.changed, batch.unchanged = counts[NEW], counts[CHANGED], counts[UNCHANGED]
    batch.bad_rows, batch.only_clean, batch.committed_at = len(bad), only_clean, timezone.now()
    # What was kept for the pages before the commit holds personal values in plain; it has served its purpose.
    batch.preview = []
    batch.head = [{**column, "samples": []} for column in batch.head]
    batch.save()
    transaction.on_commit(lambda: batch.path.unlink(missing_ok=True))
    tell(batch.rows, batch.rows, "正在写入留痕")
    note.batch(f"{sheet.kind} #{batch.pk}", remember(batch, found))
    return batch


# ── undo ──


def undo(sheet: Sheet, batch: Batch, tell: Tell = silent) -> Batch:
    """Take a committed batch back. Raises RefusedError naming what stands in the way."""
    FLOW.may(batch, "undo").or_refuse()
    return acts(sheet).undo(sheet=sheet, batch=batch, tell=tell)


def _undo(*, sheet: Sheet, batch: Batch, tell: Tell) -> Batch:
    one_at_a_time(sheet.kind)
    batch = _locked(batch)
    FLOW.move(batch, "undo")
    tell(0, batch.writes, "正在核对导入后的改动")
    restored, deleted = take_back(batch)
    if sheet.finish is not None and restored:
        sheet.finish(restored)
    batch.undone_at = timezone.now()
    batch.save()
    if restored:
        note.batch(f"{sheet.kind} #{batch.pk} restored", restored)
    if deleted:
        note.batch(f"{sheet.kind} #{batch.pk} removed", deleted, gone=True)
    return batch


def _locked(batch: Batch) -> Batch:
    """The batch as it stands, locked until the transaction ends."""
    return Batch._base_manager.select_for_update().get(pk=batch.pk)


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda problem: (problem.row, problem.column, problem.problem))
