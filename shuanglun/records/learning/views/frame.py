"""What the room's pages share: finding rows, crumbs, tabs."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.ui.links import Crumb, Tab
from shuanglun.records.learning.models import Course, Enrolment, Session
from shuanglun.records.people.models import Person

TABS = (
    ("我的课程", "learning:mine", "learning.own"),
    ("学时", "learning:list", "learning.view"),
    ("党性教育模块", "learning:modules", "learning.view"),
    ("课程", "learning:courses", "learning.view"),
    ("班次", "learning:sessions", "learning.view"),
    ("学时进度", "learning:hours", "learning.view"),
    ("证书", "learning:certificates", "learning.view"),
)


def tabs(here: str) -> list[Tab]:
    """The room's tabs, as far as the acting role may open them; `here` is the URL name of the current one."""
    return [(label, reverse(name), name == here) for label, name, right in TABS if current().may(right)]


def title() -> str:
    """The room as the acting role's menu calls it."""
    return "我的学习" if current().role == "staff" else "教育培训"


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
