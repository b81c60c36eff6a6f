"""How likely people are to do things: their inclination, their unit's known truth, and whether they were there."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta

from shuanglun.base import calendar
from shuanglun.front.demo import truth
from shuanglun.front.demo.institution import Institution
from shuanglun.front.demo.staff import Exempt, Person

AWAY = frozenset({"sick", "maternity", "secondment"})
"""Reasons that keep a person from the workplace; duty and age do not."""


class Setting:
    """One year of the institution, ready to be asked."""

    def __init__(self, house: Institution, people: list[Person], year: int, last_year: int) -> None:
        self.house, self.year, self.last_year = house, year, last_year
        self.first, self.end = date(year, 1, 1), date(year + 1, 1, 1)
        self.working_days = calendar.working_days(self.first, self.end)
        shifts = [truth.shift(unit.name, year, last_year) for unit in house.units]
        self.people = [p for p in people if p.joined < self.end and (p.left is None or p.left > self.first)]
        self.party: dict[int, float] = {}
        self.work: dict[int, float] = {}
        for person in self.people:
            stint = person.stint_in(year)
            shift = shifts[stint.unit] if stint else truth.Shift()
            self.party[person.index] = 0.055 * person.party + shift.party
            self.work[person.index] = 0.05 * person.work + shift.work

    def chance(self, base: float, lift: float) -> float:
        """A probability kept away from certainty on both sides."""
        return min(0.985, max(0.15, base + lift))

    def working_day(self, month: int, day: int) -> date:
        """The first working day from that day of the month, within the year."""
        place = bisect_left(self.working_days, date(self.year, month, day))
        return self.working_days[min(place, len(self.working_days) - 1)]

    def count_working(self, from_: date, until: date) -> int:
        """Working days in `[from_, until)`, within the year."""
        return max(0, bisect_left(self.working_days, until) - bisect_left(self.working_days, from_))

    def months_here(self, person: Person) -> int:
        """Whole months of presence in the year, roughly."""
        from_, until = max(person.joined, self.first), min(person.left or self.end, self.end)
        return round((until - from_) / timedelta(days=30.4))


def away(person: Person, day: date) -> bool:
    """Whether an exempt stretch keeps the person away on the day."""
    return any(part.reason in AWAY and part.from_ <= day < part.until for part in person.exempt)


def stretches(person: Person) -> list[Exempt]:
    """The stretches that keep the person away."""
    return [part for part in person.exempt if part.reason in AWAY]
