"""What is still wrong with the content of an instrument, in Chinese, one sentence each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from shuanglun.records.surveys.rules.shape import (
    ABOUT,
    BALLOT,
    CHOICE,
    CODE,
    FEEDS,
    FLAG,
    HIGHEST,
    KINDS,
    LETTERS,
    LONGEST_HEAD,
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_TEXT,
    LONGEST_WORDS,
    MANY,
    MOST_INDEXES,
    MOST_QUESTIONS,
    MOST_SCALES,
    PERSON,
    PICK,
    SCALED,
    TEXT,
    WRITTEN,
    Content,
    Question,
    by_code,
    empty,
    lettered,
    letters_of,
)


def problems(content: Content) -> list[str]:
    """Everything that keeps the content from being published; an empty list when it may be."""
    found = list(_shape_problems(content))
    if found:
        return found
    parts = (_whole_problems, _scale_problems, _question_problems, overall_problems, _index_problems)
    return list(chain.from_iterable(part(content) for part in parts))


QUESTION_PARTS = {"code": str, "about": str, "kind": str, "head": str, "text": str, "required": bool}
OPTIONAL_PARTS = {"scale": str, "help": str, "limit": int, "facts": list, "options": list}
INDEX_PARTS = {"code": str, "label": str, "weights": dict, "feeds": str}
SCALE_PARTS = {"label": str, "low": int, "high": int, "options": list}


def _shape_problems(content: Any) -> Iterator[str]:
    """Parts that are not there, or of another kind; the other checks rely on them."""
    if not isinstance(content, dict):
        yield "测评表内容不是一组项目，请重新编制。"
        return
    for name, usual in empty().items():
        if not isinstance(content.get(name), type(usual)):
            yield f"测评表内容缺少“{name}”，或格式不对，请重新编制。"
    for name in content:
        if name not in empty():
            yield f"测评表内容有不认识的项目“{name}”，请去掉。"
    if any(not isinstance(content.get(name), type(usual)) for name, usual in empty().items()):
        return
    for code, scale in content["scales"].items():
        if not _has(scale, SCALE_PARTS) or not all(_is_option(option) for option in scale["options"]):
            yield f"评价标准“{code}”的格式不对，请重新编制。"
    for number, question in enumerate(content["questions"], 1):
        if not _has(question, QUESTION_PARTS) or not _may_have(question, OPTIONAL_PARTS):
            yield f"第 {number} 题的格式不对，请重新编制。"
        elif (
            (question["kind"] in SCALED and question.get("scale") not in content["scales"])
            or (question["kind"] == FLAG and "facts" not in question)
            or (question["kind"] == MANY and "options" not in question)
        ):
            yield f"第 {number} 题“{question['head']}”没有选定评价标准或选项，请修改这一题。"
    for number, index in enumerate(content["indexes"], 1):
        if not _has(index, INDEX_PARTS):
            yield f"第 {number} 个指标的格式不对，请重新编制。"
        elif not all(_is_whole(weight) for weight in index["weights"].values()):
            yield f"指标“{index['label']}”的权重须是整数，请修改。"


def _has(part: Any, kinds: Mapping[str, type]) -> bool:
    return isinstance(part, dict) and all(_is(part.get(name), kind) for name, kind in kinds.items())


def _may_have(part: dict[str, Any], kinds: Mapping[str, type]) -> bool:
    return all(_is(part[name], kind) for name, kind in kinds.items() if name in part) and all(
        isinstance(item, str) for name in ("facts", "options") for item in part.get(name, [])
    )


def _is(value: Any, kind: type) -> bool:
    return _is_whole(value) if kind is int else isinstance(value, kind)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_option(option: Any) -> bool:
    return (
        isinstance(option, dict)
        and isinstance(option.get("label"), str)
        and "points" in option
        and (option["points"] is None or _is_whole(option["points"]))
    )


def _whole_problems(content: Content) -> Iterator[str]:
    if not content["help"].strip():
        yield "“说明”是空的：请写明分值、权重的依据，发布后人人可查。"
    if len(content["help"]) > 2 * LONGEST_HELP:
        yield f"“说明”超过 {2 * LONGEST_HELP} 个字，请删减。"
    if not content["questions"]:
        yield "还没有题目，请至少添加一题。"
    if len(content["questions"]) > MOST_QUESTIONS:
        yield f"题目超过 {MOST_QUESTIONS} 题，没有人能认真填完，请删减。"
    for code, times in Counter(question["code"] for question in content["questions"]).items():
        if times > 1:
            yield f"有 {times} 题的代号都是“{code}”，请改成不同的代号。"
    for about, label in ABOUT.items():
        kinds = {question["kind"] for question in content["questions"] if question["about"] == about}
        if about != BALLOT and kinds == {TEXT}:
            yield f"关于{label}的题目只有文字意见，请至少添加一题单选评价或推荐，或把文字意见改为关于整张票。"


def _scale_problems(content: Content) -> Iterator[str]:
    if len(content["scales"]) > MOST_SCALES:
        yield f"评价标准超过 {MOST_SCALES} 种，请删减。"
    used = {question["scale"] for question in content["questions"] if question["kind"] in SCALED}
    for code, scale in content["scales"].items():
        if code not in used:
            yield f"评价标准“{scale['label'] or code}”没有题目使用，请删去，或选给一题。"
        yield from scale_problems(code, scale)


def scale_problems(code: str, scale: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one scale, whoever uses it."""
    name = f"评价标准“{scale['label'] or code}”"
    labels = [option["label"].strip() for option in scale["options"]]
    points = [option["points"] for option in scale["options"] if option["points"] is not None]
    if not CODE.fullmatch(code):
        yield f"{name}的代号“{code}”须以小写字母开头，只用小写字母、数字和下划线，不超过 20 位。"
    if not 0 < len(scale["label"].strip()) <= LONGEST_LABEL:
        yield f"{name}的名称须为 1—{LONGEST_LABEL} 个字。"
    if not 2 <= len(labels) <= len(LETTERS):
        yield f"{name}须有 2—{len(LETTERS)} 个选项，现在有 {len(labels)} 个。"
    if len(set(labels)) < len(labels) or not all(0 < len(label) <= LONGEST_LABEL for label in labels):
        yield f"{name}的选项有空的、相同的，或超过 {LONGEST_LABEL} 个字的，请修改。"
    if not scale["low"] < scale["high"] <= HIGHEST or scale["low"] < 0:
        yield f"{name}的最低分须小于最高分，都在 0—{HIGHEST} 之间。"
    if any(not scale["low"] <= value <= scale["high"] for value in points):
        yield f"{name}有选项的分值不在最低分 {scale['low']} 与最高分 {scale['high']} 之间，请修改。"
    if len(set(points)) < 2:
        yield f"{name}须有至少两个分值不同的选项，否则算不出高低；“不了解”不设分值。"


