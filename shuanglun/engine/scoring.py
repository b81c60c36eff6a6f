"""Scoring a snapshot: (snapshot, schemes) in, three tables and a manifest out, the same bits every time.

The house calls `score` and `verify`; which backend computes stands behind the `Engine` protocol.
Source: docs/algorithms/scoring.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from shuanglun.engine import canonical
from shuanglun.engine.document import SchemeError
from shuanglun.engine.duck import DuckEngine
from shuanglun.engine.facts import FileSum, Manifest
from shuanglun.engine.intake import SnapshotError
from shuanglun.engine.plan import PlanError
from shuanglun.engine.scheme import Scheme, dump, load
from shuanglun.engine.tables import RESULT

__all__ = [
    "ENGINE_VERSION", "DuckEngine", "Engine", "Outcome", "PlanError", "ResultError", "SnapshotError", "read",
    "score", "verify",
]  # fmt: skip

ENGINE_VERSION = "1"
FORMAT = 1
MANIFEST = "manifest.json"


class Engine(Protocol):
    """What computes: writes the three files of `tables.RESULT` into `out`, in canonical order."""

    def score(
        self, snapshot: Path, schemes: Sequence[Scheme], out: Path, hashes: bool = True
    ) -> tuple[Manifest, dict[str, FileSum], dict[str, float]]: ...


class ResultError(ValueError):
    """A results folder that cannot be read; the message is for the screen."""


@dataclass(frozen=True)
class Outcome:
    """What a scoring left: identities of everything that went in, sums of what came out.

    `sha256` covers snapshot, schemes, engine version and results; `source` and `timings` are outside it.
    """

    snapshot: str
    begins: str
    ends: str
    schemes: tuple[tuple[str, str, str], ...]
    files: Mapping[str, FileSum]
    engine: str = ENGINE_VERSION
    source: str = ""
    timings: Mapping[str, float] | None = None

    @property
    def sha256(self) -> str:
        lines = [f"format\t{FORMAT}", f"engine\t{self.engine}", f"snapshot\t{self.snapshot}"]
        lines += ["scheme\t" + "\t".join(scheme) for scheme in sorted(self.schemes)]
        lines += [f"{name}\t{s.rows}\t{s.sha256}" for name, s in sorted(self.files.items())]
        return hashlib.sha256("".join(text + "\n" for text in lines).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "engine": self.engine,
            "snapshot": self.snapshot,
            "period": {"from": self.begins, "until": self.ends},
            "schemes": [dict(zip(("id", "version", "sha256"), s, strict=True)) for s in sorted(self.schemes)],
            "files": {name: {"rows": s.rows, "sha256": s.sha256} for name, s in sorted(self.files.items())},
            "sha256": self.sha256,
            "source": self.source,
            "timings": dict(self.timings or {}),
        }


def scheme_file(scheme: Scheme) -> str:
    """Return the name under which a scheme's text is kept beside its results."""
    return f"scheme.{scheme.id}.yaml"


def score(
    snapshot: Path, schemes: Sequence[Scheme], out: Path, engine: Engine | None = None, hashes: bool = True
) -> Outcome:
    """Score a snapshot and write results, schemes and `manifest.json` into `out`.

    `hashes` recomputes the snapshot's hashes first. Raises SnapshotError, PlanError or SchemeError; the
    manifest is written last, so a folder without one is no result.
    """
    names = [scheme.id for scheme in schemes]
    if not names or len(set(names)) < len(names):
        raise PlanError("请至少给出一个方案，且各方案编号（id）不得相同。")
    begin, out, snapshot = time.perf_counter(), Path(out), Path(snapshot)
    out.mkdir(parents=True, exist_ok=True)
    (out / MANIFEST).unlink(missing_ok=True)
    manifest, files, timings = (engine or DuckEngine()).score(snapshot, schemes, out, hashes)
    for scheme in schemes:
        (out / scheme_file(scheme)).write_text(dump(scheme), encoding="utf-8")
    outcome = Outcome(
        snapshot=manifest.sha256,
        begins=manifest.begins.isoformat(),
        ends=manifest.ends.isoformat(),
        schemes=tuple((scheme.id, scheme.version, scheme.digest) for scheme in schemes),
        files=files,
        source=os.path.relpath(snapshot.resolve(), out.resolve()),
        timings=timings | {"total": round(time.perf_counter() - begin, 3)},
    )
    text = json.dumps(outcome.to_json(), ensure_ascii=False, indent=2)
    (out / MANIFEST).write_text(text + "\n", encoding="utf-8")
    return outcome


