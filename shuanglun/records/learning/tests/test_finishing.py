"""Attendance becomes hours and modules; a correction changes them along."""

from __future__ import annotations

from datetime import date

import pytest

from shuanglun.base.actor import acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import (
    Enrolment,
    ModuleRecord,
    Session,
    StudyRecord,
)
from shuanglun.records.learning.tests.factories import (
    AFTER,
    BEFORE,
    DAY,
    KEEPER,
    enrol,
    finish,
    make_course,
    make_session,
    member,
    moment,
)
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def modules_of(person: Person) -> list[tuple[str, date, date | None]]:
    rows = ModuleRecord.objects.filter(person=person).order_by("due_on", "module")
    return [(row.module, row.due_on, row.done_on) for row in rows]


def test_finishing_writes_hours_and_fitting_modules_for_who_came():
    session = make_session()
    here, other, absent = member(), make_person(), member()
    rows = enrol(session, here, other, absent)
    finish(session, rows[:2])
    title = f"{session.course.title}（09:00 班）"
    studies = StudyRecord.objects.order_by("person_id").values_list("person_id", "title", "on", "minutes", "session_id")
    assert list(studies) == [(person.pk, title, DAY, 180, session.pk) for person in (here, other)]
    assert modules_of(here) == [("党性修养与担当", DAY, DAY)]
    assert modules_of(other) == [("职业道德与科研诚信", DAY, DAY)]
    assert modules_of(absent) == [("党性修养与担当", DAY, None)]


def test_a_deadline_of_the_course_is_the_day_a_module_is_due():
    session = make_session(make_course(deadline_on=date(2026, 6, 30)))
    rows = enrol(session, member(), member())
    finish(session, rows[:1])
    assert [modules_of(row.person) for row in rows] == [
        [("党性修养与担当", date(2026, 6, 30), DAY)], [("党性修养与担当", date(2026, 6, 30), None)],
    ]  # fmt: skip


def test_a_later_session_completes_the_open_module():
    course, person, later = make_course(), member(), date(2026, 3, 12)
    first, second = make_session(course), make_session(course, on=later)
    [row] = enrol(first, person)
    finish(first, enrol(first, member()))
    assert modules_of(person) == [("党性修养与担当", DAY, None)]
    rows = enrol(second, person)
    with acting(KEEPER):
        operations.mark_presence(session=second, present=rows, excused=[], at=moment("12:30", later))
        operations.finish_session(session=second, at=moment("12:30", later))
    assert modules_of(person) == [("党性修养与担当", DAY, later)]
    assert not ModuleRecord.objects.get(person=person).in_time
    assert Enrolment.objects.get(pk=row.pk).presence == "absent"


def test_who_comes_another_time_has_no_trace():
    session = make_session()
    rows = enrol(session, member(), member())
    finish(session, rows[:1], excused=rows[1:])
    assert modules_of(rows[1].person) == []
    assert Enrolment.objects.get(pk=rows[1].pk).presence == "excused"


def test_a_correction_changes_hours_and_modules_along():
    session = make_session()
    came, missed = enrol(session, member(), member())
    finish(session, [came])
    with acting(KEEPER):
        operations.correct_presence(enrolment=missed, presence="present", reason="签到漏登", at=AFTER)
        operations.correct_presence(enrolment=came, presence="absent", reason="代签已核实", at=AFTER)
    assert list(StudyRecord.objects.values_list("person_id", flat=True)) == [missed.person_id]
    assert modules_of(missed.person) == [("党性修养与担当", DAY, DAY)]
    assert modules_of(came.person) == [("党性修养与担当", DAY, None)]
    with acting(KEEPER):
        operations.correct_presence(enrolment=came, presence="excused", reason="公出", at=AFTER)
    assert modules_of(came.person) == []


LATER = date(2026, 3, 12)


def attended(session: Session, person: Person) -> Enrolment:
    """The place of somebody who came, with the session finished."""
    [row], at = enrol(session, person), moment("12:30", session.on)
    with acting(KEEPER):
        operations.mark_presence(session=session, present=[row], excused=[], at=at)
        operations.finish_session(session=session, at=at)
    return row


def heard_twice(person: Person) -> list[Enrolment]:
    course = make_course()
    return [attended(make_session(course, on=on), person) for on in (DAY, LATER)]


def correct(row: Enrolment, presence: str) -> None:
    with acting(KEEPER):
        operations.correct_presence(enrolment=row, presence=presence, reason="核实", at=moment("13:00", LATER))


@pytest.mark.parametrize(("presence", "due"), [("absent", DAY), ("excused", LATER)])
def test_a_correction_leaves_what_was_heard_in_another_session(presence, due):
    person = member()
    first, second = heard_twice(person)
    assert modules_of(person) == [("党性修养与担当", DAY, DAY)]
    correct(first, presence)
    assert modules_of(person) == [("党性修养与担当", due, LATER)]
    assert ModuleRecord.objects.get().session_id == second.session_id
    correct(second, "absent")
    assert modules_of(person) == [("党性修养与担当", due, None)]


def test_a_session_without_the_module_does_not_stand_in_for_it():
    person, course = member(), make_course()
    row = attended(make_session(course), person)
    attended(make_session(course, on=LATER, modules=[course.modules.first()]), person)
    correct(row, "absent")
    assert modules_of(person) == [("党性修养与担当", DAY, None)]


def test_a_correction_counts_the_first_session_that_was_attended():
    person = member()
    first, _ = heard_twice(person)
    correct(first, "absent")
    assert modules_of(person) == [("党性修养与担当", DAY, LATER)]
    correct(first, "present")
    assert modules_of(person) == [("党性修养与担当", DAY, DAY)]
    assert ModuleRecord.objects.get().session_id == first.session_id


def test_a_correction_needs_its_reason():
    session = make_session()
    [row] = enrol(session, member())
    finish(session, [row])
    with acting(KEEPER), pytest.raises(RefusedError, match="理由"):
        operations.correct_presence(enrolment=row, presence="absent", reason=" ", at=AFTER)
    assert Enrolment.objects.get().presence == "present"
    assert StudyRecord.objects.count() == 1


def test_a_session_is_finished_when_it_is_over_and_once():
    session = make_session()
    rows = enrol(session, member())
    with acting(KEEPER):
        with pytest.raises(RefusedError, match="结束以后才能办结"):
            operations.finish_session(session=session, at=moment("11:59"))
        operations.mark_presence(session=session, present=rows, excused=[], at=AFTER)
        operations.finish_session(session=session, at=AFTER)
        with pytest.raises(RefusedError, match="不能办结"):
            operations.finish_session(session=session, at=AFTER)
    assert StudyRecord.objects.count() == 1


def test_finishing_refuses_hours_above_the_day_and_writes_nothing():
    session = make_session()
    rows = enrol(session, member("林一禾"))
    StudyRecord.objects.create(person=rows[0].person, title="网络学院", on=DAY, minutes=400)
    with acting(KEEPER):
        operations.mark_presence(session=session, present=rows, excused=[], at=AFTER)
        with pytest.raises(RefusedError, match="林一禾一天的学习时长合计 580 分钟"):
            operations.finish_session(session=session, at=AFTER)
    assert Session.objects.get().state == "planned"
    assert StudyRecord.objects.count() == 1


def test_a_cancelled_session_frees_its_people():
    first, person = make_session(), member()
    enrol(first, person)
    with acting(KEEPER):
        operations.cancel_session(session=first, reason="讲师临时有任务", at=BEFORE)
    enrol(make_session(), person)
    assert not StudyRecord.objects.exists()
