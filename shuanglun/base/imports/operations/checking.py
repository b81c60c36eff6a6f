"""The dry run of a batch: everything is planned and written once, and the writing is rolled back."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.imports.models import Batch, BatchProblem, locked
from shuanglun.base.imports.operations.writing import Tell, write
from shuanglun.base.imports.planning import Draft, draft
from shuanglun.base.imports.preview import preview
from shuanglun.base.imports.rows import Cleaned
from shuanglun.base.imports.rules import CHANGED, COMMITTED, FLOW, NEW, UNCHANGED
from shuanglun.base.imports.sheet import Context, Problem, Sheet

MOST_PROBLEMS = 20_000


class _Undone(Exception):
    """Rolls the trial write of a check back."""


def check(*, sheet: Sheet, batch: Batch, mapping: dict[str, int], cleaned: Cleaned, tell: Tell) -> Batch:
    """Report what is wrong and what would change; of the rows themselves nothing stays written."""
    batch = locked(batch)
    FLOW.move(batch, "check")
    found = drafted(sheet, cleaned)
    _trial(sheet, found, tell)
    problems = _sorted([*cleaned.problems, *found.problems])
    counts = found.counts()
    batch.mapping = mapping
    batch.new, batch.changed, batch.unchanged = counts[NEW], counts[CHANGED], counts[UNCHANGED]
    bad = {problem.row for problem in problems}
    batch.rows, batch.bad_rows = cleaned.count, len(bad)
    batch.preview = preview(sheet, found)
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


def drafted(sheet: Sheet, cleaned: Cleaned, *, lock: bool = False) -> Draft:
    """What the rows would do to the database as it stands."""
    context = Context(sheet, current(), timezone.localdate(), cleaned.places)
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
    twin = _twin_of(batch)
    if twin is not None and not batch.writes and not batch.bad_rows:
        day = timezone.localtime(twin.committed_at).strftime("%Y-%m-%d %H:%M")
        remarks.append(f"与 {day} 导入的批次 #{twin.pk} 相同，没有变化。")
    if cleaned.skipped:
        some = "、".join(str(number) for number in cleaned.skipped[:5])
        more = f" 等 {len(cleaned.skipped)} 行" if len(cleaned.skipped) > 5 else " 行"
        remarks.append(f"第 {some}{more}在对应的列中没有内容，已跳过。")
    return remarks


def _twin_of(batch: Batch) -> Batch | None:
    """An earlier batch of the very same file that was committed and stands."""
    return (
        Batch._base_manager.filter(kind=batch.kind, sha256=batch.sha256, state=COMMITTED)
        .exclude(pk=batch.pk)
        .order_by("-committed_at")
        .first()
    )


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda problem: (problem.row, problem.column, problem.problem))
