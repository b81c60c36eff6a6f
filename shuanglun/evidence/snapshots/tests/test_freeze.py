"""Freezing: whole, exact, reproducible, cancellable."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.base.jobs import Cancelled
from shuanglun.engine.facts import EXEMPTIONS, FACTS, KPIS, SUBJECTS, Manifest
from shuanglun.evidence.snapshots import freeze, opening, operations
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.tests.factories import AT, make_house, make_snapshot

pytestmark = pytest.mark.django_db(transaction=True)


def read(snapshot: Snapshot, table: Any) -> list[dict[str, Any]]:
    with acting(Actor.system("test")), opening.opened(snapshot) as evidence:
        return evidence.rows(table)


def test_everything_of_the_period_is_frozen() -> None:
    house = make_house()
    snapshot = make_snapshot()
    assert (snapshot.name, snapshot.state, snapshot.directory) == ("2025Y-01", "frozen", "snapshots/2025Y-01")
    facts = read(snapshot, FACTS)
    print(facts, read(snapshot, SUBJECTS), read(snapshot, KPIS), read(snapshot, EXEMPTIONS), snapshot.counts)
