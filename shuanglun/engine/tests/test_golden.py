"""Golden cases: every threshold just below, at and just above (trust.md C3), all in one engine run."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shuanglun.engine.rounding import ONE
from shuanglun.engine.tests import factories, grammar

ENTRIES = grammar.cases("scoring.yaml")
SHORT = {"coverage": "political_coverage", "base": "political_base", "bonus": "political_bonus"}
FRACTIONS = ("coverage", "coupling", "level", "coordination")


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    built = [grammar.Builder(i, entry).build() for i, entry in enumerate(ENTRIES)]
    cases = {f"case:{i}": case for i, (case, _) in enumerate(built)}
    schemes = [scheme for _, scheme in built]
    return factories.run(tmp_path_factory.mktemp("golden"), cases, schemes, grammar.CATALOGUE)


def test_there_are_enough_cases():
    assert len(ENTRIES) >= 60
    assert len({entry["name"] for entry in ENTRIES}) == len(ENTRIES)


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=[entry["name"] for entry in ENTRIES])
def test_case(scored, number):
    entry, subject = ENTRIES[number], f"case:{number}"
    expected = dict(entry["expect"])
    assert (subject in scored.results) != bool(expected.pop("absent", ""))
    row = scored.results.get(subject, {})
    if months := expected.pop("months", None):
        assert scored.indicators[subject, "line1"]["months"] == int(months)
    for key, wanted in expected.items():
        found = row[SHORT.get(key, key)]
        if wanted == "none":
            assert found is None, key
        elif key == "quadrant":
            assert found == wanted
        else:
            unit = ONE if key.endswith(FRACTIONS) else ONE // 100
            digits = -Decimal(wanted).as_tuple().exponent
            assert (Decimal(found) / unit).quantize(Decimal(1).scaleb(-digits)) == Decimal(wanted), key
