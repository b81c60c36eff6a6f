"""What is true inside the fictional institution: put in on purpose, so that every analysis can be checked.

- 信息研究所: work results high, political side neglected, in every year.
- 交通研究所: the same, milder.
- 后勤保障中心: political side exemplary, work results low.
- 能源研究所: both low until integration; in the last year both are good.
- 材料研究所第二党支部: its minutes are copied from month to month.
- 海洋研究所第一党支部: in the last year it hands all minutes over on one day at the end of December.
- 后勤保障中心党支部: in the last year everybody due comes to every meeting.
Everywhere else the two sides share a modest common cause (a person's diligence) and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Shift:
    """How far a unit lies from the others, as a share (−0.2: twenty percentage points lower)."""

    party: float = 0.0
    work: float = 0.0


PARTED = {
    "信息研究所": Shift(party=-0.20, work=+0.05),
    "交通研究所": Shift(party=-0.14, work=+0.04),
    "后勤保障中心": Shift(party=+0.06, work=-0.18),
}
"""Units where the two wheels part."""

IMPROVING = "能源研究所"
BEFORE, AFTER = Shift(party=-0.16, work=-0.14), Shift(party=+0.04, work=+0.03)

COPIED_MINUTES = "材料研究所第二党支部"
BATCHED, BATCH_DAY = "海洋研究所第一党支部", (12, 29)
ALWAYS_FULL = "后勤保障中心党支部"


def shift(unit_name: str, year: int, last_year: int) -> Shift:
    """The shift of a unit in a year of an institution whose data end with `last_year`."""
    if unit_name == IMPROVING:
        return AFTER if year >= last_year else BEFORE
    return PARTED.get(unit_name, Shift())


def handed_over(branch: str, on: date, last_year: int) -> date:
    """When a branch hands over the minutes of a meeting."""
    if branch == BATCHED and on.year == last_year:
        return max(on, date(on.year, *BATCH_DAY))
    return on + timedelta(days=2)


def is_always_full(branch: str, year: int, last_year: int) -> bool:
    """Whether everybody due comes to every meeting of the branch in a year."""
    return branch == ALWAYS_FULL and year == last_year
