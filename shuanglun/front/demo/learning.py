"""Study of a year: hours and modules. A person on the study book with nothing done has a row of zero."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from shuanglun.front.demo import words
from shuanglun.front.demo.chances import Setting, away
from shuanglun.front.demo.staff import Person

MEMBER_MONTHS = (1, 3, 4, 5, 6, 9, 10, 11, 12)
OTHER_MONTHS = (3, 5, 6, 9, 11, 12)


class Study(NamedTuple):
    """Minutes studied by one person on one day."""

    person: int
    title: str
    on: date
    minutes: int


class Module(NamedTuple):
    """One module due for one person."""

    person: int
    course: str
    module: str
    due_on: date
    done_on: date | None


def studies(setting: Setting, rng: Random) -> Iterator[Study]:
    """Monthly study days of units, courses on line, the training of branch officers; at least one row each."""
    days = {month: setting.working_day(month, 12) for month in range(1, 13)}
    for person in setting.people:
        rows = list(_of_person(setting, rng, person, days))
        yield from rows
        if not rows:
            here = [day for day in setting.working_days if person.present_on(day)]
            if here:
                yield Study(person.index, f"{setting.year}年度学习登记", here[-1], 0)


def _of_person(setting: Setting, rng: Random, person: Person, days: dict[int, date]) -> Iterator[Study]:
    member = person.member_in(setting.year)
    chance = setting.chance(0.86, setting.party[person.index])
    for month in MEMBER_MONTHS if member else OTHER_MONTHS:
        day = days[month]
        if rng.random() < chance and person.present_on(day) and not away(person, day):
            yield Study(person.index, f"集中学习：{words.THEMES[month - 1]}", day, rng.choice((180, 200, 210, 240)))
    for number in range(2 if member else 1):
        day = setting.first + timedelta(days=rng.randrange(360))
        if rng.random() < chance and person.present_on(day) and not away(person, day):
            yield Study(person.index, f"网络课程第{number + 1}期", day, rng.choice((90, 120, 150)))
    if member and person.officer:
        for day in setting.working_days[95:98]:
            if rng.random() < 0.9 and person.present_on(day) and not away(person, day):
                yield Study(person.index, "党支部书记和委员集中轮训", day, 480)


def modules(setting: Setting, rng: Random) -> Iterator[Module]:
    """One module a quarter: Party spirit for members, professional ethics for others."""
    ends = [date(setting.year, 3, 31), date(setting.year, 6, 30), date(setting.year, 9, 30), date(setting.year, 12, 20)]
    for person in setting.people:
        member = person.member_in(setting.year)
        chance = setting.chance(0.86, setting.party[person.index])
        for module, due in zip(words.MODULES[member], ends, strict=True):
            if not person.present_on(due - timedelta(days=30)) or not person.present_on(due):
                continue
            done: date | None = due - timedelta(days=rng.randrange(60))
            if rng.random() >= (chance * 0.5 if away(person, due) else chance):
                done = due + timedelta(days=rng.randint(2, 30)) if rng.random() < 0.5 else None
            if done and (done >= setting.end or not person.present_on(done)):
                done = None
            yield Module(person.index, f"{words.COURSES[member]}（{setting.year}）", module, due, done)
