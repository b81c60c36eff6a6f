"""The engine's results as rows of the database: names and places are added, figures stay the integers they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shuanglun.engine.tables import RESULTS
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.people.models import Person
from shuanglun.scores.scoring import computing
from shuanglun.scores.scoring.choices import Sufficiency
from shuanglun.scores.scoring.files import person_of
from shuanglun.scores.scoring.models import Run, Score

CATEGORIES = {
    "management": PostCategory.MANAGEMENT,
    "specialist": PostCategory.SPECIALIST,
    "worker": PostCategory.WORKER,
}
FIGURES = tuple(
    name
    for name in RESULTS.names
    if name not in {"subject_id", "kind", "unit_id", "branch_id", "groups", "quadrant", "scheme", "scheme_version"}
    and not name.endswith("_path")
)


class Rows:
    """The scores of one run, made before the transaction opens so that it stays short.

    `present` persons were in force on the last day; those among them without a scheme have no row."""

    def __init__(self, run: Run, directory: Path, present: int) -> None:
        self.run, self.directory = run, directory
        self.tally = computing.Tally()
        self.records = computing.record_counts(directory)
        self.names = dict(Person.objects.values_list("pk", "name_key"))
        self.scores: list[Score] = []
        self._make()
        self.unscored = max(0, present - len(self.scores))

    def _make(self) -> None:
        for rows in computing.results(self.directory):
            for row in rows:
                person_id = person_of(row["subject_id"])
                if person_id in self.names:
                    self.scores.append(self._score(person_id, row))

    def _score(self, person_id: int, row: dict[str, Any]) -> Score:
        unit_id, sufficiency = int(row["unit_id"]), Sufficiency.of(row["political"], row["work"])
        self.tally.add(unit_id, sufficiency.value, row)
        return Score(
            id=Score.number(self.run.pk, len(self.scores) + 1),
            run_id=self.run.pk,
            person_id=person_id,
            trial=self.run.trial,
            name_key=self.names[person_id],
            unit_id=unit_id,
            unit_path=row["unit_path"],
            branch_path=row["branch_path"],
            category=next((CATEGORIES[name].value for name in row["groups"] if name in CATEGORIES), ""),
            groups=",".join(sorted(row["groups"])),
            scheme=row["scheme"],
            scheme_version=row["scheme_version"],
            quadrant=row["quadrant"] or "",
            sufficiency=sufficiency.value,
            lowest_coverage=min(row["political_coverage"], row["work_coverage"]),
            political_records=self.records.get((row["subject_id"], "political"), 0),
            work_records=self.records.get((row["subject_id"], "work"), 0),
            **{name: row[name] for name in FIGURES},
        )
