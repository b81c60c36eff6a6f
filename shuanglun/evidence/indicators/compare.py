"""Two versions side by side: what changed, what is new, what fell away, and for whom it matters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shuanglun.engine import groups
from shuanglun.engine import scheme as engine
from shuanglun.engine.facts import Measure
from shuanglun.engine.scheme import Bonus, Dimension, Indicator, Scheme
from shuanglun.engine.terms import plain
from shuanglun.evidence.indicators.reading import amount, percent, share_percent, wheel
from shuanglun.evidence.indicators.report import FIELDS

CHANGED, ADDED, REMOVED = "changed", "added", "removed"
KINDS = {CHANGED: ("warn", "调整"), ADDED: ("ok", "新增"), REMOVED: ("late", "删除")}
_ELEMENT = re.compile(
    r"(?:dimensions\[(?P<dimension>\w+)\]\.)?(?:indicators|bonus)\[(?P<item>\w+)\](?:\.(?P<field>.+))?"
)
_DIMENSION = re.compile(r"dimensions\[(?P<dimension>\w+)\]\.(?P<field>\w+)")
_ABSENT = {"for": "全体", "not_for": "无", "cap": "不封顶", "target": "未设", "bonus": "无"}
_WORDS = {"months": "按在岗月数折算", "none": "不折算", "year": "每年"}
_SHARES = ("minimum_coverage", "w", "cap")


@dataclass(frozen=True)
class Difference:
    """One difference in words; `delta` is the step of a figure, with its sign."""

    kind: str
    where: str
    what: str
    before: str
    after: str
    delta: str = ""
    wheel: str = ""

    @property
    def chip(self) -> tuple[str, str]:
        """Kind and word of the chip."""
        return KINDS[self.kind]


Known = Mapping[str, Measure]


def differences(before: Scheme, after: Scheme, known: Known) -> list[Difference]:
    """Everything that differs, political wheel first; an indicator that came or went is one line, not eight. `known`
    are the measures by name, for the units of targets."""
    rows: list[Difference] = []
    told: set[tuple[str, str]] = set()
    for change in engine.diff(before, after):
        element, dimension = _ELEMENT.fullmatch(change.path), _DIMENSION.fullmatch(change.path)
        if element:
            row = _element(element, change, before, after, told, known)
        else:
            row = _dimension(dimension, change, after) if dimension else _general(change)
        if row is not None:
            rows.append(row)
    return sorted(rows, key=lambda row: {"": 0, "party": 1, "hr": 2}[row.wheel])


def _element(
    matched: re.Match[str],
    change: engine.Change,
    before: Scheme,
    after: Scheme,
    told: set[tuple[str, str]],
    known: Known,
) -> Difference | None:
    key, field = matched["item"], matched["field"] or ""
    old, new = _find(before, key), _find(after, key)
    dimension, item = new or old  # type: ignore[misc]
    kind, where = wheel(dimension.id)[0], f"{dimension.name} › {item.name}"
    if old is None or new is None or old[0].id != new[0].id:
        return _came_or_went(key, change, old, new, where, told)
    measure = known.get(item.measure)
    return _difference(CHANGED, where, field, change, kind, measure)


def _came_or_went(
    key: str,
    change: engine.Change,
    old: tuple[Dimension, Indicator | Bonus] | None,
    new: tuple[Dimension, Indicator | Bonus] | None,
    where: str,
    told: set[tuple[str, str]],
) -> Difference | None:
    """An element that is on one side only (or moved to the other wheel), told once a side."""
    kind, side = (ADDED, new) if change.before is None else (REMOVED, old)
    if side is None or (kind, key) in told:
        return None
    told.add((kind, key))
    dimension, item = side
    words = _summary(item)
    before, after = ("", words) if kind == ADDED else (words, "")
    what = "加分项" if isinstance(item, Bonus) else "指标"
    return Difference(kind, f"{dimension.name} › {item.name}", what, before, after, wheel=wheel(dimension.id)[0])


def _dimension(matched: re.Match[str], change: engine.Change, after: Scheme) -> Difference:
    key, field = matched["dimension"], matched["field"]
    name = next((dimension.name for dimension in after.dimensions if dimension.id == key), key)
    return _difference(_kind(change), name, field, change, wheel(key)[0])


def _general(change: engine.Change) -> Difference | None:
    if change.path in ("id", "version", "bonus", "dimensions"):
        return None
    return _difference(_kind(change), "方案", change.path.split(".")[-1], change)


def _difference(
    kind: str, where: str, field: str, change: engine.Change, wheel: str = "", measure: Measure | None = None
) -> Difference:
    before, after = _spoken(field, change.before, measure), _spoken(field, change.after, measure)
    return Difference(kind, where, _named(field), before, after, _delta(field, change, measure), wheel)


def _kind(change: engine.Change) -> str:
    return ADDED if change.before is None else REMOVED if change.after is None else CHANGED


def _find(scheme: Scheme, key: str) -> tuple[Dimension, Indicator | Bonus] | None:
    by_id = {dimension.id: dimension for dimension in scheme.dimensions}
    for dimension in scheme.dimensions:
        for item in dimension.indicators:
            if item.id == key:
                return dimension, item
    for bonus in scheme.bonus:
        if bonus.id == key and bonus.dimension in by_id:
            return by_id[bonus.dimension], bonus
    return None


def _summary(item: Indicator | Bonus) -> str:
    if isinstance(item, Bonus):
        return f"至多 {item.points} 分"
    who = "、".join(groups.LABELS.get(group, group) for group in item.only_for) or "全体"
    return f"权重 {percent(item.weight)}，适用{who}"


def _named(field: str) -> str:
    return FIELDS.get(field) or FIELDS.get(field.split(".")[-1], field)


def _spoken(field: str, value: str | None, measure: Measure | None = None) -> str:
    if value is None:
        return _ABSENT.get(field.split(".")[0], "")
    if field == "target.value":
        return amount(Decimal(value), measure)
    if field == "weight":
        return percent(int(value))
    if field in _SHARES:
        return share_percent(Decimal(value))
    if field in ("for", "not_for", "applies_to"):
        return "、".join(groups.LABELS.get(name, name) for name in value.split("、"))
    return _WORDS.get(value, value) if field.startswith("target.") else value


def _delta(field: str, change: engine.Change, measure: Measure | None = None) -> str:
    """The step of a figure: weights and shares in percentage points, targets in their unit, others plain; nothing for
    words."""
    try:
        step = Decimal(change.after or "") - Decimal(change.before or "")
    except InvalidOperation:
        return ""
    unit = ""
    if field == "weight":
        step, unit = step / 100, " 个百分点"
    elif field in _SHARES:
        step, unit = step * 100, " 个百分点"
    sign = "+" if step > 0 else "−"
    if field == "target.value":
        return f"{sign}{amount(abs(step), measure)}"
    return f"{sign}{plain(abs(step))}{unit}"


def affected(before: Scheme | None, after: Scheme, known: Known) -> list[tuple[str, list[str]]]:
    """For each group that can occur: which weights and targets become what. A group newly covered says so."""
    covered = set(groups.occurring(before)) if before else set()
    out = []
    for combination in groups.occurring(after):
        if before is None or combination not in covered:
            out.append((groups.label(combination), ["首次适用本方案"]))
            continue
        old, new = _holds(before, combination, known), _holds(after, combination, known)
        steps = [
            f"{name} {old.get(name, '不计')} → {new.get(name, '不计')}"
            for name in dict.fromkeys((*new, *old))
            if old.get(name) != new.get(name)
        ]
        out.append((groups.label(combination), steps))
    gone = [groups.label(combination) for combination in covered if combination not in groups.occurring(after)]
    return out + [(label, ["不再适用本方案"]) for label in sorted(gone)]


def _holds(scheme: Scheme, combination: tuple[str, ...], known: Known) -> dict[str, str]:
    """What holds for a group, by name: weights, targets, the most a bonus gives."""
    found = {}
    for dimension in scheme.dimensions:
        for item in dimension.indicators:
            if item.applies(combination):
                found[item.name] = percent(item.weight)
                found |= _aim(item, known)
    for bonus in scheme.bonus:
        found |= {f"{bonus.name}（至多）": f"{bonus.points} 分"} | _aim(bonus, known)
    return found


def _aim(item: Indicator | Bonus, known: Known) -> dict[str, str]:
    return {f"{item.name}（目标）": amount(item.target.value, known.get(item.measure))} if item.target else {}
