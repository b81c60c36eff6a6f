"""The shape of an instrument's content: its words, its bounds, and how to walk it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

Content = dict[str, Any]
Question = dict[str, Any]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NOTHING = "."
"""The mark of a slot in which nothing was chosen."""
CHOSEN = "a"
"""The one letter of a slot that is ticked or left: recommended, or named among several."""

PERSON, BODY, BALLOT = "person", "body", "ballot"
ABOUT = {PERSON: "每名个人", BODY: "每个班子或单位", BALLOT: "整张票"}
CHOICE, FLAG, MANY, PICK, TEXT = "choice", "flag", "many", "pick", "text"
KINDS = {
    CHOICE: "单选评价",
    FLAG: "反向测评",
    MANY: "多选",
    PICK: "推荐",
    TEXT: "文字意见",
}
SCALED = (CHOICE, FLAG)
WRITTEN = (FLAG, TEXT)
FEEDS = {"": "不进入证据", "conduct": "思想政治与职业操守", "capability": "履职能力"}

CODE = re.compile(r"[a-z][a-z0-9_]{0,19}")
MOST_QUESTIONS = 60
MOST_SCALES = 12
MOST_INDEXES = 12
LONGEST_HEAD = 12
LONGEST_TEXT = 200
LONGEST_LABEL = 40
LONGEST_HELP = 500
LONGEST_WORDS = 2000
"""Characters a voter may write at one place, at most."""
USUAL_WORDS = 500
HIGHEST = 1000
"""The highest value of an option, and the highest weight of a question."""


def empty() -> Content:
    """A content without any question."""
    return {"help": "", "scales": {}, "questions": [], "overall": "", "excellent": [], "passing": [], "indexes": []}


def by_code(content: Content) -> dict[str, Question]:
    """Questions by code."""
    return {question["code"]: question for question in content["questions"]}


def options_of(content: Content, question: Question) -> list[dict[str, Any]]:
    """The options of a question with a scale, in order; none for the other kinds."""
    return content["scales"][question["scale"]]["options"] if question["kind"] in SCALED else []


def lettered(options: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """Options with their letters, from 'a'."""
    return zip(LETTERS, options, strict=False)


def letters_of(content: Content, question: Question) -> str:
    """The letters that may stand in a slot of the question; none for a written one."""
    if question["kind"] in SCALED:
        return LETTERS[: len(options_of(content, question))]
    return "" if question["kind"] == TEXT else CHOSEN


def is_fact(content: Content, code: str) -> bool:
    """Whether what is written at the question are facts for a tick of the reverse list: a lead, never an opinion."""
    return by_code(content)[code]["kind"] == FLAG


def limit_of(question: Question) -> int:
    """How many characters may be written at the question."""
    return int(question.get("limit") or USUAL_WORDS)


def questions_about(content: Content, about: str) -> list[Question]:
    """Questions about persons, about bodies, or of the whole ballot, in order."""
    return [question for question in content["questions"] if question["about"] == about]
