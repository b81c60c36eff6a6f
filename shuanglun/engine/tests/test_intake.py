"""Snapshots and schemes that must not be scored: each refusal names file and remedy, and nothing is written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shuanglun.engine import canonical, scoring
from shuanglun.engine.facts import FACTS, SNAPSHOT, Manifest, ManifestError, Measure
from shuanglun.engine.plan import PlanError
from shuanglun.engine.tests import factories
from shuanglun.engine.tests.factories import Case, Fact, Kpi

SPECIALIST = factories.shipped("specialist")
GOOD = Case(facts=(Fact("study.modules", 1, 1),), kpis=(Kpi(500_000),))


def refused(folder, tables, period=(factories.BEGINS, factories.ENDS)):
    """Freeze rows, try to score them, return the refusal's text."""
    factories.freeze(folder / "snapshot", tables, period)
    with pytest.raises(scoring.SnapshotError) as caught:
        scoring.score(folder / "snapshot", [SPECIALIST], folder / "out")
    assert not (folder / "out" / "manifest.json").exists()
    return str(caught.value)


BAD = {
    "负数": (Case(facts=(Fact("study.minutes", -5),)), "study.minutes 有负数"),
    "一个负数在别的之间": (Case(facts=tuple(Fact("study.minutes", n, ref=f"{n}") for n in (5, -5, 7))), "有负数"),
    "应计数是负数": (Case(facts=(Fact("study.modules", 1, 1), Fact("study.modules", 0, -1))), "study.modules 有负数"),
    "均值一个越上界": (Case(facts=tuple(Fact("survey.conduct", n, 5) for n in (9_000, 10_001, 8_000))), "超出上下界"),
    "没有应计数": (Case(facts=(Fact("study.modules", 1),)), "没有应计数"),
    "均值越界": (Case(facts=(Fact("survey.conduct", 10_001, 5),)), "超出上下界"),
    "区间倒置": (Case(intervals=((date(2025, 5, 1), date(2025, 5, 1)),)), "截止日不晚于起始日"),
    "区间重叠": (Case(intervals=((date(2025, 1, 1), date(2025, 5, 2)), (date(2025, 5, 1), None))), "互相重叠"),
    "开口区间重叠": (Case(intervals=((date(2025, 1, 1), None), (date(2025, 5, 1), None))), "互相重叠"),
    "目标等于底线": (Case(kpis=(Kpi(1, target=5, bound=5),)), "目标须优于底线"),
    "目标劣于底线": (Case(kpis=(Kpi(1, target=4, bound=5),)), "目标须优于底线"),
    "越低越好目标过高": (Case(kpis=(Kpi(1, target=6, bound=5, direction="lower"),)), "目标须优于底线"),
    "方向不明": (Case(kpis=(Kpi(1, direction="up"),)), "方向"),
    "权重为零": (Case(kpis=(Kpi(1, weight=0),)), "权重"),
}


@pytest.mark.parametrize("name", BAD)
def test_impossible_rows_are_refused(tmp_path, name):
    case, words = BAD[name]
    text = refused(tmp_path, factories.snapshot_rows({"person:1": case}))
    assert words in text and ".parquet：" in text and "请" in text


HUGE = 2**62
TOO_BIG = {
    "合计": Case(facts=(Fact("study.minutes", HUGE), Fact("study.minutes", HUGE, ref="again"))),
    "乘十二": Case(facts=(Fact("study.minutes", HUGE),)),
    "应计数": Case(facts=(Fact("study.modules", HUGE, HUGE),)),
    "票数": Case(facts=(Fact("survey.conduct", 9_000, HUGE),)),
    "目标与底线之差": Case(kpis=(Kpi(HUGE, target=HUGE + 5, bound=-HUGE),)),
    "KPI 权重": Case(kpis=(Kpi(5, weight=HUGE),)),
}


@pytest.mark.parametrize("name", TOO_BIG)
def test_numbers_that_no_sum_can_hold_are_refused(tmp_path, name):
    text = refused(tmp_path, factories.snapshot_rows({"person:1": TOO_BIG[name]}))
    assert "facts.parquet 或 kpis.parquet：有的数过大" in text and "请核对" in text


def test_touching_intervals_are_fine(tmp_path):
    case = GOOD.but(intervals=((date(2025, 1, 1), date(2025, 5, 1)), (date(2025, 5, 1), None)))
    assert list(factories.run(tmp_path, {"person:1": case}).results) == ["person:1"]


