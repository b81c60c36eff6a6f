"""Proof that a scheme means something: one rule, one class, one reason; every message names the remedy.

`check` is the door: text in, scheme out, or SchemeError with all problems of syntax, structure and meaning.
Source: docs/algorithms/scheme.md, guard-rails G-02, G-06, G-07, G-22.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from shuanglun.engine import groups, reading
from shuanglun.engine.document import Document, Problem, SchemeError
from shuanglun.engine.facts import Measure
from shuanglun.engine.forbidden import FORBIDDEN_RULES
from shuanglun.engine.terms import FULL_WEIGHT, POLITICAL, WORK, Bonus, Indicator, Scheme

Found = Iterator[tuple[str, str, str]]
MEMBERS_ONLY = frozenset({"life.attendance", "life.rectification"})
VOLUNTEER, VOLUNTEER_WEIGHT = "life.volunteer", 1000
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")
VERSION = re.compile(r"\d{4}(\.\d{1,3}){1,2}", re.ASCII)


@dataclass(frozen=True)
class Context:
    """What a rule may look at: the scheme and the measures on offer (None: not known here)."""

    scheme: Scheme
    measures: dict[str, Measure] | None

    def lines(self) -> Iterator[tuple[str, Indicator]]:
        for d, dimension in enumerate(self.scheme.dimensions):
            for i, indicator in enumerate(dimension.indicators):
                yield f"dimensions[{d}].indicators[{i}]", indicator

    def bonuses(self) -> Iterator[tuple[str, Bonus]]:
        for i, bonus in enumerate(self.scheme.bonus):
            yield f"bonus[{i}]", bonus

    def counted(self) -> Iterator[tuple[str, Indicator | Bonus]]:
        yield from self.lines()
        yield from self.bonuses()


class Rule(Protocol):
    """A rule yields (path, what is wrong, what to do)."""

    def find(self, context: Context) -> Found: ...


class Identifiers:
    """An id names a line in results and in comparisons: plain, and used once."""

    def find(self, context: Context) -> Found:
        scheme, seen = context.scheme, dict[str, str]()
        named = [("", scheme.id)]
        named += [(f"dimensions[{d}]", dimension.id) for d, dimension in enumerate(scheme.dimensions)]
        named += [(path, item.id) for path, item in context.counted()]
        for path, name in named:
            where = f"{path}.id" if path else "id"
            if name and not IDENTIFIER.fullmatch(name):
                yield where, f"编号“{name}”不合格式。", "请用小写英文字母开头，只含小写字母、数字和下划线。"
            if path and name in seen:
                yield where, f"编号“{name}”与 {seen[name]} 重复。", "请改用不同的编号。"
            elif path and name:
                seen[name] = where


class VersionFormat:
    """Versions sort and are quoted in notices, so they look alike."""

    def find(self, context: Context) -> Found:
        version = context.scheme.version
        if version and not VERSION.fullmatch(version):
            yield "version", f"版本号“{version}”不合格式。", "请写成“年份.序号”，例如 2025.1。"


class Basis:
    """Nothing counts without a basis that can be read out."""

    def find(self, context: Context) -> Found:
        remedy = "请写明法规名称和条款；尚待核实的请注明“参数待核”。"
        if not context.scheme.basis:
            yield "basis", "没有写依据。", remedy
        for path, item in context.counted():
            if not item.basis:
                yield f"{path}.basis", f"“{item.name}”没有写依据。", remedy


class Groups:
    """Only groups that a snapshot knows can select people."""

    def find(self, context: Context) -> Found:
        known, scheme = set(groups.LABELS), context.scheme
        lists = [("applies_to", scheme.applies_to)]
        for path, item in context.lines():
            lists += [(f"{path}.for", item.only_for), (f"{path}.not_for", item.not_for)]
        for path, names in lists:
            for name in names:
                if name not in known:
                    yield path, f"不认识的人员类别“{name}”。", f"可用：{'、'.join(sorted(known))}。"
        if scheme.applies_to and not groups.occurring(scheme):
            yield "applies_to", "没有任何人员适用本方案。", "请至少写一个人员类别。"


class TwoDimensions:
    """The house compares exactly two dimensions, each once."""

    def find(self, context: Context) -> Found:
        dimensions = context.scheme.dimensions
        for d, dimension in enumerate(dimensions):
            if dimension.id and dimension.id not in (POLITICAL, WORK):
                yield f"dimensions[{d}].id", f"不认识的维度“{dimension.id}”。", "只能是 political 或 work。"
            if not dimension.indicators:
                yield f"dimensions[{d}].indicators", "维度里没有指标。", "请至少写一个指标。"
        for wanted in (POLITICAL, WORK):
            if wanted not in [dimension.id for dimension in dimensions]:
                yield "dimensions", f"缺少维度 {wanted}。", "两个维度都要有，才能并列呈现。"


class WeightsInRange:
    """A weight is a share; a negative one would turn a good record into a minus."""

    def find(self, context: Context) -> Found:
        for path, item in context.lines():
            if item.weight <= 0:
                yield f"{path}.weight", f"“{item.name}”的权重是 {item.weight}。", "权重须为正；不计的指标请删去。"
            elif item.weight > FULL_WEIGHT:
                yield f"{path}.weight", f"“{item.name}”的权重超过 10000。", "权重以万分之一为单位，请核对。"


def _percent(weight: int) -> str:
    """As people say it, and as the text has it: 95%（9500）."""
    return f"{weight / 100:g}%（{weight}）"


class WeightsSum:
    """For everybody who can occur, a dimension's weights make a whole."""

    def find(self, context: Context) -> Found:
        for combination in groups.occurring(context.scheme):
            for d, dimension in enumerate(context.scheme.dimensions):
                total = sum(i.weight for i in dimension.indicators if i.applies(combination))
                if dimension.indicators and total != FULL_WEIGHT:
                    who, gap = groups.label(combination), FULL_WEIGHT - total
                    yield (
                        f"dimensions[{d}].indicators",
                        f"“{dimension.name}”对{who}的权重合计为 {_percent(total)}，不是 100%（10000）。",
                        f"请{'增加' if gap > 0 else '减少'} {_percent(abs(gap))}。",
                    )


