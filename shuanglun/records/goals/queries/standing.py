"""How far goals are at the end of a quarter: each side's attainment and lamp, and whether the two part."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shuanglun.base.actor import Actor, acting
from shuanglun.records.goals.choices import CLOSED, Level, Side
from shuanglun.records.goals.models import Actual, Goal, GoalKpi
from shuanglun.records.goals.queries.tree import EVERYBODYS, kpis_of
from shuanglun.records.goals.rules import progress
from shuanglun.records.goals.rules.progress import Limits


@dataclass(frozen=True)
class SideView:
    """One KPI at the end of a quarter; `attained` is exact and None where the actual is missing."""

    kpi: GoalKpi
    actual: Actual | None
    attained: Fraction | None
    due: Fraction
    lamp: str

    @property
    def ahead(self) -> Fraction | None:
        """How far it lies before what is due."""
        return progress.ahead(self.attained, self.due)

    @property
    def due_points(self) -> int:
        """What is due, in percent."""
        return int(self.due * 100)

    @property
    def points(self) -> Decimal | None:
        """Attainment in percent, one decimal."""
        return None if self.attained is None else progress.points(self.attained)

    @property
    def words(self) -> str:
        """The lamp in words."""
        return progress.LAMP_WORDS[self.lamp]


@dataclass(frozen=True)
class Standing:
    """A goal at the end of a quarter: its sides, and how far the Party side lies before the HR side."""

    party: SideView | None
    hr: SideView | None
    gap: Fraction | None
    is_apart: bool

    @property
    def gap_points(self) -> Decimal | None:
        """The gap in percentage points without its sign, one decimal."""
        return None if self.gap is None else progress.points(abs(self.gap))

    @property
    def behind(self) -> str:
        """The wheel that lies behind, in words; empty when both are level or unknown."""
        if not self.gap:
            return ""
        return Side.HR.label if self.gap > 0 else Side.PARTY.label

    @property
    def sides(self) -> list[SideView]:
        """The sides that exist, the Party's first."""
        return [side for side in (self.party, self.hr) if side is not None]


def standings(goals: Iterable[int], quarter: int, limits: Limits) -> dict[int, Standing]:
    """How goals stand, by key; two queries however many there are."""
    kpis = kpis_of(goals)
    with acting(Actor.system(EVERYBODYS)):
        rows = Actual.objects.filter(kpi__in=[kpi.pk for kpi in kpis], quarter=quarter)
        actuals = {row.kpi_id: row for row in rows}
    sides: dict[int, dict[str, SideView]] = {}
    for kpi in kpis:
        sides.setdefault(kpi.goal_id, {})[kpi.side] = side_of(kpi, actuals.get(kpi.pk), quarter, limits)
    return {goal: _together(both, limits) for goal, both in sides.items()}


def side_of(kpi: GoalKpi, actual: Actual | None, quarter: int, limits: Limits) -> SideView:
    """One KPI with its actual of the quarter."""
    value = None if actual is None else actual.value
    attained = progress.attainment(kpi.direction, kpi.bound, kpi.target, value)
    due = progress.expected(kpi.pace, quarter)
    return SideView(kpi, actual, attained, due, progress.lamp(attained, due, limits))


def _together(both: dict[str, SideView], limits: Limits) -> Standing:
    party, hr = both.get(Side.PARTY), both.get(Side.HR)
    between = progress.gap(party.ahead if party else None, hr.ahead if hr else None)
    return Standing(party, hr, between, progress.part(between, limits))


def reviewed_goals(unit: int, year: int) -> list[Goal]:
    """The goals a unit's review tells about: those in force or ended, by code."""
    rows = Goal.objects.filter(unit=unit, year=year, level=Level.UNIT).exclude(state="draft")
    return list(rows.order_by("code"))


def running_kpis(unit: int, year: int) -> list[GoalKpi]:
    """KPIs of a unit and its posts that await actuals: of goals in force."""
    rows = GoalKpi.objects.filter(goal__unit=unit, goal__year=year, goal__state="active")
    return list(rows.select_related("goal", "owner", "result").order_by("goal__code", "-side"))


def figures(unit: int, year: int, quarter: int, limits: Limits) -> list[dict[str, Any]]:
    """What a review rests on, in plain values that are kept with it at submission."""
    goals = reviewed_goals(unit, year)
    known = standings([goal.pk for goal in goals], quarter, limits)
    return [told(goal, known[goal.pk]) for goal in goals if goal.pk in known]


def told(goal: Goal, standing: Standing) -> dict[str, Any]:
    """A goal's standing in plain values, as every page draws it."""
    return {
        "goal": goal.pk,
        "code": goal.code,
        "title": goal.title,
        "weight": goal.weight,
        "closed": goal.state == CLOSED,
        "sides": [_side(side) for side in standing.sides],
        "gap": None if standing.gap_points is None else str(standing.gap_points),
        "behind": standing.behind,
        "apart": standing.is_apart,
    }


def _side(side: SideView) -> dict[str, Any]:
    kpi, value = side.kpi, side.actual.value if side.actual else None
    return {
        "kpi": kpi.pk,
        "side": kpi.side,
        "line": kpi.get_side_display(),
        "name": kpi.name,
        "owner": kpi.owner.name,
        "target": progress.amount(kpi.target, kpi.unit_word),
        "value": progress.amount(value, kpi.unit_word),
        "words": side.actual.words if side.actual else "",
        "how": side.actual.get_how_display() if side.actual else "",
        "attained": None if side.points is None else str(side.points),
        "due": side.due_points,
        "lamp": side.lamp,
        "state": side.words,
    }
