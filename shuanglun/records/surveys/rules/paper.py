"""Paper ballots: the lines that are typed from one, how an entry is written down, and where two entries differ."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.rules.content import Slot, judge, places_of_words

WORDS, SPOILED = "文字意见", "是否废票"


@dataclass(frozen=True)
class Place:
    """One mark of a ballot: whom it is about, what is asked, and the letters with their words."""

    subject: int | None
    label: str
    options: list[tuple[str, str]]


@dataclass(frozen=True)
class Text:
    """One written answer of a ballot."""

    key: str
    subject: int | None
    label: str
    limit: int


def places(content: shape.Content, slots: Sequence[Slot]) -> list[Place]:
    """The marks of a ballot in their order."""
    questions = shape.by_code(content)
    return [_place(content, questions[slot["question"]], slot) for slot in slots]


def _place(content: shape.Content, question: shape.Question, slot: Slot) -> Place:
    label = question["head"]
    words = [option["label"] for option in shape.options_of(content, question)]
    if question["kind"] == shape.MANY:
        label = f"{label}：{question['options'][slot['option']]}"
    words = words or ["推荐" if question["kind"] == shape.PICK else "勾选"]
    return Place(slot["subject"], label, list(zip(slot["letters"], words, strict=True)))


def texts(content: shape.Content, subject_kinds: Sequence[str]) -> list[Text]:
    """The written answers of a ballot in their order."""
    return [
        Text(key, None if key[0] == "-" else int(key.partition(":")[0]), question["head"], shape.limit_of(question))
        for key, question in places_of_words(content, subject_kinds).items()
    ]


def written(marks: str, words: dict[str, str], *, is_spoiled: bool) -> str:
    """An entry as it is sealed: equal entries are equal texts. A spoiled ballot has no content."""
    entry = {"marks": "", "words": {}} if is_spoiled else {"marks": marks, "words": words}
    return json.dumps({**entry, "spoiled": is_spoiled}, ensure_ascii=False, sort_keys=True)


def read(entry: str) -> dict[str, Any]:
    """What `written` wrote."""
    return json.loads(entry)


def fits(
    content: shape.Content, slots: Sequence[Slot], picks: int, marks: str, words: dict[str, str], *, is_spoiled: bool
) -> Verdict:
    """Whether an entry can count: a ballot that fills the form, or one that is spoiled."""
    return Allowed() if is_spoiled else judge(content, slots, picks, marks, words)


def differences(first: dict[str, Any], second: dict[str, Any], slots: Sequence[Slot]) -> list[int]:
    """Places where two entries differ; the place after the last slot stands for written words, the one after that for
    whether the ballot is spoiled: then no mark is compared."""
    if first["spoiled"] != second["spoiled"]:
        return [len(slots) + 1]
    marks = [
        place for place, pair in enumerate(zip(first["marks"], second["marks"], strict=True)) if len(set(pair)) > 1
    ]
    return marks if first["words"] == second["words"] else [*marks, len(slots)]


def may_issue(eligible: int, live: int, number: int, typed: int) -> Verdict:
    """Whether that many paper ballots went out: never more than people without a slip, nor fewer than were typed in."""
    if number + live > eligible:
        return Refused(
            f"这一分组应参加 {eligible} 人，未作废票条 {live} 张，再发 {number} 张纸质票就多于人数。请先作废余票。",
            field="number",
        )
    if number < typed:
        return Refused(f"已录入编号为 {typed} 的纸质票，发出的张数不能少于 {typed}。", field="number")
    return Allowed()
