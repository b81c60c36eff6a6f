"""What an instrument asks, and whether a filled ballot answers it.

`problems` judges a content before it is published; `slots` lays out the places of a ballot; `judge` says whether marks
and words fill it. Content, slots, marks and words are described in docs/rooms/surveys.md.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.rules.checks import problems
from shuanglun.records.surveys.rules.shape import (
    BALLOT,
    CHOICE,
    FLAG,
    MANY,
    NOTHING,
    PICK,
    TEXT,
    WRITTEN,
    Content,
    Question,
    by_code,
    letters_of,
    limit_of,
    questions_about,
)

__all__ = ["digest", "judge", "places_of_words", "problems", "slots"]

Slot = dict[str, Any]
FORBIDDEN = {"Cc", "Cs", "Co", "Zl", "Zp"}
"""Unicode categories that no opinion holds, but for the line feed: controls, halves of pairs, private, separators."""
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of writing: they make a text read otherwise than it is stored."""


def digest(content: Content) -> str:
    """SHA-256 (64 hexadecimal digits) of the content as JSON with sorted keys, without white space, in UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def slots(content: Content, subject_kinds: Sequence[str]) -> list[Slot]:
    """The places of a ballot's marks: subjects in order, for each its questions in order, then those of the whole ballot.

    `subject_kinds` holds "person" or "body" for each subject. A choice or a flag takes one slot, a question with several
    answers one for each option, a recommendation one for each subject; written opinions take none.
    """
    asked = [(index, kind) for index, kind in enumerate(subject_kinds)]
    return [
        slot
        for subject, about in [*asked, (None, BALLOT)]
        for question in questions_about(content, about)
        for slot in _slots_of(content, question, subject)
    ]


def _slots_of(content: Content, question: Question, subject: int | None) -> list[Slot]:
    if question["kind"] == TEXT:
        return []
    parts = range(len(question["options"])) if question["kind"] == MANY else [None]
    required = question["kind"] in (CHOICE, FLAG) and bool(question["required"])
    return [
        {"subject": subject, "question": question["code"], "option": part,
         "letters": letters_of(content, question), "required": required}
        for part in parts
    ]  # fmt: skip


def place(subject: int | None, code: str) -> str:
    """The name of a question about a subject, as the keys of words write it: "0:de", "-:advice"."""
    return f"{'-' if subject is None else subject}:{code}"


def places_of_words(content: Content, subject_kinds: Sequence[str]) -> dict[str, Question]:
    """Where something may be written: the question by its place, in the order of the ballot."""
    asked: list[tuple[int | None, str]] = [*enumerate(subject_kinds), (None, BALLOT)]
    return {
        place(subject, question["code"]): question
        for subject, about in asked
        for question in questions_about(content, about)
        if question["kind"] in WRITTEN
    }


def limits_of_words(content: Content, slots: Sequence[Slot]) -> dict[str, int]:
    """How many characters may be written where on a ballot."""
    questions = by_code(content)
    kinds = {slot["subject"]: questions[slot["question"]]["about"] for slot in slots if slot["subject"] is not None}
    found = places_of_words(content, [kinds[subject] for subject in sorted(kinds)])
    return {where: limit_of(question) for where, question in found.items()}


def judge(content: Content, slots: Sequence[Slot], picks: int, marks: Any, words: Any) -> Verdict:
    """Whether marks and words fill the ballot. `picks`: how many subjects may be recommended in one question.

    Marks hold one character for each slot, words {place: text}; both may come from anywhere and are not trusted. The
    first objection is told, with the subject counted from one; its `field` is the place ("0:de", "-:advice").
    """
    verdict = _marks_fit(content, slots, marks)
    if not verdict:
        return verdict
    questions = by_code(content)
    for check in (_all_marked(questions, slots, marks), _not_too_many(questions, slots, picks, marks)):
        if not check:
            return check
    return _words_fit(questions, slots, marks, words)


def _called(question: Question, subject: int | None) -> str:
    whom = "" if subject is None else f"第 {subject + 1} 个对象的"
    return f"{whom}“{question['head']}”"


def _marks_fit(content: Content, slots: Sequence[Slot], marks: Any) -> Verdict:
    if not isinstance(marks, str) or len(marks) != len(slots):
        return Refused("票面格数与测评表不符，这张票不能收。请重新打开投票页面，按现在的测评表填写。", "marks")
    questions = by_code(content)
    for slot, mark in zip(slots, marks, strict=True):
        if mark != NOTHING and mark not in slot["letters"]:
            question = questions[slot["question"]]
            return Refused(
                f"{_called(question, slot['subject'])}没有这个选项，请在列出的选项中重新选择。",
                place(slot["subject"], question["code"]),
            )
    return Allowed()


def _all_marked(questions: dict[str, Question], slots: Sequence[Slot], marks: str) -> Verdict:
    """Required questions: each choice has a mark, each question with several answers at least one."""
    chosen: dict[tuple[int | None, str], bool] = {}
    for slot, mark in zip(slots, marks, strict=True):
        key = (slot["subject"], slot["question"])
        chosen[key] = chosen.get(key, False) or mark != NOTHING
    missing = [
        key for key, is_chosen in chosen.items()
        if not is_chosen and questions[key[1]]["kind"] != PICK and questions[key[1]]["required"]
    ]  # fmt: skip
    if not missing:
        return Allowed()
    subject, code = missing[0]
    more = f"（共 {len(missing)} 题没有选）" if len(missing) > 1 else ""
    what = "至少选一项" if questions[code]["kind"] == MANY else "选一项"
    return Refused(f"{_called(questions[code], subject)}还没有选，请{what}后再提交{more}。", place(subject, code))


def _not_too_many(questions: dict[str, Question], slots: Sequence[Slot], picks: int, marks: str) -> Verdict:
    picked: dict[str, int] = {}
    for slot, mark in zip(slots, marks, strict=True):
        if questions[slot["question"]]["kind"] == PICK and mark != NOTHING:
            picked[slot["question"]] = picked.get(slot["question"], 0) + 1
            if picked[slot["question"]] > picks:
                question = questions[slot["question"]]
                return Refused(
                    f"“{question['head']}”最多推荐 {picks} 名，到{_called(question, slot['subject'])}已经超过，"
                    "请去掉多余的再提交。",
                    place(slot["subject"], slot["question"]),
                )
    return Allowed()


def _words_fit(questions: dict[str, Question], slots: Sequence[Slot], marks: str, words: Any) -> Verdict:
    if not isinstance(words, dict):
        return Refused("文字意见的格式不对，请重新打开投票页面填写。", "words")
    if words:
        abouts = {slot["subject"]: questions[slot["question"]]["about"] for slot in slots}
        given = {place(slot["subject"], slot["question"]): mark for slot, mark in zip(slots, marks, strict=True)}
        for key, text in words.items():
            verdict = _text_fits(questions, abouts, given, key, text)
            if not verdict:
                return verdict
    for slot, mark in zip(slots, marks, strict=True):
        question = questions[slot["question"]]
        if question["kind"] != FLAG or mark not in question["facts"]:
            continue
        where = place(slot["subject"], slot["question"])
        if where not in words:
            return Refused(
                f"{_called(question, slot['subject'])}的勾选须写明事实（时间、事情、怎样知道的）；"
                "写不出事实的，请改选其他项。",
                where,
            )
    return Allowed()


def _text_fits(
    questions: dict[str, Question], abouts: dict[int | None, str], given: dict[str, str], key: Any, text: Any
) -> Verdict:
    found = _question_at(questions, abouts, key)
    if found is None:
        return Refused("有一段文字不属于这张票上的任何题目，这张票不能收。请重新打开投票页面填写。", "words")
    question, subject = found
    name = _called(question, subject)
    if question["kind"] == FLAG and given.get(key) not in question["facts"]:
        return Refused(f"{name}没有勾选需要写事实的选项，却写了事实。请清空文字，或改选相应的选项。", key)
    if not isinstance(text, str) or not text or text != text.strip():
        return Refused(f"{name}的文字是空的，或首尾有空白。请删去空白后再提交。", key)
    if len(text) > limit_of(question):
        return Refused(f"{name}写了 {len(text)} 个字，最多 {limit_of(question)} 个，请删减。", key)
    if any(is_forbidden(character) for character in text):
        return Refused(f"{name}的文字里有不能显示的控制字符，请删去（多由粘贴带入）后再提交。", key)
    return Allowed()


def is_forbidden(character: str) -> bool:
    """Whether no opinion may hold the character: controls other than the line feed, marks that turn the direction."""
    return character != "\n" and (unicodedata.category(character) in FORBIDDEN or character in TURNING)


def _question_at(
    questions: dict[str, Question], abouts: dict[int | None, str], key: Any
) -> tuple[Question, int | None] | None:
    """The question and the subject that a key of words names. `abouts`: what each subject is, as its slots tell."""
    whom, _, code = key.partition(":") if isinstance(key, str) else ("", "", "")
    question = questions.get(code)
    if question is None or question["kind"] not in WRITTEN:
        return None
    if question["about"] == BALLOT:
        return (question, None) if whom == "-" else None
    fitting = (index for index, about in abouts.items() if index is not None and about == question["about"])
    return next(((question, index) for index in fitting if str(index) == whom), None)
