"""Paper ballots: how the sheet is laid out, how an entry is written down, and where two entries differ.

The sheet that is printed and the screen on which it is typed in follow the same layout. An answer goes by its place
("0:de", "-:issues"), written words by "w:" before it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.rules.content import Slot, judge, place

HEADS = {shape.BODY: ("被测评对象", "班子或单位", "备注"), shape.PERSON: ("被测评人", "姓名", "职务")}
SPOILED = "is_spoiled"
WRONG = "请对照票面：漏录、录错的改过来；票面就是这样的，这张票不能录为有效票，请勾选“废票”。"


@dataclass(frozen=True)
class Whom:
    """Who is asked about; `index` is None on the empty lines of a preview and for the whole ballot."""

    index: int | None
    label: str = ""
    post: str = ""

    def place(self, question: shape.Question) -> str:
        """Where the answer stands."""
        return place(self.index, question["code"])

    def called(self, words: str) -> str:
        """Words about whom."""
        return f"{self.label}：{words}" if self.label else words


Asked = tuple[Whom, shape.Question]


@dataclass(frozen=True)
class Matrix:
    """Those asked about down, choices and recommendations across."""

    about: str
    rows: list[Whom]
    questions: list[shape.Question]


@dataclass(frozen=True)
class Items:
    """Questions with the same options, one in a row: a reverse list about somebody, or choices of the whole ballot."""

    about: str
    whom: Whom
    questions: list[shape.Question]
    options: list[str]


@dataclass(frozen=True)
class Sheet:
    """A paper ballot from top to bottom."""

    matrices: list[Matrix]
    items: list[Items]
    many: list[Asked]
    texts: list[Asked]

    def asked(self) -> Iterator[Asked]:
        """Every answer in the order of the paper."""
        return chain(
            ((whom, question) for part in self.matrices for whom in part.rows for question in part.questions),
            ((part.whom, question) for part in self.items for question in part.questions), self.many, self.texts,
        )  # fmt: skip


def sheet(content: shape.Content, named: Mapping[str, Sequence[Whom]]) -> Sheet:
    """The layout for those who are named by kind, or for empty lines."""
    rows = {**named, shape.BALLOT: [Whom(None)]}
    matrices = [
        Matrix(about, list(rows[about]), _of(content, about, shape.CHOICE, shape.PICK))
        for about in HEADS
        if rows[about]
    ]
    items = [
        part for about in HEADS for whom in _each(rows[about]) for part in _items(content, about, whom, shape.FLAG)
    ]
    return Sheet(
        [part for part in matrices if part.questions],
        [*items, *_items(content, shape.BALLOT, Whom(None), shape.CHOICE)],
        _asked(content, rows, shape.MANY), _asked(content, rows, shape.TEXT),
    )  # fmt: skip


def _of(content: shape.Content, about: str, *kinds: str) -> list[shape.Question]:
    return [question for question in shape.questions_about(content, about) if question["kind"] in kinds]


def _each(rows: Sequence[Whom]) -> Sequence[Whom]:
    """Everybody who is named; of empty lines one."""
    return [row for row in rows if row.label] or rows[:1]


def _items(content: shape.Content, about: str, whom: Whom, kind: str) -> list[Items]:
    asked = _of(content, about, kind)
    return [
        Items(about, whom, [question for question in asked if question["scale"] == scale],
              [option["label"] for option in content["scales"][scale]["options"]])
        for scale in dict.fromkeys(question["scale"] for question in asked)
    ]  # fmt: skip


def _asked(content: shape.Content, rows: Mapping[str, Sequence[Whom]], kind: str) -> list[Asked]:
    return [
        (whom, question)
        for question in content["questions"] if question["kind"] == kind
        for whom in _each(rows[question["about"]])
    ]  # fmt: skip


def marks_of(slots: Iterable[Slot], given: Mapping[str, Any]) -> str:
    """The marks of a ballot from what was typed: a letter, a tick, or the numbers of several options."""
    return "".join(_mark(slot, given.get(place(slot["subject"], slot["question"]))) for slot in slots)


def _mark(slot: Slot, given: Any) -> str:
    if slot["option"] is not None:
        return shape.CHOSEN if str(slot["option"]) in (given or ()) else shape.NOTHING
    return shape.CHOSEN if given is True else given or shape.NOTHING


def typed(slots: Iterable[Slot], entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry holds, as it was typed; nothing of a spoiled one."""
    found: dict[str, Any] = {f"w:{where}": text for where, text in entry["words"].items()}
    for slot, mark in zip(slots, entry["marks"], strict=False):
        where, is_marked = place(slot["subject"], slot["question"]), mark != shape.NOTHING
        if slot["option"] is not None:
            found[where] = [*found.get(where, []), *([str(slot["option"])] if is_marked else [])]
        else:
            found[where] = is_marked if slot["letters"] == shape.CHOSEN else mark
    return found


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
    verdict = Allowed() if is_spoiled else judge(content, slots, picks, marks, words)
    return Refused(verdict.reason + WRONG, verdict.field) if isinstance(verdict, Refused) else verdict


def differences(slots: Sequence[Slot], first: Mapping[str, Any], second: Mapping[str, Any]) -> set[str]:
    """Places where two entries differ; where one of them is spoiled, that alone."""
    if first["spoiled"] != second["spoiled"]:
        return {SPOILED}
    one, other = typed(slots, first), typed(slots, second)
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


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
