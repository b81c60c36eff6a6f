"""Organizational life of a year: meetings with attendance, own issues, volunteer service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta
from random import Random
from typing import NamedTuple

from shuanglun.front.demo import candor, truth, words
from shuanglun.front.demo.chances import Setting, away
from shuanglun.front.demo.institution import ORDINALS, PartyOrg
from shuanglun.front.demo.staff import GROUPS_FROM, Belonging, Person

MEMBER_MEETING, COMMITTEE, GROUP, LECTURE, THEME_DAY, ORG_LIFE, APPRAISAL = "1", "2", "3", "4", "5", "6", "9"
OFFICERS = frozenset({"secretary", "deputy", "committee"})
BEGINS = {COMMITTEE: time(16, 30), LECTURE: time(9, 0), GROUP: time(16, 0)}
USUALLY = time(14, 30)
PLACES = {COMMITTEE: "支委会议室", LECTURE: "学术报告厅", THEME_DAY: "党员活动室"}
USUAL_PLACE = "第一会议室"


class Held(NamedTuple):
    """One meeting and, for everybody due, the presence (present, absent, leave, exempt)."""

    branch: int
    kind: str
    title: str
    on: date
    minutes: int
    record: str
    attendance: list[tuple[int, str]]
    host: int | None
    handed_over: date

    @property
    def begins_at(self) -> time:
        """The hour it begins."""
        return BEGINS.get(self.kind, USUALLY)

    @property
    def place(self) -> str:
        """Where it is held."""
        return PLACES.get(self.kind, USUAL_PLACE)


class Issue(NamedTuple):
    """One issue a person set down for themselves."""

    person: int
    title: str
    measure: str
    raised_on: date
    due_on: date
    closed_on: date | None
    fact: str


class Service(NamedTuple):
    """One volunteer service."""

    person: int
    title: str
    on: date
    minutes: int


Roster = list[tuple[Person, Belonging]]


def rosters(setting: Setting) -> dict[int, Roster]:
    """Who belonged to which branch at any time of the year."""
    found: dict[int, Roster] = {}
    for person in setting.people:
        for belonging in person.belongings:
            if belonging.from_ < setting.end and (belonging.until is None or belonging.until > setting.first):
                found.setdefault(belonging.branch, []).append((person, belonging))
    return found


def meetings(setting: Setting, rng: Random) -> Iterator[Held]:
    """Every meeting of every branch, month by month."""
    by_branch = rosters(setting)
    for branch in setting.house.branches:
        roster = by_branch.get(branch.index, [])
        if roster:
            yield from _branch_year(setting, rng, branch, roster)


def _branch_year(setting: Setting, rng: Random, branch: PartyOrg, roster: Roster) -> Iterator[Held]:
    copied = branch.name == truth.COPIED_MINUTES
    full = truth.is_always_full(branch.name, setting.year, setting.last_year)
    for kind, title, on, minutes, group in _agenda(setting, rng, roster):
        due = [(p, b) for p, b in roster if b.from_ <= on and (b.until is None or on < b.until) and p.present_on(on)]
        if kind == COMMITTEE:
            due = [(p, b) for p, b in due if b.post in OFFICERS]
        elif group is not None:
            due = [(p, b) for p, b in due if p.index % 2 == group]
        if due:
            # The details have chances of their own: what else happens stays as it was without them.
            details = Random(f"{branch.name}:{on}:{title}")
            record = words.COPIED if copied else words.minutes_text(rng, title.split("：")[-1], details)
            attendance = [(p.index, _presence(setting, rng, p, b, on)) for p, b in due]
            if full:
                attendance = [(index, there if there == "exempt" else "present") for index, there in attendance]
            host = next((p.index for p, b in due if b.post == "secretary"), None)
            handed_over = truth.handed_over(branch.name, on, setting.last_year)
            yield Held(branch.index, kind, title, on, minutes, record, attendance, host, handed_over)


def _agenda(setting: Setting, rng: Random, roster: Roster) -> Iterator[tuple[str, str, date, int, int | None]]:
    """Kind, title, day, minutes and group of the year's meetings of one branch."""
    usual = rng.randint(5, 17)
    officers = sum(belonging.post in OFFICERS for _, belonging in roster)
    for month in range(1, 13):
        theme = words.THEMES[month - 1]
        yield (
            THEME_DAY,
            f"{month}月主题党日：{theme}",
            setting.working_day(month, usual),
            rng.choice((90, 120, 150)),
            None,
        )
        if officers >= 3:
            yield (
                COMMITTEE,
                f"{month}月支委会",
                setting.working_day(month, max(1, usual - 3)),
                rng.choice((45, 60)),
                None,
            )
        if month in words.LECTURES:
            yield LECTURE, f"党课：{words.LECTURES[month]}", setting.working_day(month, 20), 90, None
        if month in words.MEETINGS:
            yield MEMBER_MEETING, f"党员大会：{words.MEETINGS[month]}", setting.working_day(month, 23), 90, None
        if len(roster) >= GROUPS_FROM and month not in (1, 12):
            for group in (0, 1):
                title = f"第{ORDINALS[group + 1]}党小组会：{theme}"
                yield GROUP, title, setting.working_day(month, usual + 7), 60, group
    yield ORG_LIFE, f"{setting.year - 1}年度组织生活会", org_life_day(setting), 180, None
    yield APPRAISAL, f"{setting.year - 1}年度民主评议党员", setting.working_day(2, 24), 90, None


