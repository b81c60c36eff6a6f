"""Previews of a version: on a phone, question by question, and on paper as the field prints it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from shuanglun.base.ui.screens import screen
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import InstrumentVersion
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"
PAPER_ROWS = {shape.PERSON: 8, shape.BODY: 3}
SUBJECTS = {shape.BODY: ("被测评对象", "班子或单位", "备注"), shape.PERSON: ("被测评人", "姓名", "职务")}
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
    blank = {about: [_Named("", "")] * rows for about, rows in PAPER_ROWS.items()}
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
    named: dict[str, list[_Named]] = {about: [] for about in SUBJECTS}
    for subject in queries.subjects(row):
        named[subject.kind].append(_Named(subject.label, subject.post))
    return render(request, "surveys/preview_paper.html", {
        "title": f"纸质票 {row}", "heading": row.title, "about": row, "back": row.get_absolute_url(), "kind": "打印纸质票",
        "back_to": "返回测评", "sheets": [group.label for group in groups], "picks": row.picks,
        **_layout(row.version.content, named),
    })  # fmt: skip


@dataclass(frozen=True)
class _Named:
    """One row of a matrix: somebody who is asked about, or an empty line."""

    label: str
    post: str


def _layout(content: shape.Content, named: dict[str, list[_Named]]) -> dict[str, Any]:
    """The tables of a paper ballot, with rows for those who are named."""
    about_ballot = shape.questions_about(content, shape.BALLOT)
    matrices = [_matrix(content, about, named[about]) for about in SUBJECTS if named[about]]
    return {
        "matrices": [matrix for matrix in matrices if matrix["columns"]],
        "reverse": [each for about in SUBJECTS for each in _reverse(content, about, named[about])],
        "rated": _rated(content, about_ballot),
        "many": [each for each in about_ballot if each["kind"] == shape.MANY],
        "texts": _texts(content, named),
    }


def _matrix(content: shape.Content, about: str, rows: list[_Named]) -> dict[str, Any]:
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
        "columns": columns, "heads": SUBJECTS[about], "rows": rows, "cells": cells,
        "is_narrow": len(cells) > FEW_COLUMNS,
    }  # fmt: skip


def _reverse(content: shape.Content, about: str, rows: list[_Named]) -> list[dict[str, Any]]:
    """The reverse list, once for each subject, or once without a name: items down, options across, facts in words."""
    flags = [each for each in shape.questions_about(content, about) if each["kind"] == shape.FLAG]
    if not flags:
        return []
    options = [row["label"] for row in shape.options_of(content, flags[0])]
    names = [row.label for row in rows if row.label] or ["" for _ in rows[:1]]
    return [{"whom": SUBJECTS[about][0], "name": name, "rows": flags, "options": options} for name in names]


def _texts(content: shape.Content, named: dict[str, list[_Named]]) -> list[str]:
    """What is answered in words: about each subject who is named, and of the whole ballot."""
    found = []
    for each in content["questions"]:
        if each["kind"] == shape.TEXT:
            rows = named.get(each["about"], [_Named("", "")])
            names = [row.label for row in rows if row.label] or ["" for _ in rows[:1]]
            found += [f"{name}：{each['text']}" if name else each["text"] for name in names]
    return found


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
