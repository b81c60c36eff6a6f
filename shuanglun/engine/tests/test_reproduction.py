"""Same snapshot, same scheme, same bits (C1); a second scorer agrees (C2, C6); `verify` notices every change."""

from __future__ import annotations

import ast
import json
import os
import random
import shutil
import sys
import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from shuanglun.engine import canonical, cli, explain, scheme, scoring
from shuanglun.engine.duck import DuckEngine
from shuanglun.engine.facts import SNAPSHOT, Manifest
from shuanglun.engine.tables import RESULT
from shuanglun.engine.tests import agreement, factories, strategies
from tests.oracle import scorer

SUBJECTS, MANY = 2_500, 10_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    cases = strategies.random_cases(SUBJECTS, seed=2025)
    return factories.run(tmp_path_factory.mktemp("large"), cases, factories.everybody())


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return factories.run(tmp_path_factory.mktemp("small"), strategies.random_cases(60, seed=1))


def test_independent_scorer_agrees_on_thousands_of_subjects(large):
    assert len(large.results) == SUBJECTS
    assert agreement.differences(large) == []


@pytest.mark.nightly
def test_independent_scorer_agrees_on_ten_thousand_subjects(tmp_path):
    scored = factories.run(tmp_path, strategies.random_cases(MANY, seed=2026), factories.everybody())
    assert len(scored.results) == MANY
    assert agreement.differences(scored) == []


def test_the_thousands_are_rich(large):
    """Agreement is worth what the cases hold: every turn of the formula is taken by many of them."""
    lines, rows = large.indicators.values(), large.results.values()
    caps = {"study": 950_000_000, "conduct_member": 900_100_000, "kpi": 800_000_000}
    seen = {
        "members": sum("member" in row["groups"] for row in rows),
        "non-members": sum("non_member" in row["groups"] for row in rows),
        "secretaries": sum("secretary" in row["groups"] for row in rows),
        "exempt": sum(line["exempted"] > 0 for line in lines),
        "all exempt, so missing": sum(0 < line["due"] == line["exempt_due"] for line in lines),
        "late or interrupted": sum(0 < line["months"] < 12 for line in lines),
        "no month, so no target": sum(
            line["months"] == 0 < line["records"] and line["status"] == "missing" for line in lines
        ),
        "prorated": sum(0 < (line["target_prorated"] or 0) < (line["target"] or 0) for line in lines),
        "stopped by a cap": sum(line["value"] == caps.get(line["indicator"]) for line in lines),
        "some KPI without an actual": sum(0 < line["covered"] < 10**9 for line in lines),
        "below the floor": sum((row["political"] is None) != (row["work"] is None) for row in rows),
        "at the ceiling": sum(part["share"] > part["final"] for part in large.contributions.values()),
        "every quadrant": min(
            sum(row["quadrant"] == word for row in rows) for word in ("both", "work", "political", "support")
        ),
    }
    assert {what: count for what, count in seen.items() if count < 10} == {}


def test_independent_scorer_agrees_on_a_period_of_odd_days(tmp_path):
    period = (date(2025, 2, 10), date(2025, 8, 20))
    scored = factories.run(tmp_path, strategies.random_cases(500, seed=3), factories.everybody(), period=period)
    assert 0 < len(scored.results) < 500, "some came after the period"
    assert {line["months"] for line in scored.indicators.values() if line["status"] == "value"} == {6, 7}
    assert agreement.differences(scored) == []


def test_the_independent_scorer_is_small_and_knows_nothing_of_ours():
    text = Path(scorer.__file__).read_text("utf-8")
    names = [alias.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "." for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)]
    foreign = {name.partition(".")[0] for name in names} - set(sys.stdlib_module_names)
    assert foreign == {"polars", "yaml"}
    assert len(text.splitlines()) <= 200


def test_contributions_sum_to_the_score_exactly(large):
    sums: dict[tuple[str, str], int] = {}
    for (subject, side, _), part in large.contributions.items():
        sums[subject, side] = sums.get((subject, side), 0) + part["final"]
    for subject, row in large.results.items():
        for side in ("political", "work"):
            assert sums.get((subject, side), 0) == (row[side] or 0)


