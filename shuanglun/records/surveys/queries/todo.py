"""What waits for voters and officers.

Voters are reminded alike, whether or not they took a ticket: a list that grew shorter with the ticket would tell whoever
looks over the shoulder, and nobody knows who has voted (issue of the instrument: everybody or nobody).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.todo import OpenItem
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.rules import campaigns as rules


def to_vote(on: date) -> list[OpenItem]:
    """The own campaigns whose windows are open or to come."""
    person, now = current().person_id, timezone.now()
    if not person:
        return []
    rows = RosterEntry.objects.filter(person=person, campaign__state=rules.OPEN, campaign__cast_until__gt=now)
    return [_vote(row.campaign) for row in rows.select_related("campaign").order_by("campaign__cast_until")]


def _vote(campaign: Campaign) -> OpenItem:
    phase = rules.phase(campaign.windows, timezone.now())
    taking = campaign.is_online and phase in (rules.BEFORE, rules.ISSUING)
    until = campaign.issue_until if taking and campaign.issue_until else campaign.cast_until
    clock = f"{timezone.localtime(until):%m-%d %H:%M} 截止"
    return OpenItem(
        f"{'领票' if taking else '投票'}：{campaign.title}", f"{clock}{'；' + campaign.reminder if campaign.reminder else ''}",
        reverse("surveys:ticket", args=[campaign.uid]), timezone.localdate(until), "fuse",
    )  # fmt: skip


def to_run(on: date) -> list[OpenItem]:
    """For the offices: campaigns to be opened or released by another officer, sent back, or over with the box still shut."""
    waiting = Q(state__in=("submitted", "returned", rules.SEALED))
    rows = Campaign.objects.filter(waiting | Q(state=rules.OPEN, cast_until__lte=timezone.now()))
    items = [_step(row) for row in rows.order_by("cast_from", "pk")]
    return [item for item in items if item is not None]


def _step(row: Campaign) -> OpenItem | None:
    if row.state == rules.OPEN:
        return OpenItem(
            f"开箱封存：{row.title}", "投票已截止", row.get_absolute_url(), timezone.localdate(row.cast_until)
        )
    if row.state == "returned":
        return OpenItem(f"修改后重新提交测评：{row.title}", row.review_words, row.get_absolute_url())
    if current().is_one_with(row.submitted_account, row.submitted_person):
        return None  # it takes another person (G-14)
    verb, due = ("公布结果", None) if row.state == rules.SEALED else ("批准启动测评", row.issue_from or row.cast_from)
    by = f"{row.submitted_name} 提交"
    return OpenItem(f"{verb}：{row.title}", by, row.get_absolute_url(), timezone.localdate(due) if due else None)
