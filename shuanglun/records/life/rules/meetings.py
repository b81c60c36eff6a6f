"""Judgements over meetings: who may sign in when, whether a record is complete, whether a resolution passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from shuanglun.base import review
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.life import parameters as figures
from shuanglun.records.life.choices import LeaveReason, MeetingKind, Presence

FLOW = review.review_flow("life.meeting", draft="已安排", cancels="取消会议")
DAY_MINUTES = 24 * 60
SHORTEST_MINUTES_TEXT = 20
EXEMPTING = frozenset(LeaveReason) - {LeaveReason.PERSONAL}
"""Reasons that take an absence out of the denominator (G-05; rules §6: 年老体弱 Art.23)."""


@dataclass(frozen=True)
class Tally:
    """A roster counted. 实到 + 缺席 = 应到 always, since every row is exactly one of them; exempt ones are outside."""

    present: int = 0
    absent: int = 0
    leave: int = 0
    exempt: int = 0
    expected: int = 0

    @property
    def due(self) -> int:
        """应到: everybody on the roster but the exempt."""
        return self.present + self.missing

    @property
    def missing(self) -> int:
        """缺席: absent, on leave, or not told yet."""
        return self.absent + self.leave + self.expected


def tally(counts: Mapping[str, int]) -> Tally:
    """From rows per presence."""
    return Tally(**{presence.value: counts.get(presence.value, 0) for presence in Presence})


def may_change(state: str) -> Verdict:
    """A record is changed while whoever keeps it holds it."""
    if state in review.OPEN:
        return Allowed()
    return Refused(f"这次会议{FLOW.states[state]}，不能修改。已通过的记录需要更正的，请审核人先“退回更正”。")


def fits_in_a_day(begins_at: time | None, minutes: int) -> Verdict:
    """A meeting has a length and ends on the day it begins."""
    if minutes <= 0:
        return Refused("请填写时长，至少 1 分钟。", "minutes")
    begin = begins_at.hour * 60 + begins_at.minute if begins_at else 0
    if begin + minutes > DAY_MINUTES:
        return Refused(
            f"时长 {minutes} 分钟超出当天：从开始时间到 24:00 只有 {DAY_MINUTES - begin} 分钟。请核对；跨天的活动请按天分别登记。",
            "minutes",
        )
    return Allowed()


def may_open_checkin(on: date, today: date) -> Verdict:
    """People sign in on the day itself: what is in the future cannot have been attended."""
    if on > today:
        return Refused(f"会议日期是 {on}，还没有到。请在当天开放签到；日期有变动的，先修改会议日期。")
    if on < today:
        return Refused(f"会议日期是 {on}，已经过去。请用“登记到会”补登，并在记录中说明。")
    return Allowed()


def may_exempt(ground: str, names: str) -> Verdict:
    """An exemption takes somebody out of the denominator, so it has a ground on file; health is never described (G-05)."""
    if ground not in EXEMPTING:
        return Refused(f"把{names}登记为豁免须选择豁免事由；事假请登记为“请假”。", "ground")
    return Allowed()


def may_sign_in(presence: str, at_words: str) -> Verdict:
    """Once: a repeat with the same ticket is answered by the caller before this is asked."""
    if presence == Presence.PRESENT:
        return Refused(f"已于 {at_words} 登记到会，不必重复签到。")
    return Allowed()


@dataclass(frozen=True)
class Span:
    """A stretch of one day that somebody spends somewhere."""

    title: str
    begins_at: time | None
    minutes: int

    def meets(self, other: Span) -> bool:
        """Whether both overlap; one whose hour is unknown overlaps with nothing."""
        if not (self.begins_at and other.begins_at):
            return False
        day = date(2000, 1, 1)
        starts = [datetime.combine(day, span.begins_at) for span in (self, other) if span.begins_at]
        ends = [start + timedelta(minutes=span.minutes) for start, span in zip(starts, (self, other), strict=True)]
        return starts[0] < ends[1] and starts[1] < ends[0]


def is_in_one_place(name: str, here: Span, elsewhere: list[Span]) -> Verdict:
    """Nobody attends two meetings at the same hour."""
    for other in elsewhere:
        if here.meets(other):
            return Refused(f"{name}同一时段已登记参加{other.title}，不能同时到会。请核对两次会议的时间和到会情况。")
    return Allowed()


def is_complete(*, on: date, today: date, counts: Tally, record: str, minutes: int, host: bool) -> Verdict:
    """What a record must hold before it is handed over for review."""
    if on > today:
        return Refused(f"会议日期是 {on}，还没有召开，不能提交记录。")
    if not counts.due and not counts.exempt:
        return Refused("应到名单是空的。请先确定应到名单。")
    if counts.expected:
        return Refused(f"还有 {counts.expected} 人的到会情况待登记。请在“登记到会”中逐人登记；未签到的不会自动算缺席。")
    if not host:
        return Refused("请填写主持人。", "host")
    if minutes <= 0:
        return Refused("请填写时长。", "minutes")
    if len("".join(record.split())) < SHORTEST_MINUTES_TEXT:
        return Refused(f"会议记录太短：至少写清议题、讨论和结论（不少于 {SHORTEST_MINUTES_TEXT} 字）。", "record")
    return Allowed()


@dataclass(frozen=True)
class Vote:
    """Votes on a resolution. `eligible` (应到) is the denominator of both quorum and majority, never who came."""

    eligible: int
    present: int
    agree: int
    against: int
    abstain: int

    def adds_up(self) -> Verdict:
        """Nobody votes who is not there, and nobody is there who is not due."""
        if self.present > self.eligible:
            return Refused(f"到会有表决权人数 {self.present} 多于应到 {self.eligible}，请核对到会登记。")
        votes = self.agree + self.against + self.abstain
        if votes != self.present:
            return Refused(
                f"赞成、反对、弃权合计 {votes} 票，到会有表决权的是 {self.present} 人，两者须相等。请核对票数或到会登记。",
                "agree",
            )
        return Allowed()

    def has_quorum(self, kind: str, limits: Mapping[str, int]) -> bool:
        """党员大会: more than half of those due; 支委会: at least half of its members (rules §1)."""
        if kind == MeetingKind.COMMITTEE:
            return self.present * 100 >= limits[figures.COMMITTEE_QUORUM] * self.eligible
        return self.present * 100 > limits[figures.MEMBER_QUORUM] * self.eligible

    def passed(self, kind: str, limits: Mapping[str, int]) -> bool:
        """With a quorum, and more than half of those due in favor."""
        return self.has_quorum(kind, limits) and self.agree * 100 > limits[figures.VOTE_PASS] * self.eligible
