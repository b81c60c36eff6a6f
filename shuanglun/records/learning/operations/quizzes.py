"""Acts on quizzes: the questions, and taking one."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shuanglun.base.audit import operation
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning.models import Attempt, Course, Enrolment, Question
from shuanglun.records.learning.parameters import QUIZ_ATTEMPTS, QUIZ_PASS
from shuanglun.records.learning.rules import courses as course_rules
from shuanglun.records.learning.rules import quizzes as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.add_question", label="添加测验题")
def add_question(*, course: Course, text: str, options: list[str], answer: int, order: int) -> Question:
    """A question of a course's quiz; `answer` is the place of the right option, from 0."""
    return _kept(Question(course=course), text, options, answer, order)


@operation(RIGHT, act="learning.edit_question", label="修改测验题")
def edit_question(*, question: Question, text: str, options: list[str], answer: int, order: int) -> Question:
    """Another text or key, until somebody has answered."""
    return _kept(question, text, options, answer, order)


@operation(RIGHT, act="learning.remove_question", label="删除测验题")
def remove_question(*, question: Question) -> Question:
    """Take a question out, until somebody has answered."""
    _unanswered(question.course)
    question.delete()
    return question


def _kept(question: Question, text: str, options: list[str], answer: int, order: int) -> Question:
    _unanswered(question.course)
    course_rules.may_be_question(options, answer).or_refuse()
    question.text, question.options, question.answer, question.order = text, options, answer, order
    question.save()
    return question


def _unanswered(course: Course) -> None:
    course_rules.may_change_quiz(Attempt.objects.filter(enrolment__session__course=course).count()).or_refuse()


@operation("learning.own", act="learning.take_quiz", label="测验")
def take_quiz(*, enrolment: Enrolment, answers: dict[int, int], at: datetime) -> Attempt:
    """One try: `answers` are the chosen options by question. Marked here, so that the key never leaves the server."""
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    course = enrolment.session.course
    questions, on = list(course.questions.all()), timezone.localdate(at)
    tried = list(Attempt.objects.filter(enrolment__session__course=course, enrolment__person=held.person_id))
    mine = [row for row in tried if row.enrolment_id == held.pk]
    figures = parameters.values("learning.quiz", on=on)
    rules.may_try(
        held.presence, len(questions), len(mine), any(row.passed for row in tried), figures[QUIZ_ATTEMPTS]
    ).or_refuse()
    rules.has_ended(enrolment.session.ends_at, at).or_refuse()
    if {question.pk for question in questions} != set(answers):
        raise RefusedError("题目已有变化，请重新打开测验页面作答。")
    given = [answers[question.pk] for question in questions]
    right = rules.marked(given, [question.answer for question in questions])
    return Attempt.objects.create(
        enrolment=held, number=len(mine) + 1, answers=given, right=right, total=len(questions), at=at,
        passed=rules.is_passed(right, len(questions), figures[QUIZ_PASS]),
    )  # fmt: skip
