"""Judgements over democratic-life and organizational-life meetings: what each stage needs before the next may begin.

No database, no clock. Nothing here weighs what anybody said of anybody (G-07).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from shuanglun.base.flow import Flow, Step
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.life.choices import CandidKind

PLAN, OPINIONS, TALKS, SELF_CHECK = "plan", "opinions", "talks", "self_check"
MEETING, RECTIFY, LOOK_BACK, CLOSED = "meeting", "rectify", "look_back", "closed"
STAGES = {
    PLAN: "方案", OPINIONS: "征求意见", TALKS: "谈心谈话", SELF_CHECK: "对照检查",
    MEETING: "开会", RECTIFY: "整改", LOOK_BACK: "回头看", CLOSED: "已办结",
}  # fmt: skip
BACK = {at: Step(f"back_to_{to}", (at,), to, f"退回{STAGES[to]}") for to, at in pairwise(STAGES)}
"""Stage → the step to the one before it, for what was pushed on too early."""
FLOW = Flow(
    "life.candid",
    states=STAGES,
    steps=(
        Step("gather", (PLAN,), OPINIONS, "开始征求意见"),
        Step("talk", (OPINIONS,), TALKS, "转入谈心谈话"),
        Step("examine", (TALKS,), SELF_CHECK, "转入对照检查"),
        Step("meet", (SELF_CHECK,), MEETING, "转入开会"),
        Step("rectify", (MEETING,), RECTIFY, "转入整改"),
        Step("look_back", (RECTIFY,), LOOK_BACK, "转入回头看"),
        Step("close", (LOOK_BACK,), CLOSED, "办结"),
        *BACK.values(),
    ),
    field="stage",
)
LAMPS = dict.fromkeys(STAGES, "ok") | {PLAN: "idle", CLOSED: "done"}


@dataclass(frozen=True)
class Progress:
    """How far a meeting has come, in counts and days; never a word of what was said.

    per_mille: the quorum over those due. checks: those of the roster who are not excused. running: issues that are open and not yet due.
    """

    kind: str
    today: date
    per_mille: int
    has_plan: bool = False
    approved_on: date | None = None
    opinions: int = 0
    opinions_note: str = ""
    talks_held: int = 0
    talks_waiting: int = 0
    talks_note: str = ""
    roster: int = 0
    checks: int = 0
    checks_handed: int = 0
    held_on: date | None = None
    due: int = 0
    present: int = 0
    exchanges: int = 0
    lists_missing: int = 0
    reported_on: date | None = None
    issues: int = 0
    claimed: int = 0
    running: int = 0
    looked_back: int = 0

    @property
    def is_democratic(self) -> bool:
        """Whether the stricter form applies."""
        return self.kind == CandidKind.DEMOCRATIC_LIFE


@dataclass(frozen=True)
class Need:
    """One thing a stage asks for: what, how it stands, and what to do as long as it is not met."""

    label: str
    words: str
    met: bool
    remedy: str = ""


def has_quorum(present: int, due: int, per_mille: int) -> bool:
    """Whether enough of those due came; nobody due is no meeting. The denominator is 应到, not who came."""
    return due > 0 and present * 1000 >= due * per_mille


def needs(stage: str, now: Progress) -> list[Need]:
    """What the stage asks for before the next one begins."""
    return _NEEDS[stage](now)


def may_leave(stage: str, now: Progress) -> Verdict:
    """Whether the next stage may begin: the first need that is not met is the reason."""
    for need in needs(stage, now):
        if not need.met:
            return Refused(f"{need.label}：{need.words}。{need.remedy}")
    return Allowed()


def _plan(now: Progress) -> list[Need]:
    found = [
        Need(
            "方案", "已写明" if now.has_plan else "还没有内容", now.has_plan, "请补写方案：时间、步骤、要解决的问题。"
        ),
        Need("参加人员", f"{now.checks} 人", now.checks > 0, "请在方案中填写参加人员。"),
    ]
    if now.is_democratic:
        found.append(_day("报上级同意", now.approved_on, "民主生活会须先报上级党组织，请填写同意日期。"))
    return found


def _opinions(now: Progress) -> list[Need]:
    words = f"{now.opinions} 条" if now.opinions else "未征求到意见（已说明）" if now.opinions_note else "还没有"
    return [
        Need("征求意见", words, bool(now.opinions or now.opinions_note), "请登记意见原文；确无意见的写明征求的方式和范围。")
    ]  # fmt: skip


def _talks(now: Progress) -> list[Need]:
    done = bool(now.talks_held or now.talks_note)
    words = f"{now.talks_held} 次" if now.talks_held else "未谈（已说明）" if now.talks_note else "还没有"
    waiting = f"{now.talks_waiting} 次计划未谈" if now.talks_waiting else "没有未谈的计划"
    return [
        Need("会前谈心谈话", words, done, "请登记已经进行的谈心谈话；确有特殊情况的写明原因。"),
        Need("谈话计划", waiting, not now.talks_waiting, "请先登记这些谈话，或取消不再进行的计划。"),
    ]


def _self_check(now: Progress) -> list[Need]:
    return [
        Need(
            "对照检查材料", f"已交 {now.checks_handed} / {now.checks}", now.checks_handed == now.checks > 0,
            "请提醒未交的同志；不参加的由支部书记登记免交。",
        )
    ]  # fmt: skip


def _meeting(now: Progress) -> list[Need]:
    held = now.held_on is not None and now.held_on <= now.today
    words = f"{now.held_on} 召开" if held else "还没有"
    found = [Need("会议", words, held, "请选择已经登记的会议；没有的先在“组织生活”中登记。")]
    if held:
        enough = has_quorum(now.present, now.due, now.per_mille) if now.is_democratic else now.present > 0
        least = f"须达应到的 {now.per_mille / 10:.1f}%" if now.is_democratic else "请先登记出勤"
        found.append(
            Need("到会", f"应到 {now.due}，实到 {now.present}", enough, f"{least}；人数不足的会议无效，请另行召开。")
        )
    found.append(
        Need("批评与自我批评", f"{now.exchanges} 条", now.exchanges > 0, "请按会议记录登记：针对什么问题、具体事实、本人回应。")
    )  # fmt: skip
    return found


def _rectify(now: Progress) -> list[Need]:
    listed = f"{now.lists_missing} 人未交" if now.lists_missing else "已交齐"
    found = [
        Need(
            "问题清单",
            listed,
            not now.lists_missing,
            "请提醒本人列出问题并交清单；调离、长期病休等不再交的，在其对照检查页登记免交。",
        ),
        Need("待核实", f"{now.claimed} 项", not now.claimed, "请先核实本人报告已完成的问题。"),
        Need("整改期内", f"{now.running} 项", not now.running, "这些问题期限未到，到期或销号后再回头看。"),
    ]
    if now.is_democratic:
        found.insert(0, _day("会议情况上报", now.reported_on, "请上报后填写日期。"))
    return found


def _look_back(now: Progress) -> list[Need]:
    left = now.issues - now.looked_back
    return [
        Need("回头看", f"已看 {now.looked_back} / {now.issues}", left == 0, f"还有 {left} 个问题没有回头看的结论。")
    ]


def _day(label: str, on: date | None, remedy: str) -> Need:
    return Need(label, str(on or "未填写"), on is not None, remedy)


_NEEDS = {
    PLAN: _plan, OPINIONS: _opinions, TALKS: _talks, SELF_CHECK: _self_check,
    MEETING: _meeting, RECTIFY: _rectify, LOOK_BACK: _look_back, CLOSED: lambda now: [],
}  # fmt: skip


def may_plan(kind: str, approved_on: date | None, planned_on: date | None, today: date) -> Verdict:
    """The day of approval lies behind, and not after the meeting it approves."""
    if approved_on and approved_on > today:
        return Refused(f"上级同意日期 {approved_on} 在将来，请核对；尚未同意的留空。", "approved_on")
    if approved_on and planned_on and approved_on > planned_on:
        return Refused("上级同意日期晚于拟召开日期，请核对两个日期。", "approved_on")
    return Allowed()


def may_gather(stage: str, on: date, today: date) -> Verdict:
    """Opinions are gathered from the plan until the meeting, and not tomorrow."""
    if stage not in (OPINIONS, TALKS, SELF_CHECK):
        return Refused(f"“{STAGES[stage]}”环节不登记征求意见；会前的三个环节可以登记。")
    if on > today:
        return Refused(f"征求日期 {on} 在将来，请核对。", "gathered_on")
    return Allowed()


def may_hand_in(stage: str, is_excused: bool, text: str) -> Verdict:
    """A self-check is handed in before the meeting, with something in it."""
    if is_excused:
        return Refused("已登记为免交，不必提交；要提交的请与支部书记联系。")
    if stage not in (OPINIONS, TALKS, SELF_CHECK):
        return Refused(f"会议现处“{STAGES[stage]}”环节，会前才能提交对照检查材料。")
    if not text.strip():
        return Refused("对照检查材料还没有内容。", "text")
    return Allowed()


def may_excuse(stage: str, is_excused: bool, handed_in: bool, listed: bool) -> Verdict:
    """Before the meeting whoever has handed in nothing; after it whoever has handed in no list of issues."""
    if is_excused:
        return Refused("已经登记免交，不必再次登记。")
    if stage in (MEETING, RECTIFY):
        return Refused("本人已交问题清单，不需要登记免交。") if listed else Allowed()
    if stage in (LOOK_BACK, CLOSED):
        return Refused("整改已经结束，不需要登记免交。")
    return Refused("本人已经提交，不需要登记免交。") if handed_in else Allowed()


def may_record_exchange(stage: str, is_self: bool, same_person: bool, happened: str) -> Verdict:
    """Criticism is a fact about an issue, told by whoever keeps the minutes of a meeting that is being held."""
    if stage not in (MEETING, RECTIFY):
        return Refused(f"会议现处“{STAGES[stage]}”环节，开会时和整改中才登记批评与自我批评。")
    if is_self != same_person:
        return Refused(
            "自我批评的提出人和对象须为同一人。" if is_self else "相互批评的提出人和对象不能是同一人。", "addressee"
        )
    if not happened.strip():
        return Refused("请写具体事实：什么时间、什么事、怎样做的。只写评价的不予登记。", "happened")
    return Allowed()


def may_link(kind: str, meeting_kind_fits: bool, same_branch: bool, on: date, today: date) -> Verdict:
    """The meeting held is one of this branch, of this kind, and lies behind."""
    if not (meeting_kind_fits and same_branch):
        return Refused("所选会议的党组织或类型不符，请重新选择。", "meeting")
    if on > today:
        return Refused(f"会议日期 {on} 在将来，召开后再登记。", "meeting")
    return Allowed()


def may_report(on: date, held_on: date | None, today: date) -> Verdict:
    """A meeting is reported after it was held."""
    if held_on is None:
        return Refused("会议还没有召开，不能登记上报。", "reported_on")
    if not held_on <= on <= today:
        return Refused(f"上报日期须在会议（{held_on}）当日至今日之间，现填 {on}。", "reported_on")
    return Allowed()


def last_day(held_on: date, days: int) -> date:
    """The last day of a term of so many days after a meeting."""
    return held_on + timedelta(days=days)
