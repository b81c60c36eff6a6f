"""What this room hands to evidence: days worked, who belonged where and when, and stretches of exemption.

Only `evidence/snapshots/catalogue.py` may import this module (G-01). No reason of an exemption, no name and no other
particular of a person ever leaves the room this way (G-02).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, DateField, F, Func, Q, QuerySet, Value, When

from shuanglun.engine.facts import Measure, Source
from shuanglun.engine.groups import MEMBER, SECRETARY
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.people.choices import BRANCH_LEADERS
from shuanglun.records.people.models import Appointment, Exemption, Membership, WorkMonth

POST_GROUPS = {
    PostCategory.MANAGEMENT: "management",
    PostCategory.SPECIALIST: "specialist",
    PostCategory.WORKER: "worker",
}


class LastDay(Func):
    """The last day of the month that begins on the given day."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Dates are ISO text there."""
        template = "date(%(expressions)s, '+1 month', '-1 day')"
        return super().as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Interval arithmetic answers a timestamp, so it is cast back."""
        template = "(%(expressions)s + interval '1 month' - interval '1 day')::date"
        return super().as_sql(compiler, connection, template=template, **context)


def overlapping(begins: date, ends: date) -> Q:
    """Rows in force on one day at least of `[begins, ends)`."""
    return Q(from_on__lt=ends) & (Q(until_on=None) | Q(until_on__gt=begins))


def work_months(begins: date, ends: date) -> QuerySet:
    """Days present out of days due, a row a month. A month exempt as a whole has due 0 and stays a row."""
    rows = WorkMonth.objects.filter(month__gte=begins, month__lt=ends)
    rows = rows.annotate(on=LastDay("month"), due=F("work_days") - F("exempt_days"))
    return rows.values_list("person_id", "on", "present_days", "due", "pk")


def describe_months(pks: list[int]) -> dict[int, str]:
    """Titles of work months."""
    return {row.pk: str(row) for row in WorkMonth.objects.filter(pk__in=pks)}


def posts(begins: date, ends: date) -> QuerySet:
    """Where people worked: (person, unit, path of the unit, groups, from, until or None)."""
    group = Case(
        *(When(category=category, then=Value(name)) for category, name in POST_GROUPS.items()),
        output_field=CharField(),
    )
    rows = Appointment.objects.filter(overlapping(begins, ends)).annotate(groups=group)
    return rows.values_list("person_id", "unit_id", "unit__path", "groups", "from_on", "until_on")


def memberships(begins: date, ends: date) -> QuerySet:
    """Which branch people belonged to: (person, branch, path of the branch, groups, from, until or None)."""
    groups = Case(
        When(post__in=BRANCH_LEADERS, then=Value(f"{MEMBER},{SECRETARY}")),
        default=Value(MEMBER),
        output_field=CharField(),
    )
    rows = Membership.objects.filter(overlapping(begins, ends)).annotate(groups=groups)
    return rows.values_list("person_id", "branch_id", "branch__path", "groups", "from_on", "until_on")


def exemptions(begins: date, ends: date) -> QuerySet:
    """Stretches in which absences do not count (G-05): (person, measure or "", from, until, fact's key or None, pk).

    The reason is health data for the most part and stays in this room.
    """
    rows = Exemption.objects.filter(overlapping(begins, ends))
    rows = rows.annotate(fact=Value(None, output_field=BigIntegerField()))
    return rows.values_list("person_id", "measure", "from_on", "until_on", "fact", "pk")


def describe_exemptions(pks: list[int]) -> dict[int, str]:
    """Titles of exemptions: the days only, the same words whatever the reason."""
    rows = Exemption.objects.filter(pk__in=pks)
    return {row.pk: f"豁免 {row.from_on} 至 {row.until_on - timedelta(days=1)}（已核）" for row in rows}


WORK = Measure("work.attendance", "工作出勤", "rate", "days", 1, "people")
MEASURES = [WORK]
SOURCES = [Source(WORK, "people:workmonth", work_months, describe_months)]
