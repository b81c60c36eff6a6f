"""Quizzes: marking, passing, trying again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.learning.choices import Presence


def marked(answers: Sequence[int], key: Sequence[int]) -> int:
    """How many answers are right. Raises ValueError when not every question has one."""
    return sum(given == right for given, right in zip(answers, key, strict=True))


def is_passed(right: int, total: int, percent: int) -> bool:
    """Whether the share of right answers reaches the line, compared without rounding."""
    return total > 0 and right * 100 >= percent * total


def has_ended(ends_at: datetime, at: datetime) -> Verdict:
    """A quiz asks what was heard, so it opens when the session ends."""
    if at < ends_at:
        return Refused(f"班次 {ends_at:%Y-%m-%d %H:%M} 结束后再作答。")
    return Allowed()


def may_try(presence: str, questions: int, tried: int, passed: bool, most: int) -> Verdict:
    """Who attended may try, a limited number of times, until it is passed."""
    if not questions:
        return Refused("这门课程没有测验。")
    if presence != Presence.PRESENT:
        return Refused("到课以后才能测验。到了课而没有签到的，请联系培训组织人员登记。")
    if passed:
        return Refused("测验已经合格，不必再做。")
    if tried >= most:
        return Refused(f"已测验 {tried} 次，达到次数上限 {most} 次。可以报名下一班次，学完再测。")
    return Allowed()
