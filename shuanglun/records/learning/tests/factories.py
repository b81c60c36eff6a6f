"""Courses, sessions and enrolments for tests: real rows, made as the offices make them where that is quick enough."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import Certificate, Course, CourseKind, CourseModule, Enrolment, Session
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person

_number = count(1)
DAY = date(2026, 3, 10)
BEFORE = timezone.make_aware(datetime.combine(date(2026, 3, 1), time(9)))
AFTER = timezone.make_aware(datetime.combine(DAY, time(12, 30)))
KEEPER = Actor("白露晞", 7, "political", (Grant("learning.keep", "unit", "/"),), account_id=7)
PARTS = (
    ("professional", "项目管理实务", 120, "all"),
    ("party_spirit", "党性修养与担当", 60, "member"),
    ("ethics", "职业道德与科研诚信", 60, "non_member"),
)


def moment(clock: str, on: date = DAY) -> datetime:
    """A time of a day, aware."""
    return timezone.make_aware(datetime.combine(on, time.fromisoformat(clock)))


def member(name: str = "") -> Person:
    """Somebody who belongs to a branch."""
    return make_person(name, branch=make_branch())


def oneself(person: Person) -> Actor:
    """A person acting as staff."""
    rights = ("learning.own", "learning.view")
    return Actor(person.name, person.pk, "staff", tuple(Grant(right, "own", str(person.pk)) for right in rights))


def make_kind(name: str = "", *, needs_party: bool = True, from_on: date = date(2020, 1, 1)) -> CourseKind:
    """A kind that asks for a Party-spirit module."""
    return CourseKind.objects.create(name=name or f"类别{next(_number)}", needs_party=needs_party, from_on=from_on)


def make_course(*, parts: tuple = PARTS, kind: CourseKind | None = None, opens: bool = True, **values: Any) -> Course:
    """A course with a professional module, a Party-spirit one and its twin; opened unless asked otherwise."""
    number = next(_number)
    values = {"code": f"K{number:04d}", "title": f"项目管理{number}", "audience": "all"} | values
    course = Course.objects.create(kind=kind or make_kind(), **values)
    for order, (what, title, minutes, audience) in enumerate(parts, 1):
        CourseModule.objects.create(
            course=course, kind=what, title=title, minutes=minutes, audience=audience, order=order
        )
    if opens:
        with acting(KEEPER):
            course = operations.open_course(course=course, at=BEFORE)
    return course


def make_session(course: Course | None = None, *, capacity: int = 30, on: date = DAY, **values: Any) -> Session:
    """A session of three hours in the morning."""
    values = {"begins": time(9), "ends": time(12), "minutes": 180, "place": "二号楼 201", "modules": []} | values
    course = course or make_course()
    values["modules"] = values["modules"] or list(course.modules.all())
    with acting(KEEPER):
        return operations.plan_session(course=course, on=on, capacity=capacity, at=BEFORE, **values)


def enrol(session: Session, *people: Person) -> list[Enrolment]:
    """Enrol people as the office does."""
    with acting(KEEPER):
        return operations.enrol(session=session, people=list(people), at=BEFORE)


def finish(session: Session, present: list[Enrolment], excused: list[Enrolment] | None = None) -> Session:
    """Mark by hand who came, then finish."""
    with acting(KEEPER):
        operations.mark_presence(session=session, present=present, excused=excused or [], at=AFTER)
        return operations.finish_session(session=session, at=AFTER)


def make_enrolment(person: Person) -> Enrolment:
    """One person at one session, as a plain row."""
    course = make_course(opens=False, parts=())
    session = Session.objects.create(
        course=course, on=DAY, begins=time(9), ends=time(12), minutes=180, place="二号楼", capacity=10, taken=1
    )
    return Enrolment.objects.create(
        session=session, person=person, state="enrolled", turn=1, at=BEFORE, by="测试", presence="present"
    )


def make_certificate(person: Person) -> Certificate:
    """One certificate, as a plain row."""
    number = next(_number)
    return Certificate.objects.create(
        person=person, course=make_course(opens=False, parts=()), year=2026, serial=number, minutes=180,
        number=f"PX-2026-{number:04d}", issued_on=DAY, issued_by="测试", modules=["党性修养"],
    )  # fmt: skip


SHORT = (
    ("professional", "项目管理实务", 1, "all"),
    ("party_spirit", "党性修养与担当", 1, "member"),
    ("ethics", "职业道德与科研诚信", 1, "non_member"),
)


def make_session_today(*people: Person, capacity: int = 30, course: Course | None = None) -> Session:
    """A session of the first two minutes of today, so that it is over at whatever hour a test runs, and its day is not."""
    today = timezone.localdate()
    course = course or make_course(parts=SHORT)
    before = timezone.make_aware(datetime.combine(today, time())) - timedelta(days=1)
    with acting(KEEPER):
        session = operations.plan_session(
            course=course, on=today, begins=time(0), ends=time(0, 2), minutes=2, place="二号楼 201", capacity=capacity,
            modules=list(course.modules.all()), at=before,
        )  # fmt: skip
        if people:
            operations.enrol(session=session, people=list(people), at=before)
    return Session.objects.get(pk=session.pk)


def open_today(session: Session) -> Session:
    """Sign-in is open for the next hour, or to the end of the day."""
    with acting(KEEPER):
        return operations.open_checkin(session=session, at=timezone.localtime(), until=within_the_hour())


def within_the_hour() -> datetime:
    """An hour from now, or the end of the day: a window that is allowed at whatever hour a test runs."""
    now = timezone.localtime()
    return min(now + timedelta(hours=1), now.replace(hour=23, minute=59, second=59))
