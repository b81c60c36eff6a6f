"""The life of a batch, and what may be done with it."""

from __future__ import annotations

from shuanglun.base.flow import Flow, Step

UPLOADED, CHECKED, COMMITTED, UNDONE = "uploaded", "checked", "committed", "undone"

FLOW = Flow(
    "import",
    states={UPLOADED: "已上传", CHECKED: "已检查", COMMITTED: "已导入", UNDONE: "已撤销"},
    steps=(
        Step("check", (UPLOADED, CHECKED), CHECKED, "检查"),
        Step("commit", (CHECKED,), COMMITTED, "导入"),
        Step("undo", (COMMITTED,), UNDONE, "撤销"),
    ),
)

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
ACTIONS = {NEW: "新增", CHANGED: "修改"}

BIG = 2000
"""A file with more rows is checked and committed by a job."""

PREVIEW = 100
"""Changes shown before the commit; the counts cover all of them."""

STALE_DAYS = 30
"""An upload that nobody finished in a month is no longer work that waits, and its file goes."""
