"""What people read: places, units, sums, differences. No database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from shuanglun.engine import scheme as engine
from shuanglun.evidence.indicators import compare, reading, rules
from shuanglun.evidence.indicators.report import LABELS, RULES, report
from shuanglun.evidence.indicators.tests.factories import text
from shuanglun.evidence.snapshots.catalogue import MEASURES

SCHEME = engine.load(text())


def changed(**swaps):
    """The shipped scheme with parts of its text replaced."""
    source = text()
    for old, new in swaps.values():
        assert old in source
        source = source.replace(old, new, 1)
    return engine.load(source)


def test_every_rule_has_its_words():
    assert {type(rule).__name__ for rule in RULES} == set(LABELS)


def test_the_shipped_schemes_pass_every_check():
    for name in ("management", "specialist"):
        outcome = report(text(name), MEASURES.values())
        assert outcome.words == f"{len(RULES) + 1} 项检查全部通过"


def test_a_text_that_cannot_be_read_is_judged_by_structure_alone():
    outcome = report("- 不是方案", MEASURES.values())
    assert outcome.scheme is None
    assert {check.lamp for check in outcome.checks[1:]} == {("off", "未检查")}
    assert outcome.checks[0].lamp == ("late", "1 处")


def test_places_are_named_in_words_and_lines():
    outcome = report(text().replace('minimum_coverage: "0.60"', 'minimum_coverage: "1.60"', 1), MEASURES.values())
    (found,) = outcome.found
    assert (found.place, found.problem.line) == ("政治维度 · 覆盖率下限", 14)


def test_structure_is_not_blamed_twice():
    outcome = report(text().replace("weight: 2500", "weight: 很多", 1), MEASURES.values())
    assert [found.place for found in outcome.found if found.problem.line == 19] == ["政治维度 › 组织生活出勤 · 权重"]


@pytest.mark.parametrize(
    ("value", "measure", "words"),
    [
        ("1920", "study.minutes", "32 学时"),
        ("100", "study.minutes", "100 分钟"),
        ("8", "life.volunteer", "8 次"),
        ("99.5", "work.outcomes", "99.5 分"),
    ],
)
def test_amounts_in_the_units_people_use(value, measure, words):
    assert reading.amount(Decimal(value), MEASURES[measure]) == words


def test_political_comes_first_whatever_the_text_says():
    turned = replace(SCHEME, dimensions=SCHEME.dimensions[::-1])
    assert [card.wheel for card in reading.cards(turned, MEASURES.values())] == ["party", "hr"]
    assert [block.wheel for block in reading.matrix(turned).blocks] == ["party", "hr"]


def test_the_matrix_of_groups():
    matrix = reading.matrix(SCHEME)
    assert matrix.heads == ("党员", "党员·支部班子", "非党员")
    assert matrix.is_whole
    assert matrix.blocks[0].rows[0] == ("组织生活出勤", ("25%", "25%", ""))
    short = reading.matrix(changed(a=("weight: 2500", "weight: 2450")))
    assert [total.text for total in short.blocks[0].sums] == ["99.5%", "99.5%", "100%"]
    assert not short.is_whole


def test_a_basis_loses_its_marks():
    assert reading.basis("每年56学时【参数待核】") == reading.Basis("每年56学时", unverified=True, own=False)


def test_differences_in_words():
    after = changed(
        a=("weight: 2500", "weight: 2400"),
        b=('value: "1920"', 'value: "2400"'),
        c=('minimum_coverage: "0.60"', 'minimum_coverage: "0.70"'),
        d=('upper: "80"', 'upper: "82"'),
        e=("for: [member]\n        not_for: [secretary]", "for: [member]"),
        f=("points: 5", "points: 4"),
    )
    rows = {
        (row.where, row.what): (row.kind, row.before, row.after, row.delta)
        for row in compare.differences(SCHEME, after, MEASURES)
    }
    assert rows == {
        ("方案", "上象限分数线"): ("changed", "80", "82", "+2"),
        ("政治维度", "覆盖率下限"): ("changed", "60%", "70%", "+10 个百分点"),
        ("政治维度 › 组织生活出勤", "权重"): ("changed", "25%", "24%", "−1 个百分点"),
        ("政治维度 › 党员集中学习学时", "目标值"): ("changed", "32 学时", "40 学时", "+8 学时"),
        ("政治维度 › 党员集中学习学时", "除外"): ("changed", "支部班子", "无", ""),
        ("政治维度 › 志愿服务加分", "加分上限"): ("changed", "5", "4", "−1"),
    }


def test_what_came_and_went_is_one_line_each():
    after = changed(a=("id: tasks\n        name: 重点任务按期完成", "id: key_tasks\n        name: 重点任务"))
    rows = [(row.kind, row.where, row.before, row.after) for row in compare.differences(SCHEME, after, MEASURES)]
    assert rows == [
        ("added", "业务维度 › 重点任务", "", "权重 15%，适用全体"),
        ("removed", "业务维度 › 重点任务按期完成", "权重 15%，适用全体", ""),
    ]


def test_layout_and_number_are_no_difference():
    again = engine.load(engine.dump(replace(SCHEME, version="2026.1")))
    assert compare.differences(SCHEME, again, MEASURES) == []


def test_whom_a_change_touches():
    after = changed(a=('value: "1200"', 'value: "1500"'), b=("weight: 2500", "weight: 2400"))
    assert dict(compare.affected(SCHEME, after, MEASURES)) == {
        "党员·管理岗": ["组织生活出勤 25% → 24%"],
        "党员·支部班子·管理岗": ["组织生活出勤 25% → 24%"],
        "非党员·管理岗": ["理论与法律学习学时（目标） 20 学时 → 25 学时"],
    }
    wider = replace(SCHEME, applies_to=("management", "worker"))
    assert dict(compare.affected(SCHEME, wider, MEASURES))["非党员·工勤技能岗"] == ["首次适用本方案"]
    assert dict(compare.affected(wider, SCHEME, MEASURES))["非党员·工勤技能岗"] == ["不再适用本方案"]
    assert set(map(tuple, dict(compare.affected(None, SCHEME, MEASURES)).values())) == {("首次适用本方案",)}


def test_numbers_of_versions():
    assert rules.next_number(["2026.1", "2025.1"], 2026) == "2026.2"
    source = rules.renumbered(text(), "2026.2", date(2026, 7, 1))
    assert 'version: "2026.2"\n' in source
    assert source.count("valid_from: 2026-07-01") == 1
    assert source.splitlines()[0] == text().splitlines()[0]
