"""Questions about learning: what a person finished, how many hours, what waits for somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.todo import OpenItem
from shuanglun.records.learning.choices import PLANNED, Presence
from shuanglun.records.learning.models import (
    Attempt,
    Certificate,
    Course,
    CourseModule,
    Enrolment,
    Session,
    StudyRecord,
)
from shuanglun.records.learning.parameters import LEADER_HOURS, MEMBER_HOURS, QUIZ_ATTEMPTS, STAFF_HOURS
from shuanglun.records.learning.rules import courses as course_rules
from shuanglun.records.people.choices import BRANCH_LEADERS, PoliticalStatus
from shuanglun.records.people.models import Membership, Person

SOON = timedelta(days=7)
MEMBERS = (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)


@dataclass
class Standing:
    """How far one person is in one course: modules heard, minutes of the sessions attended, the quiz."""

    person: Person
    enrolments: list[Enrolment] = field(default_factory=list)
    heard: set[int] = field(default_factory=set)
    minutes: int = 0
    passed: bool = False

    def missing(self, modules: Iterable[CourseModule]) -> list[CourseModule]:
        """Fitting modules not heard yet."""
        fitting = course_rules.fitting(modules, self.person.is_member)
        return [module for module in fitting if module.pk not in self.heard]

    def is_complete(self, modules: Iterable[CourseModule], has_quiz: bool) -> bool:
        """Whether all fitting modules are heard and the quiz, where there is one, is passed."""
        return not self.missing(modules) and (self.passed or not has_quiz)


def standings(course: Course, person: Person | None = None) -> list[Standing]:
    """Everybody who attended a finished session of the course, as far as the acting role may look; 3 queries."""
    rows = Enrolment.objects.came().filter(session__course=course).select_related("person", "session")
    rows = rows if person is None else rows.filter(person=person)
    every = [module.pk for module in course.modules.all()]
    passed = set(Attempt.objects.filter(enrolment__session__course=course, passed=True).values_list(
        "enrolment__person_id", flat=True))  # fmt: skip
    found: dict[int, Standing] = {}
    for row in rows.order_by("person__name_key", "person_id", "session__on", "session__begins"):
        standing = found.setdefault(row.person_id, Standing(row.person, passed=row.person_id in passed))
        standing.enrolments.append(row)
        standing.heard |= set(row.session.parts or every)
        standing.minutes += row.session.minutes
    return list(found.values())


def completed(course: Course, person: Person | None = None) -> list[Standing]:
    """Those who completed the course and have no certificate of it."""
    modules, has_quiz = list(course.modules.all()), course.questions.exists()
    certified = set(Certificate.objects.filter(course=course).values_list("person_id", flat=True))
    return [
        standing
        for standing in standings(course, person)
        if standing.person.pk not in certified and standing.is_complete(modules, has_quiz)
    ]


def minutes_on(people: Iterable[int], on: date, but: Session | None = None) -> dict[int, int]:
    """Minutes of each person on a day: the study book and places in sessions not finished; `but` one session."""
    wanted = list(people)
    sums: dict[int, int] = {}
    places = Enrolment.objects.with_place().on_day(on).filter(person__in=wanted, session__state=PLANNED)
    studies = StudyRecord.objects.filter(person__in=wanted, on=on, until_on=None)
    if but is not None and but.pk:
        places, studies = places.exclude(session=but), studies.exclude(session=but)
    for rows, column in ((places, "session__minutes"), (studies, "minutes")):
        for person, minutes in rows.values_list("person_id").annotate(Sum(column)):
            sums[person] = sums.get(person, 0) + minutes
    return sums


def clashing(people: Iterable[int], on: date, begins: time, ends: time, but: Session | None = None) -> QuerySet:
    """Places and turns in waiting lists of these people which overlap with a time."""
    rows = Enrolment.objects.standing().on_day(on).filter(person__in=list(people))
    rows = rows.filter(session__begins__lt=ends, session__ends__gt=begins).select_related("session__course", "person")
    return rows.exclude(session=but) if but is not None and but.pk else rows


def as_of(year: int, today: date) -> date:
    """The day on which a year is looked at: its last one, or today while it lasts."""
    return min(date(year, 12, 31), max(today, date(year, 1, 1)))


def with_hours(people: QuerySet, year: int, today: date) -> QuerySet:
    """Persons with `minutes` of the year (None: nothing on the book), and the hours asked of them that year.

    What the study book says of a person the role may see, the role may see: the sums read past the scope.
    """
    last = as_of(year, today)
    figures = parameters.values("learning.", on=last)
    studies = StudyRecord._base_manager.filter(
        person=OuterRef("pk"), on__gte=date(year, 1, 1), on__lt=date(year + 1, 1, 1)
    )
    posts = Membership._base_manager.filter(Q(until_on=None) | Q(until_on__gt=last), person=OuterRef("pk"))
    posts = posts.filter(from_on__lte=last, post__in=BRANCH_LEADERS)
    member = Q(political_status__in=MEMBERS)
    return people.annotate(
        minutes=Subquery(studies.order_by().values("person").annotate(sum=Sum("minutes")).values("sum")[:1]),
        is_party=ExpressionWrapper(member, output_field=BooleanField()),
        party_hours=Case(
            When(member & Exists(posts), then=Value(figures[LEADER_HOURS])),
            When(member, then=Value(figures[MEMBER_HOURS])),
            default=None,
            output_field=IntegerField(),
        ),
        staff_hours=Value(figures[STAFF_HOURS], output_field=IntegerField()),
    )


def open_items(on: date) -> list[OpenItem]:
    """For oneself: sessions of the coming week, quizzes to take. For the offices: sessions past their day."""
    actor = current()
    items = []
    if actor.may("learning.own") and actor.person_id:
        items += [*_to_attend(actor.person_id, on), *_to_answer(actor.person_id, on)]
    return [*items, *_to_finish(on)] if actor.may("learning.keep") else items


def _to_attend(person: int, on: date) -> list[OpenItem]:
    rows = Enrolment.objects.with_place().filter(
        person=person, session__state=PLANNED, session__on__range=(on, on + SOON), presence=""
    )
    return [
        OpenItem(
            f"参加：{row.session.course.title}", f"{row.session.on} {row.session.time_words} · {row.session.place}",
            row.session.get_absolute_url(), row.session.on, "fuse",
        )
        for row in rows.select_related("session__course").order_by("session__on", "session__begins")
    ]  # fmt: skip


def to_answer(person: int, at: datetime) -> QuerySet:
    """A person's attended sessions whose quiz is open: over by then (local time), not passed, tries left."""
    on, clock = at.date(), at.time()
    most = parameters.value(QUIZ_ATTEMPTS, on)
    tries = Attempt._base_manager.filter(enrolment=OuterRef("pk"))
    passed = Attempt._base_manager.filter(
        enrolment__person=person, enrolment__session__course=OuterRef("session__course"), passed=True
    )
    rows = Enrolment.objects.filter(person=person, presence=Presence.PRESENT, session__course__questions__isnull=False)
    rows = rows.filter(Q(session__on__lt=on) | Q(session__on=on, session__ends__lte=clock))
    rows = rows.exclude(Exists(passed)).exclude(Exists(tries.filter(number__gte=most))).distinct()
    return rows.select_related("session__course").order_by("session__on", "pk")


