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
from shuanglun.records.surveys.choices import Way
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.queries.campaigns import keep_days
from shuanglun.records.surveys.rules import campaigns as rules


def to_vote(on: date) -> list[OpenItem]:
    """The own campaigns whose windows are open or to come."""
    person, now = current().person_id, timezone.now()
    if not person:
        return []
    rows = RosterEntry.objects.filter(person=person, campaign__state=rules.OPEN, campaign__cast_until__gt=now)
    return [_vote(row) for row in rows.select_related("campaign").order_by("campaign__cast_until")]


def _vote(entry: RosterEntry) -> OpenItem:
    """What is to be done next, and where: only online campaigns have a page of the ticket."""
    campaign, place = entry.campaign, reverse("surveys:mine")
    until = campaign.cast_until
    if not campaign.is_online:
        verb = "到会场投票"
    elif entry.way == Way.PAPER:
        verb = "投纸质票"
    else:
        place = reverse("surveys:ticket", args=[campaign.uid])
        taking = rules.phase(campaign.windows, timezone.now()) in (rules.BEFORE, rules.ISSUING)
        verb, until = ("领票", campaign.issue_until or until) if taking else ("投票", until)
    clock = f"{timezone.localtime(until):%m-%d %H:%M} 截止"
    words = f"{clock}{'；' + campaign.reminder if campaign.reminder else ''}"
    return OpenItem(f"{verb}：{campaign.title}", words, place, timezone.localdate(until), "fuse")


def to_run(on: date) -> list[OpenItem]:
    """For the offices: campaigns to be opened or released by another officer, sent back, or over with the box still shut."""
    waiting = Q(state__in=("submitted", "returned")) | Q(state=rules.SEALED, ballots_gone_at=None)
    rows = list(
        Campaign.objects.filter(waiting | Q(state=rules.OPEN, cast_until__lte=timezone.now())).order_by(
            "cast_from", "pk"
        )
    )
    days = keep_days() if any(row.state == rules.SEALED for row in rows) else 0
    items = [_step(row, days) for row in rows]
    return [item for item in items if item is not None]


def _step(row: Campaign, days: int) -> OpenItem | None:
    if row.state == rules.OPEN:
        return OpenItem(
            f"开箱封存：{row.title}", "投票已截止", row.get_absolute_url(), timezone.localdate(row.cast_until)
        )
    if row.state == "returned":
        return OpenItem(f"修改后重新提交测评：{row.title}", row.review_words, row.get_absolute_url())
    if current().is_one_with(row.submitted_account, row.submitted_person):
        return None  # it takes another person (G-14)
    by, place = f"{row.submitted_name} 提交", row.get_absolute_url()
    if row.state == rules.SEALED:
        last = rules.kept_until(row.sealed_at, None, days)
        meta = f"{by}；原始票到期销毁，之后不能公布"
        return OpenItem(f"公布结果：{row.title}", meta, place, timezone.localdate(last))
    return OpenItem(f"批准启动测评：{row.title}", by, place, timezone.localdate(row.issue_from or row.cast_from))
