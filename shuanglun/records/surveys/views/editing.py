"""Screens that change a draft: its explanation, and its parts: questions, scales and indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shuanglun.base.ui.screens import Action, confirm_screen, form_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.forms_instruments import (
    IndexForm,
    PartForm,
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


@dataclass(frozen=True)
class Part:
    """One kind of part of a draft: how its screens call it, its form, where it stands and how it is written.

    `name` stands in the names of its URLs. `head` names one of them by a key of it. `gone` says what removing one means.
    """

    name: str
    words: str
    head: str
    form: type[PartForm]
    initial: Callable[[dict[str, Any]], dict[str, Any]]
    rows: Callable[[shape.Content], list[dict[str, Any]]]
    keep: Callable[..., InstrumentVersion]
    remove: Callable[..., InstrumentVersion]
    gone: Callable[[dict[str, Any]], str]
    usual: dict[str, Any] = field(default_factory=dict)

    def find(self, version: InstrumentVersion, code: str) -> dict[str, Any]:
        """The part of that code, or 404."""
        found = next((row for row in self.rows(version.content) if row["code"] == code), None)
        if found is None:
            raise Http404
        return found


QUESTION = Part(
    "question", "题目", "head", QuestionForm, question_initial, lambda content: content["questions"],
    operations.keep_question, operations.remove_question, lambda row: row["text"], {"required": True},
)  # fmt: skip
SCALE = Part(
    "scale", "评价标准", "label", ScaleForm, scale_initial,
    lambda content: [scale | {"code": code} for code, scale in content["scales"].items()],
    operations.keep_scale, operations.remove_scale, lambda row: "没有题目使用的评价标准才能删除。",
)  # fmt: skip
INDEX = Part(
    "index", "指标", "label", IndexForm, index_initial, lambda content: content["indexes"],
    operations.keep_index, operations.remove_index, lambda row: "题目不受影响，只是不再合成这个指标。",
)  # fmt: skip


def _draft(pk: int) -> InstrumentVersion:
    """The draft; a version that was published meanwhile is refused before anything is typed."""
    row = frame.find_version(pk)
    if not row.is_draft:
        raise RefusedError(f"第 {row.number} 版{row.get_state_display()}，不能再改；需要改动的，请起草新版本。")
    return row


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
def add(request: HttpRequest, pk: int, part: Part) -> HttpResponse:
    """A part at the end of the draft."""
    row = _draft(pk)
    return form_screen(
        request, part.form, title=f"添加{part.words}", sub=str(row), back=row, done_text=f"已添加{part.words}",
        form_kwargs={"content": row.content, "is_new": True}, initial=part.usual,
        save=lambda data: part.keep(version=row, code=None, values=data),
        crumbs=frame.of_version(row, (f"添加{part.words}", None)),
    )  # fmt: skip


@screen(RUN)
def edit(request: HttpRequest, pk: int, code: str, part: Part) -> HttpResponse:
    """Another wording, other options, other weights."""
    row = _draft(pk)
    found = part.find(row, code)
    return form_screen(
        request, part.form, title=f"修改{part.words} {found[part.head]}", sub=f"{row} · 代号 {code}", back=row,
        form_kwargs={"content": row.content, "is_new": False}, initial=part.initial(found),
        save=lambda data: part.keep(version=row, code=code, values=data),
        actions=[Action(f"删除{part.words}", f"surveys:remove_{part.name}", args=(pk, code), danger=True)],
        crumbs=frame.of_version(row, (f"修改{part.words}", None)),
    )  # fmt: skip


@screen(RUN)
def remove(request: HttpRequest, pk: int, code: str, part: Part) -> HttpResponse:
    """Take a part out."""
    row = _draft(pk)
    found = part.find(row, code)
    return confirm_screen(
        request, title=f"删除{part.words} {found[part.head]}", text=part.gone(found), submit="删除", danger=True, back=row,
        save=lambda: part.remove(version=row, code=code), done_text=f"已删除{part.words}",
        crumbs=frame.of_version(row, (f"删除{part.words}", None)),
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
