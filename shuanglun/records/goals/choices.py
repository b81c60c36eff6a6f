"""Words of the goals room."""

from __future__ import annotations

from django.db import models

from shuanglun.base.flow import Flow, Step

DRAFT, ACTIVE, CLOSED = "draft", "active", "closed"
QUARTERS = (1, 2, 3, 4)
QUARTER_CHOICES = [(number, f"第 {number} 季度") for number in QUARTERS]


class Direction(models.TextChoices):
    """Whether more or less is better (methods §0b, KPI attainment)."""

    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"


class Level(models.TextChoices):
    """The floors of the goal tree."""

    STRATEGY = "strategy", "战略目标"
    UNIT = "unit", "部门目标"
    POST = "post", "岗位目标"


class Side(models.TextChoices):
    """The two wheels of a goal; the Party side comes first everywhere."""

    PARTY = "party", "党建"
    HR = "hr", "人事"


class Pace(models.TextChoices):
    """Whether a KPI fills up over the year, or holds its level all the time (a rate)."""

    CUMULATIVE = "cumulative", "逐季累计"
    LEVEL = "level", "保持水平"


class Origin(models.TextChoices):
    """Where the actuals of a KPI come from."""

    TYPED = "typed", "填报"
    IMPORTED = "imported", "导入"
    COMPUTED = "computed", "快照计算"


GOAL_FLOW = Flow(
    "目标",
    states={DRAFT: "草稿", ACTIVE: "执行中", CLOSED: "已结束"},
    steps=(
        Step("activate", (DRAFT,), ACTIVE, "启用"),
        Step("reopen", (ACTIVE,), DRAFT, "改回草稿"),
        Step("close", (ACTIVE,), CLOSED, "结束"),
    ),
)
GOAL_LAMPS = {DRAFT: "idle", ACTIVE: "ok", CLOSED: "off"}
WHOLE = 10_000
"""100 percent in basis points."""
MOST_CODE = 16
"""Characters of a goal's code: the code of a KPI result adds four."""
CODE_OF_SIDE = {Side.PARTY: "D", Side.HR: "R"}
