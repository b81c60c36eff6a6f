"""The newest records of a person, a department or a Party organization, from every room at once (M17): one line of time
with both wheels. Each source asks under its own right, so nobody sees here what the room itself would not show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from shuanglun.base.actor import current, using
from shuanglun.base.review import APPROVED
from shuanglun.base.scope import within
from shuanglun.records.goals.models import KeyTask, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.models import Appointment, Membership, Person
from shuanglun.scores.scoring.queries import recorders

SHOWN = 8
PERSON, UNIT, PARTY = "person", "unit", "party"
ABOUT_PERSONS = {PERSON: "person", UNIT: "person__unit_path", PARTY: "person__branch_path"}
Rows = Callable[[], QuerySet]


@dataclass(frozen=True)
class Source:
    """One kind of record: the right to read it, its rows, the field with its day, its wheel, its words.

    places: by kind of page the lookup that leads there; a kind that is missing does not show these records. says: the
    second line, before who recorded it. text: the first one. The record's page is the URL name `<app>:<model>`.
    """

    right: str
    rows: Rows
    on: str
    wheel: str
    says: Callable[[Any], str] = lambda row: ""
    text: Callable[[Any], str] = str
    places: dict[str, str] = field(default_factory=lambda: ABOUT_PERSONS)


@dataclass(frozen=True)
class Item:
    """One record on the line of time, as `<c-timeline>` draws it."""

    on: date
    text: str
    meta: str
    wheel: str
    href: str
    ref: str


SOURCES = (
    Source(
        "people.view", lambda: Appointment.objects.select_related("unit"), "from_on", "hr", lambda row: "任职",
        lambda row: f"{row.unit.name} · {row.post_name}", places={PERSON: "person"},
    ),
    Source(
        "people.view", lambda: Membership.objects.select_related("branch"), "from_on", "party", lambda row: "党组织关系",
        lambda row: f"{row.branch.name} · {row.get_post_display()}", places={PERSON: "person"},
    ),
    Source(
        "life.view", lambda: Attendance.objects.filter(meeting__state=APPROVED).select_related("meeting"),
        "meeting__on", "party", lambda row: row.get_presence_display(), places={PERSON: "person"},
    ),
    Source(
        "life.view", lambda: Meeting.objects.approved().select_related("branch").defer("record", "agenda"), "on",
        "party", lambda row: row.branch.name, places={UNIT: "branch__unit__path", PARTY: "branch__path"},
    ),
    Source(
        "life.view", lambda: IssueItem.objects.exclude(closed_on=None), "closed_on", "party", lambda row: "问题整改销号",
        places={PERSON: "person"},
    ),
    Source("life.view", VolunteerService.objects.all, "on", "party", lambda row: f"志愿服务 {row.minutes} 分钟"),
    Source("learning.view", StudyRecord.objects.all, "on", "hr", lambda row: f"学习 {row.minutes} 分钟"),
    Source("learning.view", lambda: ModuleRecord.objects.exclude(done_on=None), "done_on", "party", lambda row: "模块完成"),
    Source("goals.view", lambda: KeyTask.objects.exclude(done_on=None), "done_on", "hr", lambda row: "重点任务完成"),
    Source("goals.view", Outcome.objects.all, "on", "hr", lambda row: "成果认定"),
)  # fmt: skip
"""Own issues are the person's; on the page of a department they do not stand."""


def of_person(row: Person, today: date) -> list[Item]:
    """The newest records about one person."""
    return _newest(PERSON, lambda lookup: Q(**{lookup: row.pk}), today)


def of_unit(row: Unit, today: date) -> list[Item]:
    """The newest records of a department's people, and meetings of its Party branches."""
    return _newest(UNIT, lambda lookup: within(lookup, row.path), today)


def of_party(row: PartyOrganization, today: date) -> list[Item]:
    """The newest meetings of a Party organization and of those below it, and records of its members."""
    return _newest(PARTY, lambda lookup: within(lookup, row.path), today)


def _newest(place: str, inside: Callable[[str], Q], today: date) -> list[Item]:
    """One query a source that the acting role may read, and two for who recorded what is shown."""
    found = [item for source in SOURCES for item in _asked(source, place, inside, today)]
    shown = sorted(found, key=lambda item: (item.on, item.ref), reverse=True)[:SHOWN]
    by = recorders(item.ref for item in shown)
    return [
        Item(item.on, item.text, _meta(item.meta, by.get(item.ref)), item.wheel, item.href, item.ref) for item in shown
    ]


def _asked(source: Source, place: str, inside: Callable[[str], Q], today: date) -> list[Item]:
    lookup = source.places.get(place)
    if lookup is None or not current().may(source.right):
        return []
    with using(source.right):
        rows = source.rows().filter(inside(lookup), **{f"{source.on}__lte": today})
        rows = rows if place == PERSON or lookup not in ABOUT_PERSONS.values() else rows.select_related("person")
        return [_item(source, row, place) for row in rows.order_by(f"-{source.on}", "-pk")[:SHOWN]]


def _item(source: Source, row: Any, place: str) -> Item:
    on = row
    for name in source.on.split("__"):
        on = getattr(on, name)
    names = row.person.name if place != PERSON and hasattr(row, "person_id") else ""
    says = " · ".join(filter(None, (names, source.says(row))))
    kind = f"{row._meta.app_label}:{row._meta.model_name}"
    return Item(on, source.text(row), says, source.wheel, _address(kind, row.pk), f"{kind}:{row.pk}")  # type: ignore[arg-type]


def _meta(says: str, recorder: tuple[str, str] | None) -> str:
    return f"{says} · {recorder[0]} 登记" if recorder else says


def _address(kind: str, pk: int) -> str:
    try:
        return reverse(kind, args=[pk])
    except NoReverseMatch:
        return ""