def read(results: Path) -> tuple[Outcome, list[Scheme]]:
    """Read a results folder's manifest and schemes. Raises ResultError."""
    results = Path(results)
    try:
        data = json.loads((results / MANIFEST).read_text(encoding="utf-8"))
        outcome = Outcome(
            snapshot=data["snapshot"],
            begins=data["period"]["from"],
            ends=data["period"]["until"],
            schemes=tuple((s["id"], s["version"], s["sha256"]) for s in data["schemes"]),
            files={name: FileSum(s["rows"], s["sha256"]) for name, s in data["files"].items()},
            engine=data["engine"],
            source=data.get("source", ""),
            timings=data.get("timings", {}),
        )
        schemes = [load((results / f"scheme.{name}.yaml").read_text("utf-8")) for name, *_ in outcome.schemes]
    except FileNotFoundError as error:
        raise ResultError(f"{results}：缺少 {Path(error.filename).name}，这里不是完整的结果目录。") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ResultError(f"{results}：清单或方案无法读取，请重新计分。（{error}）") from error
    if data.get("sha256") != outcome.sha256:
        raise ResultError(f"{results}：清单与自身散列不符，清单被改动过，请重新计分。")
    return outcome, schemes


def verify(results: Path, snapshot: Path | None = None, engine: Engine | None = None) -> list[str]:
    """Recompute a result and return every difference as a sentence; an empty list means identical.

    Three proofs: the files on disk have the hashes of the manifest; the snapshot and schemes are the ones
    named there; computing again gives the same hashes.
    """
    results = Path(results)
    try:
        outcome, schemes = read(results)
    except ResultError as error:
        return [str(error)]
    differences = [*_files(results, outcome), *_schemes(outcome, schemes)]
    if outcome.engine != ENGINE_VERSION:
        differences.append(f"结果由引擎版本 {outcome.engine} 算出，本机是版本 {ENGINE_VERSION}，请用同一版本核对。")
    source = Path(snapshot) if snapshot else results / outcome.source
    if not source.exists():
        return [*differences, f"找不到快照 {source}。请用 --snapshot 指明快照目录。"]
    with tempfile.TemporaryDirectory(prefix="shuanglun-verify-") as folder:
        try:
            again = score(source, schemes, Path(folder), engine)
        except (SnapshotError, PlanError, SchemeError) as error:
            return [*differences, f"快照无法重新计分：{error}"]
    if again.snapshot != outcome.snapshot:
        differences.append("快照与计分时所用的不是同一份（散列不同）。请用 --snapshot 指明原快照。")
    return differences + [
        f"{name}.parquet：重新计算的结果与清单不同。请查明快照、方案或结果何处被改动。"
        for name, found in sorted(again.files.items())
        if found != outcome.files.get(name)
    ]


def _schemes(outcome: Outcome, schemes: Sequence[Scheme]) -> Iterator[str]:
    for (name, _, sha256), scheme in zip(outcome.schemes, schemes, strict=True):
        if scheme.digest != sha256:
            yield f"scheme.{name}.yaml：方案与计分时所用的不同（散列不同）。"


def _files(results: Path, outcome: Outcome) -> Iterator[str]:
    con = canonical.connect(spill=results)
    try:
        for table in RESULT:
            path, declared = results / table.file, outcome.files.get(table.name)
            if not path.exists() or declared is None:
                yield f"{table.file}：文件缺失。"
                continue
            try:
                found = FileSum(*canonical.digest(con, path, table))
            except (canonical.CanonicalError, canonical.duckdb.Error):
                yield f"{table.file}：文件无法读取或列不符。"
                continue
            if found != declared:
                yield f"{table.file}：内容与清单的散列不符，文件被改动过。"
    finally:
        con.close()
