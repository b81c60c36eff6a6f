"""Screens of quizzes: the questions for those who keep a course, the quiz for those who attended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.parameters import queries as parameters
from shuanglun.base.ui.screens import Action, confirm_screen, form_screen, screen
from shuanglun.records.learning import operations
from shuanglun.records.learning.forms import QuestionForm, QuizForm
from shuanglun.records.learning.models import Attempt, Question
from shuanglun.records.learning.parameters import QUIZ_ATTEMPTS, QUIZ_PASS
from shuanglun.records.learning.rules import quizzes as rules
from shuanglun.records.learning.views import frame

KEEP = "learning.keep"


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    """People count from one."""
    return data | {"answer": data["answer"] - 1}


@screen(KEEP)
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A question of a course's quiz."""
    row = frame.find_course(pk)
    return form_screen(
        request, QuestionForm, title="添加测验题", initial={"order": row.questions.count() + 1}, back=row,
        save=lambda data: operations.add_question(course=row, **_kept(data)), done_text="已添加测验题",
        crumbs=frame.of_course(row, ("添加测验题", None)),
    )  # fmt: skip


@screen(KEEP)
def edit_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text or key."""
    row = get_object_or_404(Question.objects.select_related("course"), pk=pk)
    return form_screen(
        request, QuestionForm, title="修改测验题", back=row.course,
        initial={"text": row.text, "options": "\n".join(row.options), "answer": row.answer + 1, "order": row.order},
        save=lambda data: operations.edit_question(question=row, **_kept(data)),
        actions=[Action("删除", "learning:remove_question", args=(pk,), danger=True)],
        crumbs=frame.of_course(row.course, ("修改测验题", None)),
    )  # fmt: skip


@screen(KEEP)
def remove_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a question out."""
    row = get_object_or_404(Question.objects.select_related("course"), pk=pk)
    return confirm_screen(
        request, title="删除测验题", text=row.text, submit="删除", danger=True, back=row.course,
        save=lambda: operations.remove_question(question=row), done_text="已删除测验题",
        crumbs=frame.of_course(row.course, ("删除测验题", None)),
    )  # fmt: skip


@screen("learning.own")
def quiz(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the quiz of a course attended."""
    row = frame.find_enrolment(pk)
    course, today = row.session.course, timezone.localdate()
    questions = list(course.questions.all())
    figures = parameters.values("learning.quiz", on=today)
    tried = list(Attempt.objects.filter(enrolment__session__course=course, enrolment__person=row.person_id))
    mine, most = sum(item.enrolment_id == pk for item in tried), figures[QUIZ_ATTEMPTS]
    rules.may_try(row.presence, len(questions), mine, any(item.passed for item in tried), most).or_refuse()
    rules.has_ended(row.session.ends_at, timezone.now()).or_refuse()
    return form_screen(
        request, QuizForm, title=f"测验：{course.title}", form_kwargs={"questions": questions}, submit="提交答卷",
        sub=f"共 {len(questions)} 题，答对 {figures[QUIZ_PASS]}% 合格；这是第 {mine + 1} 次，最多 {most} 次",
        save=lambda data: _taken(row, data), back=("learning:enrolment", pk), done_text=_told,
        crumbs=frame.of_session(row.session, ("测验", None)),
    )  # fmt: skip


def _taken(row: Any, data: dict[str, int]) -> Attempt:
    answers = {int(name[1:]): choice for name, choice in data.items()}
    return operations.take_quiz(enrolment=row, answers=answers, at=timezone.now())


def _told(attempt: Attempt) -> str:
    result = "合格" if attempt.passed else "未合格，可以再试"
    return f"答对 {attempt.right} / {attempt.total}，{result}"
