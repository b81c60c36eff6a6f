"""Writing a batch: all rows or none, as one entry of the trail."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shuanglun.base.audit import note
from shuanglun.base.imports.models import Batch, locked
from shuanglun.base.imports.operations.checking import drafted
from shuanglun.base.imports.operations.writing import Tell, one_at_a_time, remember, write
from shuanglun.base.imports.rows import Cleaned
from shuanglun.base.imports.rules import CHANGED, COMMITTED, FLOW, NEW, UNCHANGED
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.verdicts import RefusedError


class AlreadyDone(Exception):
    """Somebody else committed the batch a moment ago; nothing more is to be done."""


def commit(*, sheet: Sheet, batch: Batch, cleaned: Cleaned, only_clean: bool, tell: Tell) -> Batch:
    """Plan anew on the database as it stands, and write. Nothing that the check found is relied upon."""
    one_at_a_time(sheet.kind)
    batch = locked(batch)
    if batch.state == COMMITTED:
        raise AlreadyDone
    FLOW.move(batch, "commit")
    tell(0, batch.rows, "正在核对已有数据")
    found = drafted(sheet, cleaned, lock=True)
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
    batch.forget_cells()
    batch.save()
    transaction.on_commit(lambda: batch.path.unlink(missing_ok=True))
    tell(batch.rows, batch.rows, "正在写入留痕")
    note.batch(f"{sheet.kind} #{batch.pk}", remember(batch, found))
    return batch
