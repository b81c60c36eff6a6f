"""Goals for tests: one unit with a pair, its head and its branch secretary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from shuanglun.base.actor import Actor, acting
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Goal, GoalKpi
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person, make_unit

YEAR = 2025
AT = datetime(2026, 1, 10, 2, 0, tzinfo=UTC)
"""When the whole of YEAR is over."""
SYSTEM = Actor.system("test")
_number = count(1)


@dataclass
class House:
    """A unit with its two owners, a strategy goal in force, and one unit goal with both sides."""

    unit: Unit
    head: Person
    secretary: Person
    strategy: Goal
    goal: Goal

    @property
    def party(self) -> GoalKpi:
        """The Party side."""
        return GoalKpi._base_manager.get(goal=self.goal, side="party")

    @property
    def hr(self) -> GoalKpi:
        """The HR side."""
        return GoalKpi._base_manager.get(goal=self.goal, side="hr")


def make_goal(level: str = "strategy", *, year: int = YEAR, weight: int = 10_000, **values: Any) -> Goal:
    """A draft of one level."""
    number = next(_number)
    with acting(SYSTEM):
        return operations.draft(
            year=year, code=values.pop("code", f"T{number:04d}"), title=values.pop("title", f"目标{number}"), level=level,
            weight=weight, **values,
        )  # fmt: skip


def make_kpi(goal: Goal, side: str, owner: Person, **values: Any) -> GoalKpi:
    """One side of a draft; target 100 upwards from 0 unless said otherwise."""
    given = {"name": f"{side} 指标", "target": Decimal(100), "unit_word": "%"} | values
    with acting(SYSTEM):
        return operations.set_kpi(goal=goal, side=side, owner=owner, **given)


def make_pair(unit: Unit, parent: Goal, owners: tuple[Person, Person], **values: Any) -> Goal:
    """A unit's draft with both sides."""
    goal = make_goal("unit", unit=unit, parent=parent, **values)
    for side, owner in zip(("party", "hr"), owners, strict=True):
        make_kpi(goal, side, owner)
    return goal


def make_house(*, active: bool = True, name: str = "一所", year: int = YEAR) -> House:
    """A unit whose one goal carries the one strategy goal; in force unless said otherwise."""
    unit = make_unit(name)
    head, secretary = make_person("负责人", unit=unit), make_person("书记", unit=unit)
    strategy = make_goal(year=year, title="政治过硬、业务精湛")
    goal = make_pair(unit, strategy, (secretary, head), year=year, title="支部建在项目上")
    if active:
        with acting(SYSTEM):
            operations.activate(year=year)
            operations.activate(year=year, unit=unit)
    strategy.refresh_from_db()
    goal.refresh_from_db()
    return House(unit, head, secretary, strategy, goal)


def report(kpi: GoalKpi, quarter: int, value: Any, words: str = "") -> Any:
    """An actual, typed after the year's end."""
    with acting(SYSTEM):
        number = None if value is None else Decimal(str(value))
        return operations.record_actual(kpi=kpi, quarter=quarter, value=number, at=AT, words=words)
