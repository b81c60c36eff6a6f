"""Freeze a year of 100,000 people with 5 million facts from SQLite. Mark: at most 40 s on 2 cores.

    python -m bench.freeze [--people 100000] [--keep]

The database is made once by raw SQL in var/bench and kept for the next run; the snapshot is thrown away.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path

import django

from bench import machine
from shuanglun.engine.canonical import quoted

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
MARK_SECONDS = 40
BEGINS, ENDS = date(2025, 1, 1), date(2026, 1, 1)
PEOPLE_A_BRANCH = 40
FACTS_A_PERSON = 50

SYNTHESIS = """
CREATE TEMP TABLE n (value INTEGER PRIMARY KEY);
INSERT INTO n WITH RECURSIVE up(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM up WHERE value < {people})
    SELECT value FROM up;
INSERT INTO organization_unit VALUES (1, 'U1', '示例研究院', NULL, '/1/', 0, '2015-01-01', NULL);
INSERT INTO organization_unit SELECT value, 'U' || value, '第' || value || '室', 1, '/1/' || value || '/', value,
    '2015-01-01', NULL FROM (SELECT value FROM n WHERE value BETWEEN 2 AND {branches} + 1);
INSERT INTO organization_partyorganization SELECT value, 'B' || value, '第' || value || '支部', 'branch', NULL, value,
    '/' || value || '/', value, '2015-01-01', NULL FROM (SELECT value FROM n WHERE value BETWEEN 2 AND {branches} + 1);
INSERT INTO people_person SELECT value, printf('%032x', value), 'T' || value, '示例' || value, 'shi li ' || value, 'SL',
    '1', '', '', NULL, '01', '2015-01-01', 'in_post', 2 + value % {branches}, '/1/' || (2 + value % {branches}) || '/',
    2 + value % {branches}, '/' || (2 + value % {branches}) || '/', '科员', 'M', 'M09'
    FROM (SELECT value FROM n WHERE value BETWEEN 1 AND {people});
INSERT INTO people_appointment SELECT id, id, unit_id, '科员', 'M', 'M09', '2015-01-01',
    CASE WHEN id % 20 = 0 THEN '2025-06-10' END FROM people_person;
INSERT INTO people_appointment SELECT id + {people}, id, 2 + (id + 1) % {branches}, '科员', 'P', 'P09', '2025-06-10',
    NULL FROM people_person WHERE id % 20 = 0;
INSERT INTO people_membership SELECT id, id, branch_id, '5', CASE id % {block} WHEN 0 THEN 'secretary' ELSE 'member' END,
    '2016-01-01', NULL FROM people_person WHERE id % 3 > 0;
INSERT INTO life_meeting (id, branch_id, kind, title, on, minutes, record, state)
    SELECT m.value * 10000 + b.id, b.id, CASE m.value % 6 WHEN 0 THEN '4' ELSE '5' END, '主题',
    date('2025-01-01', (m.value * 15) || ' days'), 90, '', 'approved'
    FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 20) m, organization_partyorganization b;
INSERT INTO life_attendance (id, meeting_id, person_id, presence)
    SELECT NULL, m.id, p.id,
    CASE (p.id * 7 + m.id) % 20 WHEN 0 THEN 'absent' WHEN 1 THEN 'leave' WHEN 2 THEN 'exempt' ELSE 'present' END
    FROM life_meeting m JOIN people_person p ON p.branch_id = m.branch_id;
INSERT INTO people_workmonth SELECT NULL, p.id, printf('2025-%02d-01', m.value), 22, p.id % 3, 19
    FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 12) m, people_person p;
INSERT INTO learning_studyrecord (id, person_id, title, on, minutes)
    SELECT NULL, p.id, '课程' || m.value, date('2025-01-01', (m.value * 40) || ' days'),
    60 + p.id % 90 FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 8) m, people_person p;
INSERT INTO learning_modulerecord (id, person_id, course, module, due_on, done_on)
    SELECT NULL, p.id, '课程', '模块' || m.value, printf('2025-%02d-28', m.value * 2),
    CASE WHEN (p.id + m.value) % 9 > 0 THEN printf('2025-%02d-20', m.value * 2) END
    FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 5) m, people_person p;
INSERT INTO goals_keytask (id, person_id, title, due_on, done_on)
    SELECT NULL, p.id, '任务' || m.value, printf('2025-%02d-15', m.value * 6),
    printf('2025-%02d-%02d', m.value * 6, 10 + p.id % 10) FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 2) m, people_person p;
INSERT INTO goals_kpiresult (id, person_id, year, code, name, weight, direction, bound, target, actual)
    SELECT NULL, p.id, 2025, 'K' || m.value, '指标', 2500, 'higher', 0, 100,
    CASE WHEN p.id % 50 > 0 THEN 60.5 + p.id % 60 END FROM (SELECT value FROM n WHERE value BETWEEN 1 AND 4) m, people_person p;
