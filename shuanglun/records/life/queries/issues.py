"""What is asked about own issues."""

from __future__ import annotations

from datetime import date

from shuanglun.base.actor import current
from shuanglun.base.todo import OpenItem
from shuanglun.records.life.models import IssueItem, SelfCheck

AHEAD = 30
"""An issue stands on the to-do list from this many days before its term."""


def me() -> int:
    """The acting person's key, 0 for somebody without a staff file: a key that nobody has."""
    return current().person_id or 0


def is_listed(issue: IssueItem) -> bool | None:
    """Whether the person's list of the meeting was handed in; None for an issue of no meeting."""
    if issue.candid_id is None:
        return None
    return SelfCheck.objects.filter(candid=issue.candid_id, person=issue.person_id, listed_on__isnull=False).exists()


def open_items(on: date) -> list[OpenItem]:
    """The own issues whose term is near or past."""
    rows = IssueItem.objects.open().filter(person_id=me()).order_by("due_on", "pk")
    return [
        OpenItem(f"整改：{row.title}", "我的问题清单", row.get_absolute_url(), row.due_on, "party")
        for row in rows
        if (row.due_on - on).days <= AHEAD
    ]
