"""From a snapshot and schemes to result files and figures: the part of a run that needs no transaction.

A run is computed in a folder with a temporary name. Only a complete one gets its final name, in one step; whatever goes
wrong, cancelled included, the temporary folder goes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.conf import settings

from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.rounding import ONE
from shuanglun.engine.scheme import Scheme, SchemeError
from shuanglun.engine.tables import INDICATORS, RESULTS, SUBJECTS
from shuanglun.scores.scoring.files import ROOT

Tell = Callable[[int, int, str], None]
UNFINISHED = ".scoring-"
BINS = 10
COVERAGE_EDGES = (600_000_000, 700_000_000, 800_000_000, 900_000_000, ONE)


@dataclass(frozen=True)
class Computed:
    """What the engine left in `directory`."""

    directory: Path
    sha256: str
    engine: str
    files: dict[str, dict[str, Any]]
    timings: dict[str, float]

    @property
    def people(self) -> int:
        """How many were scored."""
        return self.files["results"]["rows"]


def home() -> Path:
    """The folder of all runs."""
    path = Path(settings.DATA_DIR) / ROOT
    path.mkdir(parents=True, exist_ok=True)
    return path


@contextmanager
def draft(run_id: int) -> Iterator[Path]:
    """A folder that is gone afterwards, unless it was renamed; those of dead attempts at the same run go first."""
    for path in home().glob(f"{UNFINISHED}{run_id}-*"):
        shutil.rmtree(path, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{run_id}-", dir=home()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(run_id: int) -> Path:
    """Where the complete results of a run lie."""
    return home() / str(run_id)


def remove(run_id: int) -> None:
    """Take away whatever a run left."""
    for path in (place(run_id), *home().glob(f"{UNFINISHED}{run_id}-*")):
        shutil.rmtree(path, ignore_errors=True)


def compute(snapshot: Path, schemes: Sequence[Scheme], out: Path) -> Computed:
    """Score a snapshot into the folder `out`. Raises RefusedError with what is wrong, in words for the screen."""
    from shuanglun.engine import scoring  # brings Ibis, which no web process needs to load

    try:
        outcome = scoring.score(snapshot, schemes, out)
    except (scoring.SnapshotError, scoring.PlanError, SchemeError) as error:
        raise RefusedError(str(error)) from error
    files = {name: {"rows": total.rows, "sha256": total.sha256} for name, total in outcome.files.items()}
    return Computed(out, outcome.sha256, outcome.engine, files, dict(outcome.timings or {}))


def differences(results: Path, snapshot: Path, sha256: str) -> list[str]:
    """What a recomputation finds different from the files and from the recorded hash, in words; empty when same."""
    from shuanglun.engine import scoring

    try:
        outcome, _ = scoring.read(results)
    except scoring.ResultError as error:
        return [str(error)]
    other = [] if outcome.sha256 == sha256 else ["清单的散列与登记的不符，结果目录被换过。"]
    return other + scoring.verify(results, snapshot)


def results(directory: Path, batch: int = 5000) -> Iterator[list[dict[str, Any]]]:
    """Rows of the results, some thousands at a time."""
    for rows in pq.ParquetFile(directory / RESULTS.file).iter_batches(batch):
        yield rows.to_pylist()


def record_counts(directory: Path) -> dict[tuple[str, str], int]:
    """How many records stand behind each dimension of each subject."""
    table = pq.read_table(directory / INDICATORS.file, columns=["subject_id", "dimension", "records"])
    sums = table.group_by(["subject_id", "dimension"]).aggregate([("records", "sum")])
    columns = (sums.column(name).to_pylist() for name in ("subject_id", "dimension", "records_sum"))
    return {(subject, dimension): count for subject, dimension, count in zip(*columns, strict=True)}


def present(snapshot: Path, day: date) -> Counter[tuple[str, ...]]:
    """Persons of a snapshot in force on a day, by their groups."""
    table = pq.read_table(snapshot / SUBJECTS.file, columns=["kind", "groups", "from", "until"])
    until = table["until"]
    inside = pc.and_(pc.less_equal(table["from"], day), pc.or_kleene(pc.is_null(until), pc.greater(until, day)))
    rows = table.filter(pc.and_(inside, pc.equal(table["kind"], "person")))
    return Counter(tuple(sorted(groups)) for groups in rows["groups"].to_pylist())


class Tally:
    """Counts over persons that the page of a run shows: coverage, lacking, and how each unit's figures spread.

    Units only, never persons (G-18).
    """

    def __init__(self) -> None:
        self.sufficiency: Counter[str] = Counter()
        self.coverage: dict[str, Counter[int]] = {"political": Counter(), "work": Counter()}
        self.units: dict[int, dict[str, Any]] = {}
        self.schemes: Counter[str] = Counter()

    def add(self, unit_id: int, sufficiency: str, row: dict[str, Any]) -> None:
        """Count one person."""
        self.sufficiency[sufficiency] += 1
        self.schemes[row["scheme"]] += 1
        unit = self.units.setdefault(
            unit_id, {"n": 0, "lacking": 0, **{name: [0] * BINS for name in self.coverage}}
        )  # fmt: skip
        unit["n"] += 1
        unit["lacking"] += sufficiency != "both"
        for name, counter in self.coverage.items():
            counter[coverage_class(row[f"{name}_coverage"])] += 1
            if row[name] is not None:
                unit[name][min(row[name] * BINS // ONE, BINS - 1)] += 1

    def to_json(self) -> dict[str, Any]:
        """What the run keeps."""
        return {
            "sufficiency": dict(self.sufficiency),
            "schemes": dict(self.schemes),
            "coverage": {
                name: [counter[i] for i in range(len(COVERAGE_EDGES) + 1)] for name, counter in self.coverage.items()
            },
            "units": {str(key): value for key, value in self.units.items()},
        }


def coverage_class(coverage: int) -> int:
    """Class of a coverage: below 60 %, then steps of ten up to, not including, 100 %, and 100 % itself."""
    return sum(coverage >= edge for edge in COVERAGE_EDGES)