def _question_problems(content: Content) -> Iterator[str]:
    for number, question in enumerate(content["questions"], 1):
        yield from question_problems(content, question, f"第 {number} 题“{question['head']}”")


def question_problems(content: Content, question: Question, name: str) -> Iterator[str]:
    """What is wrong with one question; `name` is what it is called in the sentences."""
    if not CODE.fullmatch(question["code"]):
        yield f"{name}的代号须以小写字母开头，只用小写字母、数字和下划线，不超过 20 位。"
    if question["about"] not in ABOUT or question["kind"] not in KINDS:
        yield f"{name}没有选定题型，或没有选定关于谁，请修改这一题。"
        return
    if not 0 < len(question["head"].strip()) <= LONGEST_HEAD:
        yield f"{name}的短名须为 1—{LONGEST_HEAD} 个字。"
    if not 0 < len(question["text"].strip()) <= LONGEST_TEXT:
        yield f"{name}的题目须为 1—{LONGEST_TEXT} 个字。"
    if len(question.get("help", "")) > LONGEST_HELP:
        yield f"{name}的提示超过 {LONGEST_HELP} 个字，请删减。"
    yield from _kind_problems(content, question, name)


def _kind_problems(content: Content, question: Question, name: str) -> Iterator[str]:
    kind = question["kind"]
    if kind == FLAG:
        facts = question["facts"]
        if not facts or not set(facts) <= set(letters_of(content, question)):
            yield f"{name}是反向测评，须指明哪些选项要写事实，且都在评价标准之内。"
        elif len(set(facts)) == len(letters_of(content, question)):
            yield f"{name}的每个选项都要写事实，没有发现问题的也提交不了；请至少留一个不用写事实的选项。"
        if question["about"] == BALLOT:
            yield f"{name}是反向测评，须关于个人或班子，不能关于整张票。"
    if kind == MANY:
        options = [option.strip() for option in question["options"]]
        if not 2 <= len(options) <= len(LETTERS) or len(set(options)) < len(options) or "" in options:
            yield f"{name}是多选，须有 2—{len(LETTERS)} 个不同的选项，每行一个。"
        elif any(len(option) > LONGEST_LABEL for option in options):
            yield f"{name}有超过 {LONGEST_LABEL} 个字的选项，请缩短。"
    if kind == PICK and question["about"] == BALLOT:
        yield f"{name}是推荐，须关于个人或班子：每个对象占一格。"
    if kind == PICK and question["required"]:
        yield f"{name}是推荐，不能设为必答：一个都不推荐就是弃权。"
    if kind in WRITTEN and not 0 < question.get("limit", 1) <= LONGEST_WORDS:
        yield f"{name}的字数上限须在 1—{LONGEST_WORDS} 之间。"
    if kind == TEXT and question["required"]:
        yield f"{name}是文字意见，不能设为必答：没有意见的也能提交。"