def org_life_day(setting: Setting) -> date:
    """The day of the yearly organizational-life meeting, at which own issues are set down."""
    return setting.working_day(1, 22)


def _presence(setting: Setting, rng: Random, person: Person, belonging: Belonging, on: date) -> str:
    draw = rng.random()
    if person.exempt and away(person, on):
        return "leave" if draw < 0.7 else "exempt" if draw < 0.9 else "present"
    base = 0.94 if belonging.post in OFFICERS else 0.885
    chance = setting.chance(base - (0.03 if on.month in (7, 8) else 0), setting.party[person.index])
    if draw < chance:
        return "present"
    rest = (draw - chance) / (1 - chance)
    return "exempt" if rest < 0.12 else "leave" if rest < 0.6 else "absent"


FORTNIGHT = timedelta(days=14)


def state_on(one: Held, today: date | None) -> str:
    """How far a meeting's record has come: approved after a fortnight, handed over or still being written before, and
    only set down when its day has not come. Without a day all are approved."""
    if today is None or one.on <= today - FORTNIGHT:
        return "approved"
    if one.on >= today:
        return "draft"
    return "submitted" if (one.branch + one.on.day) % 3 else "draft"


def told_on(one: Held, today: date | None) -> list[tuple[int, str]]:
    """Its attendance, as far as it can have been told."""
    if today is None or one.on < today:
        return one.attendance
    return [(person, "exempt" if presence == "exempt" else "expected") for person, presence in one.attendance]


def issues(setting: Setting, rng: Random) -> Iterator[Issue]:
    """One to three own issues of each member at the organizational-life meeting, with their rectification."""
    raised = org_life_day(setting)
    for person in setting.people:
        if not (person.present_on(raised) and any(b.from_ <= raised for b in person.belongings)):
            continue
        chance = setting.chance(0.80, 1.2 * setting.party[person.index])
        for title, measure in rng.sample(words.ISSUES, rng.choice((1, 2, 2, 3))):
            due = raised + timedelta(days=rng.choice((90, 120, 150, 180, 240, 300)))
            closed = _done(rng, due, chance, raised)
            if person.left is None or person.left > due:
                closed = closed if closed and closed < setting.end else None
                yield Issue(person.index, title, measure, raised, due, closed, _fact(person.index, title))


def _fact(index: int, title: str) -> str:
    """What happened; one entry in six does not say it. No chance is drawn, so that the others stay as they are."""
    return "" if (index * 7 + len(title)) % 6 == 0 else candor.FACTS[title]


def services(setting: Setting, rng: Random) -> Iterator[Service]:
    """Volunteer service, mostly of members, mostly on weekends."""
    for person in setting.people:
        mean = 3.6 if person.member_in(setting.year) else 1.5
        times = max(0, round(rng.gauss(mean + 20 * setting.party[person.index], 2)))
        days = {setting.first + timedelta(days=rng.randrange(365)) for _ in range(min(times, 12))}
        for day in sorted(days):
            if person.present_on(day) and not away(person, day):
                yield Service(person.index, rng.choice(words.SERVICES), day, rng.choice((60, 90, 120, 180, 240)))


def _done(rng: Random, due: date, chance: float, earliest: date) -> date | None:
    """A day in time with the given chance; else late, or never."""
    draw = rng.random()
    if draw < chance:
        return max(earliest, due - timedelta(days=rng.randrange(45)))
    return due + timedelta(days=rng.randint(3, 40)) if rng.random() < 0.6 else None
