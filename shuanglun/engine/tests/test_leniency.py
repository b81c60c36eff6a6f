"""Vectors of methods §1: two departments, one strict and one lenient."""

from __future__ import annotations

import pytest

from shuanglun.engine import leniency

LENIENT, STRICT = [92, 90, 88], [84, 80, 76]


def test_departments_are_scaled_to_the_grand_mean():
    found = leniency.scaled({"X": LENIENT, "Y": STRICT}, least=3)
    assert found["X"] == pytest.approx([86.8889, 85.0, 83.1111], abs=5e-5)
    assert found["Y"] == pytest.approx([89.25, 85.0, 80.75], abs=5e-5)


@pytest.mark.parametrize("ratings", [LENIENT, STRICT])
def test_both_differ_alike_within(ratings):
    assert leniency.standardised(ratings) == pytest.approx([1.224745, 0, -1.224745], abs=5e-7)


def test_equal_ratings_do_not_differ():
    assert leniency.standardised([80, 80]) == [0, 0]


def test_fewer_than_five_are_not_scaled():
    with pytest.raises(ValueError, match="fewer than 5 ratings: Y"):
        leniency.scaled({"X": [90] * 5, "Y": [80] * 4})
    assert leniency.scaled({"X": [90.0] * 5, "Y": [80.0] * 5})["Y"] == [85.0] * 5


def test_a_mean_of_nothing_is_refused():
    with pytest.raises(ValueError, match="mean is 0"):
        leniency.scaled({"X": [0, 0], "Y": [1, 1]}, least=2)
