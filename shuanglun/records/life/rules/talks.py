"""Judgements over talks and care: who sits on which side, what must be said by whom. No database, no clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from shuanglun.base.actor import Actor
from shuanglun.base.flow import Flow, Step
from shuanglun.base.two_people import is_another_person
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.life.choices import Reach, TalkKind

PLANNED, DRAFT, RETURNED, AWAITING = "planned", "draft", "returned", "awaiting"
CONFIRMED, REFUSED, CANCELLED, WITHDRAWN = "confirmed", "refused", "cancelled", "withdrawn"
FLOW = Flow(
    "life.talk",
    states={
        PLANNED: "计划中", DRAFT: "待谈话人确认", RETURNED: "已退回修改", AWAITING: "待本人确认",
        CONFIRMED: "双方已确认", REFUSED: "本人不确认（已注明）", CANCELLED: "已取消", WITHDRAWN: "已撤销",
    },
    steps=(
        Step("record", (PLANNED,), DRAFT, "登记谈话"),
        Step("sign", (DRAFT,), AWAITING, "确认谈话记录"),
        Step("return", (DRAFT,), RETURNED, "退回修改"),
        Step("amend", (RETURNED, REFUSED), DRAFT, "修改谈话记录"),
        Step("agree", (AWAITING,), CONFIRMED, "确认"),
        Step("object", (AWAITING,), REFUSED, "不确认"),
        Step("cancel", (PLANNED,), CANCELLED, "取消计划"),
        Step("withdraw", (DRAFT, RETURNED), WITHDRAWN, "撤销谈话记录"),
    ),
)  # fmt: skip
LAMPS = {
    PLANNED: "idle", DRAFT: "soon", RETURNED: "late", AWAITING: "soon", CONFIRMED: "done", REFUSED: "done",
    CANCELLED: "off", WITHDRAWN: "off",
}  # fmt: skip
"""A refused talk is done like a confirmed one: to refuse is a right, no trouble."""
HELD = (DRAFT, RETURNED, AWAITING, CONFIRMED, REFUSED)
GIVEN_UP = (CANCELLED, WITHDRAWN)
BY_TWO = (TalkKind.REMIND, TalkKind.ADMONISH)
"""Kinds at which two people sit on the institution's side (formats.md §6)."""


@dataclass(frozen=True)
class Sides:
    """Who talks with whom, as keys of persons: whoever leads the talk may stand outside the actor's range."""

    talker: int
    second: int | None = None


def may_sit(kind: str, sides: Sides, subject: int) -> Verdict:
    """Nobody talks with themselves; some kinds take two."""
    if sides.talker == subject:
        return Refused("谈话人和谈话对象不能是同一人。", "talker")
    if sides.second in (sides.talker, subject):
        return Refused("第二谈话人须为双方以外的另一人。", "second")
    if kind in BY_TWO and sides.second is None:
        return Refused(f"{TalkKind(kind).label}须由两人进行，请填写第二谈话人。", "second")
    return Allowed()


def may_plan_for(on: date, today: date) -> Verdict:
    """A plan lies ahead; what has been held is recorded."""
    if on < today:
        return Refused(f"计划日期 {on} 已过；已经谈过的请直接登记。", "on")
    return Allowed()


def was_held(on: date, today: date, content: str) -> Verdict:
    """What is recorded has happened, and says something."""
    if on > today:
        return Refused(f"谈话日期 {on} 在将来，不能登记为已谈；请保存为计划。", "on")
    if not content.strip():
        return Refused("请写谈话主要内容：肯定的、指出的、本人提出的。", "content")
    return Allowed()


def is_side(actor: Actor, person_id: int | None, verb: str) -> Verdict:
    """A side is spoken for by whoever sat there."""
    if person_id is None or actor.person_id != person_id:
        return Refused(f"{verb}须由谈话当事人本人办理。")
    return Allowed()


def leads_it(actor: Actor, talker: int, second: int | None, verb: str) -> Verdict:
    """What was written down is signed or sent back by whoever sat on the institution's side."""
    if actor.person_id is None or actor.person_id not in (talker, second):
        return Refused(f"{verb}须由谈话人本人办理。")
    return Allowed()


