"""What is true inside the fictional institution: put in on purpose, so that every analysis can be checked.

- 信息研究所: work results high, political side neglected, in every year.
- 交通研究所: the same, milder.
- 后勤保障中心: political side exemplary, work results low.
- 能源研究所: both low until integration; in the last year both are good.
- 材料研究所第二党支部: its minutes are copied from month to month.
Everywhere else the two sides share a modest common cause (a person's diligence) and nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass


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


def shift(unit_name: str, year: int, last_year: int) -> Shift:
    """The shift of a unit in a year of an institution whose data end with `last_year`."""
    if unit_name == IMPROVING:
        return AFTER if year >= last_year else BEFORE
    return PARTED.get(unit_name, Shift())
