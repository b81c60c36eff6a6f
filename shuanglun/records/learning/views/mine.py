"""我的课程: what I enrolled in, wait for, may still enrol in; quizzes to take, certificates to claim, my hours."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.ui.screens import detail_screen, screen
from shuanglun.records.learning import queries
from shuanglun.records.learning.models import Certificate, Course, Enrolment
from shuanglun.records.learning.rules import hours
from shuanglun.records.learning.views import frame
from shuanglun.records.learning.views.hours import NOTE
from shuanglun.records.people.models import Person

SHOWN = 12


@screen("learning.own")
def mine(request: HttpRequest) -> HttpResponse:
    """One's own learning on one page."""
    now, today = timezone.localtime(), timezone.localdate()
    person = queries.with_hours(Person.objects.filter(pk=frame.myself().pk), today.year, today).get()
    coming = Enrolment.objects.standing().filter(session__state="planned", session__on__gte=today)
    return detail_screen(
        request, title=frame.title(), sub=f"{today.year} 年，{NOTE}", tabs=frame.tabs("learning:mine"),
        template="learning/mine.html", stats=_stats(person),
        coming=coming.select_related("session__course").order_by("session__on", "session__begins"),
        quizzes=queries.to_answer(person.pk, now), now=now, claims=_claims(person),
        offers=queries.upcoming(person, now, today)[:SHOWN],
        certificates=Certificate.objects.filter(person=person).select_related("course").order_by("-issued_on")[:SHOWN],
    )  # fmt: skip


def _stats(person: Any) -> list[dict[str, Any]]:
    done = None if person.minutes is None else hours.hours(person.minutes)
    asked = [("党员学习", "party", person.party_hours), ("干部培训", "hr", person.staff_hours)]
    return [
        {
            "label": label, "wheel": wheel, "value": done, "target": target,
            "percent": hours.percent(hours.rate(person.minutes, target)),
        }
        for label, wheel, target in asked
    ]  # fmt: skip


def _claims(person: Person) -> list[Course]:
    """Courses completed without a certificate yet."""
    attended = Course.objects.filter(
        sessions__enrolments__in=Enrolment.objects.came().filter(person=person)
    ).exclude(certificates__in=Certificate.objects.filter(person=person))  # fmt: skip
    rows = attended.distinct().prefetch_related("modules").order_by("code")
    return [course for course in rows if queries.completed(course, person)]
