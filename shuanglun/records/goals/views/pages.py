"""What the pages of goals say, put together from rows."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.audit.queries import recorded
from shuanglun.base.review import OPEN
from shuanglun.base.ui.columns import figure
from shuanglun.base.ui.links import linked
from shuanglun.base.ui.screens import Action
from shuanglun.records.goals import offers
from shuanglun.records.goals.choices import CLOSED, DRAFT, QUARTERS, Direction, Level, Side
from shuanglun.records.goals.models import Actual, ActualFile, Goal, GoalKpi, KpiResult, QuarterReview
from shuanglun.records.goals.models.progress import REVIEW_FLOW
from shuanglun.records.goals.operations.tree import problems_of
from shuanglun.records.goals.queries import standing, tree
from shuanglun.records.goals.rules import progress
from shuanglun.records.goals.rules.progress import Limits
from shuanglun.records.goals.rules.tree import percent
from shuanglun.records.organization.models import Unit


def years(on: date) -> list[int]:
    """Years to choose from: those with goals, this one and the next, in order."""
    return sorted({*tree.years(), on.year, on.year + 1})[-5:]


def alignment(year: int, quarter: int, unit: str, only_apart: bool, limits: Limits) -> dict[str, Any]:
    """The tree of a year as far as it was asked for; a fixed number of queries."""
    goals = list(tree.readable().of_year(year).select_related("unit"))
    known = standing.standings((goal.pk for goal in goals if goal.level == Level.UNIT), quarter, limits)
    nodes = tree.grown(goals)
    pairs = [goal for goal in goals if goal.level == Level.UNIT]
    apart = {goal.pk for goal in pairs if goal.pk in known and known[goal.pk].is_apart}
    carriers = tree.carriers(year)
    for node in (part for top in nodes for part in top.below()):
        node.carriers = tree.carried(node.goal, carriers)
        if node.goal.pk in known:
            node.standing = standing.told(node.goal, known[node.goal.pk])
    bare = sum(node.is_uncarried for top in nodes for node in top.below())
    wanted = {goal.pk for goal in pairs if _is_wanted(goal, unit, apart if only_apart else None)}
    return {
        "nodes": tree.pruned(nodes, wanted) if unit or only_apart else nodes,
        "units": tree.units_with_goals(year), "quarter": quarter, "time": quarter * 25, "year": year,
        "words": _summary(goals, len(pairs), len(apart), bare, quarter), "limits": limits,
    }  # fmt: skip


def _is_wanted(goal: Goal, unit: str, apart: set[int] | None) -> bool:
    return goal.unit_path.startswith(unit) and (apart is None or goal.pk in apart)


def _summary(goals: list[Goal], pairs: int, apart: int, bare: int, quarter: int) -> str:
    if not goals:
        return "这一年还没有目标"
    strategy = sum(goal.level == Level.STRATEGY for goal in goals)
    parts = [f"{strategy} 个战略目标，{pairs} 个部门配对目标", f"第 {quarter} 季度末 {apart} 对两侧分离"]
    return "；".join([*parts, *([f"{bare} 个战略目标没有部门承接"] if bare else [])])


def unit(row: Unit, year: int, quarter: int, limits: Limits, on: date) -> dict[str, Any]:
    """One unit's page."""
    goals = list(tree.readable().filter(unit=row, year=year).select_related("person", "parent").order_by("code"))
    pairs = [goal for goal in goals if goal.level == Level.UNIT]
    known = standing.standings((goal.pk for goal in pairs), quarter, limits)
    stands = [goal for goal in pairs if goal.state != CLOSED]
    total = sum(goal.weight for goal in stands)
    return {
        "pairs": [(goal, standing.told(goal, known[goal.pk]) if goal.pk in known else None) for goal in pairs],
        "posts": [goal for goal in goals if goal.level == Level.POST],
        "problems": _problems(stands, row, year), "drafts": any(goal.is_draft for goal in stands),
        "words": f"{len(stands)} 个部门目标，权重合计 {percent(total)}" if stands else "这一年还没有部门目标",
        "reviews": _reviews(row, year, on) if current().may("goals.report") else [],
    }  # fmt: skip


