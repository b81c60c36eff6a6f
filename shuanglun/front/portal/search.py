"""What the search box finds: persons, departments, Party organizations and pages, each only as far as the acting role
may open it. Three queries at most; nothing typed is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from shuanglun.base.actor import Actor, using
from shuanglun.front.portal.navigation import navigation
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.models import Person
from shuanglun.records.people.searching import called

LONGEST = 40
MOST = 20


@dataclass(frozen=True)
class Found:
    """One hit: its words, what tells it from its namesakes, its page."""

    label: str
    note: str
    url: str


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` when there are others."""

    title: str
    hits: tuple[Found, ...]
    more: bool = False

    @classmethod
    def of(cls, title: str, hits: Iterable[Found]) -> Group:
        """At most `MOST` of them."""
        rows = tuple(hits)
        return cls(title, rows[:MOST], len(rows) > MOST)


def cleaned(text: str) -> str:
    """What was typed, without signs no name holds (a NUL would break a query), at most `LONGEST` characters."""
    return "".join(character for character in text if character.isprintable()).strip()[:LONGEST]


def placeholder(actor: Actor) -> str:
    """What the acting role can look for."""
    kinds = [("people.view", "人员"), ("organization.view", "部门")]
    return "搜" + "、".join([*(word for right, word in kinds if actor.may(right)), "页面"])


def find(text: str, actor: Actor) -> list[Group]:
    """The groups with hits, persons first."""
    groups = []
    if actor.may("people.view"):
        with using("people.view"):
            groups.append(Group.of("人员", _people(text)))
    if actor.may("organization.view"):
        with using("organization.view"):
            groups += [Group.of("部门", _units(text)), Group.of("党组织", _parties(text))]
    groups.append(Group.of("页面", _pages(text, actor)))
    return [group for group in groups if group.hits]


def _people(text: str) -> Iterable[Found]:
    rows = Person.objects.filter(called(text)).select_related("unit").by_name()[: MOST + 1]
    for row in rows:
        note = [
            row.staff_no,
            row.unit.name,
            row.post_name,
            "" if row.standing == "in_post" else row.get_standing_display(),
        ]
        yield Found(row.name, " · ".join(filter(None, note)), reverse("people:person", args=[row.pk]))


def _units(text: str) -> Iterable[Found]:
    for row in Unit.objects.filter(name__contains=text).in_order()[: MOST + 1]:
        note = f"{row.code}{' · 已撤销' if row.closed_on else ''}"
        yield Found(row.name, note, reverse("organization:unit", args=[row.pk]))


def _parties(text: str) -> Iterable[Found]:
    for row in PartyOrganization.objects.filter(name__contains=text).in_order()[: MOST + 1]:
        note = f"{row.get_kind_display()}{' · 已撤销' if row.closed_on else ''}"
        yield Found(row.name, note, reverse("organization:party", args=[row.pk]))


def _pages(text: str, actor: Actor) -> Iterable[Found]:
    for group, items in navigation(actor, ""):
        yield from (Found(item.label, group, item.url) for item in items if text in item.label)
