"""What this room hands to evidence: published means with the number of opinions behind them (n ≥ 5), nothing else.

Only `evidence/snapshots/catalogue.py` may import this module (G-01).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import BigIntegerField, DecimalField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Cast, Round

from shuanglun.engine.facts import Measure, Source
from shuanglun.records.surveys.choices import Head
from shuanglun.records.surveys.models import PublishedMean

SCALE = 100
FULL_MARK = 100 * SCALE


def means(head: Head) -> Callable[[date, date], QuerySet]:
    """The query of one head: mean × 100, and n opinions in the place of what was due."""

    def query(begins: date, ends: date) -> QuerySet:
        product = ExpressionWrapper(F("mean") * Value(SCALE), output_field=DecimalField(max_digits=9, decimal_places=2))
        rows = PublishedMean.objects.filter(head=head, published_on__gte=begins, published_on__lt=ends)
        rows = rows.annotate(quantity=Cast(Round(product), BigIntegerField()))
        return rows.values_list("person_id", "published_on", "quantity", "opinions", "pk")

    return query


def describe_means(pks: list[int]) -> dict[int, str]:
    """Titles of published means."""
    rows = PublishedMean.objects.filter(pk__in=pks)
    return {
        row.pk: f"{row.campaign} · {row.get_head_display()} 平均 {row.mean} 分（{row.opinions} 票）" for row in rows
    }


CONDUCT = Measure("survey.conduct", "思想政治与职业操守测评", "mean", "points", SCALE, "surveys", 0, FULL_MARK)
CAPABILITY = Measure("survey.capability", "履职能力测评", "mean", "points", SCALE, "surveys", 0, FULL_MARK)
MEASURES = [CONDUCT, CAPABILITY]
SOURCES = [
    Source(CONDUCT, "surveys:publishedmean", means(Head.CONDUCT), describe_means),
    Source(CAPABILITY, "surveys:publishedmean", means(Head.CAPABILITY), describe_means),
]
