"""What a fact is: the measures that rooms declare, where their rows come from, and a snapshot's manifest.

A room's `facts.py` lists `MEASURES` and `SOURCES`; `evidence/snapshots` freezes them into Parquet files of
the shapes in `tables.py`. Nothing here knows Django: a source's query is any callable.
Source: docs/algorithms/snapshot.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from shuanglun.engine import canonical
from shuanglun.engine.tables import (
    EXEMPTIONS,
    FACTS,
    KPIS,
    MEASURES,
    SNAPSHOT,
    SUBJECTS,
    Column,
    Table,
)

__all__ = [
    "EXEMPTIONS", "FACTS", "FORMAT", "KPIS", "MEASURES", "SNAPSHOT", "SUBJECTS",
    "Column", "FileSum", "Manifest", "ManifestError", "Measure", "Source", "Table", "seal",
]  # fmt: skip

FORMAT = 1
MANIFEST = "manifest.json"
Kind = Literal["rate", "target", "mean", "kpi"]


@dataclass(frozen=True)
class Measure:
    """One thing that may be counted: stored value = human value x `scale`, in `unit`.

    `low` and `high` (stored units) bound a mean and exist for means only.
    """

    name: str
    label: str
    kind: Kind
    unit: str
    scale: int
    room: str
    low: int | None = None
    high: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in ("rate", "target", "mean", "kpi"):
            raise ValueError(f"{self.name}: unknown kind {self.kind!r}")
        if self.scale < 1:
            raise ValueError(f"{self.name}: scale must be at least 1")
        bounded = self.low is not None and self.high is not None and self.low < self.high
        if bounded != (self.kind == "mean") or (self.kind != "mean" and (self.low, self.high) != (None, None)):
            raise ValueError(f"{self.name}: a mean needs low < high; no other kind has them")

    def row(self) -> dict[str, Any]:
        """Return the measure's row of `measures.parquet`."""
        return {"measure": self.name} | {
            key: getattr(self, key) for key in ("kind", "unit", "scale", "room", "low", "high")
        }


@dataclass(frozen=True)
class Source:
    """Where a measure's facts come from: `ref` is `room:model`, a fact's reference is `room:model:pk`.

    `query(from, until)` answers rows (subject pk, on, quantity, due or None, pk) of the half-open period;
    `describe(pks)` answers titles of records for the explanation.
    """

    measure: Measure
    ref: str
    query: Callable[[date, date], Any]
    describe: Callable[[list[int]], dict[int, str]] | None = None


class ManifestError(ValueError):
    """A manifest that cannot be read; the message is for the screen."""


@dataclass(frozen=True)
class FileSum:
    """Rows and canonical SHA-256 of one file."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds: the period `[begins, ends)`, the catalogue's version, a sum for each file.

    `created_at` and `timings` tell about the act of freezing and stay outside `sha256`.
    """

    begins: date
    ends: date
    catalogue: str
    files: Mapping[str, FileSum]
    created_at: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def sha256(self) -> str:
        """Return the snapshot's own hash: over format, period, catalogue and the files' sums."""
        lines = [f"format\t{self.format}", f"period\t{self.begins}\t{self.ends}", f"catalogue\t{self.catalogue}"]
        lines += [f"{name}\t{s.rows}\t{s.sha256}" for name, s in sorted(self.files.items())]
        return hashlib.sha256("".join(text + "\n" for text in lines).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "period": {"from": self.begins.isoformat(), "until": self.ends.isoformat()},
            "catalogue": self.catalogue,
            "files": {name: {"rows": s.rows, "sha256": s.sha256} for name, s in sorted(self.files.items())},
            "sha256": self.sha256,
            "created_at": self.created_at,
            "timings": dict(self.timings),
        }

    def write(self, directory: Path) -> None:
        text = json.dumps(self.to_json(), ensure_ascii=False, indent=2)
        (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, directory: Path) -> Manifest:
        """Read `manifest.json`. Raises ManifestError when it is absent, broken or of another format."""
        path = Path(directory) / MANIFEST
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            manifest = cls(
                begins=date.fromisoformat(data["period"]["from"]),
                ends=date.fromisoformat(data["period"]["until"]),
                catalogue=str(data["catalogue"]),
                files={name: FileSum(int(s["rows"]), str(s["sha256"])) for name, s in data["files"].items()},
                created_at=str(data.get("created_at", "")),
                timings=dict(data.get("timings", {})),
                format=int(data["format"]),
            )
        except FileNotFoundError as error:
            raise ManifestError(f"{path.parent}：没有 manifest.json，这里不是快照目录。") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ManifestError(f"{path}：清单无法读取（{error}），请重新冻结快照。") from error
        if manifest.format != FORMAT:
            raise ManifestError(f"{path}：快照格式版本 {manifest.format}，本程序只认版本 {FORMAT}。")
        if manifest.begins >= manifest.ends:
            raise ManifestError(f"{path}：期间起始日须早于截止日，请重新冻结快照。")
        if data.get("sha256", manifest.sha256) != manifest.sha256:
            raise ManifestError(f"{path}：清单与自身散列不符，清单被改动过，请重新冻结快照。")
        return manifest


def seal(
    directory: Path,
    begins: date,
    ends: date,
    catalogue: str,
    created_at: str = "",
    timings: Mapping[str, float] | None = None,
    memory_limit: str = "1GB",
    threads: int = 2,
) -> Manifest:
    """Hash the five files of a snapshot and write its manifest. `ends` is the first day after the period."""
    con = canonical.connect(memory_limit, threads, directory)
    try:
        sums = {t.name: FileSum(*canonical.digest(con, directory / t.file, t)) for t in SNAPSHOT}
    finally:
        con.close()
    manifest = Manifest(begins, ends, catalogue, sums, created_at, timings or {})
    manifest.write(directory)
    return manifest