def test_a_kpi_registered_twice_is_refused(tmp_path):
    tables = factories.snapshot_rows({"person:1": GOOD})
    tables["kpis"] *= 2
    assert "登记了两次" in refused(tmp_path, tables)


def test_a_measure_declared_twice_is_refused(tmp_path):
    tables = factories.snapshot_rows({"person:1": GOOD})
    tables["measures"].append(tables["measures"][0])
    assert "measures.parquet：life.attendance 重复" in refused(tmp_path, tables)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("study.modules", {"kind": "sum"}),
        ("study.minutes", {"scale": 0}),
        ("survey.conduct", {"low": None}),
        ("survey.conduct", {"high": None}),
        ("survey.conduct", {"low": 10_000}),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(tmp_path, name, change):
    tables = factories.snapshot_rows({"person:1": GOOD})
    for row in tables["measures"]:
        row |= change if row["measure"] == name else {}
    assert f"measures.parquet：{name} 重复、类型不明，或均值没有上下界" in refused(tmp_path, tables)


def test_only_the_first_five_are_named(tmp_path):
    wrong = {f"person:{i}": Case(intervals=((date(2025, 5, 1), date(2025, 5, 1)),)) for i in range(6)}
    assert "subjects.parquet：person:0、person:1、person:2、person:3、person:4 等 的截止日" in refused(
        tmp_path, factories.snapshot_rows(wrong)
    )


def test_the_interval_of_the_last_day_gives_unit_branch_and_groups(tmp_path):
    case = GOOD.but(intervals=((date(2025, 1, 1), date(2025, 12, 31)), (date(2025, 12, 31), None)))
    tables = factories.snapshot_rows({"person:1": case})
    tables["subjects"][0] |= {"groups": ["member", "secretary", "management"], "unit_id": "unit:9"}
    tables["subjects"][1] |= {"branch_id": "7", "branch_path": "/7/"}
    factories.freeze(tmp_path / "snapshot", tables)
    row = factories.rescored(tmp_path / "snapshot", tmp_path / "out").results["person:1"]
    told = (row["scheme"], row["unit_id"], row["branch_id"], row["branch_path"], row["groups"])
    assert told == ("specialist", "unit:1", "7", "/7/", ["member", "specialist"])


def sealed(folder):
    factories.freeze(folder, factories.snapshot_rows({"person:1": GOOD}))
    return folder


def reason(folder, hashes=True):
    with pytest.raises(scoring.SnapshotError) as caught:
        scoring.score(folder, [SPECIALIST], folder / "out", hashes=hashes)
    return str(caught.value)


def test_a_missing_file_is_refused(tmp_path):
    (sealed(tmp_path) / "kpis.parquet").unlink()
    assert "kpis.parquet：快照里没有这个文件" in reason(tmp_path)


def test_a_broken_file_is_refused(tmp_path):
    (sealed(tmp_path) / "facts.parquet").write_bytes(b"PAR1 no")
    assert "facts.parquet：不是可读的 Parquet 文件" in reason(tmp_path)


def test_other_columns_are_refused(tmp_path):
    wrong = replace(FACTS, columns=tuple(replace(c, type="string") if c.name == "due" else c for c in FACTS.columns))
    canonical.write_rows([], wrong, sealed(tmp_path) / FACTS.file)
    assert "列 due 缺失或类型不符" in reason(tmp_path)


def test_an_empty_cell_where_a_value_must_stand_is_refused(tmp_path):
    path = sealed(tmp_path) / FACTS.file
    rows = [row | {"quantity": None} for row in factories.rows(path)]
    nullable = pa.schema([field.with_nullable(True) for field in FACTS.arrow()])
    pq.write_table(pa.Table.from_pylist(rows, schema=nullable), path)
    assert "facts.parquet：有 1 行在必填列上为空" in reason(tmp_path, hashes=False)


def test_a_lost_row_is_noticed_without_hashing(tmp_path):
    canonical.write_rows([], FACTS, sealed(tmp_path) / FACTS.file)
    assert "清单登记 1 行" in reason(tmp_path, hashes=False)


