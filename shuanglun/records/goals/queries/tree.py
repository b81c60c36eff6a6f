"""Which goals the acting role may read, and the tree they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.scope import within
from shuanglun.records.goals.choices import CLOSED, DRAFT, Level
from shuanglun.records.goals.models import Goal, GoalKpi
from shuanglun.records.goals.models.tree import GoalQuerySet
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person

EVERYBODYS = "战略目标和本部门目标对职工公开"


def readable() -> GoalQuerySet:
    """Goals the acting role may read under the right in use: those in its range, and for everybody who may see goals
    the strategy of the house, the goals of the reader's own unit, and those whose KPI the reader answers for. Drafts
    are read in the own range only."""
    actor = current()
    if actor.everything:
        return Goal.objects.all()
    inside, owned = Goal.objects.values("pk"), GoalKpi.objects.values("goal")
    with acting(Actor.system(EVERYBODYS)):
        shared = Q(level=Level.STRATEGY) | Q(pk__in=owned)
        if actor.person_id is not None:
            shared |= Q(level=Level.UNIT, unit__in=Person.objects.filter(pk=actor.person_id).values("unit"))
        return Goal.objects.filter(Q(pk__in=inside) | (shared & ~Q(state=DRAFT)))


def kpis_of(goals: Iterable[int]) -> list[GoalKpi]:
    """KPIs of goals which the reader was allowed to read: whoever sees a goal sees both its sides."""
    with acting(Actor.system(EVERYBODYS)):
        rows = GoalKpi.objects.filter(goal__in=list(goals)).select_related("owner", "goal")
        return list(rows.order_by("goal_id", "-side"))


def years() -> list[int]:
    """Years that have goals, the latest first."""
    return sorted(readable().order_by().values_list("year", flat=True).distinct(), reverse=True)


def units_with_goals(year: int) -> list[tuple[str, str]]:
    """Units of the readable goals of a year as filter options: path and name, in organizational order."""
    rows = readable().of_year(year).of_units().order_by("unit__order", "unit_id")
    return list(rows.values_list("unit_path", "unit__name").distinct())


def taken_code(year: int, code: str) -> bool:
    """Whether a goal of the year has the code, also one the acting role may not see."""
    with acting(Actor.system("目标编号在一年内唯一")):
        return Goal.objects.filter(year=year, code=code).exists()


def next_code(year: int) -> str:
    """The next free code of a year: G01, G02, …"""
    with acting(Actor.system("目标编号在一年内唯一")):
        taken = set(Goal.objects.filter(year=year, code__startswith="G").values_list("code", flat=True))
    number = 1
    while f"G{number:02d}" in taken:
        number += 1
    return f"G{number:02d}"


def goal_of(kpi: GoalKpi) -> Goal:
    """The goal of a KPI as it stands now, also for an owner who may not see its unit."""
    with acting(Actor.system("牵头人登记须核对目标状态")):
        return Goal.objects.get(pk=kpi.goal_id)


def possible_parents(level: str, year: int, unit: Unit | None, without: str = "") -> list[Goal]:
    """Goals under which one of that level may hang; `without` is the path of a goal that moves."""
    rows = Goal.objects.of_year(year).standing().select_related("unit").order_by("level", "code")
    if level == Level.POST:
        rows = rows.filter(level=Level.UNIT, unit=unit)
    elif level == Level.UNIT and unit is not None:
        above = [f"{'/'.join(unit.path.split('/')[:n])}/" for n in range(2, unit.path.count("/"))]
        rows = rows.filter(Q(level=Level.STRATEGY) | Q(level=Level.UNIT, unit_path__in=above))
    else:
        rows = rows.filter(level=Level.STRATEGY)
    return list(rows.exclude(within("path", without)) if without else rows)


@dataclass
class Node:
    """A goal in the tree. `posts` counts goals of posts below, which have no node of their own; `carriers` the goals of
    units below in the whole house that were not ended, also those that the reader may not open."""

    goal: Goal
    children: list[Node] = field(default_factory=list)
    posts: int = 0
    carriers: int = 0
    standing: Any = None

    @property
    def is_uncarried(self) -> bool:
        """A strategy goal that no unit took up, below no matter how many floors; one that ended waits for nobody."""
        return self.goal.level == Level.STRATEGY and self.goal.state != CLOSED and not self.carriers

    def below(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.below()


def carriers(year: int) -> list[tuple[str, str]]:
    """Paths and states of all unit goals of a year: how many carry the strategy is no secret, what they are may be."""
    with acting(Actor.system("战略目标由多少部门承接")):
        return list(Goal.objects.of_year(year).of_units().values_list("path", "state"))


def carried(goal: Goal, units: Iterable[tuple[str, str]]) -> int:
    """How many of these unit goals carry a goal. One that ended carries nothing any more, unless the goal itself ended:
    then the page tells what carried it until then."""
    below = [state for path, state in units if path.startswith(goal.path) and path != goal.path]
    return len(below) if goal.state == CLOSED else sum(state != CLOSED for state in below)


def grown(goals: Iterable[Goal]) -> list[Node]:
    """The trees that goals make, siblings by code; a goal whose parent is not among them stands at the top."""
    nodes: dict[int, Node] = {}
    posts: list[Goal] = []
    for goal in sorted(goals, key=lambda goal: goal.code):
        if goal.level == Level.POST:
            posts.append(goal)
        else:
            nodes[goal.pk] = Node(goal)
    tops: list[Node] = []
    for node in nodes.values():
        parent = nodes.get(node.goal.parent_id or 0)
        (parent.children if parent else tops).append(node)
    for post in posts:
        if post.parent_id in nodes:
            nodes[post.parent_id].posts += 1
    return tops


def pruned(nodes: list[Node], wanted: set[int]) -> list[Node]:
    """Only the wanted goals and what leads to them."""
    kept = []
    for node in nodes:
        node.children = pruned(node.children, wanted)
        if node.children or node.goal.pk in wanted:
            kept.append(node)
    return kept
