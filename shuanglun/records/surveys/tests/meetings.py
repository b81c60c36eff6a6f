"""What is done by hand around a meeting: slips printed, drawn and voided, paper handed out and typed in."""

from __future__ import annotations

from datetime import datetime, timedelta

from shuanglun.base.actor import acting
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Campaign, Group, PaperSheet, SlipRun
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made

THIRD = made.officer("柳未央", 903)
BEFORE = made.CAST_FROM - timedelta(hours=2)


def printed(group: Group) -> list[str]:
    """Codes of the slips that were printed for a group."""
    group.refresh_from_db()
    with acting(made.PREPARES):
        codes = tickets.make_codes(queries.slips_wanted(group))
        operations.print_slips(group=group, codes=codes, at=BEFORE)
    return codes


def drawn(group: Group) -> list[str]:
    """Slips of which the rest was voided before the voting."""
    codes = printed(group)
    void(group, codes[group.eligible :], BEFORE)
    return codes[: group.eligible]


def void(group: Group, codes: list[str], at: datetime) -> None:
    """Void some slips before two witnesses."""
    with acting(made.PREPARES):
        run = SlipRun.objects.get(group=group)
        operations.void_slips(run=run, codes=codes, witnesses="甲、乙", at=at)


def cast(row: Campaign, code: str, picks: str = "aa..", at: datetime = made.DURING_CAST) -> None:
    """Vote with a slip."""
    payload = made.filled(row, row.groups.first(), {"code": code}, lambda slot: picks[slot["subject"]])
    operations.cast(campaign=row, payload=payload, at=at)


def issued(group: Group, number: int, at: datetime = BEFORE) -> None:
    """Hand out paper ballots."""
    with acting(made.PREPARES):
        operations.issue_paper(group=group, number=number, at=at)


def both(group: Group, number: int, marks: str, other: str | None = None, **more: bool) -> None:
    """Two entries of a sheet."""
    for officer, entry in ((made.PREPARES, marks), (made.APPROVES, other if other is not None else marks)):
        with acting(officer):
            typed(group, number, entry, **more)


def typed(group: Group, number: int, marks: str, at: datetime = made.AFTER, **more: bool) -> PaperSheet:
    """One entry of a sheet by whoever acts."""
    group = Group.objects.select_related("campaign__version").get(pk=group.pk)
    return operations.enter_paper(group=group, number=number, marks=marks, words={}, at=at, **more)
