"""What a Party branch owes in a year, and what became of it: duties, their periods, the rate of compliance.

Frequencies are parameters (`life/parameters.py`); here they are arguments. A duty is judged by periods that have ended:
in November nobody is behind with the meeting of the fourth quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from shuanglun.records.life import parameters as figures
from shuanglun.records.life.choices import MeetingKind

MONTH, QUARTER, YEAR = 1, 3, 12
"""Length of a period in months."""


@dataclass(frozen=True)
class Duty:
    """One kind of meeting and how often it is due: `times` in each period of `months`."""

    kind: str
    months: int
    times: int

    @property
    def label(self) -> str:
        """The kind in words."""
        return str(MeetingKind(self.kind).label)

    @property
    def words(self) -> str:
        """The frequency in words."""
        return f"每{ {MONTH: '月', QUARTER: '季度', YEAR: '年'}[self.months] } {self.times} 次"


DUTIES: tuple[tuple[str, int, str], ...] = (
    (MeetingKind.MEMBER_MEETING, QUARTER, figures.MEMBER_MEETINGS),
    (MeetingKind.COMMITTEE, MONTH, figures.COMMITTEE_MEETINGS),
    (MeetingKind.GROUP, MONTH, figures.GROUP_MEETINGS),
    (MeetingKind.LECTURE, QUARTER, figures.LECTURES),
    (MeetingKind.THEME_DAY, MONTH, figures.THEME_DAYS),
    (MeetingKind.ORG_LIFE, YEAR, figures.ORG_LIFE),
    (MeetingKind.MEMBER_APPRAISAL, YEAR, figures.APPRAISALS),
)
"""Kind, period and parameter; kinds without a duty (民主生活会, 中心组学习, 志愿服务) are not counted."""


def duties(frequencies: Mapping[str, int], *, has_committee: bool, has_groups: bool) -> list[Duty]:
    """The duties of one branch. Without a committee there are no committee meetings, without groups no group meetings."""
    without = {
        kind for kind, there in ((MeetingKind.COMMITTEE, has_committee), (MeetingKind.GROUP, has_groups)) if not there
    }
    return [
        Duty(kind, months, frequencies[key])
        for kind, months, key in DUTIES
        if kind not in without and frequencies[key] > 0
    ]


@dataclass(frozen=True)
class Slot:
    """One period of a duty: the days `[begins, ends)`, and the months it spans in the calendar of a year."""

    duty: Duty
    begins: date
    ends: date

    @property
    def first_month(self) -> int:
        """The month it begins with, 1 to 12."""
        return self.begins.month

    @property
    def last_day(self) -> date:
        """The last day of the period."""
        return self.ends - timedelta(days=1)


def slots(duty: Duty, year: int) -> list[Slot]:
    """The periods of a duty in a year, in order."""
    starts = [date(year, month, 1) for month in range(1, 13, duty.months)]
    return [Slot(duty, begins, ends) for begins, ends in zip(starts, [*starts[1:], date(year + 1, 1, 1)], strict=True)]


@dataclass(frozen=True)
class Standing:
    """How a period stands: the lamp of its meetings and its words."""

    lamp: str
    words: str


def standing(slot: Slot, held: int, planned: int, unwritten: int, today: date) -> Standing:
    """The lamp is computed, never set by hand. `held` have their record handed over, `unwritten` were due to be held
    and have none yet, `planned` are still to come."""
    times, over = slot.duty.times, slot.ends <= today
    if held >= times:
        return Standing("done", "已开")
    if unwritten and held + unwritten + planned >= times:
        return Standing("late" if over else "soon", "待登记")
    if over:
        return Standing("late", "逾期")
    if held + planned >= times:
        return Standing("ok", "已安排")
    return Standing("idle", "未安排") if slot.begins > today else Standing("soon", "待安排")


@dataclass(frozen=True)
class Compliance:
    """组织生活频次达标率 (methods §2 `freq_compliance`): `mean` over kinds of min(1, held / required), and `pooled`
    Σ min(held, required) / Σ required; both exact, None where nothing was due yet."""

    mean: Fraction | None
    pooled: Fraction | None
    held: int
    required: int

    @property
    def percent(self) -> str:
        """The mean as people read it, rounded half up to a tenth; nothing where nothing was due."""
        if self.mean is None:
            return ""
        tenths = (self.mean * 2000 + 1) // 2
        return f"{tenths // 10}.{tenths % 10}%"


def compliance(counted: Iterable[tuple[int, int]]) -> Compliance:
    """From (held, required) of each kind; kinds that were not due yet are left out."""
    due = [(min(held, required), required) for held, required in counted if required > 0]
    if not due:
        return Compliance(None, None, 0, 0)
    rates = [Fraction(held, required) for held, required in due]
    held, required = (sum(column) for column in zip(*due, strict=True))
    return Compliance(sum(rates, Fraction(0)) / len(rates), Fraction(held, required), held, required)


def required_by(duty: Duty, year: int, today: date) -> int:
    """How many meetings of a duty were due in the periods of the year that are over."""
    return duty.times * sum(slot.ends <= today for slot in slots(duty, year))


def usual_day(slot: Slot, day: int) -> date:
    """The day a period's meeting is planned for: that day of its middle month (of a year, of December: organizational
    life meetings are usually held in the fourth quarter). A month too short gets its last day."""
    month = {MONTH: slot.begins.month, QUARTER: slot.begins.month + 1, YEAR: 12}[slot.duty.months]
    following = date(slot.begins.year + month // 12, month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(slot.begins.year, month, min(day, last))


def planned_title(slot: Slot) -> str:
    """What a planned meeting is called until somebody gives it a theme."""
    when = {
        MONTH: f"{slot.begins.month}月",
        QUARTER: f"第{'一二三四'[(slot.begins.month - 1) // 3]}季度",
        YEAR: f"{slot.begins.year}年度",
    }
    return f"{when[slot.duty.months]}{slot.duty.label}"
