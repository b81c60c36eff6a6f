"""What the room's pages share: finding rows, crumbs, tabs."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from shuanglun.base.actor import current
from shuanglun.base.ui.links import Crumb, Tab
from shuanglun.records.learning.models import Course, Enrolment, Session
from shuanglun.records.people.books import shelf_of
from shuanglun.records.people.models import Person


def tabs(name: str) -> list[Tab]:
    """The room's tabs; `name` is the current one."""
    return shelf_of("learning").tabs(f"learning:{name}")


def title() -> str:
    """The room as the acting role's menu calls it."""
    return shelf_of("learning").called()


def find_course(pk: int) -> Course:
    """The course, or 404."""
    return get_object_or_404(Course.objects.select_related("kind").prefetch_related("modules"), pk=pk)


def find_session(pk: int) -> Session:
    """The session with its course, or 404."""
    return get_object_or_404(Session.objects.select_related("course").prefetch_related("course__modules"), pk=pk)


def find_enrolment(pk: int) -> Enrolment:
    """The enrolment, if the acting role may see it; else 404."""
    return get_object_or_404(Enrolment.objects.select_related("person__unit", "session__course"), pk=pk)


def myself() -> Person:
    """The staff file of whoever acts; 404 for an account without one."""
    return get_object_or_404(Person.objects.all(), pk=current().person_id or 0)


def of_course(course: Course, *more: Crumb) -> list[Crumb]:
    """Crumbs down to a course."""
    return [(title(), "learning:list"), ("课程", "learning:courses"), (course.title, course), *more]


def of_session(session: Session, *more: Crumb) -> list[Crumb]:
    """Crumbs down to a session."""
    return [(title(), "learning:list"), ("班次", "learning:sessions"), (str(session), session), *more]
