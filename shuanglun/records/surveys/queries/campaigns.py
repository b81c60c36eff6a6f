"""Questions about campaigns: what a draft holds, the board, one's own place on rosters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.review import CANCELLED
from shuanglun.base.scope import within
from shuanglun.base.verdicts import Refused, Verdict
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, Way
from shuanglun.records.surveys.models import Campaign, Group, PaperSheet, RosterEntry, Subject, VoterClass
from shuanglun.records.surveys.parameters import KEEP_DAYS, SLIP_SURPLUS
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import rosters, slips
from shuanglun.records.surveys.rules.paper import HEADS, Whom
from shuanglun.records.surveys.rules.rosters import Draft

TOLD = 6
"""How much of the hash of a slip's code the paper tells: enough to notice a mistyped code, too little to find one by."""


def keep_days() -> int:
    """For how many days raw ballots are kept."""
    return parameters.value(KEEP_DAYS, timezone.localdate())


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
    """One group on the board. `cast` is None until the box has been opened; spoiled paper is returned, not cast."""

    group: Group
    tickets: int
    paper: int
    cast: int | None
    is_hidden: bool = False

    def shown(self, figure: int | None) -> Any:
        """A figure of the box as the board says it: groups below five, and one more where only one is, are not told apart."""
        return "不单列" if self.is_hidden else figure

    @property
    def issued(self) -> int:
        """Tickets, slips and paper ballots that went out."""
        return self.tickets + self.paper

    @property
    def open_room(self) -> int | None:
        """Issued and not returned: the room in which somebody could have stuffed the box; it is published (trust B)."""
        return None if self.cast is None else self.issued - self.cast - self.group.paper_void


def board(campaign: Campaign) -> list[Line]:
    """The groups with what was issued and, once the box was opened, what was cast. Three queries."""
    groups = list(campaign.groups.all())
    ways = dict(
        RosterEntry._base_manager.filter(campaign=campaign, way=Way.TICKET)
        .values_list("group_id")
        .annotate(Count("pk"))
    )
    drawn = {run.group_id: run.made - run.voided for run in campaign.slip_runs.all()}
    hidden = _hidden(campaign)
    return [
        Line(
            group, ways.get(group.pk, 0) + drawn.get(group.pk, 0), group.paper_issued,
            campaign.cast.get(group.uid, 0) if campaign.sealed_at else None, group.uid in hidden,
        )
        for group in groups
    ]  # fmt: skip


def _hidden(campaign: Campaign) -> set[str]:
    """Groups whose number of ballots is not shown: those below five, and the next smallest where the sum would tell it."""
    order = sorted((number, group) for group, number in campaign.cast.items())
    small = [group for number, group in order if 0 < number < MINIMUM_OPINIONS]
    return {group for _, group in order[: max(2, len(small))]} if small else set()


def live_slips(group: Group) -> int:
    """Slips of a group that can still vote."""
    return sum(run.made - run.voided for run in group.slip_runs.all())


def slips_told(campaign: Campaign) -> dict[str, list[str]]:
    """The beginnings of the hashes of all slips, in their own order, for the page to notice at once a code that cannot vote.
    The server is not asked about any one code, and never says whether one has voted (docs/algorithms/ballots.md)."""
    told: dict[str, list[str]] = {"live": [], "void": []}
    printed = campaign.slip_runs.exclude(slips=None).order_by("slips__key").values_list("slips__key", "slips__is_void")
    for key, is_void in printed:
        told["void" if is_void else "live"].append(key[:TOLD])
    return told


def slips_wanted(group: Group) -> int:
    """How many slips are printed: for everybody who got no paper ballot, and the surplus."""
    surplus = parameters.value(SLIP_SURPLUS, timezone.localdate())
    return slips.printed(max(group.eligible - group.paper_issued, 0), surplus)


def box_takes(group: Group) -> Verdict:
    """Whether the box takes ballots of a group of a meeting yet."""
    return slips.takes(group.eligible, live_slips(group), group.paper_issued)


def own_entries(person: int) -> QuerySet:
    """One's places on the rosters of campaigns that were opened, the latest first."""
    rows = RosterEntry.objects.filter(person=person, campaign__state__in=("open", "sealed", "released"))
    return rows.select_related("campaign__version__instrument", "group").order_by("-campaign__cast_from", "pk")


def released_about(person: int) -> QuerySet:
    """What was published about somebody, the latest first."""
    rows = Subject._base_manager.filter(person=person, campaign__state=rules.RELEASED)
    return rows.select_related("campaign").order_by("-campaign__released_at", "pk")


def voters(campaign: Campaign) -> QuerySet:
    """The roster, as far as the acting role may see."""
    rows = RosterEntry.objects.filter(campaign=campaign)
    return rows.select_related("person", "unit", "voter_class")


def by_class(campaign: Campaign, voters: QuerySet) -> list[tuple[VoterClass, int, int]]:
    """How many there are of each class: among the given rows of the roster, and in all. Three queries."""
    some, everybody = (
        dict(rows.order_by().values_list("voter_class").annotate(Count("pk")))
        for rows in (voters, RosterEntry.objects.filter(campaign=campaign))
    )
    return [(item, some.get(item.pk, 0), everybody.get(item.pk, 0)) for item in campaign.classes.all()]


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


def next_sheet(group: Group) -> int | None:
    """The first number of a paper ballot that waits for an entry by whoever acts."""
    actor = current()
    sheets = PaperSheet.objects.filter(group=group)
    mine = {
        sheet.number for sheet in sheets
        if sheet.second_by or actor.is_one_with(sheet.first_account, sheet.first_person)
    }  # fmt: skip
    return next((number for number in range(1, group.paper_issued + 1) if number not in mine), None)


def named(campaign: Campaign) -> dict[str, list[Whom]]:
    """The rows of a paper ballot by kind of subject, in the campaign's order."""
    rows = [
        (subject.kind, Whom(index, subject.label, subject.post)) for index, subject in enumerate(subjects(campaign))
    ]
    return {about: [whom for kind, whom in rows if kind == about] for about in HEADS}


def paper(campaign: Campaign, now: datetime) -> dict[str, Any]:
    """The blank ballot as the voter's browser gets it; the same for everybody."""
    casting = {rules.CASTING: "open", rules.OVER: "closed"}.get(rules.phase(campaign.windows, now), "before")
    phase = "sealed" if campaign.sealed_at else "closed" if campaign.state == CANCELLED else casting
    return {
        "campaign": campaign.uid, "title": campaign.title, "mode": campaign.mode, "phase": phase,
        "cast_from": campaign.cast_from.isoformat(), "cast_until": campaign.cast_until.isoformat(),
        "picks": campaign.picks,
        "groups": {group.uid: {"label": group.label, "n": group.modulus} for group in campaign.groups.all()},
        "subjects": [
            {"kind": subject.kind, "label": subject.label, "post": subject.post} for subject in subjects(campaign)
        ],
        "content": campaign.version.content, "slots": campaign.slots, "keep_days": keep_days(),
        **({"slips": slips_told(campaign)} if phase == "open" and not campaign.is_online else {}),
    }  # fmt: skip
