"""Screens that change a draft: its explanation, questions, scales and indexes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shuanglun.base.ui.screens import Action, confirm_screen, form_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.forms_instruments import (
    IndexForm,
    QuestionForm,
    ScaleForm,
    SettingsForm,
    index_initial,
    question_initial,
    scale_initial,
)
from shuanglun.records.surveys.models import InstrumentVersion
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.rules.editing import DOWN, UP
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"


def _draft(pk: int) -> InstrumentVersion:
    """The draft; a version that was published meanwhile is refused before anything is typed."""
    row = frame.find_version(pk)
    if not row.is_draft:
        raise RefusedError(f"第 {row.number} 版{row.get_state_display()}，不能再改；需要改动的，请起草新版本。")
    return row


def _part(parts: list[dict[str, Any]], code: str) -> dict[str, Any]:
    found = next((part for part in parts if part["code"] == code), None)
    if found is None:
        raise Http404
    return found


def _scale(row: InstrumentVersion, code: str) -> dict[str, Any]:
    return _part([scale | {"code": key} for key, scale in row.content["scales"].items()], code)


@screen(RUN)
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """The explanation and the overall question."""
    row = _draft(pk)
    content = row.content
    scale = shape.by_code(content).get(content["overall"], {}).get("scale")
    chosen = {name: [f"{scale}:{letter}" for letter in content[name]] for name in ("excellent", "passing")}
    return form_screen(
        request, SettingsForm, title="说明与总体评价", sub=str(row), form_kwargs={"content": content}, back=row,
        initial={"help": content["help"], "overall": content["overall"], **chosen},
        save=lambda data: operations.edit_version(version=row, **data),
        crumbs=frame.of_version(row, ("说明与总体评价", None)),
    )  # fmt: skip


@screen(RUN)
def add_question(request: HttpRequest, pk: int) -> HttpResponse:
    """A question at the end of the draft."""
    row = _draft(pk)
    return form_screen(
        request, QuestionForm, title="添加题目", sub=str(row), back=row, done_text="已添加题目",
        form_kwargs={"content": row.content, "is_new": True}, initial={"required": True},
        save=lambda data: operations.keep_question(version=row, code=None, values=data),
        crumbs=frame.of_version(row, ("添加题目", None)),
    )  # fmt: skip


@screen(RUN)
def edit_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Another wording or kind of a question."""
    row = _draft(pk)
    question = _part(row.content["questions"], code)
    return form_screen(
        request, QuestionForm, title=f"修改题目 {question['head']}", sub=f"{row} · 代号 {code}", back=row,
        form_kwargs={"content": row.content, "is_new": False}, initial=question_initial(question),
        save=lambda data: operations.keep_question(version=row, code=code, values=data | {"code": code}),
        actions=[Action("删除题目", "surveys:remove_question", args=(pk, code), danger=True)],
        crumbs=frame.of_version(row, ("修改题目", None)),
    )  # fmt: skip


@screen(RUN)
def remove_question(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a question out."""
    row = _draft(pk)
    question = _part(row.content["questions"], code)
    return confirm_screen(
        request, title=f"删除题目 {question['head']}", text=question["text"], submit="删除", danger=True, back=row,
        save=lambda: operations.remove_question(version=row, code=code), done_text="已删除题目",
        crumbs=frame.of_version(row, ("删除题目", None)),
    )  # fmt: skip


@screen(RUN)
@require_POST
def move_question(request: HttpRequest, pk: int, code: str, way: str) -> HttpResponse:
    """One place up or down among the questions about the same."""
    row = _draft(pk)
    if way not in (UP, DOWN):
        raise Http404
    operations.move_question(version=row, code=code, way=way)
    return redirect(f"{row.get_absolute_url()}#q-{code}")


@screen(RUN)
def add_scale(request: HttpRequest, pk: int) -> HttpResponse:
    """A scale for questions to come."""
    row = _draft(pk)
    return form_screen(
        request, ScaleForm, title="添加评价标准", sub=str(row), back=row, form_kwargs={"is_new": True},
        save=lambda data: operations.keep_scale(version=row, code=None, values=data), done_text="已添加评价标准",
        crumbs=frame.of_version(row, ("添加评价标准", None)),
    )  # fmt: skip


@screen(RUN)
def edit_scale(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Other options or values."""
    row = _draft(pk)
    scale = _scale(row, code)
    return form_screen(
        request, ScaleForm, title=f"修改评价标准 {scale['label']}", sub=f"{row} · 代号 {code}", back=row,
        form_kwargs={"is_new": False}, initial=scale_initial(scale),
        save=lambda data: operations.keep_scale(version=row, code=code, values=data),
        actions=[Action("删除评价标准", "surveys:remove_scale", args=(pk, code), danger=True)],
        crumbs=frame.of_version(row, ("修改评价标准", None)),
    )  # fmt: skip


@screen(RUN)
def remove_scale(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take a scale out."""
    row = _draft(pk)
    scale = _scale(row, code)
    return confirm_screen(
        request, title=f"删除评价标准 {scale['label']}", text="没有题目使用的评价标准才能删除。", submit="删除", danger=True,
        back=row, save=lambda: operations.remove_scale(version=row, code=code), done_text="已删除评价标准",
        crumbs=frame.of_version(row, ("删除评价标准", None)),
    )  # fmt: skip


@screen(RUN)
def add_index(request: HttpRequest, pk: int) -> HttpResponse:
    """An index over questions."""
    row = _draft(pk)
    return form_screen(
        request, IndexForm, title="添加指标", sub=str(row), back=row, done_text="已添加指标",
        form_kwargs={"content": row.content, "is_new": True},
        save=lambda data: operations.keep_index(version=row, code=None, values=data),
        crumbs=frame.of_version(row, ("添加指标", None)),
    )  # fmt: skip


@screen(RUN)
def edit_index(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Other weights."""
    row = _draft(pk)
    index = _part(row.content["indexes"], code)
    return form_screen(
        request, IndexForm, title=f"修改指标 {index['label']}", sub=f"{row} · 代号 {code}", back=row,
        form_kwargs={"content": row.content, "is_new": False}, initial=index_initial(index),
        save=lambda data: operations.keep_index(version=row, code=code, values=data),
        actions=[Action("删除指标", "surveys:remove_index", args=(pk, code), danger=True)],
        crumbs=frame.of_version(row, ("修改指标", None)),
    )  # fmt: skip


@screen(RUN)
def remove_index(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Take an index out."""
    row = _draft(pk)
    index = _part(row.content["indexes"], code)
    return confirm_screen(
        request, title=f"删除指标 {index['label']}", text="题目不受影响，只是不再合成这个指标。", submit="删除", danger=True,
        back=row, save=lambda: operations.remove_index(version=row, code=code), done_text="已删除指标",
        crumbs=frame.of_version(row, ("删除指标", None)),
    )  # fmt: skip
