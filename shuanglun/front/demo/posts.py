"""Posts of the fictional institution: which are common in which kind of unit, with their grades (formats §1)."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from shuanglun.front.demo.institution import OFFICE, RESEARCH, SUPPORT, Unit


class PostKind(NamedTuple):
    """A post: its name, category M, P or W, and grade."""

    name: str
    category: str
    grade: str


LADDERS = {
    "M": [("副处长", "M06"), ("科长", "M07"), ("副科长", "M08"), ("主管", "M09"), ("专员", "M10")],
    "P": [
        ("研究员", "P03"), ("研究员", "P04"), ("副研究员", "P05"), ("副研究员", "P06"), ("高级工程师", "P07"),
        ("助理研究员", "P08"), ("工程师", "P09"), ("工程师", "P10"), ("助理工程师", "P11"), ("助理工程师", "P12"),
    ],
    "W": [("高级技师", "W01"), ("技师", "W02"), ("高级工", "W03"), ("中级工", "W04"), ("初级工", "W05")],
}  # fmt: skip
"""From the highest grade down."""

WEIGHTS = {"M": [3, 14, 18, 40, 25], "P": [1, 4, 6, 9, 13, 18, 18, 14, 11, 6], "W": [4, 16, 35, 30, 15]}
MIX = {OFFICE: (("M", 0.86), ("P", 0.10), ("W", 0.04)), RESEARCH: (("M", 0.10), ("P", 0.82), ("W", 0.08)),
       SUPPORT: (("M", 0.28), ("P", 0.30), ("W", 0.42))}  # fmt: skip


def lead(unit: Unit, place: int) -> PostKind:
    """Head (place 0) and deputy (place 1) of a unit."""
    title = {RESEARCH: "所长", SUPPORT: "主任", OFFICE: "主任" if unit.name.endswith("室") else "处长"}[unit.kind]
    if unit.name.endswith(("部", "中心")):
        title = "部长" if unit.name.endswith("部") else "主任"
    return PostKind(f"副{title}" if place else title, "M", "M06" if place else "M05")


def draw(unit: Unit, rng: Random) -> PostKind:
    """A post as common as it is in such a unit."""
    mix = dict(MIX[unit.kind])
    category = rng.choices(list(mix), list(mix.values()))[0]
    steps = LADDERS[category][1:] if category == "M" else LADDERS[category]
    name, grade = rng.choices(steps, WEIGHTS[category][-len(steps) :])[0]
    return PostKind(name, category, grade)


def below(category: str, grade: str) -> PostKind | None:
    """The next lower post of the ladder, None at its foot."""
    grades = [step[1] for step in LADDERS[category]]
    place = grades.index(grade) + 1 if grade in grades else len(grades)
    return PostKind(LADDERS[category][place][0], category, grades[place]) if place < len(grades) else None
