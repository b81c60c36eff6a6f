"""Late corrections (迟到的更正, M17): a record was touched after its day had been frozen. Which snapshots do not know it, and
which scoring runs it would touch. Records never look up; the portal, which knows both, asks for them.

Nothing is changed by a late correction: what was frozen and published stays, and the next snapshot takes it in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from shuanglun.base.audit.queries import Recorded, latest
from shuanglun.base.audit.states import label
from shuanglun.base.ui.columns import plain
from shuanglun.base.ui.links import linked
from shuanglun.evidence.snapshots import queries as snapshots
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.scores.scoring import queries as scoring
from shuanglun.scores.scoring.models import Run

Day = Callable[[Any], date | None]
DAYS: dict[str, Day] = {
    "life:meeting": lambda row: row.on,
    "life:attendance": lambda row: row.meeting.on,
    "life:issueitem": lambda row: row.due_on,
    "life:selfcheck": lambda row: row.list_due_on,
    "life:volunteerservice": lambda row: row.on,
    "learning:studyrecord": lambda row: row.on,
    "learning:modulerecord": lambda row: row.due_on,
    "goals:kpiresult": lambda row: date(row.year, 12, 31),
    "goals:keytask": lambda row: row.due_on,
    "goals:outcome": lambda row: row.on,
    "surveys:publishedmean": lambda row: row.published_on,
    "people:workmonth": lambda row: row.month,
}
"""The day by which each kind of record falls into a period, as its `facts.py` has it. An own issue is told by its term:
what is done about it after the year in which it was raised is its course and no correction."""
BEHIND: dict[str, str] = {"life:attendance": "meeting"}
"""A record that counts only through another one: an act on that one is an act on this."""


@dataclass(frozen=True)
class Late:
    """A record touched after a freeze: the last act, the snapshots before it and after it, the runs it would touch."""

    last: Recorded
    missed: list[Snapshot]
    taken_in: list[Snapshot]
    runs: list[Run]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """What the panel tells, with links for those who may open them."""
        rows = [
            ("最近登记", f"{plain(self.last.at)}，{self.last}"),
            ("未计入的快照", _links(self.missed, self._snapshot)),
        ]
        if self.taken_in:
            rows.append(("已计入的快照", _links(self.taken_in, self._snapshot)))
        rows.append(("涉及的计分", _links(self.runs, self._run) if self.runs else "没有正式计分用到这些快照"))
        return rows

    @staticmethod
    def _snapshot(row: Snapshot) -> Any:
        words = f"{row.name}（{row.period_label}）"
        return linked(words, ("snapshots:snapshot", row.pk), right="snapshots.view")

    @staticmethod
    def _run(row: Run) -> Any:
        return linked(row.name, ("scoring:run", row.pk), right="scoring.run")


def late(row: models.Model) -> Late | None:
    """The late correction of a record, if it is one: four queries at most, one for a record whose day no snapshot
    holds."""
    kind = f"{row._meta.app_label}:{row._meta.model_name}"
    if kind not in DAYS:
        return None
    day = DAYS[kind](row)
    frozen = snapshots.holding(day) if day else []
    last = latest(_names(kind, row)) if frozen else None
    missed = [snapshot for snapshot in frozen if last and snapshot.frozen_at and snapshot.frozen_at < last.at]
    if last is None or not missed:
        return None
    taken_in = [snapshot for snapshot in frozen if snapshot not in missed]
    return Late(last, missed, taken_in, scoring.runs_on(missed))


def _names(kind: str, row: models.Model) -> list[str]:
    behind = BEHIND.get(kind)
    return [label(row), *([label(getattr(row, behind))] if behind else [])]


def _links(rows: Iterable[Any], link: Callable[[Any], Any]) -> SafeString:
    return format_html_join("、", "{}", ((link(row),) for row in rows))
