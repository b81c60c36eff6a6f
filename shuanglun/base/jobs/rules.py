"""The life of a job."""

from __future__ import annotations

from shuanglun.base.flow import Flow, Step

QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"

FLOW = Flow(
    "job",
    states={QUEUED: "排队中", RUNNING: "进行中", DONE: "已完成", FAILED: "未完成", CANCELLED: "已取消"},
    steps=(
        Step("start", (QUEUED,), RUNNING, "开始"),
        Step("finish", (RUNNING,), DONE, "完成"),
        Step("fail", (RUNNING,), FAILED, "记为未完成"),
        Step("cancel", (QUEUED, RUNNING), CANCELLED, "取消"),
    ),
)
OPEN = (QUEUED, RUNNING)
REPEATABLE = (FAILED, CANCELLED)


def is_in_site(url: str) -> bool:
    """Whether a job's result stays on this site: a job never sends a person elsewhere."""
    return url.startswith("/") and not url.startswith(("//", "/\\"))
