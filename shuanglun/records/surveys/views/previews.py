"""Previews of a version: on a phone, question by question, and on paper as the field prints it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuanglun.base.ui.screens import screen
from shuanglun.records.surveys.models import InstrumentVersion
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"
PAPER_ROWS = {shape.PERSON: 8, shape.BODY: 3}
SUBJECTS = {shape.BODY: ("被测评对象", "班子或单位", "备注"), shape.PERSON: ("被测评人", "姓名", "职务")}
FEW_COLUMNS = 14
"""Up to so many columns their heads are written across, beyond that downwards."""
SOMEBODY = {shape.PERSON: "（被测评人姓名 · 职务）", shape.BODY: "（被测评的班子或单位）", shape.BALLOT: ""}


@screen(RUN)
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    """One question in the frame of a phone; `q` counts from one."""
    row = frame.find_version(pk)
    asked = [question for about in shape.ABOUT for question in shape.questions_about(row.content, about)]
    wanted = request.GET.get("q", "1")
    number = min(max(int(wanted), 1), max(len(asked), 1)) if wanted.isdecimal() and len(wanted) < 4 else 1
    question: dict[str, Any] = asked[number - 1] if asked else {}
    return render(request, "surveys/preview_phone.html", {
        "version": row, "question": question, "number": number, "total": len(asked), "title": f"手机预览 {row}",
        "options": _options(row, question), "whom": SOMEBODY.get(question.get("about", ""), ""),
        "writes": question.get("kind") in shape.WRITTEN, "limit": question and shape.limit_of(question),
        "jumps": [(place, each["head"], place == number) for place, each in enumerate(asked, 1)],
    })  # fmt: skip


def _options(row: InstrumentVersion, question: dict[str, Any]) -> list[dict[str, Any]]:
    """What may be chosen: label, whether it stays out of the result, whether it needs facts."""
    if not question:
        return []
    facts = question.get("facts", ())
    scaled = [
        {"label": option["label"], "apart": option["points"] is None, "facts": letter in facts}
        for letter, option in zip(shape.LETTERS, shape.options_of(row.content, question), strict=False)
    ]
    if question["kind"] == shape.PICK:
        return [{"label": name} for name in ("（人选一）", "（人选二）", "（人选三）")]
    return scaled or [{"label": label} for label in question.get("options", [])]


@screen(RUN)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that is printed: rows for those who are asked about, columns for what is asked."""
    row = frame.find_version(pk)
    content = row.content
    about_ballot = shape.questions_about(content, shape.BALLOT)
    return render(request, "surveys/preview_paper.html", {
        "version": row, "title": f"纸质预览 {row}",
        "matrices": [_matrix(content, about) for about in SUBJECTS if _matrix(content, about)["columns"]],
        "reverse": [_reverse(content, about) for about in SUBJECTS if _reverse(content, about)["rows"]],
        "rated": _rated(content, about_ballot),
        "many": [each for each in about_ballot if each["kind"] == shape.MANY],
        "texts": [each for each in content["questions"] if each["kind"] == shape.TEXT],
    })  # fmt: skip


def _matrix(content: shape.Content, about: str) -> dict[str, Any]:
    """Those asked about down, choices and recommendations across."""
    asked = [
        each for each in shape.questions_about(content, about) if each["kind"] in (shape.CHOICE, shape.PICK)
    ]  # fmt: skip
    columns = [
        {"head": each["head"], "options": [row["label"] for row in shape.options_of(content, each)] or ["划√"]}
        for each in asked
    ]
    cells = [place == 0 for each in columns for place in range(len(each["options"]))]
    return {
        "columns": columns, "heads": SUBJECTS[about], "rows": range(1, PAPER_ROWS[about] + 1), "cells": cells,
        "is_narrow": len(cells) > FEW_COLUMNS,
    }  # fmt: skip


def _reverse(content: shape.Content, about: str) -> dict[str, Any]:
    """The reverse list of one subject: items down, options across, facts in words."""
    flags = [each for each in shape.questions_about(content, about) if each["kind"] == shape.FLAG]
    options = shape.options_of(content, flags[0]) if flags else []
    return {"whom": SUBJECTS[about][0], "rows": flags, "options": [row["label"] for row in options]}


def _rated(content: shape.Content, asked: list[shape.Question]) -> list[dict[str, Any]]:
    """Ballot-level choices, those with the same scale in one table."""
    scales = dict.fromkeys(each["scale"] for each in asked if each["kind"] == shape.CHOICE)
    return [
        {
            "options": [row["label"] for row in content["scales"][scale]["options"]],
            "rows": [each for each in asked if each["kind"] == shape.CHOICE and each["scale"] == scale],
        }
        for scale in scales
    ]
