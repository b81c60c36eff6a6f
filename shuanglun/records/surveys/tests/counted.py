"""Counted campaigns for tests: fictional people, counts as the tally gives them."""

from __future__ import annotations

import random
from collections import Counter

HEADS = {"label": "好、较好、一般、差", "low": 1, "high": 4, "options": [
    {"label": "好", "points": 4}, {"label": "较好", "points": 3}, {"label": "一般", "points": 2},
    {"label": "差", "points": 1}, {"label": "不了解", "points": None},
]}  # fmt: skip
OVERALL = {"label": "优秀至不合格", "low": 0, "high": 100, "options": [
    {"label": "优秀", "points": 100}, {"label": "合格", "points": 80}, {"label": "基本合格", "points": 60},
    {"label": "不合格", "points": 0}, {"label": "不了解", "points": None},
]}  # fmt: skip
REVERSE = {"label": "反向清单", "low": 0, "high": 1, "options": [
    {"label": "未发现", "points": 0}, {"label": "反映一般", "points": 1}, {"label": "反映较多", "points": 1},
    {"label": "不了解", "points": None},
]}  # fmt: skip
CLASSES = [
    {"code": "A", "label": "领导班子", "weight": 4000}, {"code": "B", "label": "中层干部", "weight": 3000},
    {"code": "C", "label": "职工代表", "weight": 3000},
]  # fmt: skip
GROUPS = [
    {"uid": "a" * 32, "label": "领导班子", "classes": ["A"], "unit": ""},
    {"uid": "b" * 32, "label": "中层干部", "classes": ["B"], "unit": ""},
    {"uid": "c" * 32, "label": "职工代表", "classes": ["C"], "unit": ""},
]
PEOPLE = [
    {"kind": "person", "label": "林一禾", "post": "副院长"}, {"kind": "person", "label": "周明远", "post": "副院长"},
    {"kind": "person", "label": "沈知微", "post": "总工程师"},
]  # fmt: skip


def question(code, head, kind="choice", about="person", **more):
    """A question with what the contract asks for."""
    return {
        "code": code,
        "about": about,
        "kind": kind,
        "head": head,
        "text": f"{head}怎么样？",
        "required": True,
        **more,
    }


APPRAISAL = {
    "help": "", "scales": {"heads": HEADS, "overall": OVERALL, "reverse": REVERSE},
    "questions": [
        question("de", "德", scale="heads"), question("neng", "能", scale="heads"),
        question("qin", "勤", scale="heads"), question("ji", "绩", scale="heads"), question("lian", "廉", scale="heads"),
        question("overall", "总体评价", scale="overall"),
        question("n09", "敷衍塞责", "flag", scale="reverse", facts=["b", "c"]),
        question("issues", "主要问题", "many", "ballot", options=["论资排辈", "任人唯亲", "其他"]),
        question("advice", "意见建议", "text", "ballot"),
    ],
    "overall": "overall", "excellent": ["a"], "passing": ["a", "b"],
    "indexes": [
        {"code": "conduct", "label": "思想政治与职业操守", "weights": {"de": 1, "lian": 1}, "feeds": "conduct"},
        {"code": "capability", "label": "履职能力", "weights": {"neng": 1, "qin": 1, "ji": 1}, "feeds": "capability"},
    ],
}  # fmt: skip


def slots_of(content, subjects):
    """The places of marks."""
    asked = [*enumerate(subjects), (None, {"kind": "ballot"})]
    return [
        {"subject": at, "question": row["code"], "option": option}
        for at, subject in asked for row in content["questions"]
        if row["about"] == subject["kind"] and row["kind"] != "text"
        for option in (range(len(row["options"])) if row["kind"] == "many" else [None])
    ]  # fmt: skip


def ballots_of(content, slots, number, seed=1):
    """Marks of random voters with a leaning to good grades."""
    chance = random.Random(seed)
    questions = {row["code"]: row for row in content["questions"]}
    weights = {
        "choice": ("abcde", (9, 7, 2, 1, 1)),
        "flag": ("abcd", (30, 2, 1, 2)),
        "many": ("a.", (1, 3)),
        "pick": ("a.", (2, 3)),
    }
    return [
        "".join(chance.choices(*weights[questions[slot["question"]]["kind"]])[0] for slot in slots) for _ in range(number)
    ]  # fmt: skip


def counted(ballots):
    """Counts by slot and letter, as the tally hands them over."""
    return {at: dict(Counter(column)) for at, column in enumerate(zip(*ballots, strict=True))}


def turnout_of(ballots, absent=0):
    """Every eligible person took a ticket and voted but `absent`."""
    return {
        uid: {"eligible": len(rows) + absent, "issued": len(rows) + absent, "cast": len(rows), "void": 0}
        for uid, rows in ballots.items()
    }


def appraisal(sizes=(7, 20, 40), subjects=PEOPLE, content=APPRAISAL, groups=GROUPS):
    """The arguments of `release` for random ballots, and all ballots."""
    slots = slots_of(content, subjects)
    ballots = {
        group["uid"]: ballots_of(content, slots, size, seed)
        for seed, (group, size) in enumerate(zip(groups, sizes, strict=True))
    }
    counts = {uid: counted(rows) for uid, rows in ballots.items()}
    return [content, CLASSES, groups, subjects, slots, counts, turnout_of(ballots)], ballots


def vector(leaders=(4, 1, 0, 0)):
    """The table of methods §7 as the overall question about one person."""
    content = {**APPRAISAL, "questions": [question("overall", "总体评价", scale="overall")], "indexes": []}
    tables = dict(zip("abc", (leaders, (9, 8, 2, 1), (20, 15, 4, 1)), strict=True))
    counts = {name * 32: {0: dict(zip("abcd", row, strict=True))} for name, row in tables.items()}
    turnout = {
        name * 32: {"eligible": sum(row), "issued": sum(row), "cast": sum(row), "void": 0}
        for name, row in tables.items()
    }
    return [content, CLASSES, GROUPS, PEOPLE[:1], slots_of(content, PEOPLE[:1]), counts, turnout]
