"""The life of a batch, and what may be done with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from shuanglun.base.flow import Flow, Step
from shuanglun.base.verdicts import Allowed, Refused, Verdict

UPLOADED, CHECKED, COMMITTED, UNDONE = "uploaded", "checked", "committed", "undone"
CANCELLED, EXPIRED = "cancelled", "expired"
WAITING = (UPLOADED, CHECKED)
ENDED = (CANCELLED, EXPIRED)

FLOW = Flow(
    "import",
    states={
        UPLOADED: "已上传", CHECKED: "已检查", COMMITTED: "已导入", UNDONE: "已撤销", CANCELLED: "已放弃",
        EXPIRED: "已过期",
    },
    steps=(
        Step("check", WAITING, CHECKED, "检查"),
        Step("commit", (CHECKED,), COMMITTED, "导入"),
        Step("undo", (COMMITTED,), UNDONE, "撤销"),
        Step("cancel", WAITING, CANCELLED, "放弃"),
        Step("expire", WAITING, EXPIRED, "清理"),
    ),
)  # fmt: skip

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
ACTIONS = {NEW: "新增", CHANGED: "修改"}

BIG = 2000
"""A file with more rows is checked and committed by a job."""

PREVIEW = 100
"""Changes shown before the commit; one more is kept, which tells that there are more."""


def may_be_undone(committed_at: datetime, now: datetime, days: int, *, wiped: bool = False) -> Verdict:
    """Whether a batch is young enough to be taken back: what an undo needs is kept for some days only."""
    if not wiped and now - committed_at <= timedelta(days=days):
        return Allowed()
    return Refused(f"导入已超过 {days} 天，原值已按期清理，不能整批撤销。请在各页面逐条更正。")
