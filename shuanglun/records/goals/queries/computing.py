"""What the rooms above ask before they compute."""

from __future__ import annotations

from shuanglun.records.goals.choices import ACTIVE, Origin
from shuanglun.records.goals.models import GoalKpi


def computed_kpis(year: int) -> list[GoalKpi]:
    """KPIs of goals in force that are computed, with what tells whose facts count."""
    rows = GoalKpi.objects.filter(goal__year=year, goal__state=ACTIVE, origin=Origin.COMPUTED)
    return list(rows.select_related("goal", "party").order_by("measure", "pk"))
