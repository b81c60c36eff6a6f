"""Where every point comes from: the engine's explanation of one person, with the figures printed as people read them.
Nothing is computed here that the engine did not compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from shuanglun.engine.explain import DimensionView, Explanation, LineView
from shuanglun.engine.rounding import ONE
from shuanglun.engine.scheme import Indicator, Scheme
from shuanglun.engine.wording import LESSON, UNITS, human
from shuanglun.scores.scoring import figures
from shuanglun.scores.scoring.choices import DIMENSIONS, SUPPLIERS, WHEELS

DONE = {"life.attendance": "到会", "work.attendance": "出勤"}
LACKING = {
    "mean": "没有已公布的测评（少于 5 份不出数）",
    "kpi": "没有完成值",
    "rate": "本期没有应完成的事项",
    "target": "本期没有登记",
}


@dataclass(frozen=True)
class Gauge:
    """What the snapshot says about a measure: unit in words, stored = human × scale, the room that records it.

    Minutes are kept and 学时 are shown; `minutes` tells the scale of the former, 0 for any other unit."""

    kind: str
    unit: str
    scale: int
    room: str
    minutes: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Gauge:
        """From a row of `measures`."""
        kind, unit, scale, room = (row[name] for name in ("kind", "unit", "scale", "room"))
        if unit == "minutes":
            return cls(kind, "学时", scale * LESSON, room, scale)
        return cls(kind, UNITS.get(unit, unit), scale, room)

    def human(self, stored: int | None) -> str:
        """A stored quantity as people say it, thousands apart; 学时 with at most two decimals."""
        if not self.minutes:
            return f"{Decimal(human(stored or 0, self.scale)):,f}"
        lessons = (Decimal(stored or 0) / self.scale).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{lessons:,f}".rstrip("0").rstrip(".")

    def amount(self, stored: int | None) -> str:
        """A quantity with its unit; 学时 with the minutes they were recorded in."""
        minutes = f"（{human(stored or 0, self.minutes)} 分钟）" if self.minutes else ""
        return f"{self.human(stored)} {self.unit}{minutes}"


@dataclass(frozen=True)
class Line:
    """One indicator or bonus of one person, as the table prints it."""

    view: LineView
    gauge: Gauge
    has_number: bool
    most: int = 0
    """What a bonus adds at most, in points."""

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
    def covered(self) -> Decimal:
        """How much of its weight is covered, in percent."""
        return figures.coverage(self.view.covered)

    @property
    def is_exempt(self) -> bool:
        """Whether all that was due is exempt: nothing is lacking that anybody could supply."""
        return bool(self.view.exempt_due) and self.view.exempt_due == self.view.due

    @property
    def why_missing(self) -> str:
        """What is lacking, in words."""
        view = self.view
        if self.is_exempt:
            return "应到场次全部豁免，没有可计的场次"
        if view.kind == "target" and view.records:
            return "在岗不足一个整月，没有目标可比"
        if view.kind == "kpi" and self.has_value:
            return f"{len(view.refs) - view.records} 项没有完成值"
        return LACKING[view.kind]

    @property
    def supplier(self) -> str:
        """Who can supply what is lacking; nobody when all was exempt."""
        return "" if self.is_exempt else SUPPLIERS[self.gauge.room]

    @property
    def working(self) -> str:
        """How the value became a contribution, in words with numbers."""
        if not self.has_value and self.is_bonus:
            return "加分项不占权重：没有登记不扣分，不影响覆盖率。"
        if not self.has_value:
            return "资料不足不算零分：这一项的权重由其他指标按比例分担，并降低覆盖率。"
        if not self.has_number:
            return "本维度覆盖率不足，不出数，因此没有贡献。"
        share = figures.exact(self.view.share)
        if self.is_bonus:
            text = f"加分 = {figures.exact(self.view.value)} × 至多 {self.most} 分 ÷ 100 = {share} 分"
        else:
            text = f"贡献 = {figures.exact(self.view.value)} × 折算权重 {self.adjusted}% = {share} 分"
        if self.view.final == self.view.share:
            return text
        return f"{text}；本维度加分后超过 100 分，超出部分由各项按沙普利值分摊，实计 {self.contribution} 分"


@dataclass(frozen=True)
class Side:
    """One dimension of one person, with its lines in the scheme's order."""

    view: DimensionView
    gauges: Mapping[str, Gauge]
    skipped: tuple[str, ...] = ()
    """Names of what the scheme does not ask of this person's groups."""
    most: Mapping[str, int] = field(default_factory=dict)
    """Points a bonus adds at most, by its id."""

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
    def coverage(self) -> Decimal:
        """Coverage in percent."""
        return figures.coverage(self.view.coverage)

    @property
    def evidence(self) -> tuple[str, str]:
        """The chip and the words for its evidence: sufficient only when nothing is missing."""
        if not self.has_number:
            return "warn", "资料不足"
        return ("ok", "证据充分") if self.view.coverage == ONE else ("warn", "证据部分缺失")

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
        return [
            Line(view, self.gauges[view.measure], self.has_number, self.most.get(view.id, 0))
            for view in self.view.lines
        ]

    @cached_property
    def lacking(self) -> list[Line]:
        """Indicators that apply and have no value, or a value for a part of their weight only."""
        return [line for line in self.lines if not line.is_bonus and (line.is_partial or not line.has_value)]

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
    most = {bonus.id: bonus.points for bonus in scheme.bonus}
    return [Side(view, gauges, skipped[view.id], most) for view in explanation.dimensions]


def _skipped(indicators: tuple[Indicator, ...], groups: tuple[str, ...]) -> tuple[str, ...]:
    """Indicators that do not apply, without those whose measure is asked under another target."""
    asked = {item.measure for item in indicators if item.applies(groups)}
    names = [item.name for item in indicators if not item.applies(groups) and item.measure not in asked]
    return tuple(dict.fromkeys(names))
