"""Structured changes of a draft's content: each answers with another content, or refuses.

What a change leaves to be done elsewhere (a scale that no question uses yet) stands in `content.problems`, and only
publishing waits for it; what is wrong with the part itself is refused at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shuanglun.base.flow import Flow, Step
from shuanglun.base.verdicts import Allowed, Refused, RefusedError, Verdict
from shuanglun.records.surveys.rules.checks import (
    index_problems,
    overall_problems,
    question_problems,
    scale_problems,
)
from shuanglun.records.surveys.rules.shape import FLAG, MANY, SCALED, WRITTEN, Content, Question

DRAFT, PUBLISHED, RETIRED = "draft", "published", "retired"
VERSION_FLOW = Flow(
    "surveys.version",
    {DRAFT: "草稿", PUBLISHED: "已发布", RETIRED: "已停用"},
    (Step("publish", (DRAFT,), PUBLISHED, "发布"), Step("retire", (PUBLISHED,), RETIRED, "停用")),
)
UP, DOWN = "up", "down"
COMMON = ("code", "about", "kind", "head", "text", "required", "help")


def may_remove(states: Iterable[str]) -> Verdict:
    """Whether an instrument may go: none of its versions was ever published."""
    if any(state != DRAFT for state in states):
        return Refused("发布过的测评表不能删除：已有的测评和结果要查得到当时问了什么。不再使用的，请停用它的版本。")
    return Allowed()


def with_settings(content: Content, *, help: str, overall: str, excellent: list[str], passing: list[str]) -> Content:
    """Another explanation, overall question, and options that count as excellent and as passing (letters)."""
    made = content | {"help": help, "overall": overall, "excellent": excellent, "passing": passing}
    _refuse_first(overall_problems(made))
    return made


def with_question(content: Content, code: str | None, values: dict[str, Any]) -> Content:
    """A question added at the end (`code` None), or the one of that code replaced; codes stay what they are."""
    question = _question(values if code is None else values | {"code": code})
    if question["kind"] in SCALED and question["scale"] not in content["scales"]:
        raise RefusedError("请选择评价标准；还没有的，请先添加评价标准。", "scale")
    _refuse_first(question_problems(content, question, f"“{question['head']}”"))
    if code is None:
        _free(question["code"] in [row["code"] for row in content["questions"]], question)
        return content | {"questions": [*content["questions"], question]}
    _found(code in [row["code"] for row in content["questions"]], "题目")
    made = content | {"questions": [question if row["code"] == code else row for row in content["questions"]]}
    _refuse_first(overall_problems(made))
    for index in made["indexes"]:
        if code in index["weights"]:
            _refuse_first(index_problems(made, index))
    return made


def _question(values: dict[str, Any]) -> Question:
    """Only what the kind of question has."""
    kind = values["kind"]
    question = {name: values[name] for name in COMMON}
    if kind in SCALED:
        question["scale"] = values["scale"]
    if kind == FLAG:
        question["facts"] = values["facts"]
    if kind == MANY:
        question["options"] = values["options"]
    if kind in WRITTEN and values["limit"]:
        question["limit"] = values["limit"]
    return question


def without_question(content: Content, code: str) -> Content:
    """The content without a question that nothing else needs."""
    _found(code in [row["code"] for row in content["questions"]], "题目")
    if content["overall"] == code:
        raise RefusedError("这一题是总体评价题，不能删除。请先在“说明与总体评价”中另行指定。")
    for index in content["indexes"]:
        if code in index["weights"]:
            raise RefusedError(f"指标“{index['label']}”用到这一题，不能删除。请先修改或删除这个指标。")
    return content | {"questions": [row for row in content["questions"] if row["code"] != code]}


def moved(content: Content, code: str, way: str) -> Content:
    """The question changed places with its neighbor above or below that is about the same; at the edge it stays."""
    rows = list(content["questions"])
    _found(code in [row["code"] for row in rows], "题目")
    at = next(place for place, row in enumerate(rows) if row["code"] == code)
    places = range(at - 1, -1, -1) if way == UP else range(at + 1, len(rows))
    other = next((place for place in places if rows[place]["about"] == rows[at]["about"]), at)
    rows[at], rows[other] = rows[other], rows[at]
    return content | {"questions": rows}


def with_scale(content: Content, code: str | None, values: dict[str, Any]) -> Content:
    """A scale added (`code` None) or replaced: label, low, high, options with points or None."""
    key = values["code"] if code is None else code
    scale = {name: values[name] for name in ("label", "low", "high", "options")}
    _refuse_first(scale_problems(key, scale))
    if code is None:
        _free(key in content["scales"], {"code": key})
    else:
        _found(code in content["scales"], "评价标准")
    made = content | {"scales": content["scales"] | {key: scale}}
    for question in made["questions"]:
        if question.get("scale") == key:
            _refuse_first(question_problems(made, question, f"改了以后，“{question['head']}”"))
    _refuse_first(overall_problems(made))
    return made


def without_scale(content: Content, code: str) -> Content:
    """The content without a scale that no question uses."""
    _found(code in content["scales"], "评价标准")
    used = [row["head"] for row in content["questions"] if row.get("scale") == code]
    if used:
        raise RefusedError(f"“{used[0]}”等 {len(used)} 题使用这个评价标准，不能删除。请先为这些题另选评价标准。")
    return content | {"scales": {key: scale for key, scale in content["scales"].items() if key != code}}


def with_index(content: Content, code: str | None, values: dict[str, Any]) -> Content:
    """An index added (`code` None) or replaced: label, weights by question, what it feeds."""
    index = {"code": values["code"] if code is None else code} | {
        name: values[name] for name in ("label", "weights", "feeds")
    }
    _refuse_first(index_problems(content, index))
    others = [row for row in content["indexes"] if row["code"] != code]
    twin = next((row for row in others if index["feeds"] and row["feeds"] == index["feeds"]), None)
    if twin:
        raise RefusedError(f"指标“{twin['label']}”已经进入这项证据，只能有一个，请改选。", "feeds")
    if code is None:
        _free(index["code"] in [row["code"] for row in others], index)
        return content | {"indexes": [*others, index]}
    _found(code in [row["code"] for row in content["indexes"]], "指标")
    return content | {"indexes": [index if row["code"] == code else row for row in content["indexes"]]}


def without_index(content: Content, code: str) -> Content:
    """The content without an index."""
    _found(code in [row["code"] for row in content["indexes"]], "指标")
    return content | {"indexes": [row for row in content["indexes"] if row["code"] != code]}


def _refuse_first(problems: Iterable[str]) -> None:
    for problem in problems:
        raise RefusedError(problem)


def _free(is_taken: bool, part: dict[str, Any]) -> None:
    if is_taken:
        raise RefusedError(f"代号“{part['code']}”已经用过，请换一个。", "code")


def _found(is_there: bool, what: str) -> None:
    if not is_there:
        raise RefusedError(f"这个{what}已经不在草稿里，可能刚被别人删除。请返回测评表重新打开。")