class KnownMeasures:
    """A measure nobody offers would be missing for everybody."""

    def find(self, context: Context) -> Found:
        if context.measures is None:
            return
        for path, item in context.counted():
            if item.measure and item.measure not in context.measures:
                yield (
                    f"{path}.measure",
                    f"没有任何部门提供度量“{item.measure}”。",
                    f"可用：{'、'.join(sorted(context.measures))}。",
                )


class OnceForOne:
    """One measure counts once per dimension for one person, or one record would be paid twice."""

    def find(self, context: Context) -> Found:
        for combination in groups.occurring(context.scheme):
            seen: dict[str, str] = {}
            for path, item in context.lines():
                if not item.applies(combination):
                    continue
                if item.measure and item.measure in seen:
                    yield (
                        f"{path}.measure",
                        f"{groups.label(combination)}的“{item.measure}”已在 {seen[item.measure]} 计过一次。",
                        "请用 for / not_for 分开人员类别，或合并指标。",
                    )
                seen.setdefault(item.measure, path)


class Targets:
    """A target measure needs its target; no other kind has one."""

    def find(self, context: Context) -> Found:
        for path, item in context.counted():
            measure = (context.measures or {}).get(item.measure)
            if measure is not None and measure.kind == "target" and item.target is None:
                yield f"{path}.target", f"“{item.name}”是累计量，缺少目标值。", "请写 target: {value: …}。"
            if measure is not None and measure.kind != "target" and item.target is not None:
                yield f"{path}.target", f"“{item.name}”不是累计量，不能有目标值。", "请删去 target。"
            if measure is not None and isinstance(item, Bonus) and measure.kind not in ("target", "rate"):
                yield f"{path}.measure", f"加分项“{item.name}”须是累计量或比率。", "请换用其他度量。"
            if item.target is not None:
                yield from self._bounds(f"{path}.target", item.target.value, measure)
                if item.target.per != "year":
                    yield f"{path}.target.per", f"周期“{item.target.per}”不可用。", "目前只有 year。"
                if item.target.prorate not in ("months", "none"):
                    yield f"{path}.target.prorate", f"折算方式“{item.target.prorate}”不可用。", "请写 months 或 none。"

    def _bounds(self, path: str, value: Decimal, measure: Measure | None) -> Found:
        if value <= 0:
            yield f"{path}.value", "目标值须大于 0。", "请写正数。"
        elif measure is not None and (value * measure.scale) % 1:
            yield f"{path}.value", f"目标值过细，“{measure.label}”最小单位是 1/{measure.scale}。", "请减少小数位。"


