"""What this room hands to evidence: minutes studied and modules finished by their day.

Only `evidence/snapshots/catalogue.py` may import this module (G-01).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, IntegerField, QuerySet, Value, When

from shuanglun.engine.facts import Measure, Source
from shuanglun.records.learning.models import MODULE_DONE, ModuleRecord, StudyRecord


def studies(begins: date, ends: date) -> QuerySet:
    """Minutes of each study record; a row of 0 minutes says that the person is on the book and did nothing."""
    rows = StudyRecord.objects.filter(on__gte=begins, on__lt=ends)
    rows = rows.annotate(due=Value(None, output_field=IntegerField()))
    return rows.values_list("person_id", "on", "minutes", "due", "pk")


def describe_studies(pks: list[int]) -> dict[int, str]:
    """Titles of study records."""
    rows = StudyRecord.objects.filter(pk__in=pks)
    return {row.pk: f"{row.title} {row.on}（{row.minutes} 分钟）" for row in rows}


def modules(begins: date, ends: date) -> QuerySet:
    """A row for each module that was due within the period: finished by its day or not."""
    done = Case(When(MODULE_DONE, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = ModuleRecord.objects.filter(due_on__gte=begins, due_on__lt=ends).annotate(quantity=done, due=Value(1))
    return rows.values_list("person_id", "due_on", "quantity", "due", "pk")


def describe_modules(pks: list[int]) -> dict[int, str]:
    """Titles of modules."""
    rows = ModuleRecord.objects.filter(pk__in=pks)
    return {row.pk: f"{row}（应于 {row.due_on} 前，{_done(row)}）" for row in rows}


def _done(row: ModuleRecord) -> str:
    return f"{row.done_on} 完成" if row.done_on else "未完成"


STUDY = Measure("study.minutes", "学习时长", "target", "minutes", 1, "learning")
MODULES = Measure("study.modules", "党性教育与职业道德模块", "rate", "occasions", 1, "learning")
MEASURES = [STUDY, MODULES]
SOURCES = [
    Source(STUDY, "learning:studyrecord", studies, describe_studies),
    Source(MODULES, "learning:modulerecord", modules, describe_modules),
]
