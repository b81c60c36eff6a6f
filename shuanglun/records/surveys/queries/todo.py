"""What waits for voters and officers.

Voters are reminded alike, whether or not they took a ticket: a list that grew shorter with the ticket would tell whoever
looks over the shoulder, and nobody knows who has voted (issue of the instrument: everybody or nobody).
"""

from __future__ import annotations

from datetime import date

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


def to_judge(on: date) -> list[OpenItem]:
    """Campaigns that wait for the second officer: to be opened, to be released."""
    me = current()
    rows = Campaign.objects.filter(state__in=("submitted", rules.SEALED)).order_by("cast_from", "pk")
    return [
        OpenItem(
            f"{'公布结果' if row.state == rules.SEALED else '批准启动测评'}：{row.title}", f"{row.submitted_name} 提交",
            row.get_absolute_url(), timezone.localdate(row.issue_from or row.cast_from) if row.state == "submitted" else None,
        )
        for row in rows
        if not me.is_one_with(row.submitted_account, row.submitted_person)
    ]  # fmt: skip


def to_run(on: date) -> list[OpenItem]:
    """Campaigns whose voting is over and whose box is shut; those that were sent back."""
    now = timezone.now()
    over = Campaign.objects.filter(state=rules.OPEN, cast_until__lte=now).order_by("cast_until")
    back = Campaign.objects.filter(state="returned").order_by("cast_from")
    return [
        *[OpenItem(f"开箱封存：{row.title}", "投票已截止", row.get_absolute_url(), timezone.localdate(row.cast_until)) for row in over],
        *[OpenItem(f"修改后重新提交测评：{row.title}", row.review_words, row.get_absolute_url()) for row in back],
    ]  # fmt: skip
