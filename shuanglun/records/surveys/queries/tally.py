"""The two counts of a sealed box, and what the published leaves are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.db.models.functions import Substr

from shuanglun.records.surveys.models import Ballot, Campaign, Seal
from shuanglun.records.surveys.rules import counting
from shuanglun.records.surveys.rules.counting import Counts
from shuanglun.records.surveys.secrecy import seal, tickets

CHUNK = 5_000


def by_database(campaign: Campaign) -> Counts:
    """The database's count: one question for each place of the marks."""
    counts: Counts = {}
    ballots = Ballot._base_manager.filter(campaign=campaign.uid)
    for place in range(len(campaign.slots)):
        rows = ballots.annotate(letter=Substr("marks", place + 1, 1)).values_list("group", "letter")
        for group, letter, number in rows.annotate(Count("key")).order_by():
            counts.setdefault(group, {}).setdefault(place, {})[letter] = number
    return counts


def by_hand(campaign: Campaign) -> Counts:
    """Python's count, over the rows themselves."""
    rows = Ballot._base_manager.filter(campaign=campaign.uid).values_list("group", "marks")
    return counting.counted(rows.iterator(CHUNK))


def leaves(campaign: Campaign) -> list[str]:
    """The leaves of the sealed ballots, sorted: computed from the rows as they stand, so that a changed or removed row
    no longer leads to the published root."""
    return sorted(_leaves(campaign))


def _leaves(campaign: Campaign) -> Iterator[str]:
    columns = "key", "group", "marks", "salt", "words_digest"
    rows = Ballot._base_manager.filter(campaign=campaign.uid).values_list(*columns)
    for key, group, marks, salt, words in rows.iterator(CHUNK):
        commitment = tickets.commitment_of(marks, bytes.fromhex(words), bytes.fromhex(salt))
        yield tickets.leaf(campaign.uid, group, key, commitment)


def root_now(campaign: Campaign) -> str:
    """The root over the sealed ballots as they stand now; equal to the sealed one unless somebody changed them."""
    return seal.root(leaves(campaign))


def seal_file(campaign: Campaign) -> dict[str, Any]:
    """The 封箱文件: the list of leaves that everybody downloads whole, so that nobody tells which leaf is theirs."""
    kept = Seal.objects.get(campaign=campaign).leaves.split()
    values = {"campaign": campaign.uid, "title": campaign.title, "size": len(kept), "root": campaign.root}
    return {"v": 1, "kind": seal.KIND, **values, "leaves": kept}
