"""Judgements and figures, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shuanglun.engine import scheme as engine
from shuanglun.evidence.indicators.tests.factories import text
from shuanglun.scores.scoring import computing, figures, overview, rules
from shuanglun.scores.scoring.choices import Sufficiency

MANAGEMENT, SPECIALIST = (engine.load(text(name)) for name in ("management", "specialist"))


def test_drafts_are_for_trials():
    assert rules.uses_published(["published", "retired"], trial=False)
    assert rules.uses_published(["draft"], trial=True)
    assert "只能用于试算" in rules.uses_published(["published", "draft"], trial=False).reason


def test_two_schemes_for_the_same_people_are_refused():
    assert rules.schemes_do_not_meet([MANAGEMENT, SPECIALIST])
    verdict = rules.schemes_do_not_meet([MANAGEMENT, engine.load(text(id="other"))])
    assert "都适用于管理岗" in verdict.reason


def test_a_run_needs_a_name_schemes_and_frozen_evidence():
    assert rules.has_a_name("2025 年度")
    assert not rules.has_a_name("  ")
    assert not rules.has_a_name("长" * 81)
    assert not rules.has_schemes([], date(2025, 12, 31))
    assert not rules.evidence_is_frozen(False, "2025Y-01")


@pytest.mark.parametrize(
    ("political", "work", "word"),
    [(0, 0, "both"), (None, 0, "no_political"), (0, None, "no_work"), (None, None, "neither")],
)
def test_zero_is_a_number_and_nothing_is_not(political, work, word):
    assert Sufficiency.of(political, work) == word


def test_figures_are_rounded_once_half_up():
    assert figures.score(844_500_000) == Decimal("84.5")
    assert figures.score(844_499_999) == Decimal("84.4")
    assert figures.exact(90_465_000) == Decimal("9.05")
    assert figures.degree(765_500_000) == Decimal("0.766")
    assert (figures.score(None), figures.band(None), figures.interval(None, None)) == (None, "", "")
    assert (figures.weight(3500), figures.weight(2550)) == (Decimal(35), Decimal("25.5"))


def test_coverage_classes_begin_at_their_lower_edge():
    million = 1_000_000
    edges = [599_999_999, 600 * million, 700 * million, 800 * million, 900 * million, 1000 * million]
    assert [computing.coverage_class(edge) for edge in edges] == [0, 1, 2, 3, 4, 5]


def test_a_distribution_needs_eight_figures():
    assert overview.spread("work", [0] * 9 + [7]) is None
    drawn = overview.spread("work", [0] * 8 + [4, 4])
    assert (drawn.n, len(drawn.bars)) == (8, 2)
    assert drawn.words.endswith("80—90 分 4 人、90—100 分 4 人")


@pytest.mark.parametrize(("path", "wanted"), [("/1/", "/1/"), ("/1/7/", "/1/7/"), ("/1/7/20/", "/1/7/"), ("", "")])
def test_what_lies_below_a_department_is_counted_in_it(path, wanted):
    assert overview.department(path) == wanted