def _problems(stands: list[Goal], row: Unit, year: int) -> list[str]:
    """What keeps the unit's drafts from being put in force; said to those who keep the tree."""
    if not stands or not current().may("goals.keep"):
        return []
    with using("goals.keep"):
        return problems_of(stands, f"{row} {year} 年目标")


def unit_actions(row: Unit, year: int, context: dict[str, Any]) -> list[Action]:
    """What may be done with a unit's goals."""
    new = f"{reverse('goals:new', args=[Level.UNIT])}?year={year}&unit={row.pk}"
    activate = Action(
        "启用本部门目标", "goals:activate_unit", args=(row.pk, year), right="goals.keep", primary=True,
        icon="ti-player-play", why_not="有待处理事项，见下" if context["problems"] else "",
    )  # fmt: skip
    return [
        Action("新建部门目标", new, right="goals.keep", icon="ti-plus"),
        *([activate] if context["drafts"] else []),
    ]


def _reviews(row: Unit, year: int, on: date) -> list[dict[str, Any]]:
    with using("goals.report"):
        known = {review.quarter: review for review in QuarterReview.objects.filter(unit=row, year=year)}
        heads = Unit.objects.filter(pk=row.pk).exists()
    return [_review(known.get(number), row, year, number, on, heads) for number in QUARTERS]


def _review(review: QuarterReview | None, row: Unit, year: int, number: int, on: date, heads: bool) -> dict[str, Any]:
    over = number in progress.ended(year, on)
    begun = bool(progress.has_begun(year, number, on))
    write = reverse("goals:write_review", args=[row.pk, year, number])
    return {
        "quarter": number,
        "href": review.get_absolute_url() if review else write if begun and heads else "",
        "lamp": review.lamp if review else "soon" if over else "idle",
        "words": REVIEW_FLOW.states[review.state] if review else "待填写" if over else "未到期",
        "meta": review.reviewed_name if review and review.is_approved else "",
    }


def goal_facts(goal: Goal) -> list[tuple[str, Any]]:
    """The key facts of a goal."""
    facts = [("层级", goal.get_level_display()), ("年度", goal.year), ("权重", percent(goal.weight))]
    if goal.person:
        facts.append(("人员", goal.person.name))
    return [*facts, ("说明", goal.remark or None), ("登记", recorded(goal) or "无留痕记录，请核实")]


def goal_actions(goal: Goal, has_posts: bool = True) -> list[Action]:
    """What the goal's state allows; the rights of the acting role take the rest away."""

    def act(label: str, name: str, **looks: Any) -> Action:
        return Action(label, f"goals:{name}", args=(goal.pk,), right="goals.keep", **looks)

    if goal.state == DRAFT:
        return [
            act("删除", "drop", danger=True), act("移动", "move", icon="ti-corner-down-right"),
            act("修改", "edit", icon="ti-pencil"),
        ]  # fmt: skip
    if goal.state == CLOSED:
        return []
    below = {Level.STRATEGY: Level.UNIT, Level.UNIT: Level.POST}.get(Level(goal.level))
    more = []
    if below:
        to = f"{reverse('goals:new', args=[below])}?year={goal.year}&parent={goal.pk}"
        more = [Action(f"新建{below.label}", to, right="goals.keep", icon="ti-plus")]
    return [act("结束", "close", danger=True), act("改回草稿", "reopen"), *more]


