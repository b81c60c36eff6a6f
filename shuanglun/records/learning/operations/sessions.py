"""Acts on sessions: plan, change, cancel."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import queries
from shuanglun.records.learning.models import Course, CourseModule, Enrolment, Session
from shuanglun.records.learning.operations import enrolling
from shuanglun.records.learning.parameters import DAY_MINUTES
from shuanglun.records.learning.rules import sessions as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.plan_session", label="安排班次")
def plan_session(
    *, course: Course, on: date, begins: time, ends: time, minutes: int, place: str, capacity: int,
    modules: list[CourseModule], at: datetime,
) -> Session:  # fmt: skip
    """A session of an open course. `modules` are those it covers; none for all."""
    rules.may_plan(course.state, on, timezone.localdate(at)).or_refuse()
    row = Session(course=course, on=on, begins=begins, ends=ends, minutes=minutes, place=place, capacity=capacity)
    row.parts = _parts(course, modules)
    _fits_the_day(row)
    row.save()
    return row


@operation(RIGHT, act="learning.change_session", label="修改班次")
def change_session(
    *, session: Session, on: date, begins: time, ends: time, minutes: int, place: str, capacity: int,
    modules: list[CourseModule], at: datetime,
) -> Session:  # fmt: skip
    """Another time or place before it begins, as long as nobody enrolled is elsewhere then; more places move the
    waiting list up. A course that was closed meanwhile stops nothing: its planned sessions go on."""
    row = enrolling.locked(session)
    rules.may_change(row.state, row.begins_at, at).or_refuse()
    rules.is_to_come(on, timezone.localdate(at)).or_refuse()
    rules.may_shrink(capacity, row.taken).or_refuse()
    row.on, row.begins, row.ends, row.minutes, row.place, row.capacity = on, begins, ends, minutes, place, capacity
    row.parts = _parts(row.course, modules)
    _fits_the_day(row)
    _roster_has_time(row)
    row.save()
    enrolling.move_up(row, at)
    return row


def _parts(course: Course, modules: list[CourseModule]) -> list[int]:
    if any(module.course_id != course.pk for module in modules):
        raise RefusedError("所选模块不属于这门课程，请重新选择。", "modules")
    every = course.modules.count()
    return [] if len(modules) == every else sorted(module.pk for module in modules)


def _fits_the_day(row: Session) -> None:
    needed = rules.weight((module.audience, module.minutes) for module in row.covers())
    day = parameters.value(DAY_MINUTES, row.on)
    rules.may_last(row.begins, row.ends, row.minutes, needed, day).or_refuse()
    same = Session.objects.filter(course=row.course, on=row.on, begins=row.begins, place=row.place)
    if same.exclude(pk=row.pk).exclude(state="cancelled").exists():
        raise RefusedError("同一课程在同一时间、同一地点已有班次，请核对日期、时间和地点。", "begins")


def _roster_has_time(row: Session) -> None:
    """Whoever has a place or waits must be free at the new time, and not study longer than a day."""
    with acting(Actor.system("核对班次名单的时间冲突")):
        roster = list(Enrolment.objects.standing().filter(session=row).select_related("person"))
        people = [enrolment.person_id for enrolment in roster]
        for clash in queries.clashing(people, row.on, row.begins, row.ends, but=row):
            rules.has_time([str(clash.session)], clash.person.name).or_refuse()
        others, day = queries.minutes_on(people, row.on, but=row), parameters.value(DAY_MINUTES, row.on)
    for enrolment in roster:
        total = others.get(enrolment.person_id, 0) + row.minutes
        rules.within_day(total, day, "minutes", enrolment.person.name).or_refuse()


@operation(RIGHT, act="learning.cancel_session", label="取消班次")
def cancel_session(*, session: Session, reason: str, at: datetime) -> Session:
    """It is not held; whoever enrolled is free again."""
    gives_a_reason(reason, "取消").or_refuse()
    row = enrolling.locked(session)
    rules.SESSION_FLOW.move(row, "cancel")
    row.words, row.closed_by, row.closed_at = reason, current().name, at
    if row.is_checkin_open(at):
        row.close_checkin(at)
    row.save()
    note.reason(reason)
    return row
