"""C1: the same records give the same snapshot and the same scores on SQLite and on PostgreSQL; the hashes below hold
for both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import transaction

from shuanglun.base.actor import Actor, acting
from shuanglun.engine import scoring
from shuanglun.engine.facts import Manifest
from shuanglun.engine.tests.factories import shipped
from shuanglun.evidence.snapshots import opening
from shuanglun.evidence.snapshots.tests.factories import make_house, make_snapshot, move
from shuanglun.records.life.models import Attendance
from shuanglun.records.people.tests.factories import make_unit

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)

HASHES = {
    "exemptions": "bc057d8ec4a5b55d3530b94973aab3b05b002a3776159fe57e1acbf759706442",
    "facts": "2a396f7a738724b7383364e6d2cea1d8af8406820e8260dc67261bb7291b1bc7",
    "kpis": "5eff7551d6f420894cbe03e82819b3d1cfcbc8e4acc25dd8fc50404e79ec9da0",
    "measures": "e99ca946035e5ea3b89efadda5d8c9c8a6523daa38088da0a0a244acc7573bed",
    "subjects": "c62a2f5d4cec6d065aacf9b6038b9b9432c5713804e1750c33ecb2ac1cc29e65",
}
SCORES = {
    "contributions": "35e8ec4735a015c40e8f4cc8c69abc0a60befae72bb4a891f101b8f06d61ae92",
    "indicators": "4cc30d20cfff96564a9de7088b12609bde7d899cc391e0a86ae4fd51d246d710",
    "results": "6b566f86d7fbeae39a358373b163e8dba30558eecc95732cd26d9143361f735d",
}


def test_hashes_are_the_recorded_ones(tmp_path: Path) -> None:
    house = make_house()
    move(house.colleague, date(2025, 7, 1), unit=make_unit("第二研究室"), category="M")
    folder = opening.folder(make_snapshot())
    assert {name: file.sha256 for name, file in Manifest.read(folder).files.items()} == HASHES
    outcome = scoring.score(folder, [shipped("management"), shipped("specialist")], tmp_path)
    assert outcome.files["results"].rows > 1
    assert {name: file.sha256 for name, file in outcome.files.items()} == SCORES


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_neither_time_zone_nor_row_order_matters(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_house()
    first = make_snapshot()
    with acting(Actor.system("test")), transaction.atomic():
        rows = list(Attendance.objects.order_by("pk"))
        for row in rows:
            row.delete()
        for pk, row in sorted(
            ((row.pk or index + 1, row) for index, row in enumerate(rows)), key=lambda pair: -pair[0]
        ):
            row.pk = pk
            row.save(force_insert=True)
    monkeypatch.setenv("TZ", zone)
    monkeypatch.setenv("PGTZ", zone)
    assert make_snapshot().sha256 == first.sha256
