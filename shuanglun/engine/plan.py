"""From schemes to a flat plan: for each occurring set of groups, which lines count and with what numbers.

The plan is a small table; the engine joins it with everybody, so that no scheme is interpreted per person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shuanglun.engine.rounding import ONE, units
from shuanglun.engine.terms import POLITICAL, WORK, Bonus, Dimension, Indicator, Scheme, Target


class PlanError(ValueError):
    """Schemes that do not fit the snapshot or each other; the message is for the screen."""


@dataclass(frozen=True)
class Offered:
    """What the snapshot's catalogue says about a measure."""

    kind: str
    scale: int
    low: int | None
    high: int | None


def groups_key(groups: Iterable[str]) -> str:
    """Return the text that stands for a set of groups."""
    return ",".join(sorted(groups))


def scheme_rows(schemes: Sequence[Scheme]) -> list[dict[str, Any]]:
    """Return one row of parameters per scheme, in the engine's integers."""
    return [
        {
            "place": place,
            "scheme": scheme.id,
            "scheme_version": scheme.version,
            "w": int(scheme.w * 10_000),
            "upper": units(scheme.thresholds.upper / 100),
            **{f"{d.id}_floor": int(d.minimum_coverage * 10_000) for d in scheme.dimensions},
        }
        for place, scheme in enumerate(schemes)
    ]


def assign(schemes: Sequence[Scheme], combinations: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """Return the scheme's place for each set of groups that one scheme fits. Raises PlanError on two."""
    chosen: dict[str, int] = {}
    for groups in combinations:
        fitting = [place for place, scheme in enumerate(schemes) if scheme.fits(groups)]
        if len(fitting) > 1:
            names = "、".join(f"“{schemes[place].name}”" for place in fitting)
            raise PlanError(
                f"方案{names}都适用于人员类别 {groups_key(groups)}。请调整 applies_to，使每人只有一个方案。"
            )
        if fitting:
            chosen[groups_key(groups)] = fitting[0]
    return chosen


def plan_rows(
    schemes: Sequence[Scheme], offered: Mapping[str, Offered], combinations: Iterable[tuple[str, ...]]
) -> list[dict[str, Any]]:
    """Return the plan: one row per set of groups and line of its scheme.

    Raises PlanError when a measure is not in the snapshot or its kind does not suit the line.
    """
    combinations = list(combinations)
    chosen = assign(schemes, combinations)
    rows = []
    for groups in combinations:
        place = chosen.get(groups_key(groups))
        if place is None:
            continue
        scheme = schemes[place]
        for dimension in scheme.dimensions:
            for item in dimension.indicators:
                row = _row(item, dimension.id, offered)
                rows.append(row | _share(item, dimension, groups) | {"groups_key": groups_key(groups)})
        for bonus in scheme.bonus:
            row = _row(bonus, bonus.dimension, offered)
            extra = {"role": "bonus", "weight": 0, "cap": ONE, "points": bonus.points, "applies": True}
            rows.append(row | extra | {"groups_key": groups_key(groups)})
    return rows


def numbered(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Number the plan: `line` in the scheme's order, `position` in canonical order, `measure_no` by name.

    Returns the rows and each measure's number.
    """
    numbers = {name: no for no, name in enumerate(sorted({row["measure"] for row in rows}))}
    canonical = sorted(range(len(rows)), key=lambda line: (rows[line]["dimension"], rows[line]["indicator"]))
    for position, line in enumerate(canonical):
        rows[line] |= {"line": line, "position": position, "measure_no": numbers[rows[line]["measure"]]}
    return rows, numbers


def _share(item: Indicator, dimension: Dimension, groups: tuple[str, ...]) -> dict[str, Any]:
    cap = ONE if item.cap is None else units(item.cap)
    applies = item.applies(groups)
    return {"role": "indicator", "weight": item.weight, "cap": cap, "points": 0, "applies": applies}


def _row(item: Indicator | Bonus, dimension: str, offered: Mapping[str, Offered]) -> dict[str, Any]:
    measure = offered.get(item.measure)
    if measure is None:
        raise PlanError(f"快照中没有度量“{item.measure}”（指标“{item.name}”）。请重新冻结快照，或修改方案。")
    if (measure.kind == "target") != (item.target is not None):
        raise PlanError(f"指标“{item.name}”的目标值与度量“{item.measure}”的类型 {measure.kind} 不符。请先校验方案。")
    target = _stored(item.target, measure.scale, item.name)
    return {
        "dimension": dimension,
        "indicator": item.id,
        "measure": item.measure,
        "kind": measure.kind,
        "target": target,
        "prorated": bool(item.target and item.target.prorate == "months"),
        "mean_low": measure.low or 0,
        "mean_span": (measure.high or 0) - (measure.low or 0),
    }


def _stored(target: Target | None, scale: int, name: str) -> int:
    if target is None:
        return 0
    stored = target.value * Decimal(scale)
    if stored % 1 or stored <= 0:
        raise PlanError(f"指标“{name}”的目标值 {target.value} 不能以 1/{scale} 为单位表示。请先校验方案。")
    return int(stored)


DIMENSIONS = (POLITICAL, WORK)
