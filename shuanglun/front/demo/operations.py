"""Loading the fictional institution: one act per room, in the order of the rooms.

Up to `TOLD_PEOPLE` persons the trail holds every row, so that each record on the screen tells who recorded it; of a
larger house it holds the counts, because a hash per fictional row would double the database and prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from shuanglun.base import review, sealed
from shuanglun.base.audit import note, operation
from shuanglun.base.checkin.models import How
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.demo import learning, life, staff, work
from shuanglun.front.demo.accounts import PASSWORD, Seat
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.institution import Institution
from shuanglun.front.demo.pouring import chunks, pour
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.organization.models import PartyOrganization, Post, Unit
from shuanglun.records.people import names
from shuanglun.records.people.choices import Standing
from shuanglun.records.people.models import Appointment, Exemption, Membership, Person, WorkMonth
from shuanglun.records.surveys.models import PublishedMean

TOLD_PEOPLE = 1_000
FOUNDED = date(1985, 1, 1)
RIGHT = "demo.load"


@dataclass
class Loaded:
    """Rows that later acts refer to, by their position in the generated institution."""

    units: list[Unit]
    party: list[PartyOrganization]
    persons: list[int]


Year = tuple[Setting, int]
"""A year of the institution and the seed of its chances."""


@operation(RIGHT, act="demo.load_organization", label="装入演示机构")
def load_organization(*, house: Institution, people: list[staff.Person]) -> Loaded:
    """Units, Party organizations and the posts which people hold."""
    units = [
        Unit(code=unit.code, name=unit.name, order=unit.index, opened_on=FOUNDED, path="/") for unit in house.units
    ]
    _plant(Unit, units, [unit.parent for unit in house.units])
    party = [
        PartyOrganization(
            code=org.code, name=org.name, kind=org.kind, order=org.index, opened_on=FOUNDED, path="/",
            unit=None if org.unit is None else units[org.unit],
        )
        for org in house.party
    ]  # fmt: skip
    _plant(PartyOrganization, party, [org.parent for org in house.party])
    kinds = sorted({(stint.unit, stint.post, stint.category, stint.grade) for p in people for stint in p.stints})
    posts = [Post(unit=units[unit], name=name, category=category, grade=grade) for unit, name, category, grade in kinds]
    Post.objects.bulk_create(posts, batch_size=5_000)
    _tell(_count(units, party, posts), [*units, *party, *posts] if len(people) <= TOLD_PEOPLE else [])
    return Loaded(units, party, [])


@operation(RIGHT, act="demo.load_people", label="装入演示人员")
def load_people(*, loaded: Loaded, people: list[staff.Person], seed: int) -> int:
    """Persons with sealed identity numbers, their posts, branches and exemptions. Returns the number of persons."""
    rng = Random(f"{seed}:uid")
    told: list[Person] = []
    few = len(people) <= TOLD_PEOPLE
    for chunk in chunks(people, 5_000):
        rows = [_person(loaded, person, UUID(int=rng.getrandbits(128), version=4)) for person in chunk]
        Person.objects.bulk_create(rows, batch_size=2_000)
        loaded.persons.extend(row.pk for row in rows)
        told.extend(rows if few else [])
    counts = {
        "任职": pour(Appointment, APPOINTMENT, _appointments(loaded, people)),
        "党组织关系": pour(Membership, MEMBERSHIP, _memberships(loaded, people)),
        "豁免": pour(Exemption, EXEMPTION, _exemptions(loaded, people)),
    }
    _tell({"人员": len(people)} | counts, [*told, *_written(loaded, Appointment, Membership, Exemption)])
    return len(people)


@operation(RIGHT, act="demo.load_work", label="装入演示出勤")
def load_work_months(*, loaded: Loaded, years: list[Year]) -> int:
    """Working attendance by month. Returns the number of rows."""
    columns = ("person", "month", "work_days", "exempt_days", "present_days")
    return _pour_years(loaded, years, [(WorkMonth, columns, work.months)])


@operation(RIGHT, act="demo.load_life", label="装入演示组织生活")
def load_life(*, loaded: Loaded, years: list[Year]) -> int:
    """Meetings with attendance, own issues and volunteer service. Returns the number of rows."""
    rows = sum(
        _load_meetings(loaded, life.meetings(setting, _rng(seed, setting, "meetings"))) for setting, seed in years
    )
    issue = ("person", "title", "measure", "raised_on", "due_on", "closed_on", "fact")
    service = ("person", "title", "on", "minutes")
    tables = [(IssueItem, issue, life.issues), (VolunteerService, service, life.services)]
    note.batch("demo:meetings", _written(loaded, Meeting, Attendance))
    return rows + _pour_years(loaded, years, tables)


@operation(RIGHT, act="demo.load_running_year", label="装入演示本年度组织生活")
def load_running_year(*, loaded: Loaded, year: Year, today: date) -> int:
    """The year that has not ended: meetings up to a fortnight ago are approved, the latest are handed over or being
    written, the rest of the year is set down. Returns the number of rows."""
    setting, seed = year
    before = set(Meeting.objects.values_list("pk", flat=True)) if len(loaded.persons) <= TOLD_PEOPLE else set()
    rows = _load_meetings(loaded, life.meetings(setting, _rng(seed, setting, "meetings")), today)
    held = [row for row in _written(loaded, Meeting) if row.pk not in before]
    told = [*held, *Attendance.objects.filter(meeting__in=[row.pk for row in held]).order_by("pk")] if held else []
    _tell({"组织生活": rows}, told)
    return rows


def _load_meetings(loaded: Loaded, source: Iterable[life.Held], today: date | None = None) -> int:
    """Meetings with their attendance, in the state that their day makes likely; without a day all are approved."""
    rows = 0
    for held in chunks(source, 2_000):
        meetings = [_meeting(loaded, one, life.state_on(one, today)) for one in held]
        Meeting.objects.bulk_create(meetings)
        rows += len(meetings) + pour(
            Attendance,
            ("meeting", "person", "presence", "how"),
            (
                (meeting.pk, loaded.persons[person], presence, How.HAND if presence != "expected" else "")
                for meeting, one in zip(meetings, held, strict=True)
                for person, presence in life.told_on(one, today)
            ),
        )
    return rows


def _meeting(loaded: Loaded, one: life.Held, state: str) -> Meeting:
    over = state in (review.APPROVED, review.SUBMITTED)
    at = datetime.combine(one.handed_over, time(10), tzinfo=timezone.get_default_timezone())
    return Meeting(
        branch=loaded.party[one.branch], kind=one.kind, title=one.title, on=one.on, minutes=one.minutes,
        begins_at=one.begins_at, place=one.place, host_id=None if one.host is None else loaded.persons[one.host],
        record=one.record if over else "", state=state, submitted_name="党支部记录人" if over else "",
        submitted_at=at if over else None, reviewed_name="党群工作部" if state == review.APPROVED else "",
        reviewed_at=at + timedelta(days=3) if state == review.APPROVED else None,
    )  # fmt: skip


@operation(RIGHT, act="demo.load_learning", label="装入演示学习")
def load_learning(*, loaded: Loaded, years: list[Year]) -> int:
    """Study hours and modules. Returns the number of rows."""
    module = ("person", "course", "module", "due_on", "done_on")
    tables = [
        (StudyRecord, ("person", "title", "on", "minutes"), learning.studies),
        (ModuleRecord, module, learning.modules),
    ]
    return _pour_years(loaded, years, tables)


@operation(RIGHT, act="demo.load_goals", label="装入演示目标")
def load_goals(*, loaded: Loaded, years: list[Year]) -> int:
    """KPI results, key tasks and outcomes. Returns the number of rows."""
    tables = [
        (KpiResult, work.Kpi._fields, work.kpis),
        (KeyTask, work.Task._fields, work.tasks),
        (Outcome, work.Outcome._fields, work.outcomes),
    ]
    return _pour_years(loaded, years, tables)


@operation(RIGHT, act="demo.load_surveys", label="装入演示测评")
def load_surveys(*, loaded: Loaded, years: list[Year]) -> int:
    """Published means. Returns the number of rows."""
    return _pour_years(loaded, years, [(PublishedMean, work.Mean._fields, work.means)])


@operation(RIGHT, act="demo.load_accounts", label="装入演示账号")
def load_accounts(*, loaded: Loaded, seats: list[Seat], on: date) -> int:
    """The demo accounts with their roles; whoever has a staff file may also look at their own. Returns how many."""
    names_by_pk = dict(Person.objects.in_bulk([loaded.persons[s.person] for s in seats if s.person is not None]))
    for seat in seats:
        person = None if seat.person is None else names_by_pk[loaded.persons[seat.person]]
        role = ROLES[seat.account.role]
        user = User.objects.create_user(
            seat.account.username, PASSWORD, name=person.name if person else role.label, person=person
        )
        note(user)
        place: Unit | PartyOrganization | None = None if seat.unit is None else loaded.units[seat.unit]
        if seat.branch is not None:
            place = loaded.party[seat.branch]
        path, label = (place.path, place.name) if place else ("/", "")
        note(RoleGrant.objects.create(user=user, role=role.code, path=path, range_label=label, from_on=on))
        if person and role.code != "staff":
            note(RoleGrant.objects.create(user=user, role="staff", from_on=on))
    note.reason("装入演示账号")
    return len(seats)


APPOINTMENT = ("person", "unit", "post_name", "category", "grade", "from_on", "until_on")
MEMBERSHIP = ("person", "branch", "stage", "post", "from_on", "until_on")
EXEMPTION = ("person", "measure", "reason", "from_on", "until_on")


def _plant(model: type[models.Model], rows: list[Any], parents: list[int | None]) -> None:
    """Save a tree: numbers first, then parents and the paths made of the numbers."""
    model._default_manager.bulk_create(rows, batch_size=5_000)
    for row, parent in zip(rows, parents, strict=True):
        row.parent = None if parent is None else rows[parent]
        row.path = f"{'/' if parent is None else rows[parent].path}{row.pk}/"
    model._default_manager.bulk_update(rows, ["parent", "path"], batch_size=400)


def _person(loaded: Loaded, person: staff.Person, uid: UUID) -> Person:
    last = person.stints[-1]
    open_branch = next((b.branch for b in person.belongings if b.until is None), None)
    branch = None if open_branch is None else loaded.party[open_branch]
    unit = loaded.units[last.unit]
    return Person(
        uid=uid, staff_no=person.staff_no, name=person.name, name_key=names.sort_key(person.name),
        initials=names.initials(person.name), sex=person.sex, born=f"{person.born:%Y-%m}",
        id_number=person.id_number, id_index=sealed.blind(person.id_number), political_status=person.status,
        joined_on=person.joined, standing=Standing.LEFT if person.left else Standing.IN_POST,
        unit=unit, unit_path=unit.path, branch=branch, branch_path=branch.path if branch else None,
        post_name=last.post, category=last.category, grade=last.grade,
    )  # fmt: skip


def _appointments(loaded: Loaded, people: list[staff.Person]) -> Iterator[tuple[Any, ...]]:
    for person in people:
        for s in person.stints:
            yield (
                loaded.persons[person.index], loaded.units[s.unit].pk, s.post, s.category, s.grade, s.from_, s.until,
            )  # fmt: skip


def _memberships(loaded: Loaded, people: list[staff.Person]) -> Iterator[tuple[Any, ...]]:
    for person in people:
        for b in person.belongings:
            yield loaded.persons[person.index], loaded.party[b.branch].pk, b.stage, b.post, b.from_, b.until


def _exemptions(loaded: Loaded, people: list[staff.Person]) -> Iterator[tuple[Any, ...]]:
    for person in people:
        for stretch in person.exempt:
            yield loaded.persons[person.index], stretch.measure, stretch.reason, stretch.from_, stretch.until


def _pour_years(loaded: Loaded, years: list[Year], tables: Iterable[tuple[Any, tuple[str, ...], Any]]) -> int:
    counts: dict[str, int] = {}
    for setting, seed in years:
        for model, columns, generate in tables:
            rows = generate(setting, _rng(seed, setting, generate.__name__))
            poured = pour(model, columns, ((loaded.persons[row[0]], *row[1:]) for row in rows))
            counts[str(model._meta.verbose_name)] = counts.get(str(model._meta.verbose_name), 0) + poured
    _tell(counts, _written(loaded, *(model for model, _, _ in tables)))
    return sum(counts.values())


def _rng(seed: int, setting: Setting, word: str) -> Random:
    return Random(f"{seed}:{setting.year}:{word}")


def _count(*lists: list[Any]) -> dict[str, int]:
    return {str(rows[0]._meta.verbose_name): len(rows) for rows in lists if rows}


def _written(loaded: Loaded, *tables: type[models.Model]) -> list[models.Model]:
    """What stands in the tables now, for the trail of a small house."""
    if len(loaded.persons) > TOLD_PEOPLE:
        return []
    return [row for table in tables for row in table._base_manager.order_by("pk")]


def _tell(counts: dict[str, int], rows: list[Any]) -> None:
    """Say in the trail what was loaded."""
    if rows:
        note.batch("demo", rows)
    note.reason("装入虚构单位：" + "，".join(f"{name} {count} 条" for name, count in counts.items()))
