"""Small snapshots for tests: people with facts, scored together in one run, because a run costs a second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from shuanglun.engine import canonical, scoring
from shuanglun.engine.facts import SNAPSHOT, Manifest, Measure, seal
from shuanglun.engine.scheme import Scheme, load
from shuanglun.engine.scoring import Outcome

BEGINS, ENDS = date(2025, 1, 1), date(2026, 1, 1)
SCHEMES = Path(__file__).parents[2] / "evidence" / "indicators" / "schemes"
GOLDEN = Path(__file__).parent / "golden"
CATALOGUE = (
    Measure("life.attendance", "组织生活出勤", "rate", "occasions", 1, "life"),
    Measure("life.rectification", "本人问题整改", "rate", "occasions", 1, "life"),
    Measure("life.volunteer", "志愿服务", "target", "occasions", 1, "life"),
    Measure("study.minutes", "学习时长", "target", "minutes", 1, "learning"),
    Measure("study.modules", "模块完成", "rate", "occasions", 1, "learning"),
    Measure("survey.conduct", "言行测评", "mean", "points", 100, "surveys", 0, 10_000),
    Measure("survey.capability", "能力测评", "mean", "points", 100, "surveys", 0, 10_000),
    Measure("work.kpi", "绩效目标", "kpi", "points", 10_000, "goals"),
    Measure("work.tasks", "重点任务", "rate", "occasions", 1, "goals"),
    Measure("work.outcomes", "成果积分", "target", "points", 100, "goals"),
    Measure("work.attendance", "工作出勤", "rate", "days", 1, "people"),
)


@dataclass(frozen=True)
class Fact:
    measure: str
    quantity: int
    due: int | None = None
    on: date = date(2025, 6, 2)
    ref: str = ""


@dataclass(frozen=True)
class Kpi:
    actual: int | None
    target: int = 1_000_000
    bound: int = 0
    weight: int = 2_500
    direction: str = "higher"


@dataclass(frozen=True)
class Exemption:
    measure: str | None = None
    begins: date = date(2025, 3, 1)
    until: date | None = date(2025, 4, 1)
    fact_ref: str | None = None


@dataclass(frozen=True)
class Case:
    """One subject. Refs of facts are namespaced by the subject, so that cases never meet."""

    groups: tuple[str, ...] = ("member", "specialist")
    facts: tuple[Fact, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    intervals: tuple[tuple[date, date | None], ...] = ((date(2020, 1, 1), None),)
    unit: str = "unit:1"

    def but(self, **changes: Any) -> Case:
        return replace(self, **changes)

    def plus(self, *facts: Fact) -> Case:
        return replace(self, facts=self.facts + facts)


@dataclass
class Scored:
    """A scored snapshot: rows by subject, by (subject, indicator) and by (subject, part)."""

    outcome: Outcome
    snapshot: Path
    out: Path
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    indicators: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    contributions: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.results = {row["subject_id"]: row for row in rows(self.out / "results.parquet")}
        lines = rows(self.out / "indicators.parquet")
        self.indicators = {(row["subject_id"], row["indicator"]): row for row in lines}
        parts = rows(self.out / "contributions.parquet")
        self.contributions = {(r["subject_id"], r["dimension"], r["part"]): r for r in parts}


def rows(path: Path) -> list[dict[str, Any]]:
    return pq.read_table(path).to_pylist()


def source(name: str) -> Path:
    """Where a scheme's text stands: the shipped ones in their room, the one of the workers beside the tests."""
    return (GOLDEN if name == "worker" else SCHEMES) / f"{name}.yaml"


def shipped(name: str) -> Scheme:
    return load(source(name).read_text("utf-8"))


def everybody() -> list[Scheme]:
    """Schemes that leave nobody out: the two shipped ones, and one for workers that uses all the rest."""
    return [shipped(name) for name in ("management", "specialist", "worker")]


def snapshot_rows(cases: dict[str, Case], catalogue: Iterable[Measure] = CATALOGUE) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the five files for named cases."""
    tables: dict[str, list[dict[str, Any]]] = {table.name: [] for table in SNAPSHOT}
    tables["measures"] = [measure.row() for measure in catalogue]
    for name, case in cases.items():
        for begins, until in case.intervals:
            tables["subjects"].append(
                {"subject_id": name, "kind": "person", "unit_id": case.unit, "unit_path": "/1/1/",
                 "groups": list(case.groups), "from": begins, "until": until}
            )  # fmt: skip
        for i, fact in enumerate(case.facts):
            tables["facts"].append(
                {"subject_id": name, "measure": fact.measure, "on": fact.on, "quantity": fact.quantity,
                 "due": fact.due, "ref": f"{name}:{fact.ref or i}"}
            )  # fmt: skip
        for i, kpi in enumerate(case.kpis):
            row = {key: getattr(kpi, key) for key in ("actual", "target", "bound", "weight", "direction")}
            tables["kpis"].append(row | {"kpi_id": f"kpi:{i}", "subject_id": name, "ref": f"{name}:kpi:{i}"})
        for i, exemption in enumerate(case.exemptions):
            ref = None if exemption.fact_ref is None else f"{name}:{exemption.fact_ref}"
            tables["exemptions"].append(
                {"subject_id": name, "measure": exemption.measure, "from": exemption.begins,
                 "until": exemption.until, "fact_ref": ref, "ref": f"{name}:exemption:{i}"}
            )  # fmt: skip
    return tables


def freeze(
    folder: Path, tables: dict[str, list[dict[str, Any]]], period: tuple[date, date] = (BEGINS, ENDS)
) -> Manifest:
    """Write rows in the order given and seal them."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in SNAPSHOT:
        canonical.write_rows(tables[table.name], table, folder / table.file)
    return seal(folder, *period, "test-1", threads=1)


def run(
    folder: Path,
    cases: dict[str, Case],
    schemes: Sequence[Scheme] | None = None,
    catalogue: Iterable[Measure] = CATALOGUE,
    period: tuple[date, date] = (BEGINS, ENDS),
) -> Scored:
    """Freeze and score named cases in one engine run."""
    freeze(folder / "snapshot", snapshot_rows(cases, catalogue), period)
    return rescored(folder / "snapshot", folder / "out", schemes)


def rescored(snapshot: Path, out: Path, schemes: Sequence[Scheme] | None = None) -> Scored:
    """Score an existing snapshot; the two shipped schemes unless others are given."""
    schemes = schemes or [shipped("management"), shipped("specialist")]
    return Scored(scoring.score(snapshot, schemes, out), snapshot, out)
