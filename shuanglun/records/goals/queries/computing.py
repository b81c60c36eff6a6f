"""What the rooms above ask before they compute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuanglun.base.review import OPEN
from shuanglun.records.goals.choices import ACTIVE, Origin
from shuanglun.records.goals.models import Actual, GoalKpi, QuarterReview
from shuanglun.records.goals.parameters import review_days
from shuanglun.records.goals.rules import progress


def computed_kpis(year: int) -> list[GoalKpi]:
    """KPIs of goals in force that are computed, with what tells whose facts count."""
    rows = GoalKpi.objects.filter(goal__year=year, goal__state=ACTIVE, origin=Origin.COMPUTED)
    return list(rows.select_related("goal", "party").order_by("measure", "pk"))


@dataclass(frozen=True)
class Uncomputed:
    """A quarter that is over and the names of its KPIs that wait for a snapshot; `due_on` as for any other figure."""

    year: int
    quarter: int
    names: tuple[str, ...]
    due_on: date


def uncomputed(on: date) -> list[Uncomputed]:
    """What is still to compute of this year and the last, the earliest first: without a figure, and not locked by a
    review. A constant number of queries, one where nothing is computed."""
    years = [on.year - 1, on.year]
    kpis = GoalKpi.objects.filter(goal__year__in=years, goal__state=ACTIVE, origin=Origin.COMPUTED)
    rows = [
        row for row in kpis.select_related("goal", "result").order_by("goal__code", "-side") if not row.is_in_result
    ]
    if not rows:
        return []
    told = set(Actual.objects.filter(kpi__in=[row.pk for row in rows]).values_list("kpi", "quarter"))
    reviews = QuarterReview.objects.filter(year__in=years).exclude(state__in=OPEN)
    locked = set(reviews.values_list("unit", "year", "quarter"))
    found: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        for number in progress.ended(row.goal.year, on):
            place = (row.goal.unit_id, row.goal.year, number)
            if (row.pk, number) not in told and place not in locked:
                found.setdefault((row.goal.year, number), []).append(row.name)
    days = review_days(on) if found else 0
    return [
        Uncomputed(year, number, tuple(names), progress.due_on(year, number, days))
        for (year, number), names in sorted(found.items())
    ]
