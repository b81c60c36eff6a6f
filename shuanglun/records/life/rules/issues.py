"""Judgements over own issues: who may say that one is mended, and who must look.

No database, no clock. Criticism never enters here (G-07).
"""

from __future__ import annotations

from datetime import date

from shuanglun.base.actor import Actor
from shuanglun.base.flow import Flow, Step
from shuanglun.base.two_people import is_another_person
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.life.choices import LookBack

OPEN, CLAIMED, CLOSED, RENEWED = "open", "claimed", "closed", "renewed"
FLOW = Flow(
    "life.issue",
    states={OPEN: "整改中", CLAIMED: "待核实", CLOSED: "已销号", RENEWED: "已转重新整改"},
    steps=(
        Step("claim", (OPEN,), CLAIMED, "报告整改完成"),
        Step("verify", (CLAIMED,), CLOSED, "核实销号"),
        Step("return", (CLAIMED,), OPEN, "退回继续整改"),
    ),
)


def is_specific(fact: str, measure: str, due_on: date | None) -> bool:
    """Whether an issue can be worked on: what happened, what will be done, until when (methods §2, M5)."""
    return bool(fact.strip() and measure.strip() and due_on)


def may_raise(raised_on: date, due_on: date, today: date, longest: int) -> Verdict:
    """An issue is set down today or before, and its term lies ahead of it, at most `longest` days."""
    if raised_on > today:
        return Refused(f"提出日期 {raised_on} 在将来，请核对。", "raised_on")
    if due_on < raised_on:
        return Refused("整改期限早于提出日期，请核对两个日期。", "due_on")
    if (due_on - raised_on).days > longest:
        return Refused(
            f"整改期限 {due_on} 超过提出后 {longest} 天（参数“个人问题整改期限最长”），请核对年份。", "due_on"
        )
    return Allowed()


def may_set_term(state: str, raised_on: date, is_listed: bool | None, today: date) -> Verdict:
    """The person sets another term until the list of the meeting is handed in (`is_listed`), or, for an issue of no
    meeting (None), on the day it was set down."""
    if state != OPEN or is_listed or (is_listed is None and raised_on != today):
        return Refused("交清单以后（日常查摆的在提出当天以后）期限不能再由本人修改；写错的请政工部门更正。", "due_on")
    return Allowed()


def may_correct_term(state: str, due_on: date, today: date) -> Verdict:
    """A term written wrongly is corrected before it has passed; a missed one stays missed."""
    if state != OPEN:
        return Refused("整改中的问题才更正期限。")
    if due_on < today:
        return Refused(f"期限 {due_on} 已过，不能更正；请由支部“回头看”，重新整改的另定期限。")
    return Allowed()


def is_own(actor: Actor, person_id: int, verb: str) -> Verdict:
    """Only the person whose issue it is speaks for it."""
    if actor.person_id != person_id:
        return Refused(f"{verb}须由本人办理。")
    return Allowed()


def may_claim(words: str) -> Verdict:
    """Mended how: the words stay beside the issue."""
    if not words.strip():
        return Refused("请写明怎样整改的、结果如何。", "words")
    return Allowed()


def is_another(actor: Actor, person_id: int) -> Verdict:
    """Whether an issue is mended is said by somebody else (G-14)."""
    return is_another_person(actor, None, person_id, "本人的问题须由另一人核实，请由其他有权限的同志办理。")


def may_look_back(state: str, is_overdue: bool, outcome: str, words: str, due_on: date | None, on: date) -> Verdict:
    """Looking back ends with a conclusion in words. An issue that did not hold, or was never mended by its term, is set
    down anew with another one."""
    if not words.strip():
        return Refused("请写明看到的情况。", "words")
    if outcome == LookBack.KEPT and state != CLOSED:
        return Refused("没有销号的问题不能写“已巩固”；请选“重新整改”并另定期限。", "outcome")
    if outcome != LookBack.REOPENED:
        return Allowed()
    if state != CLOSED and not (state == OPEN and is_overdue):
        return Refused("还在整改期内、待核实或已转重新整改的问题不能重新整改；期满或销号后再回头看。", "outcome")
    if due_on is None or due_on <= on:
        return Refused("重新整改须另定期限，且晚于今日。", "due_on")
    return Allowed()


def may_hand_in_list(issues: int, held_on: date | None) -> Verdict:
    """A list is handed in after the meeting and names at least one issue."""
    if held_on is None:
        return Refused("会议还没有召开，会后再交问题清单。")
    if not issues:
        return Refused("清单还是空的：请先列出会上认领的问题，再交清单。")
    return Allowed()