def _to_answer(person: int, on: date) -> list[OpenItem]:
    return [
        OpenItem(
            f"测验：{row.session.course.title}", f"{row.session.on} 班次", reverse("learning:quiz", args=[row.pk]),
            row.session.course.deadline_on, "fuse",
        )
        for row in to_answer(person, datetime.combine(on, timezone.localtime().time()))
    ]  # fmt: skip


def _to_finish(on: date) -> list[OpenItem]:
    rows = Session.objects.filter(state=PLANNED, on__lt=on).select_related("course").order_by("on", "begins")
    return [
        OpenItem(
            f"办结班次：{row.course.title}", f"{row.on} {row.time_words} · {row.taken} 人报名", row.get_absolute_url(),
            row.on, "fuse",
        )
        for row in rows
    ]  # fmt: skip


def upcoming(person: Person, at: datetime, on: date) -> QuerySet:
    """Sessions a person could still enrol in: not begun, for an audience the person belongs to."""
    audiences = ["all", "member" if person.is_member else "non_member"]
    mine = Enrolment._base_manager.filter(session=OuterRef("pk"), person=person).exclude(state="withdrawn")
    rows = Session.objects.filter(state=PLANNED, course__state="open", course__audience__in=audiences)
    rows = rows.filter(Q(on__gt=on) | Q(on=on, begins__gt=at.time())).exclude(Exists(mine))
    return rows.select_related("course").annotate(places=F("capacity") - F("taken")).order_by("on", "begins", "pk")


@dataclass(frozen=True)
class Counts:
    """How a session's roster stands, over the whole house: places, who waits, who came, who is not marked yet."""

    due: int
    waiting: int
    present: int
    absent: int
    excused: int

    @property
    def unmarked(self) -> int:
        """Those with a place of whom nothing is written yet."""
        return self.due - self.present - self.absent - self.excused


def counts(session: Session) -> Counts:
    """Figures without names, so they read past the scope; one query."""
    rows = Enrolment._base_manager.filter(session=session).values_list("state", "presence")
    found = Counter(rows)
    held = {presence: found[("enrolled", presence)] for presence in ("", *Presence.values)}
    waiting = sum(count for (state, _), count in found.items() if state == "waiting")
    return Counts(sum(held.values()), waiting, held["present"], held["absent"], held["excused"])


def turns_before(enrolment: Enrolment) -> int:
    """How many wait before this one; a figure without names."""
    rows = Enrolment._base_manager.filter(session=enrolment.session_id, state="waiting", turn__lt=enrolment.turn)
    return rows.count()
