"""Words of the scoring room."""

from __future__ import annotations

from django.db import models

from shuanglun.base.flow import Flow, Step
from shuanglun.engine.rounding import ONE
from shuanglun.records.organization.choices import PostCategory

DIMENSIONS = {"political": "政治素质与组织生活", "work": "履职能力与工作业绩"}
WHEELS = {"political": "party", "work": "hr"}
SUPPLIERS = {
    "people": "人事干部",
    "life": "政工干部",
    "learning": "政工干部",
    "goals": "人事干部或部门负责人",
    "surveys": "政工干部",
}
"""Who can supply what is lacking, by the room that records it: those who import there (front/accounts/roles.py)."""
CATEGORIES = {
    "management": PostCategory.MANAGEMENT,
    "specialist": PostCategory.SPECIALIST,
    "worker": PostCategory.WORKER,
}
"""Categories of posts by the engine's names for their groups."""


class Sufficiency(models.TextChoices):
    """Which of the two dimensions has a number. Having one does not yet mean that nothing is missing."""

    BOTH = "both", "两个维度有得分"
    NO_POLITICAL = "no_political", "政治维度资料不足"
    NO_WORK = "no_work", "业绩维度资料不足"
    NEITHER = "neither", "两个维度资料不足"

    @classmethod
    def of(cls, political: int | None, work: int | None) -> Sufficiency:
        """The word for a pair of scores; None is a dimension without a number, zero is a number."""
        if political is None:
            return cls.NEITHER if work is None else cls.NO_POLITICAL
        return cls.NO_WORK if work is None else cls.BOTH


def evidence(sufficiency: str, coverage: int) -> tuple[str, str]:
    """The chip and the words for somebody's evidence; `coverage` is the lower of the two, in units of 1e-9."""
    if sufficiency != Sufficiency.BOTH:
        return "warn", Sufficiency(sufficiency).label
    return ("ok", "证据充分") if coverage == ONE else ("warn", "证据部分缺失")


RUN_FLOW = Flow(
    "计分运行",
    states={"queued": "排队中", "running": "计算中", "done": "已完成", "failed": "失败", "cancelled": "已取消"},
    steps=(
        Step("start", ("queued", "running", "failed", "cancelled"), "running", "开始计算"),
        Step("finish", ("running",), "done", "写入结果"),
        Step("fail", ("queued", "running"), "failed", "记为失败"),
        Step("cancel", ("queued", "running"), "cancelled", "取消"),
    ),
)
RUN_LAMPS = {"queued": "idle", "running": "soon", "done": "done", "failed": "late", "cancelled": "off"}
