"""Acts of the goals room: keeping the tree, reporting progress, reviewing quarters."""

from shuanglun.records.goals.operations.progress import (
    attach,
    attach_own,
    detach,
    record_actual,
    record_computed,
    record_own,
)
from shuanglun.records.goals.operations.reviews import approve, reopen_review, return_review, submit, write
from shuanglun.records.goals.operations.tree import (
    activate,
    close,
    draft,
    drop,
    drop_kpi,
    edit,
    move,
    reopen,
    set_kpi,
)

__all__ = [
    "activate", "approve", "attach", "attach_own", "close", "detach", "draft", "drop", "drop_kpi", "edit", "move",
    "record_actual", "record_computed", "record_own", "reopen", "reopen_review", "return_review", "set_kpi", "submit",
    "write",
]  # fmt: skip
