"""Quizzes and certificates, and what waits for whom."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from shuanglun.base.actor import acting, using
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.models import (
    Attempt,
    Certificate,
    Course,
    Enrolment,
    ModuleRecord,
)
from shuanglun.records.learning.tests.factories import (
    AFTER,
    DAY,
    KEEPER,
    enrol,
    finish,
    make_course,
    make_session,
    member,
    moment,
    oneself,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def add_questions(course: Course) -> list:
    with acting(KEEPER):
        return [
            operations.add_question(course=course, text=f"第{number}题", options=["甲", "乙"], answer=number % 2, order=number)
            for number in range(5)
        ]  # fmt: skip


def answer(row: Enrolment, questions: list, right: int, at: datetime = AFTER) -> Attempt:
    answers = {
        question.pk: question.answer if place < right else 1 - question.answer
        for place, question in enumerate(questions)
    }
    with acting(oneself(row.person)):
        return operations.take_quiz(enrolment=row, answers=answers, at=at)


@pytest.fixture
def attended() -> tuple[Enrolment, list]:
    session = make_session()
    questions = add_questions(session.course)
    rows = enrol(session, member())
    finish(session, rows)
    return Enrolment.objects.select_related("session__course", "person").get(pk=rows[0].pk), questions


def test_a_quiz_is_passed_at_the_line(attended):
    row, questions = attended
    assert [answer(row, questions, right).passed for right in (2, 3)] == [False, True]
    with pytest.raises(RefusedError, match="已经合格"):
        answer(row, questions, 5)


def test_tries_are_limited(attended):
    row, questions = attended
    for _ in range(3):
        answer(row, questions, 0)
    with pytest.raises(RefusedError, match="达到次数上限 3 次"):
        answer(row, questions, 5)
    assert Attempt.objects.count() == 3


def test_a_quiz_opens_when_its_session_ends():
    session = make_session()
    questions = add_questions(session.course)
    [row] = enrol(session, member())
    with acting(KEEPER):
        operations.mark_presence(session=session, present=[row], excused=[], at=moment("09:30"))
    row = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    with pytest.raises(RefusedError, match="班次 2026-03-10 12:00 结束后再作答"):
        answer(row, questions, 5, moment("11:59"))
    local = datetime.combine(DAY, time(11, 59))
    assert list(queries.to_answer(row.person_id, local)) == []
    assert list(queries.to_answer(row.person_id, local.replace(hour=12))) == [row]
    assert answer(row, questions, 5, moment("12:00")).passed


def test_a_quiz_is_for_who_attended():
    session = make_session()
    questions = add_questions(session.course)
    [row] = enrol(session, member())
    row = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    with pytest.raises(RefusedError, match="到课以后才能测验"):
        answer(row, questions, 5)


def test_questions_stay_as_they_were_answered(attended):
    row, questions = attended
    answer(row, questions, 5)
    with acting(KEEPER), pytest.raises(RefusedError, match="题目不能再改"):
        operations.remove_question(question=questions[0])


def test_a_certificate_needs_all_fitting_modules_and_the_quiz(attended):
    row, questions = attended
    course = row.session.course
    with acting(KEEPER), pytest.raises(RefusedError, match="没有可发证的人员"):
        operations.issue_certificates(course=course, on=DAY)
    answer(row, questions, 5)
    with acting(KEEPER):
        [issued] = operations.issue_certificates(course=course, on=DAY)
        with pytest.raises(RefusedError, match="没有可发证的人员"):
            operations.issue_certificates(course=course, on=DAY)
    assert (issued.number, issued.minutes, issued.modules) == (
        "PX-2026-0001", 180, ["项目管理实务", "党性修养与担当"],
    )  # fmt: skip


def test_modules_heard_in_several_sessions_add_up():
    course, person = make_course(), make_person()
    first = make_session(course, modules=list(course.modules.filter(kind="professional")), minutes=120, ends=time(11))
    rows = enrol(first, person)
    finish(first, rows)
    assert queries.completed(course) == []
    assert not ModuleRecord.objects.filter(person=person).exists()
    second = make_session(course, modules=list(course.modules.filter(kind="ethics")), minutes=60, begins=time(11),
                          ends=time(12))  # fmt: skip
    rows = enrol(second, person)
    finish(second, rows)
    with acting(oneself(person)):
        certificate = operations.claim_certificate(course=course, person=person, on=DAY)
    assert (certificate.minutes, certificate.modules) == (180, ["项目管理实务", "职业道德与科研诚信"])
    assert Certificate.objects.count() == 1


def test_numbers_of_a_year_follow_each_other():
    session = make_session()
    finish(session, enrol(session, member(), member()))
    with acting(KEEPER):
        rows = operations.issue_certificates(course=session.course, on=DAY)
    assert [row.number for row in rows] == ["PX-2026-0001", "PX-2026-0002"]


def test_what_waits_for_whom():
    session = make_session()
    questions = add_questions(session.course)
    person = member()
    rows = enrol(session, person)
    with acting(oneself(person)), using("learning.own"):
        [item] = queries.open_items(date(2026, 3, 9))
        assert queries.open_items(date(2026, 3, 1)) == []
    assert (item.title, item.due_on) == (f"参加：{session.course.title}", DAY)
    with acting(KEEPER):
        [item] = queries.open_items(date(2026, 3, 11))
    assert item.title == f"办结班次：{session.course.title}"
    finish(session, rows)
    with acting(oneself(person)), using("learning.own"):
        [item] = queries.open_items(date(2026, 3, 11))
    assert item.title == f"测验：{session.course.title}"
    assert len(questions) == 5