def overall_problems(content: Content) -> Iterator[str]:
    """What is wrong with the overall question and the options that count as excellent or as passing."""
    code, excellent, passing = content["overall"], content["excellent"], content["passing"]
    if not code:
        if excellent or passing:
            yield "没有指定总体评价题，却指定了优秀或合格的选项，请指定总体评价题，或清空这两项。"
        return
    question = by_code(content).get(code)
    if question is None or question["kind"] != CHOICE:
        yield f"总体评价题“{code}”不在题目之中，或不是单选评价，请重新指定。"
        return
    counted = {
        letter
        for letter, option in lettered(content["scales"][question["scale"]]["options"])
        if option["points"] is not None
    }
    if not excellent or not passing or not set(excellent) <= set(passing) <= counted:
        yield "优秀率和合格以上率须各指定至少一个有分值的选项，优秀的选项须同时算作合格以上。"


def _index_problems(content: Content) -> Iterator[str]:
    indexes = content["indexes"]
    if len(indexes) > MOST_INDEXES:
        yield f"指标超过 {MOST_INDEXES} 个，请删减。"
    if any(times > 1 for times in Counter(index["code"] for index in indexes).values()):
        yield "指标的代号须各不相同，请修改。"
    for feed, times in Counter(index["feeds"] for index in indexes if index["feeds"]).items():
        if times > 1:
            yield f"有 {times} 个指标都进入证据“{FEEDS.get(feed, feed)}”，只能有一个，请修改。"
    for index in indexes:
        yield from index_problems(content, index)


def index_problems(content: Content, index: dict[str, Any]) -> Iterator[str]:
    """What is wrong with one index by itself."""
    name, questions = f"指标“{index['label'] or index['code']}”", by_code(content)
    if not CODE.fullmatch(index["code"]):
        yield f"{name}的代号须以小写字母开头，只用小写字母、数字和下划线，不超过 20 位。"
    if index["feeds"] not in FEEDS:
        yield f"{name}的去向“{index['feeds']}”不认识，请重新选择。"
    if not 0 < len(index["label"].strip()) <= LONGEST_LABEL:
        yield f"{name}的名称须为 1—{LONGEST_LABEL} 个字。"
    parts = [questions.get(code) for code in index["weights"]]
    if not parts or any(part is None or part["kind"] != CHOICE for part in parts):
        yield f"{name}须由至少一题单选评价组成；反向测评只作谈话线索，不计分。"
        return
    abouts = {part["about"] for part in parts if part}
    if len(abouts) > 1:
        yield f"{name}的各题须关于同一类对象，请修改。"
    if index["feeds"] and abouts != {PERSON}:
        yield f"{name}进入个人证据，各题须关于个人，请修改。"
    if any(not 0 < weight <= HIGHEST for weight in index["weights"].values()):
        yield f"{name}的权重须在 1—{HIGHEST} 之间，请修改。"