class Bounds:
    """Parameters stay where their meaning holds."""

    def find(self, context: Context) -> Found:
        scheme = context.scheme
        for d, dimension in enumerate(scheme.dimensions):
            where = f"dimensions[{d}].minimum_coverage"
            yield from _between(where, "证据覆盖率下限", dimension.minimum_coverage, "0.50", "1.00")
        yield from _between("thresholds.upper", "上象限分数线", scheme.thresholds.upper, "50", "100")
        yield from _between("w", "政治维度权重", scheme.w, "0.10", "0.90")
        for path, item in context.lines():
            if item.cap is not None:
                yield from _between(f"{path}.cap", f"“{item.name}”的封顶值", item.cap, "0.01", "1.00")


def _between(path: str, what: str, value: Decimal, low: str, high: str) -> Found:
    if not Decimal(low) <= value <= Decimal(high):
        yield path, f"{what}是 {value}，须在 {low} 到 {high} 之间。", "请改到范围之内。"
    elif (value * 10_000) % 1:
        yield path, f"{what}“{value}”至多四位小数。", "请减少小数位。"


class BonusBounds:
    """A bonus encourages, it does not decide (methods §0b): 1 to 5 points, on one of the two dimensions."""

    def find(self, context: Context) -> Found:
        for path, item in context.bonuses():
            if not 1 <= item.points <= 5:
                yield f"{path}.points", f"加分上限是 {item.points}，须在 1 到 5 之间。", "请改到范围之内。"
            if item.dimension not in (POLITICAL, WORK):
                yield f"{path}.dimension", f"不认识的维度“{item.dimension}”。", "只能是 political 或 work。"
        for path, line in context.lines():
            if line.measure == VOLUNTEER and line.weight > VOLUNTEER_WEIGHT:
                yield f"{path}.weight", "志愿服务出于自愿，权重不得超过 1000。", "建议改为 bonus 加分项。"


class MembersOnly:
    """G-06: nobody is measured by Party-life items who has no Party life, nor passed over for a bonus on them."""

    def find(self, context: Context) -> Found:
        outsiders = [c for c in groups.occurring(context.scheme) if groups.NON_MEMBER in c]
        for path, item in context.lines():
            if item.measure in MEMBERS_ONLY and any(item.applies(c) for c in outsiders):
                yield f"{path}.for", f"“{item.name}”只适用于党员，不能用来衡量非党员。", "请写 for: [member]。"
        for path, bonus in context.bonuses():
            if bonus.measure in MEMBERS_ONLY and outsiders:
                yield f"{path}.measure", f"“{bonus.name}”只适用于党员，非党员得不到这项加分。", "请换用人人可及的度量。"


RULES: tuple[Rule, ...] = (
    Identifiers(), VersionFormat(), Basis(), Groups(), TwoDimensions(), WeightsInRange(), WeightsSum(),
    KnownMeasures(), OnceForOne(), Targets(), Bounds(), BonusBounds(), MembersOnly(), *FORBIDDEN_RULES,
)  # fmt: skip


def validate(
    scheme: Scheme, measures: Collection[Measure] | None = None, document: Document | None = None
) -> list[Problem]:
    """Return every problem of meaning. Without `measures` the rules about measures on offer are left out."""
    offered = None if measures is None else {measure.name: measure for measure in measures}
    context, document = Context(scheme, offered), document or Document()
    known = {(problem.path, problem.message) for problem in document.problems}
    return [
        Problem(path, message, remedy, document.source, document.line(path))
        for rule in RULES
        for path, message, remedy in rule.find(context)
        if (path, message) not in known
    ]


def check(text: str, measures: Collection[Measure] | None = None, source: str = "方案") -> Scheme:
    """Return the scheme of a YAML text. Raises SchemeError with all problems, never anything else."""
    scheme, document = reading.build(text, source)
    if scheme is None:
        raise SchemeError(document.problems)
    broken = {problem.path for problem in document.problems}
    meant = [p for p in validate(scheme, measures, document) if p.path not in broken]
    if document.problems or meant:
        raise SchemeError(document.problems + meant)
    return scheme
