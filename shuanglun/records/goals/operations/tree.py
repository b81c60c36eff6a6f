"""Acts on the goal tree: draft, pair, move, put in force, end. What is in force is changed only after it was taken back
to draft with a reason."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.scope import within
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals import offers
from shuanglun.records.goals.choices import ACTIVE, GOAL_FLOW, Level, Origin, Pace
from shuanglun.records.goals.models import Goal, GoalKpi, KpiResult
from shuanglun.records.goals.queries import tree as queries
from shuanglun.records.goals.rules import tree as rules
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.models import Person

KEEP = "goals.keep"


@operation(KEEP, act="goals.draft", label="起草目标")
def draft(
    *, year: int, code: str, title: str, level: str, weight: int, parent: Goal | None = None,
    unit: Unit | None = None, person: Person | None = None, remark: str = "",
) -> Goal:  # fmt: skip
    """Write a new goal into the tree of a year. A post's goal belongs to the unit in which the person works now."""
    if person is not None:
        unit = person.unit
    rules.has_a_good_code(code).or_refuse()
    rules.is_a_weight(weight).or_refuse()
    _fits(level, year, unit, parent)
    if queries.taken_code(year, code):
        raise RefusedError(f"{year} 年已有编号 {code} 的目标；请换一个，例如 {queries.next_code(year)}。", "code")
    rules.is_not_too_deep((parent.floor if parent else 0) + 1).or_refuse()
    goal = Goal.objects.create(
        year=year, code=code, title=title, level=level, parent=parent, unit=unit, person=person, weight=weight,
        unit_path=unit.path if unit else "", remark=remark, path="/",
    )  # fmt: skip
    goal.path = f"{parent.path if parent else '/'}{goal.pk}/"
    goal.save(update_fields=["path"])
    return goal


@operation(KEEP, act="goals.edit", label="修改目标")
def edit(*, goal: Goal, code: str, title: str, weight: int, remark: str = "") -> Goal:
    """Change the words or the weight of a draft."""
    goal = _open(goal)
    rules.has_a_good_code(code).or_refuse()
    rules.is_a_weight(weight).or_refuse()
    if code != goal.code and queries.taken_code(goal.year, code):
        raise RefusedError(f"{goal.year} 年已有编号 {code} 的目标；请换一个编号。", "code")
    goal.code, goal.title, goal.weight, goal.remark = code, title, weight, remark
    goal.save()
    return goal


@operation(KEEP, act="goals.move", label="移动目标")
def move(*, goal: Goal, parent: Goal | None) -> Goal:
    """Hang a draft with everything below it under another goal; never under itself or what hangs below it."""
    goal = _open(goal)
    if parent is not None:
        parent = Goal.objects.select_for_update().get(pk=parent.pk)
    rules.makes_no_circle(goal.path, parent.path if parent else None).or_refuse()
    _fits(goal.level, goal.year, goal.unit, parent)
    below = list(Goal.objects.select_for_update().filter(within("path", goal.path)).exclude(pk=goal.pk))
    deepest = max(row.floor for row in [goal, *below]) - goal.floor
    rules.is_not_too_deep((parent.floor if parent else 0) + 1 + deepest).or_refuse()
    old, goal.parent = goal.path, parent
    goal.path = f"{parent.path if parent else '/'}{goal.pk}/"
    goal.save(update_fields=["parent", "path"])
    for row in below:
        note(row, before=state(row))
        row.path = goal.path + row.path.removeprefix(old)
        row.save(update_fields=["path"])
    return goal


@operation(KEEP, act="goals.drop", label="删除目标草稿")
def drop(*, goal: Goal) -> None:
    """Delete a draft that nothing hangs below and nothing was reported about."""
    goal = _open(goal)
    if goal.children.exists():
        raise RefusedError(f"“{goal}”还有下级目标，不能删除；请先移走或删除下级目标。")
    if goal.kpis.filter(actuals__isnull=False).exists():
        raise RefusedError(f"“{goal}”已登记过完成值，不能删除；不再执行的请启用后办理“结束”。")
    for kpi in goal.kpis.all():
        _gone(kpi)
    _gone(goal)


