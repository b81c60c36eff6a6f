"""What must hold for everybody (C4): properties over Hypothesis cases, all scored in one engine run."""

from __future__ import annotations

import math
import os
from fractions import Fraction

import pytest

from shuanglun.engine import groups
from shuanglun.engine.rounding import ONE
from shuanglun.engine.tests import agreement, factories, strategies

COUNT = int(os.environ.get("SHUANGLUN_PROPERTY_CASES", "500"))
SIDES = ("political", "work")
SCHEMES = {scheme.id: scheme for scheme in factories.everybody()}


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    cases = {f"case:{i}": case for i, case in enumerate(strategies.drawn(COUNT))}
    result = factories.run(tmp_path_factory.mktemp("properties"), cases, factories.everybody())
    assert len(result.results) == COUNT
    return result


def sides(scored):
    """Yield (row, side, lines, parts) for everybody and both dimensions."""
    lines, parts = {}, {}
    for (subject, _), line in scored.indicators.items():
        lines.setdefault((subject, line["dimension"]), []).append(line)
    for (subject, side, _), part in scored.contributions.items():
        parts.setdefault((subject, side), []).append(part)
    for subject, row in scored.results.items():
        for side in SIDES:
            yield row, side, lines[subject, side], parts.get((subject, side), [])


def test_numbers_and_bounds_stay_in_order(scored):
    """A cap on a missing line can hold the best case below today's number; without caps the number lies between."""
    for row, side, *_ in sides(scored):
        if row[side] is not None:
            low, number, high = row[f"{side}_low"], row[side], row[f"{side}_high"]
            assert 0 <= low <= min(number, high) <= max(number, high) <= ONE
            assert number <= high or any(i.cap for d in SCHEMES[row["scheme"]].dimensions for i in d.indicators)


def test_full_coverage_leaves_no_doubt(scored):
    for row, side, *_ in sides(scored):
        if row[f"{side}_coverage"] == ONE:
            assert row[f"{side}_low"] == row[side] == row[f"{side}_high"]


def test_shares_sum_to_the_base_exactly(scored):
    for row, side, _, parts in sides(scored):
        shares = sum(part["share"] for part in parts if part["role"] == "indicator")
        assert shares == (row[f"{side}_base"] or 0)


def test_final_shares_sum_to_the_score_exactly(scored):
    for row, side, _, parts in sides(scored):
        assert sum(part["final"] for part in parts) == (row[side] or 0)


def test_the_ceiling_takes_from_everybody_who_reaches_it_and_gives_to_none(scored):
    met = 0
    for row, side, _, parts in sides(scored):
        over = row[side] is not None and row[f"{side}_base"] + row[f"{side}_bonus"] > ONE
        met += over
        for part in parts:
            assert 0 <= part["final"] <= part["share"] if over else part["final"] == part["share"]
    assert met, "no case met the ceiling: the cases are too poor"


def test_the_floor_of_coverage_decides_exactly(scored):
    below = 0
    for row, side, lines, _ in sides(scored):
        counted = [line for line in lines if line["role"] == "indicator" and line["status"] != "not_applicable"]
        whole = sum(line["weight"] for line in counted)
        covered = sum(Fraction(line["weight"] * line["covered"], ONE) for line in counted)
        floor = next(Fraction(d.minimum_coverage) for d in SCHEMES[row["scheme"]].dimensions if d.id == side)
        if row[side] is None:
            below += 1
            assert covered < floor * whole
        else:
            assert covered >= floor * whole - Fraction(whole, ONE)
    assert below


def test_missing_and_not_applicable_contribute_nothing(scored):
    for _, _, lines, parts in sides(scored):
        valued = {line["indicator"] for line in lines if line["status"] == "value"}
        assert {part["part"] for part in parts} <= valued
        assert all((line["value"] is None) == (line["status"] != "value") for line in lines)
        for line in lines:
            if line["status"] == "not_applicable":
                told = ("quantity", "due", "exempt_due", "exempted", "records", "covered", "months")
                assert {line[name] for name in told} == {0}
                assert {line[name] for name in ("num", "den", "low", "high", "target_prorated")} == {None}


def test_a_dimension_lies_between_its_lines(scored):
    for row, side, lines, _ in sides(scored):
        values = [line["value"] for line in lines if line["role"] == "indicator" and line["value"] is not None]
        if row[f"{side}_base"] is not None:
            assert min(values) <= row[f"{side}_base"] <= max(values)


def test_views_of_the_pair_need_both(scored):
    for row in scored.results.values():
        both = row["political"] is not None and row["work"] is not None
        for key in ("arithmetic", "geometric", "coupling", "level", "coordination", "quadrant"):
            assert (row[key] is not None) == both


def test_means_and_coupling_keep_their_order(scored):
    for row in scored.results.values():
        if row["quadrant"] is None:
            continue
        low, high = sorted((row["political"], row["work"]))
        assert low <= row["arithmetic"] == row["level"] <= high
        assert low - 1 <= row["geometric"] <= row["arithmetic"] + 1
        assert 0 <= row["coupling"] <= ONE
        assert abs(row["coordination"] - math.sqrt(row["coupling"] * row["level"])) <= 2 or row["coupling"] < 1000


def test_quadrant_follows_the_threshold(scored):
    words = {(True, True): "both", (True, False): "work", (False, True): "political", (False, False): "support"}
    for row in scored.results.values():
        if row["quadrant"]:
            upper = SCHEMES[row["scheme"]].thresholds.upper * ONE / 100
            assert row["quadrant"] == words[row["political"] >= upper, row["work"] >= upper]


def test_bonus_helps_by_no_more_than_its_points(scored):
    for row, side, *_ in sides(scored):
        points = sum(bonus.points for bonus in SCHEMES[row["scheme"]].bonus if bonus.dimension == side)
        assert 0 <= row[f"{side}_bonus"] <= points * ONE // 100
        if row[side] is not None:
            assert row[side] == min(ONE, row[f"{side}_base"] + row[f"{side}_bonus"])


def test_nobody_is_measured_by_what_they_do_not_have(scored):
    for row, _, lines, _ in sides(scored):
        for line in lines:
            if groups.NON_MEMBER in row["groups"] and line["measure"] in ("life.attendance", "life.rectification"):
                assert line["status"] == "not_applicable"


def test_only_whom_a_scheme_fits_is_scored(scored):
    assert {row["scheme"] for row in scored.results.values()} == set(SCHEMES)
    assert all(row["scheme"] in row["groups"] for row in scored.results.values())


def test_every_value_opens_to_records(scored):
    for line in scored.indicators.values():
        if line["status"] == "value":
            assert line["records"] >= 1


def test_independent_scorer_agrees(scored):
    assert agreement.differences(scored) == []


@pytest.mark.nightly
def test_independent_scorer_agrees_on_many_seeds(tmp_path):
    for seed in range(20):
        scored = factories.run(tmp_path / str(seed), strategies.random_cases(10_000, seed), factories.everybody())
        assert agreement.differences(scored) == []
