"""`shuanglun score` and `shuanglun verify`: the engine without any database, for a second office or an auditor."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb

from shuanglun.engine import scoring, validate
from shuanglun.engine.canonical import literal
from shuanglun.engine.facts import Measure
from shuanglun.engine.plan import PlanError
from shuanglun.engine.rounding import published
from shuanglun.engine.scheme import Scheme, SchemeError
from shuanglun.engine.scoring import DuckEngine, Outcome, SnapshotError

BAD, DIFFERENT = 2, 1


def parser() -> argparse.ArgumentParser:
    """Return the command line's parser."""
    root = argparse.ArgumentParser(prog="shuanglun", description="双轮计分引擎：对快照计分，或核对已有结果。")
    commands = root.add_subparsers(dest="command", required=True)
    score = commands.add_parser("score", help="按方案对快照计分")
    score.add_argument("--snapshot", type=Path, required=True, help="快照目录")
    score.add_argument("--scheme", type=Path, required=True, nargs="+", action="extend", help="方案 YAML，可多个")
    score.add_argument("--out", type=Path, required=True, help="结果目录")
    score.add_argument("--trust-manifest", action="store_true", help="不重算快照散列（只核对行数）")
    verify = commands.add_parser("verify", help="重新计算并逐一比对散列")
    verify.add_argument("results", type=Path, help="结果目录")
    verify.add_argument("--snapshot", type=Path, help="快照目录（默认取清单所记）")
    for command in (score, verify):
        command.add_argument("--memory", default="1GB", help="内存上限，默认 1GB")
        command.add_argument("--threads", type=int, default=2, help="线程数，默认 2")
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Returns 0 when all is well, 1 when results differ, 2 when the input cannot be used."""
    options = parser().parse_args(argv)
    engine = DuckEngine(options.memory, options.threads)
    try:
        return _score(options, engine) if options.command == "score" else _verify(options, engine)
    except (SchemeError, SnapshotError, PlanError, OSError) as error:
        print(error, file=sys.stderr)
        return BAD


def _catalogue(snapshot: Path) -> list[Measure]:
    """Return the measures that the snapshot offers; none when it cannot be read (the engine will say why)."""
    query = f"SELECT measure, kind, unit, scale, room, low, high FROM read_parquet({literal(snapshot / 'measures.parquet')})"
    try:
        rows = duckdb.connect().execute(query).fetchall()
        return [
            Measure(name, name, kind, unit, scale, room, low, high) for name, kind, unit, scale, room, low, high in rows
        ]
    except (duckdb.Error, ValueError):
        return []


def _score(options: argparse.Namespace, engine: DuckEngine) -> int:
    measures = _catalogue(options.snapshot)
    schemes = [_scheme(path, measures) for path in options.scheme]
    outcome = scoring.score(options.snapshot, schemes, options.out, engine, hashes=not options.trust_manifest)
    print(summary(outcome, options.out))
    return 0


def _scheme(path: Path, measures: list[Measure]) -> Scheme:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise OSError(f"{path.name}：不是 UTF-8 文本。请用 UTF-8 保存。") from error
    return validate.check(text, measures or None, path.name)


def _verify(options: argparse.Namespace, engine: DuckEngine) -> int:
    differences = scoring.verify(options.results, options.snapshot, engine)
    if differences:
        print("核对不一致 · results differ:", file=sys.stderr)
        print("\n".join(f"  - {sentence}" for sentence in differences), file=sys.stderr)
        return DIFFERENT
    print("核对一致：重新计算的散列与清单全部相同 · verified, all hashes identical")
    return 0


def summary(outcome: Outcome, out: Path) -> str:
    """Return the readable end of a scoring: how many, how well covered, which quadrants, how long."""
    query = f"""SELECT scheme || ' ' || scheme_version, count(*), count(political), count(work), count(quadrant),
        avg(political), avg(work), count_if(quadrant = 'both') FROM read_parquet({literal(out / "results.parquet")})
        GROUP BY 1 ORDER BY 1"""
    lines = [f"期间 {outcome.begins} 至 {outcome.ends}（不含） · 快照 {outcome.snapshot[:12]}"]
    for name, everyone, political, work, both, p, b, strong in duckdb.connect().execute(query).fetchall():
        lines.append(f"方案 {name}：{everyone} 个对象，政治维度有分 {political}，业务维度有分 {work}，两维齐备 {both}")
        if p is not None and b is not None:
            lines.append(f"  平均 政治 {published(round(p))} · 业务 {published(round(b))} · 双优 {strong}")
    lines += [f"{name}.parquet  {s.rows} 行  {s.sha256}" for name, s in sorted(outcome.files.items())]
    timings = outcome.timings or {}
    lines.append("用时（秒） " + " · ".join(f"{name} {seconds:.2f}" for name, seconds in timings.items()))
    return "\n".join([*lines, f"结果散列 {outcome.sha256}"])


if __name__ == "__main__":
    raise SystemExit(main())
