"""Where every point comes from: the engine's explanation of one person, with the figures printed as people read them.
Nothing is computed here that the engine did not compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from shuanglun.engine.explain import DimensionView, Explanation, LineView
from shuanglun.engine.rounding import ONE
from shuanglun.engine.scheme import Indicator, Scheme
from shuanglun.engine.wording import UNITS, human
from shuanglun.scores.scoring import figures
from shuanglun.scores.scoring.choices import DIMENSIONS, WHEELS

DONE = {"life.attendance": "到会", "work.attendance": "出勤"}
LACKING = {
    "mean": "没有已公布的测评（少于 5 份不出数）",
    "kpi": "没有完成值",
    "rate": "本期没有应完成的事项",
    "target": "本期没有登记",
}


@dataclass(frozen=True)
class Gauge:
    """What the snapshot says about a measure: unit in words, stored = human × scale."""

    kind: str
    unit: str
    scale: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Gauge:
        """From a row of `measures`."""
        return cls(row["kind"], UNITS.get(row["unit"], row["unit"]), row["scale"])

    def human(self, stored: int | None) -> str:
        """A stored quantity as people say it, thousands apart."""
        return f"{Decimal(human(stored or 0, self.scale)):,f}"


@dataclass(frozen=True)
class Line:
    """One indicator or bonus of one person, as the table prints it."""

    view: LineView
    gauge: Gauge
    has_number: bool

    @property
    def is_bonus(self) -> bool:
        """Whether it adds points outside weights and coverage."""
        return self.view.role == "bonus"

    @property
    def has_value(self) -> bool:
        """Whether there is a value; a missing one is no zero."""
        return self.view.status == "value"

    @property
    def value(self) -> Decimal | None:
        """The indicator's own score."""
        return figures.score(self.view.value)

    @property
    def weight(self) -> Decimal:
        """Its weight in the scheme, in percent."""
        return figures.weight(self.view.weight)

    @property
    def counts(self) -> bool:
        """Whether it gave something to a score that exists."""
        return self.has_value and self.has_number

    @property
    def adjusted(self) -> Decimal | None:
        """Its weight among the indicators that have a value, in percent."""
        return figures.exact(self.view.adjusted_weight) if self.counts and not self.is_bonus else None

    @property
    def contribution(self) -> Decimal | None:
        """What it gave to the score, in points."""
        return figures.exact(self.view.final) if self.counts else None

    @property
    def evidence(self) -> str:
        """The evidence in a few characters."""
        view, gauge = self.view, self.gauge
        if view.kind == "rate":
            due = gauge.human(view.due - view.exempt_due)
            return f"{DONE.get(view.measure, '完成')} {gauge.human(view.quantity)}/{due} {gauge.unit}"
        if view.kind == "mean":
            return f"测评 {view.due} 票"
        if view.kind == "kpi":
            return f"KPI {view.records}/{len(view.refs)} 项"
        return f"{gauge.human(view.quantity)}/{gauge.human(view.target_prorated)} {gauge.unit}"

    @property
    def exempted(self) -> str:
        """That an exemption was applied, and never why (guide §6)."""
        return f"豁免 {self.view.exempted} 次，不影响" if self.view.exempted else ""

    @property
    def is_partial(self) -> bool:
        """Whether only a part of its weight is covered."""
        return self.has_value and self.view.covered < ONE

    @property
    def covered(self) -> Decimal | None:
        """How much of its weight is covered, in percent."""
        return figures.percent(self.view.covered)

    @property
    def why_missing(self) -> str:
        """What is lacking, in words."""
        view = self.view
        if view.exempt_due and view.exempt_due == view.due:
            return "应到场次全部豁免，没有可计的场次"
        return LACKING[view.kind]

    @property
    def working(self) -> str:
        """How the value became a contribution, in words with numbers."""
        if not self.has_value:
            return "资料不足不算零分：这一项的权重由其他指标按比例分担，并降低覆盖率。"
        if not self.has_number:
            return "本维度覆盖率不足，不出数，因此没有贡献。"
        if self.is_bonus:
            return f"自愿加分，不占权重，不影响覆盖率，满分封顶；本次 +{self.contribution} 分。"
        return f"贡献 = {figures.exact(self.view.value)} × 折算权重 {self.adjusted}% = {self.contribution} 分"


