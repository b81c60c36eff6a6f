"""Speed of scoring: the engine against hand-written DuckDB SQL of the same formula, in the same run.

    python -m bench.score [--people 100000] [--repeat 3]

Each run is a child process of its own, so that peak memory is its own. Prints machine facts, seconds of
wall clock and of processor, peak memory, the ratio, and whether both agree on every score. What the
script leaves out stands at its head. On a busy machine only the ratio by processor time says anything.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import duckdb

from bench import machine
from bench.synthesis import synthesise
from shuanglun.engine import canonical
from shuanglun.engine.facts import Manifest
from shuanglun.engine.scheme import load

ROOT = Path(__file__).parents[1]
SCHEMES = ROOT / "shuanglun" / "evidence" / "indicators" / "schemes"
CACHE = ROOT / "var" / "bench"
LIMITS = {"seconds": 15.0, "memory": 1500, "ratio": 1.3}


def handwritten(snapshot: Path, out: Path) -> None:
    """Run the SQL of `handwritten.sql`."""
    months = [(date(2025, m, 1), date(2025 + m // 12, m % 12 + 1, 1)) for m in range(1, 13)]
    days = [
        f"""sum(greatest(0, date_diff('day', greatest("from", DATE '{a}'), least(coalesce("until", DATE '{b}'), DATE '{b}')))) AS m{i}"""
        for i, (a, b) in enumerate(months)
    ]
    text = (Path(__file__).parent / "handwritten.sql").read_text("utf-8")
    text = text.replace("{days}", ", ".join(days)).replace(
        "{months}", " + ".join(f"(m{i} >= 15)::INT" for i in range(12))
    )
    con = canonical.connect("1GB", 2, out)
    con.execute(text.replace("{snapshot}", str(snapshot)).replace("{out}", str(out)))


def engine(snapshot: Path, out: Path, hashes: bool) -> dict[str, float]:
    """Score with the engine, as the house does; Ibis is loaded before the clock starts, like DuckDB."""
    from shuanglun.engine import scoring

    schemes = [load((SCHEMES / f"{name}.yaml").read_text("utf-8")) for name in ("management", "specialist")]
    return dict(scoring.score(snapshot, schemes, out, hashes=hashes).timings or {})


def child(kind: str, snapshot: Path, out: Path) -> None:
    """Do one run and print its figures as JSON."""
    import ibis

    import shuanglun.engine.scoring  # noqa: F401  imports are not what is measured

    ibis.to_sql(ibis.table({"a": "int64"}, name="a"), dialect="duckdb")  # loads the backend
    out.mkdir(parents=True, exist_ok=True)
    wall, cpu = time.perf_counter(), time.process_time()
    steps = {} if kind == "sql" else engine(snapshot, out, kind == "engine+hashes")
    if kind == "sql":
        handwritten(snapshot, out)
    figures = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "steps": steps,
    }
    print(json.dumps(figures))


def run(kind: str, snapshot: Path) -> dict:
    """Start a child and return its figures."""
    words = [sys.executable, "-m", "bench.score", "--child", kind, "--snapshot", str(snapshot)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def agreement(snapshot: Path) -> int:
    """Return on how many subjects the two disagree (all figures of a result row)."""
    names = "political, work, political_coverage, work_coverage, political_low, work_high, arithmetic, geometric, coordination, quadrant"
    first, second = (str(CACHE / f"out-{snapshot.name}-{kind}" / "results.parquet") for kind in ("engine", "sql"))
    query = f"SELECT subject_id, {names} FROM '{first}' EXCEPT SELECT subject_id, {names} FROM '{second}'"
    row = duckdb.connect().execute(f"SELECT count(*) FROM ({query})").fetchone()
    return row[0] if row else -1


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=100_000)
    words.add_argument("--repeat", type=int, default=3)
    words.add_argument("--child")
    words.add_argument("--snapshot", type=Path)
    options = words.parse_args()
    if options.child:
        child(options.child, options.snapshot, CACHE / f"out-{options.snapshot.name}-{options.child}")
        return 0
    snapshot = CACHE / f"people-{options.people}"
    if not (snapshot / "manifest.json").exists():
        synthesise(snapshot, options.people)
    manifest = Manifest.read(snapshot)
    print(machine.facts("duckdb", "ibis-framework"))
    print(f"{options.people} people, {manifest.files['facts'].rows} facts, {manifest.files['kpis'].rows} KPIs")
    best: dict[str, dict] = {}
    for _ in range(options.repeat):
        for kind in ("sql", "engine", "engine+hashes"):
            figures = run(kind, snapshot)
            if kind not in best or figures["wall"] < best[kind]["wall"]:
                best[kind] = figures
    for kind, figures in best.items():
        steps = " · ".join(f"{name} {seconds:.2f}" for name, seconds in figures["steps"].items())
        print(
            f"{kind:14} {figures['wall']:6.2f} s wall {figures['cpu']:6.2f} s cpu {figures['memory']:6.0f} MB  {steps}"
        )
    ratio = best["engine"]["wall"] / best["sql"]["wall"]
    by_cpu = best["engine"]["cpu"] / best["sql"]["cpu"]
    different = agreement(snapshot)
    print(
        f"engine / handwritten: {ratio:.2f} by wall, {by_cpu:.2f} by cpu (limit {LIMITS['ratio']}) · subjects that differ: {different}"
    )
    whole = best["engine+hashes"]
    held = ratio <= LIMITS["ratio"] and whole["wall"] <= LIMITS["seconds"] and whole["memory"] <= LIMITS["memory"]
    return 0 if held and not different else 1


if __name__ == "__main__":
    raise SystemExit(main())
