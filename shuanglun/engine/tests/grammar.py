"""The short grammar of the golden cases: one line of YAML is one indicator with its evidence.

`3000 rate 9/12 exempt 2`: weight, kind, sums; `target 26/32`, `mean 87.5 n 12`, `kpi 50>100@0:6000 …`
(actual>target@bound:weight, `-` no actual, `<` lower is better), `none` no row, `na` not applicable,
`cap 0.90` at the end. Every case gets a scheme of its own, chosen by a group of its own, so that all cases
run at once.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from shuanglun.engine.facts import Measure
from shuanglun.engine.scheme import Bonus, Dimension, Indicator, Scheme, Target, Thresholds
from shuanglun.engine.tests.factories import Case, Exemption, Fact, Kpi

GOLDEN = Path(__file__).parent / "golden"
PLACES = range(12)
CATALOGUE = (
    *(Measure(f"t.rate{i}", "率", "rate", "occasions", 1, "t") for i in PLACES),
    *(Measure(f"t.target{i}", "累计", "target", "points", 100, "t") for i in PLACES),
    *(Measure(f"t.mean{i}", "均值", "mean", "points", 100, "t", 0, 10_000) for i in PLACES),
    Measure("t.kpi", "目标", "kpi", "points", 10_000, "t"),
)
KPI = re.compile(r"(-|[\d.]+)([<>])([\d.]+)@([\d.]+):(\d+)")


def cases(file: str) -> list[dict[str, Any]]:
    return yaml.load((GOLDEN / file).read_text("utf-8"), yaml.CBaseLoader)


def stored(text: str, scale: int) -> int:
    return int(Decimal(text) * scale)


class Builder:
    """Builds the case and the scheme of one golden entry."""

    def __init__(self, number: int, entry: dict[str, Any]) -> None:
        self.group, self.entry, self.place = f"g{number}", entry, 0
        self.facts: list[Fact] = []
        self.kpis: list[Kpi] = []
        self.exemptions: list[Exemption] = []

    def line(self, text: str, bonus: bool = False) -> dict[str, Any]:
        """Read one line, record its evidence, return what scheme lines share."""
        words = text.split()
        number, kind, rest = int(words[0]), words[1], words[2:]
        cap = Decimal(rest.pop(rest.index("cap") + 1)) if "cap" in rest else None
        measure = "t.kpi" if kind == "kpi" else f"t.{kind}{self.place}"
        self.place += 1
        target = getattr(self, f"_{kind}")(measure, rest) if "none" not in rest else self._unmet(kind)
        common = {"id": f"line{self.place}", "name": text, "measure": measure, "basis": "测试", "target": target}
        if bonus:
            return common | {"points": number}
        groups = {"not_for": (self.group,)} if "na" in rest else {}
        return common | {"weight": number, "cap": cap} | groups

    def _unmet(self, kind: str) -> Target | None:
        return Target(Decimal(1), prorate="none") if kind == "target" else None

    def _rate(self, measure: str, rest: list[str]) -> None:
        done, due = (int(n) for n in rest[0].split("/")) if "/" in rest[0] else (0, 0)
        exempt = int(rest[2]) if "exempt" in rest else 0
        for i in range(due):
            ref = f"{measure}-{i}"
            self.facts.append(Fact(measure, int(i < done), 1, ref=ref))
            if i >= due - exempt:
                self.exemptions.append(Exemption(measure, fact_ref=ref))

    def _target(self, measure: str, rest: list[str]) -> Target:
        if "/" not in rest[0]:
            return Target(Decimal(1))
        done, goal = rest[0].split("/")
        self.facts.append(Fact(measure, stored(done, 100)))
        return Target(Decimal(goal), prorate="months" if "months" in rest else "none")

    def _mean(self, measure: str, rest: list[str]) -> None:
        self.facts.append(Fact(measure, stored(rest[0], 100), int(rest[2])))

    def _kpi(self, measure: str, rest: list[str]) -> None:
        for text in rest:
            if match := KPI.fullmatch(text):
                actual, way, target, bound, weight = match.groups()
                self.kpis.append(
                    Kpi(
                        None if actual == "-" else stored(actual, 10_000), stored(target, 10_000),
                        stored(bound, 10_000), int(weight), "higher" if way == ">" else "lower",
                    )
                )  # fmt: skip

    def dimension(self, name: str) -> Dimension:
        lines = self.entry.get(name, ["10000 rate 4/5"])
        floor = Decimal(self.entry.get(f"{name}_floor", "0.60"))
        return Dimension(name, name, floor, tuple(Indicator(**self.line(text)) for text in lines))

    def build(self) -> tuple[Case, Scheme]:
        entry = self.entry
        dimensions = (self.dimension("political"), self.dimension("work"))
        bonus = tuple(Bonus(**self.line(text, bonus=True)) for text in entry.get("bonus", ()))
        scheme = Scheme(
            id=self.group, version="2025.1", name=entry["name"], valid_from=date(2025, 1, 1), basis="测试",
            applies_to=(self.group,), dimensions=dimensions, bonus=bonus,
            thresholds=Thresholds(Decimal(entry.get("upper", "80"))), w=Decimal(entry.get("w", "0.5")),
        )  # fmt: skip
        intervals = tuple(
            (date.fromisoformat(begins), date.fromisoformat(until) if until != "-" else None)
            for begins, until in (text.split() for text in entry.get("present", ["2020-01-01 -"]))
        )
        case = Case((self.group, "member"), tuple(self.facts), tuple(self.kpis), tuple(self.exemptions), intervals)
        return case, scheme
