"""Questions about campaigns: what a draft holds, the board, one's own place on rosters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from shuanglun.base.parameters import queries as parameters
from shuanglun.base.review import CANCELLED
from shuanglun.base.scope import within
from shuanglun.base.verdicts import Refused
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.choices import Way
from shuanglun.records.surveys.models import Campaign, Group, RosterEntry, Subject
from shuanglun.records.surveys.parameters import KEEP_DAYS
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import rosters
from shuanglun.records.surveys.rules.rosters import Draft


def draft_of(campaign: Campaign) -> Draft:
    """What stands in a campaign that is being prepared."""
    content = campaign.version.content
    questions = content.get("questions", [])
    return Draft(
        weights=dict(campaign.classes.values_list("code", "weight")),
        voters=dict(
            RosterEntry._base_manager.filter(campaign=campaign).values_list("voter_class__code").annotate(Count("pk"))
        ),
        subjects=dict(Subject._base_manager.filter(campaign=campaign).values_list("kind").annotate(Count("pk"))),
        needed={item["about"] for item in questions if item["about"] in ("person", "body")},
        picks=campaign.picks,
        asks_to_pick=any(item["kind"] == "pick" for item in questions),
    )


def what_lacks(draft: Draft) -> str:
    """Why it cannot be handed over yet, or nothing."""
    verdict = rosters.may_hand_over(draft)
    return verdict.reason if isinstance(verdict, Refused) else ""


@dataclass(frozen=True)
class Line:
    """One group on the board. `cast` is None until the box has been opened."""

    group: Group
    tickets: int
    paper: int
    cast: int | None

    @property
    def issued(self) -> int:
        """Tickets, slips and paper ballots that went out."""
        return self.tickets + self.paper

    @property
    def open_room(self) -> int | None:
        """Issued and not cast: the room in which somebody could have stuffed the box; it is published (trust B)."""
        return None if self.cast is None else self.issued - self.cast


def board(campaign: Campaign) -> list[Line]:
    """The groups with what was issued and, once the box was opened, what was cast. Three queries."""
    groups = list(campaign.groups.all())
    ways = dict(
        RosterEntry._base_manager.filter(campaign=campaign, way=Way.TICKET)
        .values_list("group_id")
        .annotate(Count("pk"))
    )
    slips = {run.group_id: run.made - run.voided for run in campaign.slip_runs.all()}
    return [
        Line(
            group, ways.get(group.pk, 0) + slips.get(group.pk, 0), group.paper_issued,
            campaign.cast.get(group.uid, 0) if campaign.sealed_at else None,
        )
        for group in groups
    ]  # fmt: skip


def own_entries(person: int) -> QuerySet:
    """One's places on the rosters of campaigns that were opened, the latest first."""
    rows = RosterEntry.objects.filter(person=person, campaign__state__in=("open", "sealed", "released"))
    return rows.select_related("campaign__version__instrument", "group").order_by("-campaign__cast_from", "pk")


def voters(campaign: Campaign) -> QuerySet:
    """The roster, as far as the acting role may see."""
    rows = RosterEntry.objects.filter(campaign=campaign)
    return rows.select_related("person", "unit", "voter_class")


def by_rule(unit: str, categories: list[str], grade: str) -> QuerySet:
    """People in post within a unit, of some kinds of post; `grade` keeps those of a management grade and above."""
    people = Person.objects.in_post()
    if unit and unit != "/":
        people = people.filter(within("unit_path", unit))
    if grade:
        return people.filter(category=PostCategory.MANAGEMENT, grade__lte=grade)
    return people.filter(category__in=categories) if categories else people


def subjects(campaign: Campaign) -> list[Subject]:
    """All subjects in the campaign's order, past the scope: the ballot shows them to every voter."""
    return list(Subject._base_manager.filter(campaign=campaign).order_by("order", "pk"))


def paper(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """The blank ballot as the voter's browser gets it; the same for everybody."""
    casting = {rules.CASTING: "open", rules.OVER: "closed"}.get(rules.phase(campaign.windows, now), "before")
    phase = "sealed" if campaign.sealed_at else "closed" if campaign.state == CANCELLED else casting
    keep_days = parameters.value(KEEP_DAYS, now.date())
    return {
        "campaign": campaign.uid, "title": campaign.title, "mode": campaign.mode, "phase": phase,
        "cast_from": campaign.cast_from.isoformat(), "cast_until": campaign.cast_until.isoformat(),
        "picks": campaign.picks,
        "groups": {group.uid: {"label": group.label, "n": group.modulus} for group in campaign.groups.all()},
        "subjects": [
            {"kind": subject.kind, "label": subject.label, "post": subject.post} for subject in subjects(campaign)
        ],
        "content": campaign.version.content, "slots": campaign.slots, "keep_days": keep_days,
    }  # fmt: skip
