"""Words of the snapshots room."""

from __future__ import annotations

from django.db import models

from shuanglun.base.flow import Flow, Step

QUEUED, RUNNING, FROZEN, FAILED, CANCELLED = "queued", "running", "frozen", "failed", "cancelled"
OPEN = (QUEUED, RUNNING)

# An interrupted worker leaves a row in `running`; repeating its job starts it again.
FLOW = Flow(
    "证据快照",
    states={QUEUED: "排队中", RUNNING: "冻结中", FROZEN: "已冻结", FAILED: "未完成", CANCELLED: "已取消"},
    steps=(
        Step("start", (QUEUED, RUNNING, FAILED, CANCELLED), RUNNING, "开始冻结"),
        Step("finish", (RUNNING,), FROZEN, "完成冻结"),
        Step("fail", OPEN, FAILED, "记为未完成"),
        Step("cancel", OPEN, CANCELLED, "取消"),
    ),
)
LAMPS = {QUEUED: "idle", RUNNING: "soon", FROZEN: "done", FAILED: "late", CANCELLED: "off"}


class Part(models.TextChoices):
    """Which part of a year is frozen."""

    YEAR = "Y", "全年"
    Q1 = "Q1", "第一季度"
    Q2 = "Q2", "第二季度"
    Q3 = "Q3", "第三季度"
    Q4 = "Q4", "第四季度"
    HALF = "M06", "年初至第二季度末"
    THREE_QUARTERS = "M09", "年初至第三季度末"
    TO_DATE = "M", "年初至上月末"


TO_QUARTER = {Part.HALF: 2, Part.THREE_QUARTERS: 3}
"""Parts that run from January to a quarter's end, as computed KPIs need them; they are named like `TO_DATE` of the same
days, which reaches this end in one month only."""


FILES = {
    "subjects": "人员与所属",
    "measures": "口径",
    "facts": "事实",
    "kpis": "KPI",
    "exemptions": "豁免",
}
ROOMS = {
    "people": "干部人事",
    "life": "组织生活",
    "learning": "教育培训",
    "goals": "目标业绩",
    "surveys": "测评结果",
}
KINDS = {"rate": "比率", "target": "累计达标", "mean": "测评均值", "kpi": "KPI 达成"}
