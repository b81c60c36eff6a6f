"""Stretches of time and dates that are only partly known.

A period is half-open, `[from_, until)`, and an open end is None: two periods that meet never overlap and
never leave a gap. A partial date says no more than the paper said: "1988-11" is not the first of November.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from shuanglun.base.verdicts import RefusedError

DAYS_THAT_MAKE_A_MONTH = 15
"""A month counts as present from 15 days in it (the proration rule of the snapshot format)."""


@dataclass(frozen=True)
class Period:
    """Days from `from_` up to, not including, `until`; `until` None is open. Refuses an empty period."""

    from_: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.from_:
            raise RefusedError(f"结束日期 {self.until} 须晚于开始日期 {self.from_}，请检查起止日期。", field="until")

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day and (self.until is None or day < self.until)

    def __str__(self) -> str:
        return f"{self.from_} 起" if self.until is None else f"{self.from_} 至 {self.last_day}"

    @property
    def last_day(self) -> date | None:
        """The last day inside, as people say it; None when open."""
        return None if self.until is None else self.until - timedelta(days=1)

    @property
    def length(self) -> int:
        """Number of days. An open period has none: ValueError."""
        if self.until is None:
            raise ValueError("an open period has no length")
        return (self.until - self.from_).days

    def days(self) -> Iterator[date]:
        """Every day inside, in order."""
        return (self.from_ + timedelta(days=n) for n in range(self.length))

    def overlaps(self, other: Period) -> bool:
        """Whether one day at least lies in both."""
        return self.intersection(other) is not None

    def intersection(self, other: Period) -> Period | None:
        """The days in both, or None."""
        from_ = max(self.from_, other.from_)
        ends = [end for end in (self.until, other.until) if end is not None]
        until = min(ends) if ends else None
        return None if until is not None and until <= from_ else Period(from_, until)


def year(number: int) -> Period:
    """The calendar year."""
    return Period(date(number, 1, 1), date(number + 1, 1, 1))


def quarter(of_year: int, number: int) -> Period:
    """Quarter 1 to 4 of a year."""
    return Period(month(of_year, number * 3 - 2).from_, month(of_year, number * 3).until)


def month(of_year: int, number: int) -> Period:
    """Month 1 to 12 of a year."""
    following = date(of_year + 1, 1, 1) if number == 12 else date(of_year, number + 1, 1)
    return Period(date(of_year, number, 1), following)


def month_of(day: date) -> Period:
    """The calendar month a day lies in."""
    return month(day.year, day.month)


def months(period: Period) -> Iterator[Period]:
    """The calendar months a closed period touches, whole months, in order."""
    if period.until is None:
        raise ValueError("an open period has no last month")
    current = month_of(period.from_)
    while current.from_ < period.until:
        yield current
        current = month_of(current.until)  # type: ignore[arg-type]  # a month is never open


def months_present(intervals: Iterable[Period], period: Period) -> int:
    """How many calendar months of `period` have at least 15 days inside the intervals.

    Days are counted once, however many intervals hold them, so a move in mid-month costs nobody a month.
    """
    inside = [part for interval in intervals if (part := interval.intersection(period))]
    return sum(_days_covered(inside, calendar_month) >= DAYS_THAT_MAKE_A_MONTH for calendar_month in months(period))


def _days_covered(intervals: list[Period], window: Period) -> int:
    parts = [part for interval in intervals if (part := interval.intersection(window))]
    covered, reached = 0, window.from_
    for part in sorted(parts, key=lambda part: part.from_):
        until = part.until or reached  # closed: both sides of the intersection were
        covered += max(0, (until - max(part.from_, reached)).days)
        reached = max(reached, until)
    return covered


PARTIAL_DATE = re.compile(
    r"(?P<y>\d{4})(?:年|(?:[-./年](?P<m>\d{1,2})(?:月|(?:[-./月](?P<d>\d{1,2})日?)?)?))?$|"
    r"(?P<y2>\d{4})(?P<m2>\d{2})(?P<d2>\d{2})?$"
)


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date known to the year, the month or the day. Orders by what is known, the vaguer first."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)  # ValueError: no such day

    @classmethod
    def parse(cls, value: object) -> PartialDate:
        """Read "1988", "1988-11", "1988.11", "198811", "1988年11月", "1988/11/5", "19881105" or a date.

        A decimal number, or the text "1988.1", may be January or October, and a bare serial number says
        nothing; all are refused (import pitfalls, formats §7). Error: RefusedError.
        """
        if isinstance(value, PartialDate):
            return value
        if isinstance(value, date):  # datetime included
            return cls(value.year, value.month, value.day)
        text = _date_text(value)
        found = PARTIAL_DATE.match(text)
        if not found:
            raise RefusedError(f"“{value}”不是可识别的日期，请写成 1988-11 或 1988-11-05。")
        if re.match(r"\d{4}\.\d$", text):
            raise RefusedError(f"“{value}”可能是 1 月也可能是 10 月，请写成 {text[:4]}-01 或 {text[:4]}-10。")
        parts = [found[a] or found[b] for a, b in (("y", "y2"), ("m", "m2"), ("d", "d2"))]
        try:
            return cls(*(int(part) if part else None for part in parts))  # type: ignore[arg-type]
        except ValueError:
            raise RefusedError(f"“{value}”中没有这一天，请核对年月日。") from None

    @property
    def precision(self) -> str:
        """ "year", "month" or "day"."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    def __str__(self) -> str:
        """The stored text: "1988", "1988-11" or "1988-11-05"."""
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self._key < other._key

    @property
    def _key(self) -> tuple[int, int, int]:
        return self.year, self.month or 0, self.day or 0

    def dotted(self) -> str:
        """As appointment forms print it: "1988.11"."""
        return str(self).replace("-", ".")

    def spoken(self) -> str:
        """As screens print it: "1988年11月"."""
        marks = zip((self.year, self.month, self.day), "年月日", strict=True)
        return "".join(f"{part}{mark}" for part, mark in marks if part is not None)

    def plus_months(self, count: int) -> PartialDate:
        """The month `count` months later; needs a month, and drops the day."""
        if self.month is None:
            raise ValueError("a year alone cannot be moved by months")
        ordinal = self.year * 12 + self.month - 1 + count
        return PartialDate(ordinal // 12, ordinal % 12 + 1)

    def earliest(self) -> date:
        """The first day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """The last day it can mean."""
        if self.day is not None:
            return self.earliest()
        span = year(self.year) if self.month is None else month(self.year, self.month)
        return span.last_day or self.earliest()


def _date_text(value: object) -> str:
    if isinstance(value, float) and not value.is_integer():
        raise RefusedError(f"“{value}”是小数，分不清 1 月和 10 月，请把单元格设为文本，写成 1988-01 或 1988-10。")
    if isinstance(value, int | float):
        text = str(int(value))
        if len(text) not in (6, 8):
            raise RefusedError(f"“{text}”是表格的日期序号或残缺数字，请把单元格设为文本，写成 1988-11。")
        return text
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))
