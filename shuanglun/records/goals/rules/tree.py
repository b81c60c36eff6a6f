"""Where a goal may hang, what its weights add up to, what a pair needs. No database."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.goals.choices import MOST_CODE, WHOLE, Direction, Level, Side

DEEPEST = 8
"""Floors of the tree: deeper ones cannot be read and would not fit the path."""


def percent(points: int) -> str:
    """Basis points as people say them: 12.5%."""
    return f"{points / 100:g}%"


def fits_below(level: str, year: int, unit_path: str, parent: tuple[str, int, str] | None) -> Verdict:
    """Whether a goal may hang below `parent` (level, year, unit path), or stand at the top without one.

    Strategy hangs below strategy; a unit's goal below a strategy or a goal of a unit above it; a post's goal below a
    goal of its own unit.
    """
    if parent is None:
        if level == Level.STRATEGY:
            return Allowed()
        return Refused("请选择上级目标：部门目标承接战略目标或上级部门的目标，岗位目标承接本部门的目标。", "parent")
    above, its_year, its_path = parent
    if its_year != year:
        return Refused(f"上级目标是 {its_year} 年的，须与本目标同为 {year} 年；请改选 {year} 年的目标。", "parent")
    if level == Level.STRATEGY:
        fits = above == Level.STRATEGY
        words = "战略目标只能挂在战略目标下，或不选上级。"
    elif level == Level.UNIT:
        fits = above == Level.STRATEGY or (
            above == Level.UNIT and unit_path.startswith(its_path) and unit_path != its_path
        )
        words = "部门目标须承接战略目标，或上级部门的目标。"
    else:
        fits = above == Level.UNIT and unit_path == its_path
        words = "岗位目标须承接本人所在部门的目标。"
    return Allowed() if fits else Refused(f"{words}请改选上级目标。", "parent")


def makes_no_circle(path: str, new_parent: str | None) -> Verdict:
    """A goal never moves below itself or below what hangs on it. Both are materialised paths."""
    if new_parent is not None and new_parent.startswith(path):
        return Refused("不能移到自身或自己的下级目标之下，那样会形成循环；请改选别的上级目标。", "parent")
    return Allowed()


def is_not_too_deep(floors: int) -> Verdict:
    """The tree stays readable. `floors` is how deep it would be with the goal and everything below it."""
    if floors > DEEPEST:
        return Refused(f"目标树最多 {DEEPEST} 层，这样会有 {floors} 层；请挂到更高一层。", "parent")
    return Allowed()


def has_a_good_code(code: str) -> Verdict:
    """Codes stand in files and in the codes of KPI results."""
    if not code or len(code) > MOST_CODE or not all(part.isalnum() or part in "-." for part in code):
        return Refused(f"编号用字母、数字、“-”和“.”，不超过 {MOST_CODE} 个字符。", "code")
    return Allowed()


def is_a_weight(points: int, field: str = "weight") -> Verdict:
    """More than nothing, at most all."""
    if 0 < points <= WHOLE:
        return Allowed()
    return Refused(f"权重须大于 0%、不超过 100%，现填 {percent(points)}。", field)


def add_up(weights: Iterable[int], what: str) -> Verdict:
    """Weights that stand together make 100 percent. `what` names them: 材料研究所 2026 年目标."""
    weights = list(weights)
    total = sum(weights)
    if total == WHOLE:
        return Allowed()
    much = "多" if total > WHOLE else "少"
    return Refused(
        f"{what}权重合计 {percent(total)}（{len(weights)} 项），应为 100%，{much}了 {percent(abs(total - WHOLE))}："
        "请调整各项权重。",
        "weight",
    )


def is_a_target(direction: str, bound: Decimal, target: Decimal) -> Verdict:
    """The way from bound to target has a length and the right direction (methods §0b)."""
    if target == bound:
        return Refused(f"目标值与{_bound(direction)}都是 {target:f}，无法计算完成度；请改其中一个。", "target")
    if direction == Direction.HIGHER and target < bound:
        return Refused(f"“越高越好”的目标值 {target:f} 低于底线值 {bound:f}；请核对两个数或方向。", "target")
    if direction == Direction.LOWER and target > bound:
        return Refused(f"“越低越好”的目标值 {target:f} 高于上限值 {bound:f}；请核对两个数或方向。", "target")
    return Allowed()


def _bound(direction: str) -> str:
    return "上限值" if direction == Direction.LOWER else "底线值"


def has_two_owners(mine: int, other: int | None) -> Verdict:
    """The two sides of a unit's goal answer to two people. Arguments are keys of persons."""
    if mine == other:
        return Refused("同一目标的党建 KPI 和人事 KPI 须由两人分别牵头；这位已牵头另一侧，请改填另一人。", "owner")
    return Allowed()


def is_a_pair(title: str, sides: dict[str, int]) -> Verdict:
    """A unit's goal has both sides before it starts, and their weights make 100 percent. `sides`: side → weight."""
    missing = [side.label for side in Side if side not in sides]
    if missing:
        return Refused(f"“{title}”缺少{'和'.join(missing)} KPI：请在目标页补上后再启用。")
    return add_up(sides.values(), f"“{title}”两侧 KPI ")


def has_a_side(title: str, sides: dict[str, int]) -> Verdict:
    """A post's goal has one KPI at least."""
    if not sides:
        return Refused(f"“{title}”还没有 KPI：请在目标页补上后再启用。")
    return add_up(sides.values(), f"“{title}”的 KPI ")
