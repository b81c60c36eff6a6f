"""The people of the fictional institution: who works where, from when until when, and who is in which branch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from shuanglun.base.periods import PartialDate
from shuanglun.front.demo import posts
from shuanglun.front.demo.institution import MEMBER_SHARE, Institution, Unit
from shuanglun.front.demo.names import Registry
from shuanglun.records.people import rules

DAY = timedelta(days=1)
FULL, PROBATIONARY = "5", "4"
MEMBER, CANDIDATE, LEAGUE, MASSES = "01", "02", "03", "13"


@dataclass(slots=True)
class Stint:
    """A post held in `[from_, until)`."""

    unit: int
    post: str
    category: str
    grade: str
    from_: date
    until: date | None = None


@dataclass(slots=True)
class Belonging:
    """Membership of a branch in `[from_, until)`, with the post held there."""

    branch: int
    stage: str
    from_: date
    until: date | None = None
    post: str = "member"


@dataclass(slots=True)
class Exempt:
    """A stretch `[from_, until)` in which absences do not count; `measure` "" means all."""

    measure: str
    reason: str
    from_: date
    until: date


@dataclass(slots=True)
class Person:
    """One person. `party` and `work` are the hidden inclinations (standard normal) from which records arise."""

    index: int
    staff_no: str
    name: str
    sex: str
    born: date
    id_number: str
    status: str
    joined: date
    left: date | None
    party: float
    work: float
    stints: list[Stint] = field(default_factory=list)
    belongings: list[Belonging] = field(default_factory=list)
    exempt: list[Exempt] = field(default_factory=list)

    def present_on(self, day: date) -> bool:
        """Whether the person works here on the day."""
        return self.joined <= day and (self.left is None or day < self.left)

    def stint_in(self, year: int) -> Stint | None:
        """The post that decides the year: the one in force on its last day, or the last one in it."""
        found = None
        for stint in self.stints:
            if stint.from_ <= date(year, 12, 31) and (stint.until is None or stint.until > date(year, 1, 1)):
                found = stint
        return found

    def member_in(self, year: int) -> bool:
        """Whether the person belonged to a branch in the year."""
        return any(b.from_.year <= year and (b.until is None or b.until > date(year, 1, 1)) for b in self.belongings)

    @property
    def officer(self) -> bool:
        """Whether the person sits on the committee of a branch, or leads one."""
        return any(belonging.post != "member" for belonging in self.belongings)

    @property
    def secretary(self) -> bool:
        """Whether the person leads a branch."""
        return any(belonging.post == "secretary" for belonging in self.belongings)


class Cast:
    """Hires everybody: `people` in post on the last day, and those who left during the years."""

    LEAVE_RATE = 0.05
    JOIN_RATE = 0.06

    def __init__(self, house: Institution, years: range, seed: int) -> None:
        self.house, self.years = house, years
        self.rng = Random(f"{seed}:staff")
        self.registry = Registry(self.rng)
        self.first, self.end = date(years[0], 1, 1), date(years[-1] + 1, 1, 1)
        self.numbers: dict[int, int] = {}
        self.people: list[Person] = []

    def hire(self) -> list[Person]:
        """Everybody, in the order of units."""
        for unit in self.house.working_units:
            for place in range(unit.headcount):
                self._hire_one(unit, place, left=None)
            leavers = unit.headcount * self.LEAVE_RATE * len(self.years)
            for _ in range(int(leavers) + (self.rng.random() < leavers % 1)):
                self._hire_one(unit, place=unit.headcount, left=self._day_between(self.first + 60 * DAY, self.end))
        elect(self.people, self.first)
        return self.people

    def _hire_one(self, unit: Unit, place: int, left: date | None) -> None:
        rng = self.rng
        sex = rules.MALE if rng.random() < 0.56 else rules.FEMALE
        leads = place < 2
        retires = left is not None and rng.random() < 0.4
        joined = date(left.year - rng.randint(22, 33), 7, 1) if left and retires else self._joined(leads, left)
        post = posts.lead(unit, place) if leads else posts.draw(unit, rng)
        born = self._born(joined, sex, post.category, left if retires else None)
        common = rng.gauss(0, 1)
        person = Person(
            len(self.people), self._staff_no(joined), self.registry.name(sex), sex, born,
            self.registry.id_number(born, sex), MASSES, joined, left,
            party=0.45 * common + 0.9 * rng.gauss(0, 1), work=0.45 * common + 0.9 * rng.gauss(0, 1),
        )  # fmt: skip
        person.stints.append(Stint(unit.index, post.name, post.category, post.grade, joined, left))
        chance = 0.8 if leads else MEMBER_SHARE - 0.06
        if rng.random() < chance:
            self._join_party(person, unit)
        else:
            person.status = self._other_status(person)
        if left is None and not leads:
            self._career(person, unit)
        self._exemptions(person)
        self.people.append(person)

    def _joined(self, stable: bool, left: date | None) -> date:
        rng = self.rng
        years_back = rng.triangular(1, 30, 6)
        long_ago = self.first - int(years_back * 365) * DAY
        newcomer = not stable and left is None and rng.random() < self.JOIN_RATE * len(self.years)
        if not newcomer:
            return max(date(1990, 7, 1), long_ago.replace(day=1))
        year = rng.choice(self.years)
        return date(year, rng.choice((3, 7, 7, 7, 8, 8, 9, 10)), rng.choice((1, 15)))

    def _born(self, joined: date, sex: str, category: str, retires_on: date | None) -> date:
        rng = self.rng
        base = rules.retirement_base(sex, category)
        if retires_on:
            return date(retires_on.year - base, rng.randint(1, 12), rng.randint(1, 28))
        age = max(22, min(45, rng.gauss(26, 3)))
        born = joined - int(age * 365.25) * DAY
        while rules.retirement_month(PartialDate(born.year, born.month), base).earliest() <= self.end:
            born += 700 * DAY
        return born

    def _staff_no(self, joined: date) -> str:
        self.numbers[joined.year] = self.numbers.get(joined.year, 0) + 1
        return f"{joined.year}{self.numbers[joined.year]:04d}"

    def _other_status(self, person: Person) -> str:
        draw = self.rng.random()
        if person.born.year > self.years[-1] - 28 and draw < 0.6:
            return LEAGUE
        return f"{self.rng.randint(4, 12):02d}" if draw > 0.93 else MASSES

    def _join_party(self, person: Person, unit: Unit) -> None:
        branch = self.rng.choice(unit.branches)
        person.status = MEMBER
        person.belongings.append(Belonging(branch, FULL, person.joined, person.left))

    def _career(self, person: Person, unit: Unit) -> None:
        """At most one turn in the years: a move, a promotion, or becoming a member of the Party."""
        draw, years = self.rng.random(), len(self.years)
        turn = self._day_between(max(self.first, person.joined + 200 * DAY), self.end - 45 * DAY)
        if turn is None:
            return
        if draw < 0.03 * years:
            self._move(person, unit, turn)
        elif draw < 0.07 * years:
            self._promote(person, turn.replace(day=1))
        elif draw < 0.10 * years and not person.belongings:
            self._admit(person, unit, turn)

    def _move(self, person: Person, unit: Unit, turn: date) -> None:
        """The person came from another unit; the present one is where the headcount has them."""
        site = [other for other in self.house.working_units if other.parent == unit.parent and other is not unit]
        if not site:
            return
        now = person.stints[0]
        old = self.rng.choice(site)
        person.stints.insert(0, Stint(old.index, now.post, now.category, now.grade, now.from_, turn))
        now.from_ = turn
        if person.belongings and (branch := self.rng.choice(old.branches)) != person.belongings[0].branch:
            present = person.belongings[0]
            person.belongings.insert(0, Belonging(branch, FULL, present.from_, turn))
            present.from_ = turn

    def _promote(self, person: Person, turn: date) -> None:
        now = person.stints[0]
        before = posts.below(now.category, now.grade)
        if before and now.from_ < turn:
            person.stints.insert(0, Stint(now.unit, before.name, now.category, before.grade, now.from_, turn))
            now.from_ = turn

    def _admit(self, person: Person, unit: Unit, turn: date) -> None:
        """Probationary for one year, then full where the year is over."""
        branch, full = self.rng.choice(unit.branches), turn + 365 * DAY
        if full < self.end:
            person.status = MEMBER
            person.belongings = [Belonging(branch, PROBATIONARY, turn, full), Belonging(branch, FULL, full)]
        else:
            person.status = CANDIDATE
            person.belongings = [Belonging(branch, PROBATIONARY, turn)]

    def _exemptions(self, person: Person) -> None:
        rng = self.rng
        for year in self.years:
            age = year - person.born.year
            if rng.random() < 0.06:
                self._exempt(person, "sick", year, rng.choice((5, 8, 14, 30, 60)))
            if person.sex == rules.FEMALE and 25 <= age <= 38 and rng.random() < 0.06:
                self._exempt(person, "maternity", year, 158)
            if rng.random() < 0.02:
                self._exempt(person, "secondment", year, rng.choice((92, 122, 183, 275)))
            if rng.random() < 0.08:
                self._exempt(person, "duty", year, rng.choice((3, 5, 7, 10)))
            if age >= 58 and person.belongings and rng.random() < 0.3:
                person.exempt.append(Exempt("life.attendance", "age", date(year, 1, 1), date(year + 1, 1, 1)))

    def _exempt(self, person: Person, reason: str, year: int, days: int) -> None:
        from_ = self._day_between(max(person.joined, date(year, 1, 1)), date(year, 12, 20))
        if from_ is None:
            return
        until = min(from_ + days * DAY, person.left or self.end, self.end)
        clear = all(until <= other.from_ or other.until <= from_ for other in person.exempt)
        if until > from_ and clear and person.present_on(from_):
            person.exempt.append(Exempt("", reason, from_, until))

    def _day_between(self, from_: date, until: date) -> date | None:
        days = (until - from_).days
        return from_ + self.rng.randrange(days) * DAY if days > 0 else None


GROUPS_FROM = 18
"""Branches of this size hold monthly group meetings in two groups, each with its leader."""


def elect(people: list[Person], first: date) -> None:
    """Give each branch its secretary and, from seven members, a committee: people who stay all the years."""
    by_branch: dict[int, list[Person]] = {}
    for person in people:
        if person.belongings and person.left is None:
            by_branch.setdefault(person.belongings[-1].branch, []).append(person)
    for members in by_branch.values():
        stable = [p for p in members if len(p.belongings) == 1 and p.joined < first and p.belongings[0].stage == FULL]
        ranked = sorted(stable or members, key=lambda p: (p.stints[-1].grade[:1] != "M", p.stints[-1].grade, p.index))
        offices = ["secretary"]
        if len(members) >= 7:
            offices += ["deputy"] * (len(members) >= 15) + ["committee"] * (3 if len(members) >= 12 else 2)
        offices += ["group_leader"] * (2 if len(members) >= GROUPS_FROM else 0)
        for person, office in zip(ranked, offices, strict=False):
            person.belongings[-1].post = office
