"""Rows of the goals room: what people achieved, the goal tree with its KPIs, what is reported about them."""

from shuanglun.records.goals.models.progress import Actual, ActualFile, QuarterReview
from shuanglun.records.goals.models.results import KeyTask, KpiResult, Outcome
from shuanglun.records.goals.models.tree import Goal, GoalKpi

__all__ = ["Actual", "ActualFile", "Goal", "GoalKpi", "KeyTask", "KpiResult", "Outcome", "QuarterReview"]
