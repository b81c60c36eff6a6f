"""Hypothesis strategies for one subject's evidence, and random subjects by the thousand."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shuanglun.engine import groups
from shuanglun.engine.tests.factories import BEGINS, Case, Exemption, Fact, Kpi

RATES = ("life.attendance", "life.rectification", "study.modules", "work.tasks")
TARGETS = {"life.volunteer": 3, "study.minutes": 700, "work.outcomes": 4_000}
MEANS = ("survey.conduct", "survey.capability")
INTERVALS = (
    ((date(2020, 1, 1), None),),
    ((date(2020, 1, 1), date(2025, 5, 16)), (date(2025, 5, 16), None)),
    ((date(2025, 2, 15), None),),
    ((date(2024, 1, 1), date(2025, 3, 20)), (date(2025, 10, 3), date(2026, 6, 1))),
    ((date(2025, 12, 17), None),),
    ((date(2025, 12, 18), None),),
)


def _day(offset: int) -> date:
    return BEGINS + timedelta(days=offset)


class Draw:
    """Draws a case number by number, from Hypothesis or from a seeded generator. One in five is `keen` and does
    everything well, so that the ceiling is met."""

    def __init__(self, number) -> None:
        self.number, self.keen = number, number(0, 4) == 4

    def facts(self) -> list[Fact]:
        number = self.number
        facts = []
        for measure in RATES:
            facts += [
                Fact(measure, int(self.keen or number(0, 3) > 0), 1, _day(number(-5, 369))) for _ in range(number(0, 5))
            ]
        for measure, most in TARGETS.items():
            facts += [
                Fact(measure, number(most if self.keen else 0, 2 * most), None, _day(number(-5, 369)))
                for _ in range(number(0, 3))
            ]
        for measure in MEANS:
            facts += [
                Fact(measure, number(9_700 if self.keen else 0, 10_000), number(0, 30)) for _ in range(number(0, 2))
            ]
        facts += [
            Fact("work.attendance", max(0, number(21 if self.keen else -5, 22)), 21, _day(30 * i))
            for i in range(number(0, 3))
        ]
        return facts

    def kpi(self) -> Kpi:
        number = self.number
        higher, bound, span = number(0, 1) == 1, number(0, 500_000), number(1, 500_000)
        target = bound + span if higher else bound - span
        actual = None if number(0, 5) == 0 else target if self.keen else number(0, 1_200_000)
        return Kpi(actual, target, bound, number(1, 5_000), "higher" if higher else "lower")

    def exemption(self, facts: list[Fact]) -> Exemption:
        number = self.number
        measure = (None, "work.attendance", *RATES)[number(0, len(RATES) + 1)]
        begins = number(0, 300)
        until = None if number(0, 4) == 0 else _day(begins + number(1, 90))
        one = str(number(0, len(facts))) if facts and number(0, 1) else None
        return Exemption(measure, _day(begins), until, one)

    def case(self) -> Case:
        number, facts = self.number, self.facts()
        return Case(
            groups=groups.COMBINATIONS[number(0, len(groups.COMBINATIONS) - 1)],
            facts=tuple(facts),
            kpis=tuple(self.kpi() for _ in range(number(0, 3))),
            exemptions=tuple(self.exemption(facts) for _ in range(number(0, 2))),
            intervals=INTERVALS[number(0, len(INTERVALS) - 1)],
        )


@st.composite
def case(draw) -> Case:
    """One subject's evidence, drawn by Hypothesis."""
    return Draw(lambda low, high: draw(st.integers(low, high))).case()


def drawn(count: int) -> list[Case]:
    """Return `count` different cases drawn by Hypothesis, the same ones every time."""
    found: dict[str, Case] = {}

    @settings(
        max_examples=count + count // 4, database=None, derandomize=True, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case())
    def collect(one: Case) -> None:
        found[repr(one)] = one

    collect()
    assert len(found) >= count, "Hypothesis repeated itself: draw more"
    return list(found.values())[:count]


def random_cases(count: int, seed: int) -> dict[str, Case]:
    """Return `count` random subjects; quick, for agreement with the independent scorer."""
    generator = random.Random(seed)
    return {f"person:{i}": Draw(generator.randint).case() for i in range(count)}