INSERT INTO people_exemption SELECT NULL, id, '', 'sick', '2025-02-01', '2025-03-15' FROM people_person
    WHERE id % 50 = 0;
INSERT INTO life_issueitem (id, person_id, title, measure, raised_on, due_on, closed_on)
    SELECT NULL, id, '问题', '', '2025-01-10', '2025-06-01', '2025-05-01' FROM people_person;
INSERT INTO surveys_publishedmean SELECT NULL, id, '2025', 'conduct', 70 + id % 30, 12, '2025-12-20' FROM people_person;
"""


def synthesise(path: Path, people: int) -> None:
    """The tables by the product's own migrations, the rows by raw SQL."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    for leftover in path.parent.glob(f"{draft.name}*"):
        leftover.unlink()
    env = {**os.environ, "SHUANGLUN_DATABASE_URL": f"sqlite:///{draft}", "SHUANGLUN_DATA": str(FOLDER)}
    subprocess.run(
        [sys.executable, "-m", "shuanglun.front.site.cli", "migrate", "-v", "0", "--skip-checks"], env=env, check=True
    )
    from pysqlite3 import dbapi2

    database = dbapi2.connect(str(draft))
    database.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-400000; BEGIN;")
    values = {"people": people, "branches": max(1, people // PEOPLE_A_BRANCH), "block": PEOPLE_A_BRANCH}
    for statement in SYNTHESIS.format(**values).split(";\n"):
        database.execute(_whole(statement))
    database.commit()
    database.execute("ANALYZE")
    database.commit()
    database.close()
    draft.rename(path)


def _whole(statement: str) -> str:
    """An insert with all columns of its model: those it names (all of them when it names none), then each further one
    that must not be null, with the model's default. The table's own order is the migrations'."""
    found = re.match(r"\s*INSERT INTO (\w+_\w+)(?: \(([^)]+)\))?\s+(.*)", statement, re.S)
    if not found:
        return statement
    from django.apps import apps

    table, given, rows = found.groups()
    fields = next(model for model in apps.get_models() if model._meta.db_table == table)._meta.concrete_fields
    named = given.split(", ") if given else [field.column for field in fields]
    more = [field for field in fields if field.column not in named and not field.null]
    defaults = "".join(f", {_literal(field.get_default())}" for field in more)
    columns = ", ".join(quoted(str(name)) for name in [*named, *(field.column for field in more)])
    return (
        f"INSERT INTO {table} ({columns}) SELECT given.*{defaults} FROM ({rows}) given"
        if more
        else (f"INSERT INTO {table} ({columns}) {rows}")
    )


def _literal(value: object) -> str:
    return "''" if value in ("", None) else str(int(value)) if isinstance(value, bool | int) else f"'{value}'"


def measure() -> tuple[float, dict]:
    """Seconds of one freeze, and what it counted."""
    from shuanglun.base.periods import Period
    from shuanglun.evidence.snapshots import freeze

    started = time.perf_counter()
    frozen = freeze.freeze(
        "2025Y-01", Period(BEGINS, ENDS), former=None, created_at=datetime.now(UTC).isoformat(), tell=_tell
    )
    return time.perf_counter() - started, frozen.counts


def _tell(done: int, total: int, message: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{total} {message}\033[K")


def main() -> int:
    """Exit code 1 when the mark is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--keep", action="store_true", help="leave the snapshot in var/bench/snapshots")
    options = parser.parse_args()
    path = FOLDER / f"freeze-{options.people}.sqlite3"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "shuanglun.front.site.settings",
        "SHUANGLUN_DATABASE_URL": f"sqlite:///{path}",
        "SHUANGLUN_DATA": str(FOLDER),
    }
    django.setup()
    print(machine.facts("duckdb", "pyarrow", "adbc-driver-sqlite"))
    if not path.exists():
        started = time.perf_counter()
        synthesise(path, options.people)
        print(f"synthesised {path.relative_to(ROOT)} in {time.perf_counter() - started:.0f} s")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, counts = measure()
    facts = sum(rows for measure, _, rows, _ in counts["sources"] if measure != "work.kpi")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    peak = used.ru_maxrss / 1024
    target = MARK_SECONDS * max(facts, 5_000_000) / 5_000_000
    verdict = "kept" if seconds <= target else "MISSED"
    print((FOLDER / "snapshots" / "2025Y-01" / "manifest.json").read_text())
    print(
        f"freeze: {facts:,} facts of {counts['persons']['subjects']:,} people from SQLite "
        f"({path.stat().st_size / 2**20:,.0f} MiB) in {seconds:.1f} s ({cpu:.1f} s of processor), peak {peak:,.0f} MiB; "
        f"mark {target:.0f} s: {verdict}"
    )
    if not options.keep:
        shutil.rmtree(FOLDER / "snapshots" / "2025Y-01")
    return 0 if verdict == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