def test_shuffled_rows_give_the_same_hashes(tmp_path, small):
    tables = factories.snapshot_rows(strategies.random_cases(60, seed=1))
    for rows in tables.values():
        random.Random(3).shuffle(rows)
    for row in tables["subjects"]:
        row["groups"].reverse()
    manifest = factories.freeze(tmp_path / "snapshot", tables)
    assert manifest.sha256 == Manifest.read(small.snapshot).sha256
    assert factories.rescored(tmp_path / "snapshot", tmp_path / "out").outcome.sha256 == small.outcome.sha256


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Los_Angeles"])
def test_time_zone_does_not_matter(tmp_path, small, monkeypatch, zone):
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        again = factories.rescored(small.snapshot, tmp_path / "out")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert os.environ.get("TZ") == before
    assert again.outcome.sha256 == small.outcome.sha256


def test_threads_and_memory_do_not_matter(tmp_path, small):
    schemes = [factories.shipped("specialist"), factories.shipped("management")]
    other = scoring.score(small.snapshot, schemes, tmp_path, DuckEngine("200MB", threads=1))
    assert other.files == small.outcome.files
    assert other.sha256 == small.outcome.sha256


def test_result_files_are_written_in_canonical_order(small):
    con = canonical.connect()
    for table in RESULT:
        assert canonical.digest(con, small.out / table.file, table)[1] == small.outcome.files[table.name].sha256


def test_a_value_with_a_separator_has_no_hash(tmp_path):
    tables = factories.snapshot_rows({"a": factories.Case(unit="unit\t1")})
    with pytest.raises(canonical.CanonicalError):
        factories.freeze(tmp_path, tables)


def command(*words) -> int:
    return cli.main([str(word) for word in words])


def scheme_words():
    names = [factories.SCHEMES / f"{name}.yaml" for name in ("management", "specialist")]
    return ["--scheme", names[0], "--scheme", names[1]]


def test_score_and_verify_from_the_command_line(tmp_path, small, capsys):
    assert command("score", "--snapshot", small.snapshot, *scheme_words(), "--out", tmp_path / "out") == 0
    assert "方案 management 2025.1" in capsys.readouterr().out
    written = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert written["sha256"] == small.outcome.sha256
    assert command("verify", tmp_path / "out", "--snapshot", small.snapshot) == 0
    assert "核对一致" in capsys.readouterr().out


def test_verify_finds_the_snapshot_by_itself_or_asks_for_it(tmp_path, small, capsys):
    shutil.copytree(small.snapshot, tmp_path / "here" / "snapshot")
    out = tmp_path / "here" / "out"
    assert command("score", "--snapshot", tmp_path / "here" / "snapshot", *scheme_words(), "--out", out) == 0
    (tmp_path / "here").rename(tmp_path / "there")
    assert command("verify", tmp_path / "there" / "out") == 0, "the two moved together"
    shutil.rmtree(tmp_path / "there" / "snapshot")
    assert command("verify", tmp_path / "there" / "out") == 1
    assert "请用 --snapshot 指明快照目录" in capsys.readouterr().err


def test_an_exemption_covers_its_first_day_and_not_its_last(tmp_path):
    """The period is half-open, for the score and for the list of records alike."""
    days = {date(2025, 2, 28): 0, date(2025, 3, 1): 1, date(2025, 3, 31): 1, date(2025, 4, 1): 0}
    case = factories.Case(
        facts=tuple(factories.Fact("study.modules", 0, 1, day) for day in days),
        exemptions=(factories.Exemption("study.modules", date(2025, 3, 1), date(2025, 4, 1)),),
    )
    scored = factories.run(tmp_path, {"person:1": case})
    line = next(row for row in scored.indicators.values() if row["measure"] == "study.modules" and row["due"])
    assert (line["due"], line["exempt_due"], line["exempted"]) == (4, 2, 2)
    found = explain.records(scored.snapshot, "person:1", "study.modules")
    assert {fact.on: int(fact.exempt) for fact in found} == days


def tampered_result(out, snapshot):
    canonical.write_rows(factories.rows(out / "results.parquet")[1:], RESULT[0], out / "results.parquet")


def tampered_scheme(out, snapshot):
    path = out / "scheme.specialist.yaml"
    path.write_text(path.read_text().replace("points: 5", "points: 4"))


