"""A campaign's steps, its windows, and what may be done when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shuanglun.base.flow import Flow, Step
from shuanglun.base.review import CANCELLED, DRAFT, RETURNED, SUBMITTED
from shuanglun.base.verdicts import Allowed, Refused, Verdict

OPENING, OPEN, SEALED, RELEASED = "opening", "open", "sealed", "released"
STATES = {
    DRAFT: "草稿",
    SUBMITTED: "待启动",
    RETURNED: "已退回",
    OPENING: "正在启动",
    OPEN: "进行中",
    SEALED: "已封箱",
    RELEASED: "已公布",
    CANCELLED: "已取消",
}
LAMPS = {
    DRAFT: "idle", SUBMITTED: "soon", RETURNED: "late", OPENING: "soon", OPEN: "ok", SEALED: "soon", RELEASED: "done",
    CANCELLED: "off",
}  # fmt: skip
EDITABLE = (DRAFT, RETURNED)
STARTED = (OPEN, SEALED, RELEASED)
ENDED = (SEALED, RELEASED, CANCELLED)
"""States in which nobody signs a ticket or opens the box any more."""
CAMPAIGN_FLOW = Flow(
    "surveys.campaign",
    STATES,
    (
        Step("submit", EDITABLE, SUBMITTED, "提交启动"),
        Step("return", (SUBMITTED,), RETURNED, "退回"),
        Step("approve", (SUBMITTED,), OPENING, "批准启动"),
        Step("undo", (OPENING,), RETURNED, "退回更正"),
        Step("opened", (OPENING,), OPEN, "启动"),
        Step("seal", (OPEN,), SEALED, "开箱封存"),
        Step("release", (SEALED,), RELEASED, "公布结果"),
        Step("cancel", (*EDITABLE, SUBMITTED, OPENING, OPEN), CANCELLED, "取消测评"),
    ),
)


@dataclass(frozen=True)
class Windows:
    """When tickets are issued and when ballots are cast; on-site campaigns issue none."""

    issue_from: datetime | None
    issue_until: datetime | None
    cast_from: datetime
    cast_until: datetime


def windows_fit(windows: Windows, gap_minutes: int, *, is_online: bool) -> Verdict:
    """Two windows that cannot overlap. Between them lies a gap: without it the time stamps of issuing and casting link
    most voters (trust B)."""
    if windows.cast_until <= windows.cast_from:
        return Refused("投票截止时间应晚于投票开始时间。", field="cast_until")
    if not is_online:
        return Allowed()
    if windows.issue_from is None or windows.issue_until is None:
        return Refused("线上测评须写明领票开始和截止时间。", field="issue_from")
    if windows.issue_until <= windows.issue_from:
        return Refused("领票截止时间应晚于领票开始时间。", field="issue_until")
    if windows.cast_from < windows.issue_until + timedelta(minutes=gap_minutes):
        return Refused(
            f"投票须在领票截止 {gap_minutes} 分钟以后开始：两段时间重叠或相连，领票和投票的时间就能对上人。"
            "请推迟投票开始时间，或提前领票截止时间。",
            field="cast_from",
        )
    return Allowed()


def kept_until(sealed: datetime | None, released: datetime | None, days: int) -> datetime:
    """When the raw ballots are destroyed: counted from the release, or from the sealing where nothing was released."""
    since = released or sealed
    assert since is not None, "only a sealed box has raw ballots"
    return since + timedelta(days=days)


def may_release(state: str, *, has_ballots: bool) -> Verdict:
    """Figures are counted anew from the raw ballots, so nothing is published once their term is over."""
    if state == SEALED and not has_ballots:
        return Refused("原始票保存期满，已经销毁；没有公布的结果无从核对，不再公布。")
    return Allowed()


BEFORE, ISSUING, BETWEEN, CASTING, OVER = "before", "issuing", "between", "casting", "over"
PHASES = {BEFORE: "尚未开始", ISSUING: "领票中", BETWEEN: "等待投票", CASTING: "投票中", OVER: "已截止"}


def phase(windows: Windows, now: datetime) -> str:
    """Where the clock stands: before, issuing, between, casting, over."""
    if now >= windows.cast_until:
        return OVER
    if now >= windows.cast_from:
        return CASTING
    if windows.issue_until is None or windows.issue_from is None:
        return BEFORE
    if now >= windows.issue_until:
        return BETWEEN
    return ISSUING if now >= windows.issue_from else BEFORE


def may_issue(state: str, windows: Windows, now: datetime) -> Verdict:
    """Whether tickets are issued at this moment."""
    if state != OPEN:
        return Refused(f"测评{STATES[state]}，现在不能领票。")
    if phase(windows, now) == BEFORE:
        return Refused("领票还没有开始，请在领票时间内再来。")
    if phase(windows, now) != ISSUING:
        return Refused("领票已经截止。没有领票的不能再领：截止以后补发，票就能和人对上。")
    return Allowed()


def may_cast(state: str, windows: Windows, now: datetime) -> Verdict:
    """Whether the box takes a ballot at this moment."""
    if state != OPEN:
        return Refused("这次测评没有在进行，票箱不收票。")
    if now < windows.cast_from:
        return Refused("投票还没有开始，请在投票时间内再投；票据请保存好。")
    if now >= windows.cast_until:
        return Refused("投票已经截止，票箱不再收票；没有投出的票不计入结果。", field="window")
    return Allowed()


LAST_ANSWERS = timedelta(minutes=2)
"""What was on its way when the voting ended has come in by then: a request lives no longer."""


def may_seal(state: str, windows: Windows, now: datetime) -> Verdict:
    """The box stays shut until the voting is over: no cast figure, not even a total, before closing (trust B)."""
    if state != OPEN:
        return Refused(f"测评{STATES[state]}，不能开箱；只有进行中、投票已截止的可以。")
    if now < windows.cast_until:
        return Refused("投票还没有截止，票箱不能打开。")
    if now < windows.cast_until + LAST_ANSWERS:
        return Refused("投票刚刚截止，还在收最后的应答，请两分钟后再开箱。")
    return Allowed()
