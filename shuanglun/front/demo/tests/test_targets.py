"""The pairs of the fictional institution part exactly where its truth says so. No database."""

from random import Random

import pytest

from shuanglun.front.demo import institution, targets, truth
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.staff import Cast
from shuanglun.records.goals.rules import progress
from shuanglun.records.goals.rules.progress import Limits

YEARS = range(2023, 2026)
LIMITS = Limits(soon=10, late=25, apart=15)


@pytest.fixture(scope="module")
def made():
    house = institution.build(600)
    people = Cast(house, YEARS, 7).hire()
    return house, {
        year: list(targets.pairs(Setting(house, people, year, YEARS[-1]), Random(f"7:{year}:targets"), YEARS[-1]))
        for year in YEARS
    }


def parts(pair, quarter=4) -> bool | None:
    """Whether a pair parts at the year's end; None where a figure is still to be computed."""
    attained = []
    for side in pair.sides:
        value = next((row.value for row in side.quarters if row.number == quarter), None)
        attained.append(progress.attainment(side.aim.direction, side.aim.bound, side.aim.target, value))
    return None if None in attained else progress.part(progress.gap(*attained), LIMITS)


def test_pairs_part_where_the_truth_says_so(made):
    house, years = made
    counted = {}
    for pair in (pair for pairs in years.values() for pair in pairs):
        if (parted := parts(pair)) is not None:
            counted.setdefault(house.units[pair.unit].name, []).append(parted)
    share = {name: sum(found) / len(found) for name, found in counted.items()}
    assert {name for name, found in share.items() if found >= 0.5} == set(truth.PARTED)
    assert {name: found for name, found in share.items() if name not in truth.PARTED and found > 0.15} == {}


def test_each_unit_has_whole_pairs_under_two_owners(made):
    house, years = made
    for pairs in years.values():
        by_unit = {}
        for pair in pairs:
            assert [side.side for side in pair.sides] == ["party", "hr"]
            assert pair.sides[0].owner != pair.sides[1].owner
            by_unit.setdefault(pair.unit, []).append(pair.weight)
        assert {unit.index for unit in house.working_units} == set(by_unit)
        assert {sum(weights) for weights in by_unit.values()} == {10_000}
    assert sum(weight for _, _, weight in targets.STRATEGY) == 10_000


def test_only_the_last_year_is_computed(made):
    _, years = made
    computed = {year: sum(side.is_computed for pair in pairs for side in pair.sides) for year, pairs in years.items()}
    assert computed == {2023: 0, 2024: 0, 2025: 26}
