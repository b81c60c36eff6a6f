"""The river at a glance: records → evidence → scheme → scores, each with what stands there now and where to go on."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from shuanglun.base.actor import Actor, using
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.people.models import Person
from shuanglun.scores.scoring.models import Run


@dataclass(frozen=True)
class RiverStep:
    """One stage: its words, what stands there, where it is worked on, and whether it has been reached."""

    label: str
    note: str
    url: str
    state: str


def river(actor: Actor) -> list[RiverStep]:
    """The stages which the actor may open; each asks one query."""
    stages = [
        ("people.view", "档案", "people:list", _records),
        ("snapshots.view", "证据快照", "snapshots:list", _evidence),
        ("indicators.view", "指标方案", "indicators:list", _schemes),
        ("scoring.run", "计分", "scoring:list", _scores),
    ]
    steps = []
    for right, label, name, ask in stages:
        if actor.may(right):
            with using(right):
                note = ask()
            steps.append(RiverStep(label, note or "尚未开始", reverse(name), "done" if note else "todo-step"))
    return steps if len(steps) > 2 else []


def _records() -> str:
    count = Person.objects.in_post().count()
    return f"在职 {count} 人" if count else ""


def _evidence() -> str:
    snapshot = Snapshot.objects.filter(state="frozen").order_by("-id").first()
    return f"最近 {snapshot}" if snapshot else ""


def _schemes() -> str:
    count = SchemeVersion.objects.filter(state="published").count()
    return f"已发布 {count} 个版本" if count else ""


def _scores() -> str:
    run = Run.objects.finished().newest_first().first()
    return f"最近 {run}" if run else ""
