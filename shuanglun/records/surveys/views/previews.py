"""Previews of a version: on a phone, question by question, and on paper as the field prints it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shuanglun.base.ui.screens import screen
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import InstrumentVersion
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import paper as paper_rules
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"
PAPER_ROWS = {shape.PERSON: 8, shape.BODY: 3}
FEW_COLUMNS = 14
"""Up to so many columns their heads are written across, beyond that downwards."""
FOOT = "评价主体类别：□ A 领导班子 □ B 中层、同级 □ C 职工、服务对象"
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
        for letter, option in shape.lettered(shape.options_of(row.content, question))
    ]
    if question["kind"] == shape.PICK:
        return [{"label": name} for name in ("（人选一）", "（人选二）", "（人选三）")]
    return scaled or [{"label": label} for label in question.get("options", [])]


@screen(RUN)
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that is printed: rows for those who are asked about, columns for what is asked."""
    row = frame.find_version(pk)
    blank = {about: [paper_rules.Whom(None)] * rows for about, rows in PAPER_ROWS.items()}
    return render(request, "surveys/preview_paper.html", {
        "title": f"纸质预览 {row}", "heading": row.instrument.title, "about": row, "back": row.get_absolute_url(),
        "kind": "纸质预览", "back_to": "返回测评表", "sheets": [""], "foot": FOOT, **_layout(row.content, blank),
    })  # fmt: skip


@screen(RUN)
def paper_ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper ballots of a campaign with the names filled in: one for each group in which paper is used, since a ballot
    is typed in for its group."""
    row = frame.find_campaign(pk)
    groups = row.groups.filter(paper_issued__gt=0) if row.is_online else row.groups.all()
    if row.state != rules.OPEN or not groups:
        raise Http404
    return render(request, "surveys/preview_paper.html", {
        "title": f"纸质票 {row}", "heading": row.title, "about": row, "back": row.get_absolute_url(), "kind": "打印纸质票",
        "back_to": "返回测评", "sheets": [group.label for group in groups], "picks": row.picks,
        "foot": f"{_spoils(row.version.content)}编号（清点时填写）：＿＿＿＿＿＿", **_layout(row.version.content, queries.named(row)),
    })  # fmt: skip


def _spoils(content: shape.Content) -> str:
    """What makes the whole ballot void, told to whoever fills it: the same that the entry refuses."""
    kinds = {each["kind"] for each in content["questions"]}
    needed = any(each["required"] for each in content["questions"])
    reasons = [
        *(["必选的栏目有空白"] if needed else []),
        *(["推荐超过名额"] if shape.PICK in kinds else []),
        *(["勾选须写事实的选项而没有写"] if shape.FLAG in kinds else []), "写有姓名",
    ]  # fmt: skip
    return f"{'、'.join(reasons)}的，整张票无效。　"


def _layout(content: shape.Content, named: dict[str, list[paper_rules.Whom]]) -> dict[str, Any]:
    """The tables of a paper ballot, with rows for those who are named."""
    sheet = paper_rules.sheet(content, named)
    return {
        "matrices": [_matrix(content, part) for part in sheet.matrices],
        "reverse": [
            {"whom": paper_rules.HEADS[part.about][0], "name": part.whom.label, "rows": part.questions, "options": part.options}
            for part in sheet.items if part.about in paper_rules.HEADS
        ],
        "rated": [{"rows": part.questions, "options": part.options} for part in sheet.items if part.about == shape.BALLOT],
        "many": [{"text": whom.called(each["text"]), "options": each["options"]} for whom, each in sheet.many],
        "texts": [whom.called(each["text"]) for whom, each in sheet.texts],
    }  # fmt: skip


def _matrix(content: shape.Content, part: paper_rules.Matrix) -> dict[str, Any]:
    columns = [
        {"head": each["head"], "options": [row["label"] for row in shape.options_of(content, each)] or ["划√"]}
        for each in part.questions
    ]
    cells = [place == 0 for each in columns for place in range(len(each["options"]))]
    return {
        "columns": columns, "heads": paper_rules.HEADS[part.about], "rows": part.rows, "cells": cells,
        "is_narrow": len(cells) > FEW_COLUMNS,
    }  # fmt: skip