@operation(KEEP, act="goals.set_kpi", label="设定目标 KPI")
def set_kpi(
    *, goal: Goal, side: str, name: str, owner: Person | None, target: Decimal, direction: str = "higher",
    bound: Decimal | None = None,
    pace: str = Pace.CUMULATIVE, weight: int = 5000, unit_word: str = "", origin: str = Origin.TYPED,
    measure: str = "", party: PartyOrganization | None = None,
) -> GoalKpi:  # fmt: skip
    """Set one side of a draft. The two sides of a unit's goal have two owners; a post's KPI belongs to its person and
    is the person's KPI result of the same name, where there is one. What is computed decides its own pace."""
    goal = _open(goal)
    if goal.level == Level.STRATEGY:
        raise RefusedError("战略目标不设 KPI，由承接它的部门目标体现；请在部门目标上设定。")
    owner = goal.person if goal.level == Level.POST else owner
    if owner is None:
        raise RefusedError("请填写牵头人。", "owner")
    bound = _bound(direction, bound)
    rules.is_a_target(direction, bound, target).or_refuse()
    rules.is_a_weight(weight).or_refuse()
    other = goal.kpis.exclude(side=side).first()
    if goal.level == Level.UNIT:
        rules.has_two_owners(owner.pk, other.owner_id if other else None).or_refuse()
    if origin == Origin.COMPUTED and measure not in offers.OFFERS:
        raise RefusedError("请选择计算口径。", "measure")
    if origin == Origin.COMPUTED:
        pace = offers.OFFERS[measure].pace
    else:
        measure, party = "", None
    kpi = goal.kpis.filter(side=side).first() or GoalKpi(goal=goal, side=side)
    if kpi.pk:
        note(kpi, before=state(kpi))
    kpi.name, kpi.owner, kpi.unit_word, kpi.weight = name, owner, unit_word, weight
    kpi.direction, kpi.bound, kpi.target, kpi.pace = direction, bound, target, pace
    kpi.origin, kpi.measure, kpi.party = origin, measure, party
    if goal.level == Level.POST:
        kpi.result = _same_result(kpi) or kpi.result
    kpi.save()
    return kpi


def _bound(direction: str, bound: Decimal | None) -> Decimal:
    if bound is None and direction == "lower":
        raise RefusedError("“越低越好”的指标须填上限值：达到或超过上限完成度为 0。", "bound")
    return Decimal(0) if bound is None else bound


def _same_result(kpi: GoalKpi) -> KpiResult | None:
    """The person's result that is the same KPI: of the same year and name, and no other goal's."""
    rows = KpiResult.objects.filter(person=kpi.owner, year=kpi.goal.year, name=kpi.name)
    return rows.filter(goal_kpi=None).first()


@operation(KEEP, act="goals.drop_kpi", label="删除目标 KPI")
def drop_kpi(*, kpi: GoalKpi) -> None:
    """Take one side of a draft away, as long as nothing was reported about it."""
    _open(kpi.goal)
    if kpi.actuals.exists():
        raise RefusedError(f"“{kpi}”已登记过完成值，不能删除；可以修改。")
    _gone(kpi)


@operation(KEEP, act="goals.activate", label="启用目标")
def activate(*, year: int, unit: Unit | None = None, person: Person | None = None) -> list[Goal]:
    """Put the drafts of a unit, of a person, or of the strategy in force together: the weights of what stands make
    100 percent, every unit goal is a whole pair, and whatever they hang on is in force."""
    standing = _standing(year, unit, person)
    drafts = [goal for goal in standing if goal.is_draft]
    if not drafts:
        raise RefusedError("没有待启用的草稿。")
    problems = problems_of(standing, _called(year, unit, person))
    if problems:
        raise RefusedError("；".join(reason.rstrip("。") for reason in problems) + "。")
    for goal in drafts:
        note(goal, before=state(goal))
        GOAL_FLOW.move(goal, "activate")
        goal.save(update_fields=["state"])
    return drafts