def sides(goal: Goal, told: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Both sides of a goal, also the one that is missing."""
    there = {side["side"]: side for side in told["sides"]} if told else {}
    return [{"side": side.value, "label": side.label, "told": there.get(side.value)} for side in Side]


def children_of(goal: Goal) -> list[Goal]:
    """Goals that hang right below it, as far as the reader may read them."""
    return list(tree.readable().filter(parent=goal).select_related("unit", "person").order_by("code"))


def carriers_of(goal: Goal) -> int:
    """How many goals of units carry a strategy goal, in the whole house."""
    if goal.level != Level.STRATEGY:
        return 0
    return tree.carried(goal, tree.carriers(goal.year))


def ancestors_of(goal: Goal) -> list[Goal]:
    """The way up, the top first, as far as the reader may read it."""
    keys = [int(part) for part in goal.path.strip("/").split("/")][:-1]
    rows = {row.pk: row for row in tree.readable().filter(pk__in=keys)}
    return [rows[key] for key in keys if key in rows]


def quarters_of(kpi: GoalKpi, limits: Limits) -> list[dict[str, Any]]:
    """The four quarters of a KPI with value, attainment, files, and whether a review locks them."""
    with acting(Actor.system(tree.EVERYBODYS)):
        reviews = QuarterReview.objects.filter(unit=kpi.goal.unit_id, year=kpi.goal.year).exclude(state__in=OPEN)
        locked = set(reviews.values_list("quarter", flat=True))
        actuals = {row.quarter: row for row in Actual.objects.filter(kpi=kpi).select_related("kpi")}
        files: dict[int, list[ActualFile]] = {}
        for file in ActualFile.objects.filter(actual__kpi=kpi).order_by("pk"):
            files.setdefault(file.actual_id, []).append(file)
    rows = [_quarter(kpi, number, actuals.get(number), files, limits) for number in QUARTERS]
    return [row | {"locked": row["number"] in locked} for row in rows]


def _quarter(
    kpi: GoalKpi, number: int, actual: Actual | None, files: dict[int, list[ActualFile]], limits: Limits
) -> dict[str, Any]:
    side = standing.side_of(kpi, actual, number, limits)
    return {
        "number": number, "actual": actual, "side": side,
        "value": figure(actual.value) if actual and actual.value is not None else None,
        "by": recorded(actual) if actual else None,
        "files": [
            {"row": file, "href": reverse("goals:file", args=[file.pk])} for file in files.get(actual.pk, [])
        ] if actual else [],
    }  # fmt: skip


def kpi_facts(kpi: GoalKpi) -> list[tuple[str, Any]]:
    """What a KPI asks for."""
    lower = kpi.direction == Direction.LOWER
    facts: list[tuple[str, Any]] = [
        ("牵头人", kpi.owner.name), ("方向", kpi.get_direction_display()),
        ("上限值" if lower else "底线值", progress.amount(kpi.bound, kpi.unit_word)),
        ("目标值", progress.amount(kpi.target, kpi.unit_word)),
        ("进度", kpi.get_pace_display()), ("在本目标内的权重", percent(kpi.weight)),
        ("完成值来源", kpi.get_origin_display()),
    ]  # fmt: skip
    offered = offers.OFFERS.get(kpi.measure)
    if kpi.is_computed:
        facts.append(("计算口径", offered.label if offered else f"{kpi.measure}（本版本已没有这个口径）"))
        facts.append(("计算方法", offered.formula if offered else None))
        facts.append(("计算范围", kpi.party.name if kpi.party else "本部门人员"))
    way = "上限值 − 完成值）÷（上限值 − 目标值" if lower else "完成值 − 底线值）÷（目标值 − 底线值"
    return [*facts, ("完成度", f"（{way}），限于 0 至 100%")]


def result_of(kpi: GoalKpi) -> str:
    """The figure of the year in the person's KPI result, for whoever may see that; empty without one."""
    if not kpi.is_in_result:
        return ""
    row = KpiResult.objects.filter(goal_kpi=kpi).first()
    return progress.amount(row.actual, kpi.unit_word) if row else ""


def origin_of(result: KpiResult) -> list[tuple[str, Any]]:
    """The post's KPI behind a person's result, where there is one."""
    kpi = GoalKpi.objects.filter(result=result).first()
    return [("来自岗位目标", linked(kpi.name, ("goals:kpi", kpi.pk)))] if kpi else []