@dataclass(frozen=True)
class Side:
    """One dimension of one person, with its lines in the scheme's order."""

    view: DimensionView
    gauges: Mapping[str, Gauge]
    skipped: tuple[str, ...] = ()
    """Names of what the scheme does not ask of this person's groups."""

    @property
    def id(self) -> str:
        """political or work."""
        return self.view.id

    @property
    def label(self) -> str:
        """The dimension in the users' words."""
        return DIMENSIONS[self.id]

    @property
    def wheel(self) -> str:
        """Hue and shape."""
        return WHEELS[self.id]

    @property
    def has_number(self) -> bool:
        """Whether the coverage reaches the floor."""
        return self.view.value is not None

    @property
    def value(self) -> Decimal | None:
        """The score, one decimal."""
        return figures.score(self.view.value)

    @property
    def total(self) -> Decimal | None:
        """The score, two decimals: what the contributions add up to."""
        return figures.exact(self.view.value)

    @property
    def interval(self) -> str:
        """缺证区间."""
        return figures.interval(self.view.low, self.view.high)

    @property
    def interval_words(self) -> str:
        """缺证区间 in words; nothing is lacking when both ends are the score."""
        return f"缺证区间 {self.interval}" if self.view.low != self.view.high else "证据齐全，无缺证区间"

    @property
    def coverage(self) -> Decimal | None:
        """Coverage in percent."""
        return figures.percent(self.view.coverage)

    @property
    def floor(self) -> Decimal:
        """The coverage from which there is a number, in percent."""
        return (self.view.minimum_coverage * 100).quantize(Decimal(1))

    @property
    def records(self) -> int:
        """How many records stand behind it."""
        return sum(line.view.records for line in self.lines)

    @cached_property
    def lines(self) -> list[Line]:
        """Indicators that apply, then the bonus."""
        return [Line(view, self.gauges[view.measure], self.has_number) for view in self.view.lines]

    @cached_property
    def lacking(self) -> list[Line]:
        """Indicators that apply and have no value."""
        return [line for line in self.lines if not line.has_value and not line.is_bonus]

    @property
    def rounding(self) -> Decimal:
        """What the printed contributions miss of the printed score."""
        return self.view.rounding

    def chart(self) -> dict[str, Any]:
        """Cumulative blocks that end at the score."""
        gained = [line for line in self.lines if line.counts and (line.view.final or not line.is_bonus)]
        return {
            "kind": "contributions",
            "wheel": self.wheel,
            "parts": [
                {"name": line.view.name, "value": float(line.contribution or 0), "text": f"+{line.contribution}"}
                for line in gained
            ],
            "total": float(self.total or 0),
            "total_text": str(self.total),
            "words": f"{' 加 '.join(str(line.contribution) for line in gained)} 等于 {self.total}",
        }


def sides(explanation: Explanation, scheme: Scheme, gauges: Mapping[str, Gauge]) -> list[Side]:
    """The two dimensions of one person."""
    skipped = {dimension.id: _skipped(dimension.indicators, explanation.groups) for dimension in scheme.dimensions}
    return [Side(view, gauges, skipped[view.id]) for view in explanation.dimensions]


def _skipped(indicators: tuple[Indicator, ...], groups: tuple[str, ...]) -> tuple[str, ...]:
    """Indicators that do not apply, without those whose measure is asked under another target."""
    asked = {item.measure for item in indicators if item.applies(groups)}
    names = [item.name for item in indicators if not item.applies(groups) and item.measure not in asked]
    return tuple(dict.fromkeys(names))
