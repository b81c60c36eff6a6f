"""Questions about snapshots that screens and the rooms above ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.jobs.models import Job
from shuanglun.base.todo import OpenItem
from shuanglun.evidence.snapshots.catalogue import MEASURES
from shuanglun.evidence.snapshots.choices import FILES, ROOMS
from shuanglun.evidence.snapshots.models import Snapshot, SnapshotQuerySet
from shuanglun.records.goals import queries as goals
from shuanglun.records.goals.queries.computing import Uncomputed
from shuanglun.records.goals.rules import progress

FREEZE_JOB, VERIFY_JOB, COMPUTE_JOB = "snapshots.freeze", "snapshots.verify", "snapshots.compute_kpis"
GRACE = timedelta(minutes=1)


def job_of(snapshot: Snapshot) -> Job | None:
    """The latest job that writes the snapshot, whoever asked for it."""
    return Job._base_manager.filter(kind=FREEZE_JOB, arguments__snapshot=snapshot.pk).order_by("-pk").first()


def is_taken(snapshot: Snapshot) -> bool:
    """Whether more than one job writes it at this moment: whoever came second must leave."""
    running = Job._base_manager.filter(kind=FREEZE_JOB, arguments__snapshot=snapshot.pk, state="running")
    return running.count() > 1


def is_stalled(snapshot: Snapshot) -> bool:
    """Whether it says that it waits or runs while nobody works on it: its job was cancelled or its worker died."""
    if not snapshot.is_open:
        return False
    job = job_of(snapshot)
    return not job.is_open if job else snapshot.created_at < timezone.now() - GRACE


def former(snapshot: Snapshot) -> Snapshot | None:
    """The latest frozen snapshot of the same days before this one."""
    same = Snapshot.objects.frozen().of_period(snapshot.begins_on, snapshot.ends_on)
    return same.exclude(pk=snapshot.pk).order_by("-pk").first()


def usable() -> SnapshotQuerySet:
    """Frozen snapshots, newest period first."""
    return Snapshot.objects.frozen().newest_first()


def holding(day: date) -> list[Snapshot]:
    """Frozen snapshots whose period holds a day, the earliest freeze first. Asked for the whole house: whoever may see a
    record may know which evidence it stands in; only its name is told, and its page opens for those who may."""
    with acting(Actor.system("快照是否已含一条记录")):
        rows = Snapshot.objects.frozen().filter(begins_on__lte=day, ends_on__gt=day)
        return list(rows.order_by("frozen_at", "pk"))


def source_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Rows and persons for each measure and contributing room; measures of the catalogue without a row as well."""
    counted = {(measure, room): (rows, persons) for measure, room, rows, persons in snapshot.counts.get("sources", [])}
    heard = {measure for measure, _ in counted}
    silent = {(name, item.room) for name, item in MEASURES.items() if name not in heard}
    return [
        {
            "measure": name,
            "label": MEASURES[name].label if name in MEASURES else name,
            "room": ROOMS.get(room, room),
            "rows": counted.get((name, room), (0, 0))[0],
            "persons": counted.get((name, room), (0, 0))[1],
        }
        for name, room in sorted(set(counted) | silent)
    ]


def change_rows(snapshot: Snapshot) -> list[dict[str, Any]]:
    """What differs from the former snapshot, in words; empty when nothing does."""
    changes = snapshot.counts.get("changes") or {"rows": []}
    return [{"label": _label(what), "added": added, "removed": removed} for what, added, removed in changes["rows"]]


def _label(what: str) -> str:
    return MEASURES[what].label if what in MEASURES else FILES.get(what, what)


def open_items(on: date) -> list[OpenItem]:
    """Quarters whose computed KPIs wait for a snapshot from January to the quarter's end, for whoever freezes. The head
    of a unit cannot hand the review over before."""
    waiting = goals.uncomputed(on)
    frozen = usable().filter(begins_on__in={date(item.year, 1, 1) for item in waiting}) if waiting else []
    known = {(row.begins_on, row.ends_on): row for row in reversed(list(frozen))}
    return [_to_compute(item, known) for item in waiting]


def _to_compute(item: Uncomputed, known: dict[tuple[date, date], Snapshot]) -> OpenItem:
    first, last = date(item.year, 1, 1), progress.last_day(item.year, item.quarter)
    snapshot = known.get((first, last + timedelta(days=1)))
    way = f"快照 {snapshot.name} 已冻结，在其页面计算" if snapshot else f"先冻结 {first} 至 {last} 的快照"
    return OpenItem(
        f"计算目标 KPI：{item.year} 年第 {item.quarter} 季度",
        f"{'、'.join(item.names[:3])}{'等' if len(item.names) > 3 else ''}（{len(item.names)} 个）；{way}",
        snapshot.get_absolute_url() if snapshot else reverse("snapshots:freeze"), item.due_on,
    )  # fmt: skip
