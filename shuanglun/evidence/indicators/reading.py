"""A scheme as a person reads it: percentages, 学时, for whom, and whether each group's weights make a whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shuanglun.engine import groups
from shuanglun.engine.facts import Measure
from shuanglun.engine.scheme import FULL_WEIGHT, POLITICAL, Bonus, Dimension, Indicator, Scheme, Target
from shuanglun.engine.terms import plain
from shuanglun.engine.wording import LESSON, UNITS

WHEELS = {POLITICAL: ("party", "党建")}
OTHER_WHEEL = ("hr", "人事")
KINDS = {"rate": "完成比例", "target": "累计达标", "mean": "测评均值", "kpi": "目标完成度"}
_UNVERIFIED = "【参数待核】"
_OWN = "本单位参数"


@dataclass(frozen=True)
class Basis:
    """A basis without its marks: `unverified` awaits a check of the article, `own` is the institution's parameter."""

    text: str
    unverified: bool
    own: bool


@dataclass(frozen=True)
class Line:
    """One indicator or bonus, ready to print."""

    id: str
    name: str
    measure: str
    kind: str
    share: Decimal
    who: tuple[str, ...]
    target: str
    cap: str
    basis: Basis

    @property
    def percent(self) -> str:
        """The weight in percent, as short as it is exact."""
        return percent(self.share * 100)


@dataclass(frozen=True)
class DimensionCard:
    """One wheel with its lines; `lowest` is the coverage below which it has no number."""

    id: str
    wheel: str
    wheel_word: str
    name: str
    lowest: str
    lines: tuple[Line, ...]
    bonus: tuple[Line, ...]


@dataclass(frozen=True)
class Sum:
    """What one group's weights add up to in one dimension."""

    text: str
    is_whole: bool


@dataclass(frozen=True)
class Block:
    """One dimension of the matrix: a row for each indicator with one cell a group, and the sums."""

    name: str
    wheel: str
    wheel_word: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Matrix:
    """Who is weighed how: columns are the combinations of groups that can occur."""

    heads: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def totals(self) -> list[tuple[str, list[tuple[str, Sum]]]]:
        """For each group: its sums with their wheels."""
        return [
            (head, [(block.wheel, block.sums[column]) for block in self.blocks])
            for column, head in enumerate(self.heads)
        ]

    @property
    def is_whole(self) -> bool:
        """Whether every sum is 100 %."""
        return all(total.is_whole for block in self.blocks for total in block.sums)


def percent(basis_points: Decimal | int) -> str:
    """Basis points as a percentage: 2500 is 25%, 1666 is 16.66%."""
    return f"{plain(Decimal(basis_points) / 100)}%"


def share_percent(share: Decimal) -> str:
    """A share of one as a percentage: 0.60 is 60%."""
    return f"{plain(share * 100)}%"


def wheel(dimension: str) -> tuple[str, str]:
    """Which wheel a dimension is: its class and its word."""
    return WHEELS.get(dimension, OTHER_WHEEL)


def particulars(scheme: Scheme) -> list[tuple[str, str]]:
    """What holds for the whole scheme, in words."""
    return [
        ("适用人员", "、".join(groups.LABELS.get(group, group) for group in scheme.applies_to)),
        ("上象限分数线", f"{plain(scheme.thresholds.upper)} 分及以上"),
        ("两维合并比重", f"{share_percent(scheme.w)} : {share_percent(1 - scheme.w)}（参考视图，不是等次）"),
    ]


def cards(scheme: Scheme, measures: Collection[Measure]) -> list[DimensionCard]:
    """The dimensions in wheel order, political first, as the scheme's editor may have swapped them."""
    known = {measure.name: measure for measure in measures}
    ordered = sorted(scheme.dimensions, key=lambda dimension: dimension.id != POLITICAL)
    return [_card(dimension, scheme, known) for dimension in ordered]


def _card(dimension: Dimension, scheme: Scheme, known: Mapping[str, Measure]) -> DimensionCard:
    kind, word = wheel(dimension.id)
    return DimensionCard(
        id=dimension.id,
        wheel=kind,
        wheel_word=word,
        name=dimension.name,
        lowest=share_percent(dimension.minimum_coverage),
        lines=tuple(_line(item, known) for item in dimension.indicators),
        bonus=tuple(_line(item, known) for item in scheme.bonus if item.dimension == dimension.id),
    )


def _line(item: Indicator | Bonus, known: Mapping[str, Measure]) -> Line:
    measure = known.get(item.measure)
    if isinstance(item, Indicator):
        share, who = Decimal(item.weight) / 100, audience(item)
        cap = "" if item.cap is None else f"封顶 {share_percent(item.cap)}"
    else:
        share, who, cap = Decimal(0), (f"至多 {item.points} 分",), ""
    return Line(
        id=item.id,
        name=item.name,
        measure=measure.label if measure else item.measure,
        kind=KINDS.get(measure.kind, "") if measure else "",
        share=share,
        who=who,
        target=target_words(item.target, measure),
        cap=cap,
        basis=basis(item.basis),
    )


def audience(item: Indicator) -> tuple[str, ...]:
    """For whom an indicator counts, in words; empty means everybody in the scheme."""
    wanted = [groups.LABELS.get(group, group) for group in item.only_for]
    return (*wanted, *(f"{groups.LABELS.get(group, group)}除外" for group in item.not_for))


def target_words(target: Target | None, measure: Measure | None) -> str:
    """A target in the unit people use: 1920 minutes a year are 32 学时."""
    if target is None:
        return ""
    prorated = "，按在岗月数折算" if target.prorate == "months" else "，不折算"
    return f"每年 {amount(target.value, measure)}{prorated}"


def lesson(value: Decimal, measure: Measure | None) -> int:
    """How many stored units make the unit people use: 60 minutes a 学时, where the value comes out even; else 1."""
    is_even = measure is not None and measure.unit == "minutes" and value % LESSON == 0
    return LESSON if is_even else 1


def unit(value: Decimal, measure: Measure | None) -> str:
    """The unit that goes with `lesson`."""
    if measure is None:
        return ""
    return UNITS["hours"] if lesson(value, measure) > 1 else UNITS.get(measure.unit, measure.unit)


def amount(value: Decimal, measure: Measure | None) -> str:
    """A value with its unit."""
    return f"{plain(value / lesson(value, measure))} {unit(value, measure)}".strip()


def basis(text: str) -> Basis:
    """The basis without its marks."""
    return Basis(text.replace(_UNVERIFIED, "").strip(), "参数待核" in text, _OWN in text)


def matrix(scheme: Scheme) -> Matrix:
    """Weights by group. Columns with the same weights throughout stay apart: the reader looks for one's own."""
    combinations = groups.occurring(scheme)
    one_category = len({combination[-1] for combination in combinations}) == 1
    heads = [groups.label(combination[:-1] if one_category else combination) for combination in combinations]
    ordered = sorted(scheme.dimensions, key=lambda dimension: dimension.id != POLITICAL)
    return Matrix(tuple(heads), tuple(_block(dimension, combinations) for dimension in ordered))


def _block(dimension: Dimension, combinations: list[tuple[str, ...]]) -> Block:
    rows = tuple(
        (item.name, tuple(percent(item.weight) if item.applies(groups_) else "" for groups_ in combinations))
        for item in dimension.indicators
    )
    totals = [sum(item.weight for item in dimension.indicators if item.applies(groups_)) for groups_ in combinations]
    sums = tuple(Sum(percent(total), total == FULL_WEIGHT) for total in totals)
    return Block(dimension.name, *wheel(dimension.id), rows, sums)
