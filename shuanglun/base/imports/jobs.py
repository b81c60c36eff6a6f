"""Big files in the background: the same check, commit and undo, with progress. And the end of what is kept."""

from __future__ import annotations

from django.utils import timezone

from shuanglun.base.imports import operations
from shuanglun.base.imports.models import Batch
from shuanglun.base.jobs import Progress, chore, job
from shuanglun.base.verdicts import RefusedError


@job("imports.check", label="检查导入文件")
def check(progress: Progress, *, batch: int, mapping: dict[str, int]) -> str:
    """Dry run of a big file."""
    found = _batch(batch)
    operations.check(found.sheet, found, mapping, progress)
    return found.get_absolute_url()


@job("imports.commit", label="导入")
def commit(progress: Progress, *, batch: int, only_clean: bool) -> str:
    """Write a big file."""
    found = _batch(batch)
    operations.commit(found.sheet, found, only_clean=only_clean, tell=progress)
    return found.get_absolute_url()


@job("imports.undo", label="撤销导入")
def undo(progress: Progress, *, batch: int) -> str:
    """Take a big file back."""
    found = _batch(batch)
    operations.undo(found.sheet, found, progress)
    return found.get_absolute_url()


@chore("清理过期的导入内容")
def tidy() -> None:
    """What was uploaded and not imported, and what an undo needed, does not stay for ever."""
    operations.tidy(timezone.now())


def _batch(key: int) -> Batch:
    """The batch as the asking actor may see it."""
    found = Batch.objects.filter(pk=key).first()
    if found is None:
        raise RefusedError("没有找到这个批次，或不在您当前角色的范围内。")
    return found
