"""When a course may open: its kind decides whether it carries a Party-spirit module, its audience who needs a twin.

A Party-spirit module is for members. Whoever is not a member gets professional ethics and law instead, as a module of
the same weight, never an oath or a confession (G-06, G-20).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol, TypeVar

from shuanglun.base.flow import Flow, Step
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.learning.choices import CLOSED, DRAFT, OPEN, Audience, ModuleKind

COURSE_FLOW = Flow(
    "learning.course",
    {DRAFT: "起草中", OPEN: "开放", CLOSED: "已停开"},
    (
        Step("open", (DRAFT,), OPEN, "开课"),
        Step("close", (OPEN,), CLOSED, "停开"),
        Step("reopen", (CLOSED,), OPEN, "恢复开课"),
    ),
)


class Piece(Protocol):
    """What a rule must know of a module."""

    kind: str
    audience: str
    minutes: int


P = TypeVar("P", bound=Piece)


def fits(audience: str, is_member: bool) -> bool:
    """Whether something for that audience is for a member, or for somebody who is none."""
    return audience in (Audience.ALL, Audience.MEMBER if is_member else Audience.NON_MEMBER)


def fitting(modules: Iterable[P], is_member: bool) -> list[P]:
    """The modules meant for a member, or for somebody who is none."""
    return [module for module in modules if fits(module.audience, is_member)]


def may_be_module(kind: str, audience: str) -> Verdict:
    """Party-spirit education is for members; others have professional ethics and law (G-20)."""
    if kind == ModuleKind.PARTY_SPIRIT and audience != Audience.MEMBER:
        return Refused("党性教育模块的对象只能是党员；非党员请另设“职业道德与普法”模块。", "audience")
    return Allowed()


def may_take(minutes: int, day_minutes: int) -> Verdict:
    """A module is heard within one session, and a session within a day (parameter `learning.day_minutes`)."""
    if minutes > day_minutes:
        return Refused(
            f"模块时长 {minutes} 分钟超过一天最多登记的 {day_minutes} 分钟（参数“一人一天最多登记的学习时长”），"
            "没有班次能讲完。请改小时长，或分成几个模块。",
            "minutes",
        )
    return Allowed()


def may_open(modules: Sequence[Piece], needs_party: bool, audience: str, kind_name: str = "") -> Verdict:
    """Whether a course with these modules may open, given what its kind asks for and whom it is for."""
    if not modules:
        return Refused("课程还没有模块，不能开课。请先添加模块。")
    if needs_party and fits(audience, True) and not any(item.kind == ModuleKind.PARTY_SPIRIT for item in modules):
        return Refused(
            f"“{kind_name}”类课程须含党性教育模块，现在没有，不能开课。请添加一个党性教育模块（对象：党员）。"
        )
    has_party = any(item.kind == ModuleKind.PARTY_SPIRIT for item in modules)
    twins = [item for item in fitting(modules, False) if item.kind == ModuleKind.ETHICS]
    if fits(audience, False) and (needs_party or has_party) and not twins:
        return Refused(
            "课程面向非党员，却没有供非党员学习的“职业道德与普法”模块，不能开课。"
            "请添加一个（对象：非党员或全体），或把课程对象改为党员。"
        )
    for is_member, word in ((True, "党员"), (False, "非党员")):
        if fits(audience, is_member) and not fitting(modules, is_member):
            return Refused(f"课程对象含{word}，但没有适合{word}的模块，不能开课。请添加模块，或修改课程对象。")
    return Allowed()


def may_claim(is_complete: bool) -> Verdict:
    """A certificate is for who completed the course and has none of it."""
    if not is_complete:
        return Refused("还不能领取证书：须学完适合的全部模块，有测验的须合格；已经领取的请在证书列表中查看。")
    return Allowed()


def is_draft(state: str, what: str) -> Verdict:
    """Modules and particulars stay as they were announced: only a draft is changed."""
    if state != DRAFT:
        return Refused(f"课程已经{COURSE_FLOW.states[state]}，{what}不能再改；需要改动的，请停开后另建一门课程。")
    return Allowed()


def may_change_quiz(attempts: int) -> Verdict:
    """Questions stay as they were answered."""
    if attempts:
        return Refused(f"已有 {attempts} 人次用这套题作答，题目不能再改；需要改动的，请停开后另建一门课程。")
    return Allowed()


def may_be_question(options: Sequence[str], answer: int) -> Verdict:
    """At least two different options, one of them right (`answer` counts from 0)."""
    if len(options) < 2:
        return Refused("至少写两个选项，每行一个。", "options")
    if len(set(options)) != len(options):
        return Refused("有两个选项相同，请改为不同的内容。", "options")
    if not 0 <= answer < len(options):
        return Refused(f"正确选项的序号须在 1 到 {len(options)} 之间。", "answer")
    return Allowed()


def may_follow(begins: date, from_on: date, until_on: date | None) -> Verdict:
    """A rule about a kind of course holds from a day on; another one follows it, later."""
    if until_on is not None:
        return Refused("这一条已经有后续规定，请在现行的一条上修改。")
    if from_on <= begins:
        return Refused(f"新规定的生效日期须晚于现行规定的生效日期 {begins}。", "from_on")
    return Allowed()
