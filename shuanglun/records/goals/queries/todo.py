"""What waits: actuals of KPIs one answers for, the review of one's unit, reviews to decide on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.review import SUBMITTED
from shuanglun.base.todo import OpenItem
from shuanglun.records.goals.choices import ACTIVE, Level, Origin
from shuanglun.records.goals.models import Actual, Goal, GoalKpi, QuarterReview
from shuanglun.records.goals.parameters import review_days
from shuanglun.records.goals.rules import progress

WHEELS = {"party": "party", "hr": "hr"}
REPORTING = "goals.report"


def open_items(on: date) -> list[OpenItem]:
    """Everything that waits for the acting role in this room. Each kind costs a constant number of queries."""
    return [*_own_actuals(on), *_reviews_to_write(on), *_reviews_to_decide()]


def _recent(on: date) -> list[int]:
    """Years whose quarters may still wait: this one and the last."""
    return [on.year - 1, on.year]


def _own_actuals(on: date) -> Iterator[OpenItem]:
    """KPIs that the acting person answers for, without an actual of a quarter that is over."""
    person = current().person_id
    if person is None:
        return
    with acting(Actor.system("本人牵头的目标")):
        kpis = GoalKpi.objects.filter(owner=person, goal__state=ACTIVE, goal__year__in=_recent(on))
        kpis = kpis.exclude(origin=Origin.COMPUTED).select_related("goal", "result").order_by("pk")
        rows = [row for row in kpis if not row.is_in_result]
        told = Actual.objects.filter(kpi__in=[row.pk for row in rows]).values_list("kpi", "quarter")
        known = set(told)
    days = review_days(on) if rows else 0
    for row in rows:
        missing = [number for number in progress.ended(row.goal.year, on) if (row.pk, number) not in known]
        if missing:
            yield OpenItem(
                title=f"登记完成值：{row.name}",
                meta=f"{row.goal.code} {row.goal.title}，{_quarters(row.goal.year, missing)}",
                url=reverse("goals:kpi", args=[row.pk]),
                due_on=progress.due_on(row.goal.year, missing[0], days),
                line=WHEELS[row.side],
            )


def _quarters(year: int, numbers: list[int]) -> str:
    return f"{year} 年第 {'、'.join(map(str, numbers))} 季度"


def _reviews_to_write(on: date) -> Iterator[OpenItem]:
    """Quarters that are over and were not handed over, for whoever heads a part of the house."""
    ranges = current().ranges(REPORTING)
    if not any(grant.kind == "unit" and grant.path != "/" for grant in ranges):
        return
    with using(REPORTING):
        goals = Goal.objects.filter(level=Level.UNIT, state=ACTIVE, year__in=_recent(on)).select_related("unit")
        units = sorted({(goal.year, goal.unit_id, goal.unit.name) for goal in goals if goal.unit})
        handed = set(
            QuarterReview.objects.filter(year__in=_recent(on), state__in=(SUBMITTED, "approved")).values_list(
                "year", "unit", "quarter"
            )
        )
    days = review_days(on) if units else 0
    for year, unit, name in units:
        for number in progress.ended(year, on):
            if (year, unit, number) not in handed:
                yield OpenItem(
                    title=f"提交季度评估：{name}",
                    meta=f"{year} 年第 {number} 季度",
                    url=reverse("goals:write_review", args=[unit, year, number]),
                    due_on=progress.due_on(year, number, days),
                )


def _reviews_to_decide() -> Iterator[OpenItem]:
    """Reviews that wait for the integration office."""
    if not current().may("goals.review"):
        return
    with using("goals.review"):
        rows = QuarterReview.objects.filter(state=SUBMITTED).select_related("unit").order_by("submitted_at", "pk")
        for row in rows:
            yield OpenItem(
                title=f"审核季度评估：{row.unit.name}",
                meta=f"{row.year} 年第 {row.quarter} 季度，{row.submitted_name}提交",
                url=row.get_absolute_url(),
            )
