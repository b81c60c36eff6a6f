"""Acts on courses and their modules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning.models import Course, CourseKind, CourseModule
from shuanglun.records.learning.parameters import DAY_MINUTES
from shuanglun.records.learning.rules import courses as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.draft_course", label="起草课程")
def draft_course(
    *, code: str, title: str, kind: CourseKind, audience: str, aim: str, provider: str, deadline_on: date | None
) -> Course:
    """A new course, to be filled with modules. Raises RefusedError for a code in use."""
    _free(Course(), code)
    return Course.objects.create(
        code=code, title=title, kind=kind, audience=audience, aim=aim, provider=provider, deadline_on=deadline_on
    )


@operation(RIGHT, act="learning.edit_course", label="修改课程")
def edit_course(*, course: Course, **values: Any) -> Course:
    """Other particulars of a draft."""
    rules.is_draft(course.state, "内容").or_refuse()
    _free(course, values.get("code", course.code))
    for name in ("code", "title", "kind", "audience", "aim", "provider", "deadline_on"):
        setattr(course, name, values.get(name, getattr(course, name)))
    course.save()
    return course


def _free(course: Course, code: str) -> None:
    other = Course.objects.filter(code=code).exclude(pk=course.pk).first()
    if other is not None:
        raise RefusedError(f"编号“{code}”已用于课程“{other.title}”，请换一个。", "code")


@operation(RIGHT, act="learning.add_module", label="添加课程模块")
def add_module(*, course: Course, kind: str, title: str, minutes: int, audience: str, order: int) -> CourseModule:
    """A module of a draft course."""
    return _kept(CourseModule(course=course), kind, title, minutes, audience, order)


@operation(RIGHT, act="learning.edit_module", label="修改课程模块")
def edit_module(
    *, module: CourseModule, kind: str, title: str, minutes: int, audience: str, order: int
) -> CourseModule:
    """Another text or weight of a module, while its course is a draft."""
    return _kept(module, kind, title, minutes, audience, order)


def _kept(module: CourseModule, kind: str, title: str, minutes: int, audience: str, order: int) -> CourseModule:
    rules.is_draft(module.course.state, "模块").or_refuse()
    rules.may_be_module(kind, audience).or_refuse()
    rules.may_take(minutes, parameters.value(DAY_MINUTES, timezone.localdate())).or_refuse()
    if CourseModule.objects.filter(course=module.course, title=title).exclude(pk=module.pk).exists():
        raise RefusedError(f"这门课程已有模块“{title}”，请换一个名称。", "title")
    module.kind, module.title, module.minutes = kind, title, minutes
    module.audience, module.order = audience, order
    module.save()
    return module


@operation(RIGHT, act="learning.remove_module", label="删除课程模块")
def remove_module(*, module: CourseModule) -> CourseModule:
    """Take a module out of a draft."""
    rules.is_draft(module.course.state, "模块").or_refuse()
    module.delete()
    return module


@operation(RIGHT, act="learning.open_course", label="开课")
def open_course(*, course: Course, at: datetime) -> Course:
    """Open a draft whose modules fit the rule that holds today for its kind, and its audience."""
    rules.COURSE_FLOW.may(course, "open").or_refuse()
    return _opened(course, "open", at)


@operation(RIGHT, act="learning.reopen_course", label="恢复开课")
def reopen_course(*, course: Course, at: datetime) -> Course:
    """Open a closed course again, if it fits the rule of today."""
    rules.COURSE_FLOW.may(course, "reopen").or_refuse()
    return _opened(course, "reopen", at)


def _opened(course: Course, step: str, at: datetime) -> Course:
    kind = CourseKind.objects.in_force(timezone.localdate(at)).filter(name=course.kind.name).first()
    if kind is None:
        raise RefusedError(f"课程类别“{course.kind.name}”现在没有有效的规定，不能开课。请为课程选择现行的类别。")
    modules = list(course.modules.all())
    rules.may_open(modules, kind.needs_party, course.audience, kind.name).or_refuse()
    rules.COURSE_FLOW.move(course, step)
    course.kind, course.opened_by, course.opened_at = kind, current().name, at
    course.save()
    return course


@operation(RIGHT, act="learning.close_course", label="停开课程")
def close_course(*, course: Course, reason: str) -> Course:
    """No further session and no further enrolment; sessions already planned are held or cancelled by themselves."""
    gives_a_reason(reason, "停开").or_refuse()
    rules.COURSE_FLOW.move(course, "close")
    course.save()
    note.reason(reason)
    return course
