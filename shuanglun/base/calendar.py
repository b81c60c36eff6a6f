"""Working days: weekends and the State Council's yearly notices of days off and make-up days.

The notices are data (`calendar_days.csv`), so that a new year is a file and not a release of code. Outside
the years of that file every question is refused: a guessed holiday would make a legal deadline wrong.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from shuanglun.base.verdicts import RefusedError

TABLE = Path(__file__).with_name("calendar_days.csv")
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Exceptional days from `first` to `last`: `off` days nobody works, `worked` weekend days made up."""

    off: frozenset[date]
    worked: frozenset[date]
    first: date
    last: date

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[str, str]]) -> WorkCalendar:
        """Build from (ISO day, "off" or "worked") rows; covers the whole years from the first to the last."""
        kinds: dict[str, set[date]] = {"off": set(), "worked": set()}
        for day, kind in rows:
            kinds[kind].add(date.fromisoformat(day))
        every = kinds["off"] | kinds["worked"]
        first, last = date(min(every).year, 1, 1), date(max(every).year, 12, 31)
        return cls(frozenset(kinds["off"]), frozenset(kinds["worked"]), first, last)

    def is_working(self, day: date) -> bool:
        """Whether the day is worked. Outside the covered years: RefusedError."""
        if not self.first <= day <= self.last:
            raise RefusedError(
                f"工作日历只覆盖 {self.first} 至 {self.last}，无法判断 {day}；"
                "请先导入该年度的放假安排（国务院办公厅通知）。"
            )
        return day in self.worked or (day.weekday() < 5 and day not in self.off)


@cache
def official() -> WorkCalendar:
    """The calendar shipped with the product."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return WorkCalendar.from_rows((row["day"], row["kind"]) for row in csv.DictReader(table))


def is_working(day: date, calendar: WorkCalendar | None = None) -> bool:
    """Whether the day is worked."""
    return (calendar or official()).is_working(day)


def add_working_days(
    start: date, count: int, count_start_day: bool = False, calendar: WorkCalendar | None = None
) -> date:
    """The `count`-th working day from `start`.

    By default the start day does not count, the safer reading for public notices; with `count_start_day`
    it is the first, when it is a working day itself.
    """
    if count < 0:
        raise ValueError("count of working days cannot be negative")
    day = start - DAY if count_start_day and count else start
    for _ in range(count):
        day = roll_to_working_day(day + DAY, calendar)
    return day


def roll_to_working_day(day: date, calendar: WorkCalendar | None = None) -> date:
    """The day itself when worked, else the next working day."""
    while not is_working(day, calendar):
        day += DAY
    return day


def working_days(from_: date, until: date, calendar: WorkCalendar | None = None) -> list[date]:
    """The working days in `[from_, until)`, in order."""
    days = (from_ + timedelta(days=n) for n in range((until - from_).days))
    return [day for day in days if is_working(day, calendar)]


def working_days_between(from_: date, until: date, calendar: WorkCalendar | None = None) -> int:
    """How many working days lie in `[from_, until)`."""
    return len(working_days(from_, until, calendar))


def deadline(start: date, days: int, roll: bool = True, calendar: WorkCalendar | None = None) -> date:
    """The last day of a term of `days` calendar days after `start`; a last day off rolls to the next worked one."""
    last = start + timedelta(days=days)
    return roll_to_working_day(last, calendar) if roll else last
