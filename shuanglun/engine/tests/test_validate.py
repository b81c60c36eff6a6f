"""Schemes: what the shipped ones say, what is refused and how the refusal reads (one engine rule, one case)."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.engine import groups, reading, scheme, validate
from shuanglun.engine.tests import factories, grammar

TEXT = (factories.SCHEMES / "management.yaml").read_text("utf-8")
ENTRIES = grammar.cases("schemes.yaml")


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["name"] for entry in ENTRIES])
def test_case(entry):
    text = TEXT.replace(entry["old"], entry["new"], 1) if "old" in entry else TEXT
    assert (text != TEXT) == ("old" in entry)
    if "problem" not in entry:
        validate.check(text, factories.CATALOGUE)
        return
    path, words = entry["problem"]
    with pytest.raises(scheme.SchemeError) as caught:
        validate.check(text, factories.CATALOGUE, "方案.yaml")
    fitting = [p for p in caught.value.problems if p.path == path and words in p.message + p.remedy]
    assert fitting, str(caught.value)
    assert fitting[0].remedy and fitting[0].source == "方案.yaml"
    assert fitting[0].line is not None or path == ""


@pytest.mark.parametrize("name", ["management", "specialist"])
def test_shipped_scheme_is_valid_and_survives_writing(name):
    text = (factories.SCHEMES / f"{name}.yaml").read_text("utf-8")
    loaded = validate.check(text, factories.CATALOGUE)
    assert scheme.load(scheme.dump(loaded)) == loaded
    assert scheme.load(scheme.dump(loaded)).digest == loaded.digest
    assert "参数待核" in text


@pytest.mark.parametrize("name", ["management", "specialist"])
def test_shipped_weights_are_those_of_the_table(name):
    political = {
        "member": {"life.attendance": 2500, "study.minutes": 2000, "study.modules": 1500,
                   "life.rectification": 1000, "survey.conduct": 3000},
        "non_member": {"study.minutes": 3500, "study.modules": 2500, "survey.conduct": 4000},
    }  # fmt: skip
    other = {"management": "work.tasks", "specialist": "work.outcomes"}[name]
    work = {"work.kpi": 6000, other: 1500, "survey.capability": 1500, "work.attendance": 1000}
    loaded = factories.shipped(name)
    for combination in groups.occurring(loaded):
        found = [{i.measure: i.weight for i in d.indicators if i.applies(combination)} for d in loaded.dimensions]
        assert found == [political["non_member" if "non_member" in combination else "member"], work]
    assert [(b.measure, b.points, b.target.value) for b in loaded.bonus] == [("life.volunteer", 5, 8)]
    hours = {i.id: i.target.value / 60 for i in loaded.dimensions[0].indicators if i.target}
    assert hours == {"study_member": 32, "study_secretary": 56, "study_staff": 20}
    points = {i.measure: i.target.value for i in loaded.dimensions[1].indicators if i.target}
    assert points == ({"work.outcomes": 100} if name == "specialist" else {})
    assert {d.minimum_coverage for d in loaded.dimensions} == {Decimal("0.60")}
    assert (loaded.thresholds.upper, loaded.w, loaded.applies_to) == (80, Decimal("0.5"), (name,))
    assert not [i.id for d in loaded.dimensions for i in d.indicators if i.cap is not None]


def test_one_line_may_weigh_everything():
    shipped = factories.shipped("management")
    political, work = shipped.dimensions
    alone = replace(work, indicators=(replace(work.indicators[0], weight=10_000),))
    assert validate.validate(replace(shipped, dimensions=(political, alone)), factories.CATALOGUE) == []


def test_secretary_has_exactly_one_study_target():
    for combination in groups.COMBINATIONS:
        lines = factories.shipped("management").dimensions[0].indicators
        study = [i.id for i in lines if i.measure == "study.minutes" and i.applies(combination)]
        expected = "study_secretary" if "secretary" in combination else "study_member"
        assert study == ["study_staff" if "non_member" in combination else expected]


def test_syntax_error_names_its_line():
    with pytest.raises(scheme.SchemeError) as caught:
        scheme.load("id: a\nname: b\nbasis: [\n")
    assert [problem.line for problem in caught.value.problems] == [4]


def test_layout_does_not_change_the_digest():
    shuffled = "\n".join(line + "  # 注释" if line.startswith("version") else line for line in TEXT.splitlines())
    assert scheme.load(shuffled).digest == scheme.load(TEXT).digest
    assert scheme.load(TEXT.replace('"0.60"', '"0.6"')).digest == scheme.load(TEXT).digest
    assert scheme.load(TEXT.replace('"80"', '"81"')).digest != scheme.load(TEXT).digest


def test_diff_names_the_element():
    after = scheme.load(TEXT.replace("weight: 6000", "weight: 5500").replace("id: tasks", "id: duties"))
    changes = {change.path: (change.before, change.after) for change in scheme.diff(scheme.load(TEXT), after)}
    assert changes["dimensions[work].indicators[kpi].weight"] == ("6000", "5500")
    assert changes["dimensions[work].indicators[duties].weight"] == (None, "1500")
    assert changes["dimensions[work].indicators[tasks].weight"] == ("1500", None)
    assert scheme.diff(after, after) == []


def test_unknown_measures_are_not_guessed_without_a_catalogue():
    assert validate.check(TEXT.replace("work.tasks", "work.magic")).id == "management"


@settings(max_examples=500, deadline=None, database=None, derandomize=True)
@given(st.text(alphabet="abc:-[]{}#&*!|>'\"%@`,? \n\t0.5月基", max_size=80))
def test_no_text_raises_anything_but_a_scheme_error(text):
    with pytest.raises(scheme.SchemeError):
        validate.check(text)


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(st.integers(0, len(TEXT) - 1), st.sampled_from(["", ":", "- ", "\n", "[", "x", "\0", "\ud800", "&a "]))
def test_a_damaged_scheme_is_read_or_refused(place, patch):
    text = TEXT[:place] + patch + TEXT[place + 3 :]
    loaded, document = reading.build(text)
    assert document.problems or loaded is not None
    with contextlib.suppress(scheme.SchemeError):
        validate.check(text, factories.CATALOGUE)


@pytest.mark.parametrize(
    "text", ["a:\n  " + "[" * 500 + "]" * 500, "a:\n  " + "[" * 150_000, "a: 1\nb: " + "{a: " * 40_000]
)
def test_deep_nesting_is_refused_before_the_parser_recurses(text):
    _, document = reading.build(text)
    assert [str(problem) for problem in document.problems] == [
        "方案 第 2 行 · 全文：嵌套超过 12 层。请对照导出的方案检查缩进和括号。"
    ]


def test_no_message_names_a_rule_by_an_internal_number():
    """Who reads a message knows the field's words, not the numbers of our guard-rails."""
    refused = [entry for entry in ENTRIES if "problem" in entry]
    for entry in refused:
        with pytest.raises(scheme.SchemeError) as caught:
            validate.check(TEXT.replace(entry["old"], entry["new"], 1), factories.CATALOGUE)
        assert "G-" not in str(caught.value)
    assert len(refused) > 60
