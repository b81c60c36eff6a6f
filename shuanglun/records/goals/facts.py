"""What this room hands to evidence: KPI results, key tasks on time, points of outcomes.

Only `evidence/snapshots/catalogue.py` may import this module (G-01).
"""

from __future__ import annotations

from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Round

from shuanglun.engine.facts import Measure, Source
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome

KPI_SCALE = 10_000
"""KPI values are stored × 10⁴, the four decimals of the model."""
POINT_SCALE = 100
NO_YEAR = -1


def scaled(field: str, scale: int) -> Cast:
    """A decimal column as a whole number of 1/scale. SQLite keeps decimals as doubles, so the product is rounded."""
    product = ExpressionWrapper(F(field) * Value(scale), output_field=DecimalField(max_digits=20, decimal_places=4))
    return Cast(Round(product), BigIntegerField())


def tasks(begins: date, ends: date) -> QuerySet:
    """A row for each key task that was due within the period: done by its day or not."""
    in_time = Case(When(Q(done_on__lte=F("due_on")), then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = KeyTask.objects.filter(due_on__gte=begins, due_on__lt=ends).annotate(quantity=in_time, due=Value(1))
    return rows.values_list("person_id", "due_on", "quantity", "due", "pk")


def describe_tasks(pks: list[int]) -> dict[int, str]:
    """Titles of key tasks."""
    rows = KeyTask.objects.filter(pk__in=pks)
    return {row.pk: f"{row.title}（期限 {row.due_on}，{_done(row)}）" for row in rows}


def _done(row: KeyTask) -> str:
    return f"{row.done_on} 完成" if row.done_on else "未完成"


def outcomes(begins: date, ends: date) -> QuerySet:
    """Points of each outcome, × 100."""
    rows = Outcome.objects.filter(on__gte=begins, on__lt=ends)
    rows = rows.annotate(quantity=scaled("points", POINT_SCALE), due=Value(None, output_field=IntegerField()))
    return rows.values_list("person_id", "on", "quantity", "due", "pk")


def describe_outcomes(pks: list[int]) -> dict[int, str]:
    """Titles of outcomes."""
    rows = Outcome.objects.filter(pk__in=pks)
    return {row.pk: f"{row.title} {row.on}（{row.points} 分）" for row in rows}


def kpis(begins: date, ends: date) -> QuerySet:
    """KPIs of the years whose last day lies in the period:
    (person, weight, direction, bound × 10⁴, target × 10⁴, actual × 10⁴ or None, pk)."""
    years = [year for year in range(begins.year, ends.year + 1) if begins <= date(year, 12, 31) < ends]
    # Django has no SQL for an empty list, and the freezer needs a statement for every source.
    rows = KpiResult.objects.filter(year__in=years or [NO_YEAR])
    rows = rows.annotate(
        bound_e4=scaled("bound", KPI_SCALE),
        target_e4=scaled("target", KPI_SCALE),
        actual_e4=scaled("actual", KPI_SCALE),
    )
    return rows.values_list("person_id", "weight", "direction", "bound_e4", "target_e4", "actual_e4", "pk")


def describe_kpis(pks: list[int]) -> dict[int, str]:
    """Titles of KPIs."""
    return {row.pk: f"{row.year} 年 {row.name}" for row in KpiResult.objects.filter(pk__in=pks)}


KPI = Measure("work.kpi", "KPI 业绩", "kpi", "points", KPI_SCALE, "goals")
TASKS = Measure("work.tasks", "重点任务按期完成", "rate", "occasions", 1, "goals")
OUTCOMES = Measure("work.outcomes", "成果与创新", "target", "points", POINT_SCALE, "goals")
MEASURES = [KPI, TASKS, OUTCOMES]
SOURCES = [
    Source(TASKS, "goals:keytask", tasks, describe_tasks),
    Source(OUTCOMES, "goals:outcome", outcomes, describe_outcomes),
]
