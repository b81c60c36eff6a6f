"""Sessions: their hours against the day, who may enrol, when somebody may sign in, when all is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from shuanglun.base.flow import Flow, Step
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.learning.choices import CANCELLED, HELD, OPEN, PLANNED, EnrolmentState
from shuanglun.records.learning.rules.courses import fits

SESSION_FLOW = Flow(
    "learning.session",
    {PLANNED: "待开课", HELD: "已办结", CANCELLED: "已取消"},
    (
        Step("finish", (PLANNED,), HELD, "办结"),
        Step("cancel", (PLANNED,), CANCELLED, "取消"),
    ),
)
CHECKIN_BEFORE = timedelta(hours=2)
"""Signing in opens this long before the session at the earliest."""
AUDIENCE_WORDS = {True: "本课程面向非党员", False: "本课程面向党员"}


def length(begins: time, ends: time) -> int:
    """Minutes from beginning to end on one day; negative when the end lies before."""
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute


def may_last(begins: time, ends: time, minutes: int, of_modules: int, day_minutes: int) -> Verdict:
    """The counted minutes fit between beginning and end, hold the modules, and do not exceed a day of study."""
    span = length(begins, ends)
    if span <= 0:
        return Refused("结束时间须晚于开始时间；一个班次不跨夜，跨日的请分日设班次。", "ends")
    if minutes > span:
        return Refused(f"时长 {minutes} 分钟超过起止时间之间的 {span} 分钟。请改小时长，或调整起止时间。", "minutes")
    if of_modules > minutes:
        return Refused(
            f"所含模块共 {of_modules} 分钟，超过本班次时长 {minutes} 分钟。请延长时长，或少选模块、分几个班次讲。",
            "minutes",
        )
    return within_day(minutes, day_minutes, "minutes")


def within_day(minutes: int, day_minutes: int, field: str | None = None, who: str = "") -> Verdict:
    """Nobody studies longer than a day (parameter `learning.day_minutes`)."""
    if minutes > day_minutes:
        return Refused(
            f"{who}一天的学习时长合计 {minutes} 分钟，超过上限 {day_minutes} 分钟（参数“一人一天最多登记的学习时长”）。"
            "请核对时长和当天其他学习记录；多天的培训请分日登记。",
            field,
        )
    return Allowed()


def weight(modules: Iterable[tuple[str, int]]) -> int:
    """Minutes that a session needs for its modules, given as (audience, minutes): those for members and those for others
    run side by side, so the longer of the two counts."""
    rows = list(modules)
    return max(sum(minutes for audience, minutes in rows if fits(audience, member)) for member in (True, False))


def may_plan(course_state: str, on: date, today: date) -> Verdict:
    """Sessions are planned for open courses, not for days gone by."""
    if course_state != OPEN:
        return Refused("课程没有开放，不能排班次。请先开课。")
    return is_to_come(on, today)


def is_to_come(on: date, today: date) -> Verdict:
    """Nothing is planned for a day gone by."""
    if on < today:
        return Refused(f"日期 {on} 已经过去。请填今天或以后的日期；以前的学习请用“导入学时”补登。", "on")
    return Allowed()


def may_change(state: str, begins_at: datetime, at: datetime) -> Verdict:
    """A planned session is changed until it begins, also one of a course that was closed meanwhile: such sessions go on."""
    if state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[state]}，不能再修改。需要再上一次的，请另排班次。")
    if at >= begins_at:
        return Refused(f"班次已于 {begins_at:%Y-%m-%d %H:%M} 开始，不能再修改。没有上成的请取消，再另排班次。")
    return Allowed()


def may_enrol(state: str, begins_at: datetime, at: datetime, course_state: str) -> Verdict:
    """One enrols oneself until the session begins."""
    return may_take_in(state, course_state) and _has_not_begun(begins_at, at)


def may_take_in(state: str, course_state: str) -> Verdict:
    """The office adds people until the session is finished: who walked in was there."""
    if state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[state]}，不能再报名。")
    if course_state != OPEN:
        return Refused("课程已停开，不能再报名。")
    return Allowed()


def has_room(begins_at: datetime, at: datetime, free: int, wanted: int) -> Verdict:
    """Nobody moves up once the session has begun, so nobody is put on its waiting list any more."""
    if at >= begins_at and wanted > free:
        return Refused(
            f"班次已开始，剩余名额 {free}，不足 {wanted} 人，候补不再递补。请减少人数，或让其报名下一班次。", "people"
        )
    return Allowed()


def _has_not_begun(begins_at: datetime, at: datetime) -> Verdict:
    if at >= begins_at:
        return Refused(f"班次已于 {begins_at:%Y-%m-%d %H:%M} 开始，不能再报名或退出。请联系培训组织人员。")
    return Allowed()


def is_meant_for(audience: str, is_member: bool, name: str) -> Verdict:
    """Members and others each have their courses."""
    if not fits(audience, is_member):
        return Refused(f"{AUDIENCE_WORDS[is_member]}，{name}不在对象范围，不能报名。请选择适合的课程。")
    return Allowed()


def may_leave(state: str, name: str) -> Verdict:
    """Only who has a place or waits can give it up."""
    if state == EnrolmentState.WITHDRAWN:
        return Refused(f"{name}已经退出，不必再次办理。")
    return Allowed()


def may_free_place(state: str, begins_at: datetime, at: datetime) -> Verdict:
    """A place is given up before the session begins, whatever became of the course."""
    if state == CANCELLED:
        return Refused("班次已取消，名额随之作废，不必退出。")
    if state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[state]}，不能再退出。到课情况有误的，请联系培训组织人员更正。")
    return _has_not_begun(begins_at, at)


def has_time(clashes: Iterable[str], name: str) -> Verdict:
    """Nobody is in two places at once. `clashes` names the sessions which overlap."""
    for other in clashes:
        return Refused(f"{name}同一时间已报名“{other}”，不能在两处上课。请先退出其中一个班次。")
    return Allowed()


def may_open_checkin(state: str, on: date, begins_at: datetime, at: datetime, today: date) -> Verdict:
    """Nobody signs in to a session of another day."""
    if state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[state]}，不能打开签到。")
    if on != today:
        when = "还没有到" if on > today else "已经过了"
        return Refused(f"{when}上课日期 {on}，不能在今天打开签到。请核对班次日期；漏签的由组织人员登记。")
    if at < begins_at - CHECKIN_BEFORE:
        opens = begins_at - CHECKIN_BEFORE
        return Refused(f"签到最早在开课前 2 小时打开，即 {opens:%H:%M}。")
    return Allowed()


def may_sign_in(state: str, session_state: str, on: date, today: date) -> Verdict:
    """Only somebody with a place, only on the day of the session."""
    if on != today:
        return Refused(f"上课日期是 {on}，今天不能签到。请核对班次。")
    if session_state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[session_state]}，不能再签到。请联系培训组织人员。")
    if state == EnrolmentState.WAITING:
        return Refused("您还在候补，没有名额，不能签到。请联系培训组织人员。")
    if state != EnrolmentState.ENROLLED:
        return Refused("您不在本班次名单上。请联系培训组织人员。")
    return Allowed()


def may_mark(state: str, begins_at: datetime, at: datetime) -> Verdict:
    """Attendance is marked by hand while the session is on or after it, until it is finished."""
    if state != PLANNED:
        return Refused(f"班次{SESSION_FLOW.states[state]}，请用“更正”逐人修改到课情况并写明理由。")
    if at < begins_at:
        return Refused(f"班次 {begins_at:%Y-%m-%d %H:%M} 才开始，还不能登记到课情况。")
    return Allowed()


def may_finish(ends_at: datetime, at: datetime, has_roster: bool) -> Verdict:
    """A session is finished when it is over."""
    if at < ends_at:
        return Refused(f"班次 {ends_at:%Y-%m-%d %H:%M} 才结束，结束以后才能办结。")
    if not has_roster:
        return Refused("名单上没有人，不能办结。没有人参加的班次请取消。")
    return Allowed()


def may_correct(state: str, enrolment: str) -> Verdict:
    """A finished session's attendance is corrected one by one, with a reason."""
    if state != HELD:
        return Refused("班次还没有办结，请用“登记到课”修改。")
    if enrolment != EnrolmentState.ENROLLED:
        return Refused("这个人没有名额，不能登记到课情况。")
    return Allowed()


def may_shrink(capacity: int, taken: int) -> Verdict:
    """Nobody loses a place because the room gets smaller."""
    if capacity < taken:
        return Refused(f"已有 {taken} 人报名，名额不能少于 {taken}。请先办理退出。", "capacity")
    return Allowed()