def tampered_manifest(out, snapshot):
    path = out / "manifest.json"
    data = json.loads(path.read_text())
    data["files"]["results"]["sha256"] = "0" * 64
    path.write_text(json.dumps(data))


def tampered_snapshot(out, snapshot):
    rows = factories.rows(snapshot / "facts.parquet")
    rows[0]["quantity"] += 1
    canonical.write_rows(rows, SNAPSHOT[2], snapshot / "facts.parquet")


def lost_file(out, snapshot):
    (out / "contributions.parquet").unlink()


@pytest.mark.parametrize("tamper", [tampered_result, tampered_scheme, tampered_manifest, tampered_snapshot, lost_file])
def test_verify_notices(tmp_path, small, capsys, tamper):
    shutil.copytree(small.out, tmp_path / "out")
    shutil.copytree(small.snapshot, tmp_path / "snapshot")
    tamper(tmp_path / "out", tmp_path / "snapshot")
    assert command("verify", tmp_path / "out", "--snapshot", tmp_path / "snapshot") == 1
    assert "核对不一致" in capsys.readouterr().err


def test_unusable_input_is_told_apart(tmp_path, small, capsys):
    bad = tmp_path / "bad.yaml"
    bad.write_text("id: [", encoding="utf-8")
    assert command("score", "--snapshot", small.snapshot, "--scheme", bad, "--out", tmp_path / "out") == 2
    assert "bad.yaml 第" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert command("score", "--snapshot", tmp_path, *scheme_words(), "--out", tmp_path / "out") == 2
    assert "不是快照目录" in capsys.readouterr().err


def test_explanation_says_what_was_scored(small):
    for subject, row in small.results.items():
        told = explain.explain(small.out, small.snapshot, factories.shipped(row["scheme"]), subject)
        for dimension in told.dimensions:
            assert dimension.value == row[dimension.id]
            assert sum(line.final for line in dimension.lines) == (dimension.value or 0)
            assert abs(dimension.rounding) < 1
            for line in dimension.lines:
                assert line.formula and line.basis
                assert (line.value is None) == (line.points is None)
                assert line.status == "missing" or line.refs
                assert len(line.exempt_refs) == line.exempted
        assert (told.advice is None) == (row["quadrant"] is None)


def test_reasons_are_the_lines_that_gave_and_cost_most(small):
    """At most four each way, by points given and by points that full marks would have added."""
    for subject, row in small.results.items():
        told = explain.explain(small.out, small.snapshot, factories.shipped(row["scheme"]), subject)
        for dimension in told.dimensions:
            valued = [line for line in dimension.lines if line.role == "indicator" and line.status == "value"]
            gave = sorted((line.final for line in valued if line.final > 0), reverse=True)
            assert [line.final for line in dimension.reasons(best=True)] == gave[:4]
            whole = sum(line.weight for line in valued)
            cost = sorted(
                (Fraction(line.weight * (10**9 - line.value), whole) for line in valued if line.value < 10**9),
                reverse=True,
            )
            found = [line.lost for line in dimension.reasons(best=False)]
            assert len(found) == min(4, len(cost))
            assert all(abs(one - other) <= 1 for one, other in zip(found, cost, strict=False))


def test_a_result_says_how_long_it_took(small):
    taken = small.outcome.timings
    assert {"open", "sum", "score", "contribute", "write", "total"} == set(taken)
    assert all(0 <= seconds < 300 for seconds in taken.values())
    assert taken["total"] >= max(seconds for name, seconds in taken.items() if name != "total")


def test_explanation_of_somebody_unscored(small):
    with pytest.raises(KeyError):
        explain.explain(small.out, small.snapshot, factories.shipped("management"), "person:nobody")


def test_records_open_to_what_was_counted(small):
    for (subject, _), line in small.indicators.items():
        if line["status"] == "value" and line["measure"] != "work.kpi":
            found = explain.records(small.snapshot, subject, line["measure"])
            assert len(found) == line["records"]
            assert sum(fact.quantity for fact in found) == line["quantity"]
            assert sum(fact.exempt for fact in found) == line["exempted"]


def test_scheme_texts_beside_results_are_the_schemes(small):
    for name in ("management", "specialist"):
        text = (small.out / f"scheme.{name}.yaml").read_text("utf-8")
        assert scheme.load(text) == factories.shipped(name)
