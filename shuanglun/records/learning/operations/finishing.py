"""Finishing a session: attendance becomes hours and modules on the study book, so that nobody types a fact twice; a
correction afterwards changes them along."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.checkin.models import How
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.two_people import gives_a_reason
from shuanglun.records.learning import queries
from shuanglun.records.learning.choices import RECORDED, Presence
from shuanglun.records.learning.models import CourseModule, Enrolment, ModuleRecord, Session, StudyRecord
from shuanglun.records.learning.operations.enrolling import locked, locked_roster
from shuanglun.records.learning.parameters import DAY_MINUTES
from shuanglun.records.learning.rules import courses as course_rules
from shuanglun.records.learning.rules import sessions as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.finish_session", label="办结班次")
def finish_session(*, session: Session, at: datetime) -> Session:
    """Close the roster. Who came gets the minutes and the fitting modules; who had a place and did not come has the
    modules still to do; whose participation was put off gets neither."""
    row = locked(session)
    rules.SESSION_FLOW.may(row, "finish").or_refuse()
    roster = locked_roster(row)
    rules.may_finish(row.ends_at, at, bool(roster)).or_refuse()
    _within_the_day(row, roster)
    unmarked = [enrolment for enrolment in roster if not enrolment.presence]
    for enrolment in unmarked:
        enrolment.presence = Presence.ABSENT
    Enrolment.objects.bulk_update(unmarked, ["presence"], batch_size=400)
    if row.is_checkin_open(at):
        row.close_checkin(at)
    rules.SESSION_FLOW.move(row, "finish")
    row.closed_by, row.closed_at = current().name, at
    row.save()
    book = _Book(row, roster)
    book.write(roster)
    note.batch(f"到课登记：培训班次 {row.pk}", roster)
    book.tell()
    return row


@operation(RIGHT, act="learning.correct_presence", label="更正到课情况")
def correct_presence(*, enrolment: Enrolment, presence: str, reason: str, at: datetime) -> Enrolment:
    """Another attendance after finishing, with the reason; hours and modules follow."""
    gives_a_reason(reason, "更正").or_refuse()
    row = locked(enrolment.session)
    held = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    rules.may_correct(row.state, held.state).or_refuse()
    is_here = presence == Presence.PRESENT
    held.presence, held.how = presence, How.HAND
    held.signed_at = (held.signed_at or at) if is_here else None
    held.ticket = held.ticket if is_here else None
    held.save()
    if is_here:
        _within_the_day(row, [held])
    book = _Book(row, [held])
    book.write([held])
    book.tell()
    note.reason(reason)
    return held


def _within_the_day(row: Session, roster: Iterable[Enrolment]) -> None:
    here = [item for item in roster if item.presence == Presence.PRESENT]
    others = queries.minutes_on([item.person_id for item in here], row.on, but=row)
    day = parameters.value(DAY_MINUTES, row.on)
    for item in here:
        rules.within_day(others.get(item.person_id, 0) + row.minutes, day, who=item.person.name).or_refuse()


class _Book:
    """The part of the study book that one session writes for some people."""

    def __init__(self, session: Session, roster: Iterable[Enrolment]) -> None:
        self.session = session
        self.people = [item.person_id for item in roster]
        self.modules = [module for module in session.covers() if module.kind in RECORDED]
        self.due_on = _due_on(session)
        self.known = self._known()
        self.told: list[ModuleRecord] = []

    def _known(self) -> dict[tuple[int, str], ModuleRecord]:
        """The latest record of each person and module due in this year: one is enough, however often it is taught."""
        rows = ModuleRecord.objects.filter(
            person__in=self.people, course=self.session.course.title, due_on__year=self.due_on.year,
            module__in=[module.title for module in self.modules],
        )  # fmt: skip
        return {(row.person_id, row.module): row for row in rows.order_by("due_on", "pk")}

    def write(self, roster: Iterable[Enrolment]) -> None:
        """Bring hours and modules in line with the attendance."""
        rows = list(roster)
        here = {item.person_id for item in rows if item.presence == Presence.PRESENT}
        StudyRecord.objects.filter(session=self.session, person__in=set(self.people) - here).delete()
        kept = set(StudyRecord.objects.filter(session=self.session).values_list("person_id", flat=True))
        StudyRecord.objects.bulk_create([self._study(person) for person in here - kept], batch_size=400)
        for item in rows:
            for module in course_rules.fitting(self.modules, item.person.is_member):
                self._module(item, module)

    def _study(self, person: int) -> StudyRecord:
        row = self.session
        title = f"{row.course.title}（{row.begins:%H:%M} 班）"
        return StudyRecord(person_id=person, title=title, on=row.on, minutes=row.minutes, session=row)

    def _module(self, item: Enrolment, module: CourseModule) -> None:
        record = self.known.get((item.person_id, module.title))
        if item.presence == Presence.PRESENT:
            if record is None or self._heard_too_late(record):
                self._save(record or self._new(item, module), self.session)
        elif record is not None and record.session_id == self.session.pk:
            self._unheard(item, record, module)
        elif record is None and item.presence == Presence.ABSENT:
            self._save(self._new(item, module), None)

    def _heard_too_late(self, record: ModuleRecord) -> bool:
        """Whether the record is open, or tells of a later session: the first one that was attended counts."""
        later = record.session_id is not None and record.done_on is not None and record.done_on > self.session.on
        return record.done_on is None or later

    def _unheard(self, item: Enrolment, record: ModuleRecord, module: CourseModule) -> None:
        """The session that the record tells of was not attended after all: another one that was takes its place."""
        other = self._heard_elsewhere(item.person_id, module)
        leaves_no_trace = item.presence == Presence.EXCUSED and record.due_on == self.due_on
        if other is not None:
            if leaves_no_trace:
                record.due_on = _due_on(other)
            self._save(record, other)
        elif leaves_no_trace:
            self._drop(record)
        elif record.done_on is not None:
            self._save(record, None)

    def _heard_elsewhere(self, person: int, module: CourseModule) -> Session | None:
        """The first other session of the course that the person attended, which covers the module and is due in the
        same year."""
        rows = Enrolment.objects.came().filter(person=person, session__course=self.session.course)
        rows = rows.exclude(session=self.session).select_related("session__course")
        for row in rows.order_by("session__on", "session__begins"):
            covers = not row.session.parts or module.pk in row.session.parts
            if covers and _due_on(row.session).year == self.due_on.year:
                return row.session
        return None

    def _new(self, item: Enrolment, module: CourseModule) -> ModuleRecord:
        return ModuleRecord(
            person_id=item.person_id, course=self.session.course.title, module=module.title, due_on=self.due_on
        )

    def _save(self, record: ModuleRecord, heard: Session | None) -> None:
        """`heard` is the session in which it was done; without one it stays open, as this session leaves it."""
        record.done_on, record.session = (heard.on, heard) if heard else (None, self.session)
        record.save()
        self.told.append(record)

    def _drop(self, record: ModuleRecord) -> None:
        record.delete()

    def tell(self) -> None:
        """What stands on the book now, for the trail."""
        studies = StudyRecord.objects.filter(session=self.session, person__in=self.people).order_by("pk")
        note.batch(f"学时和模块：培训班次 {self.session.pk}", [*studies, *self.told])


def _due_on(session: Session) -> date:
    """The day on which its modules are due: the course's deadline, unless the session was held after it."""
    deadline = session.course.deadline_on
    return deadline if deadline and deadline >= session.on else session.on
