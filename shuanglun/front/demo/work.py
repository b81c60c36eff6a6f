"""Work of a year: attendance by month, KPI results, key tasks, outcomes, published ballot means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import NamedTuple

from shuanglun.base import periods
from shuanglun.front.demo import words
from shuanglun.front.demo.chances import Setting, away, stretches

SPLITS = {3: (4000, 3000, 3000), 4: (3500, 2500, 2000, 2000), 5: (3000, 2500, 2000, 1500, 1000),
          6: (2500, 2000, 2000, 1500, 1000, 1000)}  # fmt: skip
"""Weights of 3 to 6 KPIs in basis points; each adds up to 10,000."""
FEWEST_OPINIONS = 5


class Month(NamedTuple):
    """Working attendance of one person in one month, in days."""

    person: int
    month: date
    work_days: int
    exempt_days: int
    present_days: int


class Kpi(NamedTuple):
    """One KPI of one person in one year."""

    person: int
    year: int
    code: str
    name: str
    weight: int
    direction: str
    bound: Decimal
    target: Decimal
    actual: Decimal | None


class Task(NamedTuple):
    """One key task."""

    person: int
    title: str
    due_on: date
    done_on: date | None


class Outcome(NamedTuple):
    """One outcome with its points."""

    person: int
    title: str
    on: date
    points: Decimal


class Mean(NamedTuple):
    """One published mean with the number of opinions behind it."""

    person: int
    campaign: str
    head: str
    mean: Decimal
    opinions: int
    published_on: date


def months(setting: Setting, rng: Random) -> Iterator[Month]:
    """Twelve months of everybody who was here: exempt days leave the base, personal leave does not."""
    frames = list(periods.months(periods.year(setting.year)))
    full = [setting.count_working(frame.from_, frame.until or setting.end) for frame in frames]
    for person in setting.people:
        whole = person.joined <= setting.first and (person.left is None or person.left >= setting.end)
        gone = stretches(person)
        slack = 0.07 - 0.5 * setting.work[person.index]
        for frame, days in zip(frames, full, strict=True):
            until = frame.until or setting.end
            if not whole:
                days = setting.count_working(max(frame.from_, person.joined), min(until, person.left or until))
            if not days:
                continue
            exempt = sum(setting.count_working(max(frame.from_, g.from_), min(until, g.until)) for g in gone)
            exempt = min(exempt, days)
            absent = rng.choice((1, 1, 2, 3)) if rng.random() < slack else 0
            yield Month(person.index, frame.from_, days, exempt, max(0, days - exempt - absent))


def kpis(setting: Setting, rng: Random) -> Iterator[Kpi]:
    """Three to six KPIs of everybody who was here for a quarter at least; a few have no actual yet.

    For one and a half people in a hundred nothing was reported at all: their work side lacks evidence.
    """
    for person in setting.people:
        stint = person.stint_in(setting.year)
        if stint is None or setting.months_here(person) < 3:
            continue
        pool = words.KPIS[stint.category]
        reported = rng.random() >= 0.015
        chosen = rng.sample(pool, rng.randint(3, min(6, len(pool))))
        for number, ((name, direction, bound, target, places), weight) in enumerate(
            zip(chosen, SPLITS[len(chosen)], strict=True), start=1
        ):
            attained = min(1.12, max(0.2, rng.gauss(0.845 + setting.work[person.index], 0.09)))
            actual = Decimal(f"{bound + attained * (target - bound):.{places}f}")
            missing = not reported or rng.random() < 0.02
            yield Kpi(
                person.index, setting.year, f"K{number}", name, weight, direction,
                Decimal(bound), Decimal(target), None if missing else actual,
            )  # fmt: skip


def tasks(setting: Setting, rng: Random) -> Iterator[Task]:
    """Three to six key tasks of management posts."""
    for person in setting.people:
        stint = person.stint_in(setting.year)
        if stint is None or stint.category != "M":
            continue
        chance = setting.chance(0.83, setting.work[person.index])
        for title in rng.sample(words.TASKS, rng.randint(3, 6)):
            due = setting.working_day(rng.randint(2, 12), rng.randint(1, 20))
            if not person.present_on(due) or away(person, due):
                continue
            done: date | None = due - timedelta(days=rng.randrange(20))
            if rng.random() >= chance:
                done = due + timedelta(days=rng.randint(2, 40)) if rng.random() < 0.7 else None
            yield Task(person.index, title, due, done if done and done < setting.end else None)


def outcomes(setting: Setting, rng: Random) -> Iterator[Outcome]:
    """Outcomes of specialists, 100 points being a good year; a row of zero for a year without any."""
    for person in setting.people:
        stint = person.stint_in(setting.year)
        months_here = setting.months_here(person)
        if stint is None or stint.category != "P" or months_here < 1:
            continue
        goal = max(0.0, rng.gauss(94 + 160 * setting.work[person.index], 18)) * months_here / 12
        earned, number = 0.0, 0
        while goal - earned > 8:
            kind, points = rng.choice(words.OUTCOMES)
            number += 1
            on = setting.working_days[rng.randrange(len(setting.working_days))]
            if person.present_on(on):
                yield Outcome(person.index, f"{kind}（{setting.year}-{number:02d}）", on, Decimal(points))
            earned += points
        if not number:
            last = min(person.left or setting.end, setting.end) - timedelta(days=1)
            yield Outcome(person.index, f"{setting.year}年度成果登记（无）", last, Decimal(0))


def means(setting: Setting, rng: Random) -> Iterator[Mean]:
    """Published means of the December appraisal; fewer than five opinions are never published."""
    published = setting.working_day(12, 18)
    here = [p for p in setting.people if p.present_on(published)]
    sizes = Counter(stint.unit for p in here if (stint := p.stint_in(setting.year)))
    for person in here:
        stint = person.stint_in(setting.year)
        if stint is None:
            continue
        asked = min(25, sizes[stint.unit] - 1)
        for head, lift in (("conduct", setting.party), ("capability", setting.work)):
            opinions = sum(rng.random() < 0.82 for _ in range(asked)) if not away(person, published) else asked // 5
            if person.joined > published - timedelta(days=120):
                opinions //= 4
            if opinions >= FEWEST_OPINIONS:
                mean = min(99.5, max(55.0, rng.gauss(84 + 62 * lift[person.index], 1.8)))
                campaign = f"{setting.year}年度民主测评"
                yield Mean(person.index, campaign, head, Decimal(f"{mean:.2f}"), opinions, published)