def problems_of(standing: list[Goal], what: str) -> list[str]:
    """Why goals that share one hundred percent cannot be put in force, in Chinese; nothing when they can."""
    parents = {goal.pk: goal.parent for goal in standing if goal.parent}
    inside = {goal.pk for goal in standing}
    found = []
    for group in _groups(standing):
        verdict = rules.add_up((goal.weight for goal in group), what)
        found += [] if verdict else [verdict.reason]  # type: ignore[union-attr]
    kpis: dict[int, dict[str, int]] = {goal.pk: {} for goal in standing}
    for goal_id, side, weight in GoalKpi.objects.filter(goal__in=inside).values_list("goal", "side", "weight"):
        kpis[goal_id][side] = weight
    for goal in (goal for goal in standing if goal.is_draft):
        if goal.level != Level.STRATEGY:
            judge = rules.is_a_pair if goal.level == Level.UNIT else rules.has_a_side
            verdict = judge(goal.title, kpis[goal.pk])
            found += [] if verdict else [verdict.reason]  # type: ignore[union-attr]
        parent = parents.get(goal.pk)
        if parent is not None and parent.state != ACTIVE and parent.pk not in inside:
            found.append(f"“{goal.title}”的上级目标“{parent.title}”不在执行中，请先启用上级目标。")
    return found


def _standing(year: int, unit: Unit | None, person: Person | None) -> list[Goal]:
    rows = Goal.objects.select_for_update(of=("self",)).of_year(year).standing().select_related("parent")
    if person is not None:
        rows = rows.filter(level=Level.POST, person=person)
    elif unit is not None:
        rows = rows.filter(level=Level.UNIT, unit=unit)
    else:
        rows = rows.filter(level=Level.STRATEGY)
    return list(rows.order_by("code"))


def _groups(standing: list[Goal]) -> list[list[Goal]]:
    """Goals that share one hundred percent: strategy goals do so beside each other."""
    groups: dict[int | None, list[Goal]] = {}
    for goal in standing:
        groups.setdefault(goal.parent_id if goal.level == Level.STRATEGY else None, []).append(goal)
    return list(groups.values())


def _called(year: int, unit: Unit | None, person: Person | None) -> str:
    return f"{person or unit or '战略'} {year} 年目标"


@operation(KEEP, act="goals.reopen", label="目标改回草稿")
def reopen(*, goal: Goal, reason: str) -> Goal:
    """Take a goal back to draft, so that it may be changed; what was reviewed keeps its figures."""
    gives_a_reason(reason, "改回草稿").or_refuse()
    return _moved(goal, "reopen", reason)


@operation(KEEP, act="goals.close", label="结束目标")
def close(*, goal: Goal, reason: str) -> Goal:
    """End a goal: at the year's end, or because it is given up."""
    gives_a_reason(reason, "结束").or_refuse()
    if goal.children.exclude(state="closed").exists():
        raise RefusedError(f"“{goal}”还有没结束的下级目标；请先结束下级目标。")
    return _moved(goal, "close", reason)


def _moved(goal: Goal, step: str, reason: str) -> Goal:
    GOAL_FLOW.move(goal, step)
    goal.save(update_fields=["state"])
    note.reason(reason)
    return goal


def _fits(level: str, year: int, unit: Unit | None, parent: Goal | None) -> None:
    if level != Level.STRATEGY and unit is None:
        raise RefusedError("请选择部门。", "unit")
    above = None if parent is None else (parent.level, parent.year, parent.unit_path)
    rules.fits_below(level, year, unit.path if unit else "", above).or_refuse()


def _open(goal: Goal) -> Goal:
    """The goal as it stands now, held until the act is done. Refused unless it is a draft."""
    goal = Goal.objects.select_for_update(of=("self",)).select_related("unit", "person").get(pk=goal.pk)
    if not goal.is_draft:
        raise RefusedError(
            f"“{goal}”{GOAL_FLOW.states[goal.state]}，不能修改；请先办理“改回草稿”并写明理由，再修改。"
            if goal.state == ACTIVE
            else f"“{goal}”已结束，不能修改。"
        )
    return goal


def _gone(row: Any) -> None:
    note(row, before=state(row))
    row.delete()
