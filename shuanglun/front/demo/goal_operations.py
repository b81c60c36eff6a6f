"""Loading the goal trees of the fictional institution, with the reviews of quarters that are long over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from shuanglun.base.audit import note, operation
from shuanglun.base.review import APPROVED
from shuanglun.front.demo import targets
from shuanglun.front.demo.chances import Setting
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
TABLES: dict[type[Any], str] = {Goal: "year", GoalKpi: "goal__year", Actual: "kpi__goal__year", QuarterReview: "year"}
"""Each with the way to its year."""


@operation(RIGHT, act="demo.load_goal_tree", label="装入演示目标树")
def load_tree(*, loaded: Loaded, years: list[Year]) -> int:
    """The trees of all years with actuals and reviews. The last year's goals stay in force and its fourth quarter open,
    until the snapshot gives the computed figures. Returns how many rows."""
    last = years[-1][0].year
    for setting, seed in years:
        pairs = list(targets.pairs(setting, _rng(setting, seed), last))
        goals = _goals(loaded, setting.year, pairs, "active" if setting.year == last else "closed")
        _kpis(loaded, goals, pairs)
    _posts(last, last)
    for setting, _ in years:
        _reviews(setting.year, range(1, 4 if setting.year == last else 5))
    return _told(whole=len(loaded.persons) <= TOLD_PEOPLE)


@operation(RIGHT, act="demo.load_running_tree", label="装入演示本年度目标")
def load_running_tree(*, loaded: Loaded, year: Year, today: date) -> int:
    """The tree of the year that runs: quarters that are over are reported, the latest of them is still to be reviewed,
    and in every third unit the Party side has not reported it yet. Returns how many rows."""
    setting, seed = year
    before = sum(table._base_manager.count() for table in TABLES)
    over = progress.ended(setting.year, today)
    pairs = list(targets.pairs(setting, _rng(setting, seed), setting.year - 1))
    for pair in pairs:
        for side in pair.sides:
            late = side.side == "party" and pair.unit % 3 == 2
            side.quarters = [row for row in side.quarters if row.number in (over[:-1] if late else over)]
    _kpis(loaded, _goals(loaded, setting.year, pairs, "active"), pairs)
    _posts(setting.year, setting.year - 1, tuple(over))
    _reviews(setting.year, range(1, max(over, default=1)))
    return _told(whole=len(loaded.persons) <= TOLD_PEOPLE, year=setting.year) - before


@operation(RIGHT, act="demo.finish_goals", label="结束演示年度目标")
def finish_year(*, year: int) -> int:
    """The fourth quarter is reviewed and the year's goals end. Returns how many goals."""
    _reviews(year, range(4, 5))
    note.reason(f"装入虚构单位：{year} 年目标结束")
    rows = list(Goal.objects.filter(year=year, state="active"))
    for row in rows:
        row.state = "closed"
    Goal.objects.bulk_update(rows, ["state"], batch_size=400)
    note.batch("demo", [*rows, *QuarterReview._base_manager.filter(year=year, quarter=4).order_by("pk")])
    return len(rows)


def _rng(setting: Setting, seed: int) -> Random:
    return Random(f"{seed}:{setting.year}:targets")


def _told(*, whole: bool, year: int | None = None) -> int:
    """Say in the trail what stands now, of all years or of one; of a small house every row. Returns how many rows."""
    counts = {str(table._meta.verbose_name): table._base_manager.count() for table in TABLES}
    if whole:
        note.batch(
            "demo",
            [
                row
                for table, way in TABLES.items()
                for row in table._base_manager.filter(**({way: year} if year else {})).order_by("pk")
            ],
        )
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
            pace="cumulative" if side.aim.grows else "level", weight=5000, origin="computed" if side.is_computed else "typed",
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


def _posts(year: int, known: int, over: tuple[int, ...] = (1, 2, 3, 4)) -> None:
    """Goals of the posts of those who answer for the HR side, as their KPI results of the year `known` stand. They are
    those results where the years are one; else they will become results."""
    carried = {goal.unit_id: goal for goal in Goal.objects.filter(year=year, level="unit", code__endswith="-1")}
    heads = dict(GoalKpi.objects.filter(goal__in=carried.values(), side="hr").values_list("owner", "goal__unit"))
    results = list(KpiResult.objects.filter(person__in=heads, year=known).order_by("person", "code"))
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
            target=row.target, weight=10_000, result=row if year == known else None,
        )
        for goal, row in zip(goals, results, strict=True)
    ]  # fmt: skip
    GoalKpi.objects.bulk_create(kpis, batch_size=CHUNK)
    pour(Actual, ACTUAL, _yearly(kpis, over))


def _yearly(kpis: list[GoalKpi], over: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """A post's KPI is known at the year's end only."""
    for kpi in kpis:
        for quarter in over:
            actual = kpi.result.actual if quarter == 4 and kpi.result else None
            words = "" if actual is not None else "尚无结果" if quarter == 4 else "按年度统计，年末登记"
            yield kpi.pk, quarter, actual, "typed", words, "", "", None


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
