"""House test: a snapshot and schemes kept in the repository give the recorded scores to the last digit."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

from shuanglun.engine import canonical, scoring
from shuanglun.engine.facts import SNAPSHOT, seal
from shuanglun.engine.scheme import load
from shuanglun.engine.tables import RESULT, Table

HERE = Path(__file__).parent / "same_score"
READ = {"string": str, "int64": int, "date": date.fromisoformat, "list<string>": lambda text: text.split("|")}


def rows(table: Table):
    """Return a kept CSV's rows with their types; an empty field is null."""
    with (HERE / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {c.name: READ[c.type](row[c.name]) if row[c.name] else None for c in table.columns}


def test_recorded_scores_are_reproduced(tmp_path):
    for table in SNAPSHOT:
        canonical.write_rows(rows(table), table, tmp_path / table.file)
    seal(tmp_path, date(2025, 1, 1), date(2026, 1, 1), "kept-1")
    schemes = [load(path.read_text("utf-8")) for path in sorted(HERE.glob("*.yaml"))]
    outcome = scoring.score(tmp_path, schemes, tmp_path / "out")
    recorded = json.loads((HERE / "recorded.json").read_text("utf-8"))
    con = canonical.connect()
    for table in RESULT:
        source = canonical.literal(tmp_path / "out" / table.file)
        lines = con.execute(f"SELECT {canonical.line(table)} FROM read_parquet({source})").fetchall()
        assert [line.rstrip("\n").split("\t") for (line,) in lines] == recorded[table.name]
        assert outcome.files[table.name].sha256 == recorded["sha256"][table.name]
    con.close()
    assert outcome.snapshot == recorded["sha256"]["snapshot"]
