"""Loading the goal trees of the fictional institution, with the reviews of quarters that are long over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from shuanglun.base.audit import note, operation
from shuanglun.base.review import APPROVED
from shuanglun.front.demo import targets
from shuanglun.front.demo.operations import RIGHT, TOLD_PEOPLE, Loaded, Year
from shuanglun.front.demo.pouring import pour
from shuanglun.records.goals.models import Actual, Goal, GoalKpi, KpiResult, QuarterReview
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.queries import standing
from shuanglun.records.goals.rules import progress
from shuanglun.records.people.models import Person

ACTUAL = ("kpi", "quarter", "value", "how", "words", "snapshot", "sha256", "facts")
OFFICER = "融合办专员（演示）"
CHUNK = 2_000


@operation(RIGHT, act="demo.load_goal_tree", label="装入演示目标树")
def load_tree(*, loaded: Loaded, years: list[Year]) -> int:
    """The trees of all years with actuals and reviews; the last year's fourth quarter stays open. Returns how many
    rows."""
    last = years[-1][0].year
    for setting, seed in years:
        rng = Random(f"{seed}:{setting.year}:targets")
        pairs = list(targets.pairs(setting, rng, last))
        goals = _goals(loaded, setting.year, pairs, "active" if setting.year == last else "closed")
        _kpis(loaded, goals, pairs)
    _posts(last)
    for setting, _ in years:
        _reviews(setting.year, range(1, 4 if setting.year == last else 5))
    tables = (Goal, GoalKpi, Actual, QuarterReview)
    counts = {str(table._meta.verbose_name): table._base_manager.count() for table in tables}
    if len(loaded.persons) <= TOLD_PEOPLE:
        note.batch("demo", [row for table in tables for row in table._base_manager.order_by("pk")])
    note.reason("装入虚构单位：" + "，".join(f"{name} {count} 条" for name, count in counts.items()))
    return sum(counts.values())


def _planted(rows: list[Goal], state: str) -> None:
    """Save goals whose parents are saved: the keys first, then the paths made of them."""
    Goal.objects.bulk_create(rows, batch_size=CHUNK)
    for row in rows:
        row.path = f"{row.parent.path if row.parent else '/'}{row.pk}/"
        row.state = state
    Goal.objects.bulk_update(rows, ["path", "state"], batch_size=400)


def _goals(loaded: Loaded, year: int, pairs: list[targets.Pair], state: str) -> list[Goal]:
    tops = [
        Goal(year=year, code=code, title=title, level="strategy", weight=weight, path="/")
        for code, title, weight in targets.STRATEGY
    ]
    _planted(tops, state)
    by_code = {top.code: top for top in tops}
    goals = [
        Goal(
            year=year, code=pair.code, title=pair.title, level="unit", weight=pair.weight, path="/",
            parent=by_code[pair.carries], unit=loaded.units[pair.unit], unit_path=loaded.units[pair.unit].path,
        )
        for pair in pairs
    ]  # fmt: skip
    _planted(goals, state)
    return goals


def _kpis(loaded: Loaded, goals: list[Goal], pairs: list[targets.Pair]) -> None:
    sides = [(goal, side) for goal, pair in zip(goals, pairs, strict=True) for side in pair.sides]
    rows = [
        GoalKpi(
            goal=goal, side=side.side, name=side.aim.name, unit_word=side.aim.word, direction=side.aim.direction,
            owner_id=loaded.persons[side.owner], bound=Decimal(side.aim.bound), target=Decimal(side.aim.target),
            weight=5000, origin="computed" if side.is_computed else "typed",
            measure=side.aim.measure if side.is_computed else "",
        )
        for goal, side in sides
    ]  # fmt: skip
    GoalKpi.objects.bulk_create(rows, batch_size=CHUNK)
    pour(Actual, ACTUAL, _actuals(rows, [side for _, side in sides]))


def _actuals(rows: list[GoalKpi], sides: list[targets.Side]) -> Iterator[tuple[Any, ...]]:
    for row, side in zip(rows, sides, strict=True):
        for quarter in side.quarters:
            yield row.pk, quarter.number, quarter.value, row.origin, quarter.words, "", "", None


def _posts(year: int) -> None:
    """Goals of the posts of those who answer for the HR side: their KPI results of the year, known once."""
    carried = {goal.unit_id: goal for goal in Goal.objects.filter(year=year, level="unit", code__endswith="-1")}
    heads = dict(GoalKpi.objects.filter(goal__in=carried.values(), side="hr").values_list("owner", "goal__unit"))
    results = list(KpiResult.objects.filter(person__in=heads, year=year).order_by("person", "code"))
    people = Person.objects.in_bulk(list(heads))
    goals = [
        Goal(
            year=year, code=f"P{people[row.person_id].staff_no}-{row.code}", title=row.name, level="post",
            weight=row.weight, path="/", parent=carried[heads[row.person_id]], person=people[row.person_id],
            unit=carried[heads[row.person_id]].unit, unit_path=carried[heads[row.person_id]].unit_path,
        )
        for row in results
    ]  # fmt: skip
    _planted(goals, "active")
    kpis = [
        GoalKpi(
            goal=goal, side="hr", name=row.name, owner_id=row.person_id, direction=row.direction, bound=row.bound,
            target=row.target, weight=10_000, result=row,
        )
        for goal, row in zip(goals, results, strict=True)
    ]  # fmt: skip
    GoalKpi.objects.bulk_create(kpis, batch_size=CHUNK)
    pour(Actual, ACTUAL, _yearly(kpis, results))


def _yearly(kpis: list[GoalKpi], results: list[KpiResult]) -> Iterator[tuple[Any, ...]]:
    """A post's KPI is known at the year's end only."""
    for kpi, row in zip(kpis, results, strict=True):
        for quarter in (1, 2, 3):
            yield kpi.pk, quarter, None, "typed", "按年度统计，年末登记", "", "", None
        yield kpi.pk, 4, row.actual, "typed", "" if row.actual is not None else "尚无结果", "", "", None


def _reviews(year: int, quarters: range) -> None:
    """Approved reviews with the figures as they stood."""
    goals = list(Goal.objects.filter(year=year, level="unit").select_related("unit").order_by("code"))
    now = limits(timezone.localdate())
    rows = []
    for quarter in quarters:
        known = standing.standings([goal.pk for goal in goals], quarter, now)
        by_unit: dict[int, list[dict[str, Any]]] = {}
        for goal in goals:
            by_unit.setdefault(goal.unit_id or 0, []).append(standing.told(goal, known[goal.pk]))
        units = {goal.unit_id: goal.unit for goal in goals}
        rows += [_review(units[unit], year, quarter, figures) for unit, figures in by_unit.items()]
    QuarterReview.objects.bulk_create(rows, batch_size=CHUNK)


def _review(unit: Any, year: int, quarter: int, figures: list[dict[str, Any]]) -> QuarterReview:
    apart = [item["title"] for item in figures if item["apart"]]
    handed = timezone.make_aware(datetime.combine(progress.due_on(year, quarter, 9), time(10, 0)))
    return QuarterReview(
        unit=unit, unit_path=unit.path, year=year, quarter=quarter, figures=figures, state=APPROVED,
        done=f"{len(figures)} 个配对目标按计划推进，完成值均有登记。",
        problems=f"“{'”“'.join(apart)}”两侧进度分离。" if apart else "",
        next_steps="与支部共同排查原因，下季度同部署、同检查。" if apart else "按计划推进下季度节点。",
        submitted_name=f"{unit.name}负责人（演示）", submitted_at=handed, reviewed_name=OFFICER,
        reviewed_at=handed + timedelta(days=3), review_words="请继续关注两侧同步。" if apart else "同意。",
    )  # fmt: skip
