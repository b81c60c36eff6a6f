"""What waits for the acting role: the to-do list asks the rooms (pulled, never pushed)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shuanglun.base.actor import current, using
from shuanglun.base.imports import queries as imports
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.todo import OpenItem
from shuanglun.evidence.indicators import queries as indicators
from shuanglun.evidence.snapshots import queries as snapshots
from shuanglun.records.goals import queries as goals
from shuanglun.records.learning import queries as learning
from shuanglun.records.life.queries import candid, hints, issues, meetings, talks
from shuanglun.records.surveys import queries as surveys

SOON = 7
SOURCES: list[tuple[str, Callable[[date], list[OpenItem]]]] = [
    ("jobs.view", imports.open_items),
    ("indicators.publish", indicators.open_items),
    ("parameters.approve", parameters.open_items),
    ("life.keep", meetings.to_keep),
    ("life.review", meetings.to_review),
    ("life.review", hints.open_items),
    ("life.own", meetings.to_attend),
    ("learning.own", learning.open_items),
    ("learning.keep", learning.open_items),
    ("life.own", candid.open_checks),
    ("life.own", issues.open_items),
    ("life.own", talks.open_own),
    ("life.talk", talks.open_kept),
    ("life.keep", candid.open_meetings),
    ("goals.view", goals.open_items),
    ("surveys.vote", surveys.to_vote),
    ("surveys.run", surveys.to_run),
    ("snapshots.freeze", snapshots.open_items),
]


@dataclass(frozen=True)
class Shown:
    """An open item as the list prints it."""

    item: OpenItem
    lamp: str
    words: str


def open_items(on: date) -> list[OpenItem]:
    """Everything that waits for the acting role, the nearest day first."""
    actor, items = current(), []
    for right, ask in SOURCES:
        if actor.may(right):
            with using(right):
                items += ask(on)
    return sorted(items, key=lambda item: (item.due_on or date.max, item.title))


def by_day(items: list[OpenItem], on: date) -> list[tuple[str, list[Shown]]]:
    """The items under the heads of the list; a head without items is left out."""
    groups: dict[str, list[Shown]] = {
        "今天前": [],
        "今天到期": [],
        f"{SOON} 日内": [],
        f"{SOON} 日后": [],
        "没有期限": [],
    }
    for item in items:
        groups[_head(item, on)].append(Shown(item, item.lamp(on), item.words(on)))
    return [(head, rows) for head, rows in groups.items() if rows]


def _head(item: OpenItem, on: date) -> str:
    if item.due_on is None:
        return "没有期限"
    left = (item.due_on - on).days
    if left <= 0:
        return "今天前" if left < 0 else "今天到期"
    return f"{SOON} 日内" if left <= SOON else f"{SOON} 日后"
