"""What the page of a snapshot says, put together from the row, its job and its manifest."""

from __future__ import annotations

from typing import Any

from shuanglun.base.actor import current
from shuanglun.base.jobs.runner import note_of
from shuanglun.base.ui.screens import Action
from shuanglun.engine.facts import SNAPSHOT, Manifest, ManifestError
from shuanglun.evidence.snapshots import catalogue, computed, opening, queries
from shuanglun.evidence.snapshots.choices import CANCELLED, FAILED, FILES, KINDS, ROOMS
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.evidence.snapshots.tables import (
    SOUND,
    ChangeTable,
    FileTable,
    MeasureTable,
    SourceTable,
    state_words,
)


def words(row: Snapshot) -> str:
    """The sentence of state under the title."""
    if row.is_frozen:
        return f"{row.period_label}，共 {row.facts:,} 行事实、{row.persons:,} 人；已冻结，不再改动。"
    return f"{row.period_label}，{state_words(row)}。"


def actions(row: Snapshot) -> list[Action]:
    """What can be done with it now."""
    if row.is_frozen:
        return [
            *_computing(row),
            Action("完整性校验", "snapshots:verify", args=(row.pk,), post=True, icon="ti-shield-check"),
        ]
    if row.state in (FAILED, CANCELLED) or queries.is_stalled(row):
        return [
            Action("重新冻结", "snapshots:again", right="snapshots.freeze", args=(row.pk,), post=True, primary=True)
        ]
    return []


def _computing(row: Snapshot) -> list[Action]:
    """Computed KPIs of goals take their figures from a snapshot that runs from January to a quarter's end."""
    if computed.quarter_of(row.begins_on, row.ends_on) is None:
        return []
    return [
        Action(
            "计算目标 KPI", "snapshots:compute", args=(row.pk,), right="goals.report", post=True,
            icon="ti-calculator",
        )
    ]  # fmt: skip


def progress(row: Snapshot) -> dict[str, Any]:
    """How far an open snapshot is."""
    job = queries.job_of(row)
    mine = job is not None and job.person_id is not None and job.person_id == current().person_id
    return {"snapshot": row, "job": job if mine else None, "note": note_of(job) if job else None}


def context(row: Snapshot) -> dict[str, Any]:
    """Everything on the page."""
    shared = {"snapshot": row, "stalled": queries.is_stalled(row)}
    if not row.is_frozen:
        return shared | progress(row)
    return shared | {
        "files": FileTable.plain(_files(row)),
        "sources": SourceTable.plain(queries.source_rows(row)),
        "changes": ChangeTable.plain(queries.change_rows(row)) if row.counts.get("changes") else None,
        "since": (row.counts.get("changes") or {}).get("since", ""),
        "people": _people(row),
        "origin": _origin(row),
    }


def _files(row: Snapshot) -> list[dict[str, Any]]:
    """Rows and hashes as the manifest tells them; none when it cannot be read (the check says why)."""
    try:
        sums = Manifest.read(opening.folder(row)).files
    except ManifestError:
        return []
    return [
        {
            "label": FILES[table.name],
            "file": table.file,
            "rows": sums[table.name].rows,
            "sha256": sums[table.name].sha256,
        }
        for table in SNAPSHOT
        if table.name in sums
    ]


def _people(row: Snapshot) -> dict[str, str]:
    """Counts of persons, as printed; those outside only when there are any."""
    counted = row.counts["persons"]
    counted = counted | {"without": counted["subjects"] - counted["covered"]}
    return {name: f"{number:,}" if number or name != "outside" else "" for name, number in counted.items()}


def _origin(row: Snapshot) -> list[tuple[str, Any]]:
    return [
        ("状态", state_words(row)),
        ("期间", row.period_label),
        ("冻结人", row.created_by),
        ("冻结时间", row.frozen_at),
        ("完整性", SOUND[row.is_sound]),
        ("校验时间", row.verified_at),
    ]


def inventory() -> Any:
    """The measures of the catalogue, with every room that contributes."""
    rooms: dict[str, list[str]] = {name: [] for name in catalogue.MEASURES}
    for source in catalogue.SOURCES:
        rooms[source.measure.name].append(source.ref.partition(":")[0])
    rows = [
        {
            "label": measure.label,
            "kind": KINDS[measure.kind],
            "room": "、".join(ROOMS[room] for room in rooms[name] or [measure.room]),
        }
        for name, measure in catalogue.MEASURES.items()
    ]
    return MeasureTable.plain(rows)
