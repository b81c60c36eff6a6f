"""What the goals room takes in about progress: actuals of a quarter, one KPI a line. A line is judged as a typed figure
would be, so that a file opens no door that the screen keeps shut."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from shuanglun.base.imports.cleaning import Integer, Number, choice, code, text
from shuanglun.base.imports.sheet import Context, Field, Plan, Row, Sheet
from shuanglun.base.verdicts import Allowed, Verdict
from shuanglun.records.goals.choices import Origin, Side
from shuanglun.records.goals.models import Actual, GoalKpi, QuarterReview
from shuanglun.records.goals.rules import progress

PLACES = {"quarter": "quarter", "value": "value", "words": "words", None: "goal_code"}
Known = dict[tuple[int, str, str], GoalKpi]
States = dict[tuple[int | None, int, int], str]


def _prepare(rows: list[Row], context: Context) -> Plan:
    plan = Plan()
    kpis, states = _known({row["year"] for row in rows})
    figures = Figures(rows, kpis)
    for row in rows:
        kpi = kpis.get((row["year"], row["goal_code"], row["side"]))
        if kpi is None:
            context.problem(
                row, "goal_code", f"{row['year']} 年没有编号“{row['goal_code']}”的{Side(row['side']).label} KPI，或不在您的管理范围",
                "请核对年度、目标编号和线",
            )  # fmt: skip
            continue
        refused = next((verdict for verdict in _verdicts(kpi, row, states, figures, context) if not verdict), None)
        if refused is None:
            _add(plan, row, kpi)
            continue
        reason, _, remedy = refused.reason.partition("；")  # type: ignore[union-attr]
        context.problem(row, PLACES.get(refused.field, "goal_code"), reason, remedy)  # type: ignore[union-attr]
    return plan


def _known(years: set[int]) -> tuple[Known, States]:
    """KPIs within the actor's range by year, code and side, and the states of reviews."""
    rows = GoalKpi.objects.filter(goal__year__in=years).select_related("goal")
    reviews = QuarterReview.objects.filter(year__in=years)
    return (
        {(row.goal.year, row.goal.code, row.side): row for row in rows},
        {(row.unit_id, row.year, row.quarter): row.state for row in reviews.only("unit", "year", "quarter", "state")},
    )


class Figures:
    """What KPIs are reported with, quarter by quarter: in the book, and in the file. One query a file."""

    def __init__(self, rows: list[Row], kpis: Known) -> None:
        self.booked: dict[int, dict[int, Decimal | None]] = {}
        self.filed: dict[int, dict[int, Decimal | None]] = {}
        actuals = Actual.objects.filter(kpi__goal__year__in={row["year"] for row in rows})
        for kpi, quarter, value in actuals.values_list("kpi", "quarter", "value"):
            self.booked.setdefault(kpi, {})[quarter] = value
        for row in rows:
            if (named := kpis.get((row["year"], row["goal_code"], row["side"]))) is not None:
                self.filed.setdefault(named.pk, {})[row["quarter"]] = row["value"]

    def beside(self, kpi: int, quarter: int) -> dict[int, Decimal | None]:
        """Those of the other quarters once the file is in. A later quarter of the same file is judged by its own row."""
        booked, filed = self.booked.get(kpi, {}), self.filed.get(kpi, {})
        return {
            number: value
            for number, value in (booked | filed).items()
            if number < quarter or (number > quarter and number not in filed)
        }


def _verdicts(kpi: GoalKpi, row: Row, states: States, figures: Figures, context: Context) -> Iterable[Verdict]:
    goal, quarter = kpi.goal, row["quarter"]
    yield progress.is_running(goal.state, goal.title)
    yield progress.has_begun(goal.year, quarter, context.today)
    yield progress.may_come_as(kpi.origin, Origin.IMPORTED)
    yield progress.says_why(row["value"], row["words"] or "")
    yield progress.is_unlocked(states.get((goal.unit_id, goal.year, quarter)), goal.year, quarter)
    yield progress.accumulates(kpi.pace, quarter, row["value"], row["words"] or "", figures.beside(kpi.pk, quarter))


def _add(plan: Plan, row: Row, kpi: GoalKpi) -> None:
    values: dict[str, Any] = {"value": row["value"], "words": row["words"] or "", "how": Origin.IMPORTED}
    plan.add(Actual, {"kpi": kpi, "quarter": row["quarter"]}, values, row, label=f"{kpi.code} {kpi.name}")


def _may_undo(rows: list[Any]) -> Verdict:
    """What a review rests on is not taken back under it."""
    actuals = Actual.objects.filter(pk__in=[row.pk for row in rows]).select_related("kpi__goal")
    _, states = _known({row.kpi.goal.year for row in actuals})
    for row in actuals:
        goal = row.kpi.goal
        state = states.get((goal.unit_id, goal.year, row.quarter))
        if not (verdict := progress.is_unlocked(state, goal.year, row.quarter)):
            return verdict
    return Allowed()


PROGRESS = Sheet(
    "goals.progress", "指标进展", "goals.report",
    [
        Field("year", "年度", ("考核年度", "年份"), parse=Integer(2000, 2100, "年"), required=True),
        Field("goal_code", "目标编号", ("编号",), parse=code, required=True),
        Field("side", "线", ("侧", "条线"), required=True,
              parse=choice(("party", "党建", "党建KPI", "党建线"), ("hr", "人事", "业务", "人事KPI", "业务线"))),
        Field("quarter", "季度", ("季",), parse=Integer(1, 4, "季度"), required=True),
        Field("value", "累计完成值", ("完成值", "实际完成", "完成情况"), parse=Number(scale=4, low=-(10**9), high=10**9),
              help="年初至季末累计；没有数据的留空并写明原因，不填 0"),
        Field("words", "说明", ("备注", "原因"), parse=text),
    ],
    _prepare,
    template_rows=[{"year": "2026", "goal_code": "G01", "side": "党建", "quarter": "3", "value": "76.5", "words": ""}],
    help="一行一个 KPI；快照计算的 KPI 和已提交评估的季度不能导入。",
    list_url="goals:tree",
    may_undo=_may_undo,
)  # fmt: skip
