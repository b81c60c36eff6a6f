"""What may be frozen, and what a snapshot is called. No database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from shuanglun.base.actor import Actor
from shuanglun.base.periods import Period, month_of, quarter, year
from shuanglun.base.verdicts import Allowed, Refused, RefusedError, Verdict
from shuanglun.evidence.snapshots.choices import TO_QUARTER, Part

FIRST_YEAR = 2000
HIGHEST_NUMBER = 99


def period_of(number: int, part: str, on: date) -> Period:
    """The days `[from, until)` of a year, a quarter, or a year up to a quarter's end or the end of last month as seen on
    a day."""
    if part == Part.YEAR:
        return year(number)
    if part in TO_QUARTER:
        return Period(year(number).from_, quarter(number, TO_QUARTER[Part(part)]).until)
    if part != Part.TO_DATE:
        return quarter(number, int(part[1]))
    whole, this_month = year(number), month_of(on).from_
    if this_month <= whole.from_:
        raise RefusedError("这一年还没有一个月结束，请改选已结束的期间。", field="part")
    return Period(whole.from_, min(whole.until or this_month, this_month))


def code_of(number: int, part: str, period: Period) -> str:
    """The first half of a snapshot's name: 2025Y, 2025Q1, 2025M10 (January to October)."""
    last = period.last_day
    return f"{number}M{last.month:02d}" if part == Part.TO_DATE and last else f"{number}{part}"


def next_name(code: str, taken: Iterable[str]) -> str:
    """2025Y-01, then 2025Y-02: numbers are never used twice."""
    numbers = [int(name.rpartition("-")[2]) for name in taken if name.rpartition("-")[0] == code]
    number = max(numbers, default=0) + 1
    if number > HIGHEST_NUMBER:
        raise RefusedError(f"{code} 的快照已有 {HIGHEST_NUMBER} 份，请联系系统管理员。")
    return f"{code}-{number:02d}"


def may_freeze(period: Period, on: date) -> Verdict:
    """A period is frozen once it is over: what falls due later would count as undone."""
    if period.from_.year < FIRST_YEAR:
        return Refused(f"年度须不早于 {FIRST_YEAR} 年，请核对。", field="year")
    if period.until is None or period.until > on:
        return Refused(
            f"期间至 {period.last_day} 才结束，未到期的事项会被算作未完成；请改选已结束的季度或“年初至上月末”。",
            field="part",
        )
    return Allowed()


def sees_the_house(actor: Actor, right: str) -> Verdict:
    """Evidence is frozen whole or not at all: a part of the house would look like missing records."""
    if actor.everything or any(grant.path == "/" and grant.kind != "own" for grant in actor.ranges(right)):
        return Allowed()
    return Refused("冻结快照须有全单位的数据范围，当前角色没有；请联系融合办。")


def may_repeat(working: bool, frozen: bool) -> Verdict:
    """A freeze is carried on when it was cut off; a frozen one never changes, a new one is asked for instead."""
    if frozen:
        return Refused("快照已冻结，不能重做；记录有更正时请另冻结一份。")
    if working:
        return Refused("正在冻结中，请等它完成，或先在后台任务中取消。")
    return Allowed()
