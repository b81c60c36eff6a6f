"""What is asked about candid meetings: how far one has come, and what waits."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from shuanglun.base.actor import Actor, acting
from shuanglun.base.parameters.queries import value
from shuanglun.base.todo import OpenItem
from shuanglun.records.life.choices import CandidKind, Presence
from shuanglun.records.life.models import CandidMeeting, IssueItem, Meeting, SelfCheck, Talk
from shuanglun.records.life.models.candid import HELD_AS
from shuanglun.records.life.parameters import DEMOCRATIC_QUORUM
from shuanglun.records.life.queries.issues import me
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.choices import PartyPost
from shuanglun.records.people.models import Membership, Person

LEADERS = (PartyPost.SECRETARY, PartyPost.DEPUTY, PartyPost.COMMITTEE)


def progress(candid: CandidMeeting, today: date) -> rules.Progress:
    """How far the meeting has come: counts and days over the whole roster, whoever asks. Not a word leaves here."""
    with acting(Actor.system("生活会进度只计数")):
        checks = list(candid.checks.values_list("is_excused", "handed_at", "listed_on"))
        due = [check for check in checks if not check[0]]
        presences = [] if candid.meeting is None else list(
            candid.meeting.attendances.exclude(presence=Presence.EXEMPT).values_list("presence", flat=True)
        )  # fmt: skip
        issues = list(
            candid.issues.filter(former=None).values_list("claimed_on", "closed_on", "due_on", "looked_back_on")
        )
        return rules.Progress(
            kind=candid.kind, today=today, per_mille=value(DEMOCRATIC_QUORUM, today), has_plan=bool(candid.plan.strip()),
            approved_on=candid.approved_on, opinions=candid.opinions.count(), opinions_note=candid.opinions_note,
            talks_held=Talk.objects.held().filter(candid=candid).count(), talks_waiting=Talk.objects.planned().filter(candid=candid).count(),
            talks_note=candid.talks_note, roster=len(checks), checks=len(due), checks_handed=sum(1 for check in due if check[1]),
            held_on=candid.meeting.on if candid.meeting else None, due=len(presences),
            present=presences.count(Presence.PRESENT), exchanges=candid.exchanges.count(),
            lists_missing=sum(1 for check in due if check[2] is None), reported_on=candid.reported_on,
            issues=len(issues), claimed=sum(1 for claimed, closed, _, _ in issues if claimed and not closed),
            running=sum(1 for claimed, closed, until, seen in issues
                        if not (claimed or closed or seen) and until >= today),
            looked_back=sum(1 for *_, seen in issues if seen),
        )  # fmt: skip


def meetings_to_link(candid: CandidMeeting, today: date) -> list[tuple[int, str]]:
    """Meetings of this branch and kind that were held since the year of the plan began and belong to no other one."""
    rows = Meeting.objects.standing().filter(
        branch_id=candid.branch_id, kind=HELD_AS[candid.kind], on__lte=today, on__gte=date(candid.year, 1, 1)
    )
    rows = rows.filter(Q(candid=None) | Q(candid=candid)).order_by("-on")[:12]
    return [(row.pk, f"{row.on} {row.title}") for row in rows]


def open_checks(on: date) -> list[OpenItem]:
    """What waits for the person: a self-check to hand in, a list of issues to hand in."""
    mine = SelfCheck.objects.filter(person_id=me(), is_excused=False)
    rows = mine.select_related("candid__branch", "person")
    found = [
        OpenItem("提交对照检查材料", f"{row.candid} · {row.candid.branch.name}", row.get_absolute_url(), None, "party")
        for row in rows.filter(handed_at=None, candid__stage=rules.SELF_CHECK)
    ]
    return found + [
        OpenItem(
            "交问题清单", f"{row.candid} · {row.candid.branch.name}", row.get_absolute_url(), row.list_due_on, "party"
        )
        for row in rows.filter(listed_on=None, candid__stage=rules.RECTIFY)
    ]


def open_meetings(on: date) -> list[OpenItem]:
    """What waits for whoever keeps the branch's book: issues reported as mended, a report that is due."""
    waiting = IssueItem.objects.claimed().exclude(person_id=me()).select_related("person")
    found = [
        OpenItem(f"核实整改：{row.title}", row.person.name, row.get_absolute_url(), None, "party")
        for row in waiting.order_by("claimed_on", "pk")[:50]
    ]
    reports = CandidMeeting.objects.filter(reported_on=None, report_due_on__isnull=False).exclude(stage=rules.CLOSED)
    return found + [
        OpenItem(f"上报会议情况：{row}", row.branch.name, row.get_absolute_url(), row.report_due_on, "party")
        for row in reports.select_related("branch").order_by("report_due_on")
    ]


def default_roster(branch: PartyOrganization, kind: str) -> list[Person]:
    """Who takes part unless somebody is named: the members of the branch, or at a democratic-life meeting those who
    lead it."""
    rows = Person.objects.in_post().filter(branch=branch)
    if kind == CandidKind.DEMOCRATIC_LIFE:
        leaders = Membership.objects.filter(branch=branch, until_on=None, post__in=LEADERS)
        rows = rows.filter(pk__in=leaders.values("person_id"))
    return list(rows.by_name().defer("id_number"))
