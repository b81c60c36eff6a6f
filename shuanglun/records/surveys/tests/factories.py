"""A small campaign for tests: real people, a real signing process, ballots filled as a browser fills them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.jobs import Progress
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person, make_unit
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Campaign, Group, RosterEntry
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.secrecy.tickets import Ticket
from shuanglun.records.surveys.tests.instruments import published_version

BEGIN = datetime(2027, 1, 11, 0, tzinfo=UTC)
ISSUE_UNTIL, CAST_FROM, CAST_UNTIL = (BEGIN + timedelta(hours=hours) for hours in (8, 10, 18))
DURING_ISSUE, DURING_CAST, AFTER = (BEGIN + timedelta(hours=hours) for hours in (4, 12, 19))
RIGHTS = ("surveys.run", "surveys.open", "people.view", "surveys.vote")


def officer(name: str = "白露晞", number: int = 901) -> Actor:
    """An officer of the whole house, who may prepare, open and release."""
    return Actor(name, None, "political", tuple(Grant(right, "unit", "/") for right in RIGHTS), account_id=number)


PREPARES, APPROVES = officer(), officer("顾行简", 902)


def voter(person: Person) -> Actor:
    """Somebody as a member of staff."""
    return Actor(
        person.name, person.pk, "staff", (Grant("surveys.vote", "own", str(person.pk)),), account_id=10_000 + person.pk
    )


@dataclass
class House:
    """Who votes (by class) about whom."""

    voters: dict[str, list[Person]]
    subjects: list[Person]


def make_house(sizes: dict[str, int], subjects: int = 3) -> House:
    """People of one unit, so many for each class; the subjects are others."""
    unit = make_unit("示例研究院")
    voters = {code: [make_person(unit=unit) for _ in range(size)] for code, size in sizes.items()}
    return House(voters, [make_person(unit=unit) for _ in range(subjects)])


def make_campaign(house: House, kind: str = "appraisal", title: str = "年度民主测评", **values: Any) -> Campaign:
    """A draft with its roster and subjects."""
    windows = {"issue_from": BEGIN, "issue_until": ISSUE_UNTIL, "cast_from": CAST_FROM, "cast_until": CAST_UNTIL}
    with acting(PREPARES):
        row = operations.draft_campaign(
            **{"title": title, "version": published_version(kind, title[:18]), "mode": "online", "purpose": "", "picks": 0,
               "level": 0, **windows, **values}
        )  # fmt: skip
        classes = {item.code: item for item in row.classes.all()}
        for code, people in house.voters.items():
            operations.list_voters(voter_class=classes[code], people=people)
        if house.subjects:
            operations.add_subjects(campaign=row, people=house.subjects)
    return row


def opened(campaign: Campaign, at: datetime = BEGIN - timedelta(days=1)) -> Campaign:
    """The campaign, handed over by one officer and opened by another."""
    with acting(PREPARES):
        operations.submit(campaign=campaign, at=at)
    with acting(APPROVES):
        operations.approve(campaign=campaign, at=at)
        return operations.open_with_keys(campaign, at=at, progress=Progress())


def ticket_of(entry: RosterEntry, code: str = "") -> Ticket:
    """A fresh ticket of somebody's browser."""
    group = entry.group
    assert group is not None
    return Ticket(code or tickets.make_code(), entry.campaign.uid, group.uid, int(group.modulus, 16))


def take(entry: RosterEntry, ticket: Ticket, at: datetime = DURING_ISSUE) -> dict[str, str]:
    """Have a ticket signed; answers the token."""
    with acting(voter(entry.person)), using("surveys.vote"):
        signed = operations.issue(entry=entry, blinded=ticket.blinded, at=at)
    return ticket.finish(signed.signature)


Fill = Callable[[dict[str, Any]], str]


def filled(
    campaign: Campaign, group: Group, token: dict[str, str], fill: Fill, words: dict[str, str] | None = None
) -> dict:
    """What a browser posts; `fill` chooses the letter of a slot."""
    random = Random((token.get("key") or token["code"]).upper())
    return {
        "v": 1, "group": group.uid, **token, "marks": "".join(fill(slot) for slot in campaign.slots),
        "words": words or {}, "salt": random.randbytes(16).hex(), "words_salt": random.randbytes(16).hex(),
    }  # fmt: skip


def votes(campaign: Campaign, fill: Fill, words: dict[str, str] | None = None) -> list[tuple[RosterEntry, dict]]:
    """Everybody on the roster takes a ticket and votes alike; answers who posted what."""
    rows = (
        RosterEntry._base_manager.filter(campaign=campaign).select_related("person", "group", "campaign").order_by("pk")
    )
    posted = []
    for entry in rows:
        token = take(entry, ticket_of(entry))
        posted.append((entry, filled(campaign, entry.group, token, fill, words)))
    for _, payload in posted:
        operations.cast(campaign=campaign, payload=payload, at=DURING_CAST)
    return posted


def sealed(campaign: Campaign) -> Campaign:
    """The box opened, sealed and counted."""
    with acting(PREPARES):
        return operations.open_and_seal(campaign, at=AFTER, progress=Progress())