def may_mend(actor: Actor, subject: int, verb: str) -> Verdict:
    """What somebody else wrote of a talk is changed or given up by anybody who keeps talks but the person it is with."""
    return is_another_person(
        actor, None, subject, f"谈话对象不能{verb}与自己的谈话；请由其他有权限的同志办理，有意见的在答复时注明。"
    )


def may_amend_unread(before: Sides, now: Sides, keeps_reach: bool) -> Verdict:
    """Who sits there reads the words, and the range tells who else may; so whoever does not read them changes neither."""
    if now != before:
        return Refused("记录内容不向您显示，谈话人不能更换；请由原记录人或谈话人修改，或撤销后重新登记。", "talker")
    if not keeps_reach:
        return Refused("记录内容不向您显示，可见范围不能更改；请由原记录人或谈话人修改。", "reach")
    return Allowed()


def may_withdraw(objections: int, promised: int) -> Verdict:
    """What the person once refused to confirm stays, so that a refusal is never withdrawn with the record; and nobody
    is left with a promise whose talk is gone."""
    if objections:
        return Refused("本人曾答复不确认，这份记录不能撤销；请修改后再请双方确认。")
    if promised:
        return Refused(f"这次谈话还有 {promised} 项跟踪事项没有办结，请先撤销这些事项，再撤销谈话记录。")
    return Allowed()


def may_object(words: str) -> Verdict:
    """Refusing to confirm is a right; the note says why."""
    if not words.strip():
        return Refused("不确认的请注明理由，记录会保留。", "words")
    return Allowed()


def may_open(state: str, reach: str, reason: str) -> Verdict:
    """Somebody outside the talk opens it once it was held, only where its range allows, and says why; the subject sees
    it."""
    if state not in HELD:
        return Refused(f"“{FLOW.states[state]}”的谈话不能查阅；登记以后、没有撤销的，写明理由可以查阅。")
    if reach != Reach.REVIEW:
        return Refused("这次谈话限双方可见，不能查阅内容。")
    if not reason.strip():
        return Refused("请写明查阅理由；谈话对象会看到谁、何时、为什么查阅。", "reason")
    return Allowed()


def may_follow_up(due_on: date, today: date) -> Verdict:
    """What is promised has a day ahead."""
    if due_on < today:
        return Refused(f"期限 {due_on} 已过，请另定日期。", "due_on")
    return Allowed()


def still_runs(done_on: date | None, revoked_on: date | None) -> Verdict:
    """What has ended is neither finished, handed on nor revoked again."""
    if done_on:
        return Refused(f"这一事项已于 {done_on} 办结。")
    if revoked_on:
        return Refused(f"这一事项已于 {revoked_on} 撤销，不必再办理。")
    return Allowed()


def may_hand_on(actor: Actor, about: int) -> Verdict:
    """What was promised to somebody, or asked of them, is handed on or revoked by another person."""
    return is_another_person(actor, None, about, "与本人有关的跟踪事项，请由其他有权限的同志改派或撤销。")


def may_reassign(before: tuple[int, date], now: tuple[int, date], today: date) -> Verdict:
    """To hand on is to name somebody else or another day ahead; both are pairs of owner and day."""
    if before == now:
        return Refused("责任人和期限都没有改变，请另定责任人或期限。", "owner")
    return may_follow_up(now[1], today)


def may_finish(result: str) -> Verdict:
    """What came of it is told."""
    if not result.strip():
        return Refused("请写明办理结果。", "result")
    return Allowed()


def was_given(on: date, today: date) -> Verdict:
    """Care is recorded once it was given."""
    if on > today:
        return Refused(f"日期 {on} 在将来，办理后再登记。", "on")
    return Allowed()


def talk_rate(done: int, planned: int) -> Fraction | None:
    """谈心谈话落实: min(1, done / planned), the duty of whoever leads, not of whom is talked to. None without a plan."""
    return min(Fraction(1), Fraction(done, planned)) if planned else None