def test_a_changed_value_is_noticed_by_hash(tmp_path):
    rows = factories.rows(sealed(tmp_path) / FACTS.file)
    canonical.write_rows([rows[0] | {"quantity": 0}], FACTS, tmp_path / FACTS.file)
    assert "内容与清单的散列不符" in reason(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "快照格式版本 2"),
        ({"period": {"from": "2026-01-01", "until": "2026-01-01"}}, "起始日须早于截止日"),
        ({"catalogue": "other"}, "清单与自身散列不符"),
        ({"files": {}}, "清单与自身散列不符"),
        ({"files": None}, "清单无法读取"),
    ],
)
def test_a_wrong_manifest_is_refused(tmp_path, change, words):
    path = sealed(tmp_path) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), encoding="utf-8")
    assert words in reason(tmp_path)


def test_no_manifest(tmp_path):
    with pytest.raises(ManifestError, match="不是快照目录"):
        Manifest.read(tmp_path)


def test_manifest_survives_writing(tmp_path):
    manifest = Manifest.read(sealed(tmp_path))
    manifest.write(tmp_path)
    assert Manifest.read(tmp_path) == manifest
    later = replace(manifest, created_at="2026-01-05T08:00:00Z", timings={"facts": 1.5})
    assert later.sha256 == manifest.sha256


def test_two_schemes_for_one_person_are_refused(tmp_path):
    other = replace(SPECIALIST, id="another")
    with pytest.raises(PlanError, match="都适用于"):
        scoring.score(sealed(tmp_path), [SPECIALIST, other], tmp_path / "out")


@pytest.mark.parametrize("schemes", [[], [SPECIALIST, SPECIALIST]])
def test_schemes_need_different_ids(tmp_path, schemes):
    with pytest.raises(PlanError, match="编号"):
        scoring.score(sealed(tmp_path), schemes, tmp_path / "out")


def test_a_measure_that_the_snapshot_lacks_is_named(tmp_path):
    catalogue = [measure for measure in factories.CATALOGUE if measure.name != "work.outcomes"]
    factories.freeze(tmp_path, factories.snapshot_rows({"person:1": GOOD}, catalogue))
    with pytest.raises(PlanError, match=r"没有度量“work\.outcomes”"):
        scoring.score(tmp_path, [SPECIALIST], tmp_path / "out")


def test_a_measure_of_another_kind_is_named(tmp_path):
    catalogue = [replace(m, kind="rate") if m.name == "work.outcomes" else m for m in factories.CATALOGUE]
    factories.freeze(tmp_path, factories.snapshot_rows({"person:1": GOOD}, catalogue))
    with pytest.raises(PlanError, match="类型 rate 不符"):
        scoring.score(tmp_path, [SPECIALIST], tmp_path / "out")


def test_nobody_to_score_is_an_empty_result(tmp_path):
    scored = factories.run(tmp_path, {"person:1": GOOD.but(groups=("member", "worker"))})
    assert scored.results == {} and scored.contributions == {}


def test_units_and_branches_are_scored_like_people(tmp_path):
    tables = factories.snapshot_rows({"unit:7": GOOD})
    tables["subjects"][0]["kind"] = "unit"
    factories.freeze(tmp_path / "snapshot", tables)
    scored = factories.rescored(tmp_path / "snapshot", tmp_path / "out")
    assert scored.results["unit:7"]["kind"] == "unit"


@pytest.mark.parametrize(
    "change",
    [{"kind": "sum"}, {"scale": 0}, {"low": 0}, {"kind": "mean"}, {"kind": "mean", "low": 5, "high": 5}],
)
def test_a_measure_must_make_sense(change):
    with pytest.raises(ValueError):
        replace(Measure("a.b", "某", "rate", "occasions", 1, "a"), **change)


def test_hash_is_that_of_sorted_text(tmp_path):
    """The recipe of docs/algorithms/snapshot.md, step by step, without DuckDB."""
    sealed(tmp_path)
    for table in SNAPSHOT:
        lines = []
        for row in factories.rows(tmp_path / table.file):
            values = [row[c.name] for c in table.columns]
            fields = [",".join(sorted(v)) if isinstance(v, list) else "\\N" if v is None else str(v) for v in values]
            lines.append("\t".join(fields) + "\n")
        text = "".join(sorted(lines)).encode()
        assert Manifest.read(tmp_path).files[table.name].sha256 == hashlib.sha256(text).hexdigest()
