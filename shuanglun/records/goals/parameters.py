"""Figures of the goals room; all are decisions of our own."""

from __future__ import annotations

from datetime import date

from shuanglun.base.parameters import queries
from shuanglun.base.parameters.registry import Standing, declare
from shuanglun.records.goals.rules.progress import Limits

OWN = "双轮产品约定，本单位可改"

SOON = declare(
    "goals.soon_points", "完成度落后应达进度多少转为临期", 10, unit="百分点", basis=OWN, standing=Standing.OWN, low=1,
    high=100,
)  # fmt: skip
LATE = declare(
    "goals.late_points", "完成度落后应达进度多少转为逾期", 25, unit="百分点", basis=OWN, standing=Standing.OWN, low=1,
    high=100,
)  # fmt: skip
APART = declare(
    "goals.apart_points", "配对目标两侧完成度相差多少算分离", 15, unit="百分点", basis=OWN, standing=Standing.OWN,
    low=1, high=100,
)  # fmt: skip
REVIEW_DAYS = declare(
    "goals.review_days", "季度结束后多少天内报完成值和评估", 15, unit="天", basis=OWN, standing=Standing.OWN, low=1,
    high=90,
)  # fmt: skip


def limits(on: date) -> Limits:
    """The thresholds in force on a day; one query."""
    values = queries.values("goals.", on=on)
    return Limits(soon=values[SOON], late=values[LATE], apart=values[APART])


def review_days(on: date) -> int:
    """Days after a quarter's end for its actuals and its review."""
    return queries.value(REVIEW_DAYS, on)
