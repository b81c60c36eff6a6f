"""What a ballot asks, its slots, and whether a filled one may be taken."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from shuanglun.records.surveys.rules.content import digest, judge, places_of_words, problems, slots

GRADES = {
    "label": "四档", "low": 1, "high": 4,
    "options": [{"label": "好", "points": 4}, {"label": "一般", "points": 2}, {"label": "不了解", "points": None}],
}  # fmt: skip
FOUND = {
    "label": "反向", "low": 0, "high": 1,
    "options": [{"label": "未发现", "points": 0}, {"label": "反映较多", "points": 1}, {"label": "不了解", "points": None}],
}  # fmt: skip


def question(code: str, kind: str = "choice", about: str = "person", **more: Any) -> dict[str, Any]:
    required = kind in ("choice", "flag")
    return {"code": code, "about": about, "kind": kind, "head": code, "text": f"{code}？", "required": required} | more


def content() -> dict[str, Any]:
    return {
        "help": "分值由本单位规定", "scales": {"grades": deepcopy(GRADES), "found": deepcopy(FOUND)},
        "questions": [
            question("de", scale="grades"), question("slow", "flag", scale="found", facts=["b"], limit=20),
            question("team", about="body", scale="grades"),
            question("ask", "many", "ballot", options=["甲", "乙", "丙"]),
            question("advice", "text", "ballot", limit=10),
        ],
        "overall": "de", "excellent": ["a"], "passing": ["a", "b"],
        "indexes": [{"code": "conduct", "label": "品德", "weights": {"de": 1}, "feeds": "conduct"}],
    }  # fmt: skip


KINDS = ["person", "body", "person"]
PLACES = slots(content(), KINDS)


def reason(marks: Any, words: Any = None, *, picks: int = 0) -> str:
    return getattr(judge(content(), PLACES, picks, marks, {} if words is None else words), "reason", "")


def test_a_content_without_fault_has_no_problems() -> None:
    assert problems(content()) == []


def test_slots_follow_the_subjects_then_the_questions_then_the_ballot() -> None:
    assert [(slot["subject"], slot["question"], slot["option"], slot["letters"], slot["required"]) for slot in PLACES] == [
        (0, "de", None, "abc", True), (0, "slow", None, "abc", True), (1, "team", None, "abc", True),
        (2, "de", None, "abc", True), (2, "slow", None, "abc", True), (None, "ask", 0, "a", False),
        (None, "ask", 1, "a", False), (None, "ask", 2, "a", False),
    ]  # fmt: skip
    assert list(places_of_words(content(), KINDS)) == ["0:slow", "2:slow", "-:advice"]


def test_a_filled_ballot_is_taken() -> None:
    assert reason("aabcaa..") == ""
    assert reason("abbcaa.a", {"0:slow": "三月的部署拖到六月", "-:advice": "多听意见\n谢谢"}) == ""
    assert judge(content(), PLACES, 0, "aabcaa..", {})


@pytest.mark.parametrize(
    ("marks", "words", "says", "field"),
    [
        ("aabca", {}, "票面格数与测评表不符", "marks"),
        (None, {}, "票面格数与测评表不符", "marks"),
        ("aadcaa..", {}, "第 2 个对象的“team”没有这个选项", "1:team"),
        ("aabcab..", {}, "“ask”没有这个选项", "-:ask"),
        ("aab.aa..", {}, "第 3 个对象的“de”还没有选，请选一项后再提交。", "2:de"),
        (".ab..a..", {}, "第 1 个对象的“de”还没有选，请选一项后再提交（共 3 题没有选）。", "0:de"),
        ("abbcaa..", {}, "第 1 个对象的“slow”的勾选须写明事实", "0:slow"),
        ("aabcaa..", {"0:slow": "事实"}, "没有勾选需要写事实的选项", "0:slow"),
        ("aabcaa..", {"-:advice": "一二三四五六七八九十一"}, "写了 11 个字，最多 10 个", "-:advice"),
        ("aabcaa..", {"-:advice": " 有空白"}, "首尾有空白", "-:advice"),
        ("aabcaa..", {"-:advice": ""}, "文字是空的", "-:advice"),
        ("aabcaa..", {"-:advice": 7}, "文字是空的", "-:advice"),
        ("aabcaa..", {"-:advice": "甲\t乙"}, "控制字符", "-:advice"),
        ("aabcaa..", {"-:advice": "甲\ud800乙"}, "控制字符", "-:advice"),
        ("aabcaa..", {"-:advice": "甲\u202e乙"}, "控制字符", "-:advice"),
        ("aabcaa..", {"1:slow": "事实"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", {"0:de": "好"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", {"00:slow": "事实"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", {"None:slow": "事实"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", {"0:advice": "好"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", {3: "好"}, "不属于这张票上的任何题目", "words"),
        ("aabcaa..", ["好"], "文字意见的格式不对", "words"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_ballot_is_said_with_subject_and_question(
    marks: Any, words: Any, says: str, field: str
) -> None:
    verdict: Any = judge(content(), PLACES, 0, marks, words)
    assert not verdict
    assert says in verdict.reason
    assert verdict.field == field


def test_a_recommendation_takes_no_more_names_than_there_are_places() -> None:
    asked = content() | {"questions": [question("best", "pick")], "overall": "", "indexes": []}
    asked |= {"excellent": [], "passing": [], "scales": {}}
    assert problems(asked) == []
    places = slots(asked, ["person"] * 3)
    assert [slot["letters"] for slot in places] == ["a"] * 3
    assert judge(asked, places, 2, "a.a", {})
    assert judge(asked, places, 2, "...", {})
    verdict: Any = judge(asked, places, 2, "aaa", {})
    assert verdict.reason == "“best”最多推荐 2 名，到第 3 个对象的“best”已经超过，请去掉多余的再提交。"
    assert verdict.field == "2:best"


def test_a_required_question_with_several_answers_wants_at_least_one() -> None:
    asked = content()
    asked["questions"][3]["required"] = True
    verdict: Any = judge(asked, slots(asked, KINDS), 0, "aabcaa...", {})
    assert verdict.field == "marks"
    verdict = judge(asked, slots(asked, KINDS), 0, "aabca...", {})
    assert (verdict.reason, verdict.field) == ("“ask”还没有选，请至少选一项后再提交。", "-:ask")


BROKEN: list[tuple[Any, str]] = [
    (lambda c: c.update(help=" "), "“说明”是空的"),
    (lambda c: c.update(questions=[], overall="", excellent=[], passing=[], indexes=[], scales={}), "还没有题目"),
    (lambda c: c.pop("indexes"), "缺少“indexes”"),
    (lambda c: c.update(more=1), "不认识的项目“more”"),
    (lambda c: c["scales"]["grades"].update(low=True), "“grades”的格式不对"),
    (lambda c: c["scales"]["grades"]["options"][0].update(points=1.5), "“grades”的格式不对"),
    (lambda c: c["questions"][0].pop("required"), "第 1 题的格式不对"),
    (lambda c: c["questions"][0].update(scale="none"), "第 1 题“de”没有选定评价标准"),
    (lambda c: c["questions"][1].pop("facts"), "第 2 题“slow”没有选定评价标准"),
    (lambda c: c["questions"][0].update(code="De"), "须以小写字母开头"),
    (lambda c: c["questions"][0].update(code="team"), "有 2 题的代号都是“team”"),
    (lambda c: c["questions"][0].update(head=""), "短名须为"),
    (lambda c: c["questions"][0].update(text="长" * 201), "题目须为 1—200 个字"),
    (lambda c: c["questions"][1].update(facts=[]), "须指明哪些选项要写事实"),
    (lambda c: c["questions"][1].update(facts=["a", "b", "c"]), "每个选项都要写事实"),
    (lambda c: c["questions"][3].update(options=["甲", "甲"]), "须有 2—26 个不同的选项"),
    (lambda c: c["questions"][4].update(required=True), "不能设为必答"),
    (lambda c: c["questions"][4].update(limit=0), "字数上限"),
    (lambda c: c["questions"].append(question("x", "pick", required=True)), "一个都不推荐就是弃权"),
    (lambda c: c["questions"].append(question("x", "pick", "ballot")), "每个对象占一格"),
    (lambda c: c["scales"].update(idle=deepcopy(GRADES)), "没有题目使用"),
    (lambda c: c["scales"]["grades"].update(low=4), "最低分须小于最高分"),
    (lambda c: c["scales"]["grades"]["options"][0].update(points=5), "不在最低分 1 与最高分 4 之间"),
    (lambda c: c["scales"]["grades"]["options"][0].update(points=2), "至少两个分值不同"),
    (lambda c: c["scales"]["grades"]["options"][0].update(label="一般"), "相同的"),
    (lambda c: c.update(overall="advice"), "不是单选评价"),
    (lambda c: c.update(overall=""), "没有指定总体评价题"),
    (lambda c: c.update(passing=["b"]), "优秀的选项须同时算作合格以上"),
    (lambda c: c.update(passing=["a", "c"]), "至少一个有分值的选项"),
    (lambda c: c["indexes"][0].update(weights={"slow": 1}), "反向测评只作谈话线索"),
    (lambda c: c["indexes"][0].update(weights={"team": 1}), "各题须关于个人"),
    (lambda c: c["indexes"][0].update(weights={"team": 1, "de": 1}), "同一类对象"),
    (lambda c: c["indexes"][0].update(weights={"de": 0}), "权重须在 1—1000 之间"),
    (lambda c: c["indexes"][0].update(weights={"de": 1.5}), "权重须是整数"),
    (lambda c: c["indexes"].append(c["indexes"][0] | {"code": "two"}), "只能有一个"),
    (lambda c: c["indexes"].append(c["indexes"][0] | {"feeds": ""}), "指标的代号须各不相同"),
    (lambda c: c["indexes"][0].update(feeds="party"), "去向“party”不认识"),
    (lambda c: c["questions"].append(question("z", "text", "body")) or c["questions"].pop(2), "只有文字意见"),
]  # fmt: skip


@pytest.mark.parametrize(("break_it", "says"), BROKEN)
def test_each_fault_of_a_content_is_named(break_it: Any, says: str) -> None:
    asked = content()
    break_it(asked)
    found = problems(asked)
    assert any(says in problem for problem in found), found


def test_the_digest_is_of_what_is_asked_not_of_its_order_in_store() -> None:
    turned = dict(reversed(content().items()))
    assert digest(turned) == digest(content())
    assert digest(content() | {"help": "x"}) != digest(content())
    assert digest({"b": "德", "a": [1]}) == "4a39f6b93170408346cde404ca81114fb3527baed9db92ebfcfaf077e5863964"
