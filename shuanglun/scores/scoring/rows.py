"""The engine's results as rows of the database: names and places are added, figures stay the integers they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from shuanglun.base.audit import trail
from shuanglun.engine.tables import RESULTS
from shuanglun.records.people.models import Person
from shuanglun.scores.scoring import computing
from shuanglun.scores.scoring.choices import CATEGORIES, Sufficiency
from shuanglun.scores.scoring.files import person_of
from shuanglun.scores.scoring.models import Run, Score

FIGURES = tuple(
    name
    for name in RESULTS.names
    if name not in {"subject_id", "kind", "unit_id", "branch_id", "groups", "quadrant", "scheme", "scheme_version"}
    and not name.endswith("_path")
)


COLUMNS = tuple(column.attname for column in Score._meta.concrete_fields)
_values = attrgetter(*COLUMNS)


class Rows:
    """The scores of one run, made, hashed and ready to be inserted before the transaction opens: while it is open,
    nobody else can write.

    `values` are in the order of `COLUMNS`; `present` persons were in force on the last day, and those among them without
    a scheme have no row."""

    def __init__(self, run: Run, directory: Path, present: int) -> None:
        self.run = run
        self.tally = computing.Tally()
        self.records = computing.record_counts(directory)
        self.names = dict(Person.objects.values_list("pk", "name_key"))
        self.people = 0
        scores = [self._score(person_id, row) for person_id, row in self._found(directory)]
        self.values: list[Sequence[Any]] = [_values(score) for score in scores]
        self.batch = trail.batch_of("计分结果", scores)
        self.unscored = max(0, present - self.people)
        self.lacking = sum(count for kind, count in self.tally.sufficiency.items() if kind != Sufficiency.BOTH)

    def _found(self, directory: Path) -> Iterator[tuple[int, dict[str, Any]]]:
        for rows in computing.results(directory):
            for row in rows:
                person_id = person_of(row["subject_id"])
                if person_id in self.names:
                    yield person_id, row

    def _score(self, person_id: int, row: dict[str, Any]) -> Score:
        self.people += 1
        unit_id, sufficiency = int(row["unit_id"]), Sufficiency.of(row["political"], row["work"])
        self.tally.add(unit_id, sufficiency.value, row)
        return Score(
            id=Score.number(self.run.pk, self.people),
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
