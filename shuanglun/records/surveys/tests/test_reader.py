"""Published questions against a reader with the rules at hand: nothing that is held back is worked out."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.records.surveys.rules.results import release
from shuanglun.records.surveys.tests.counted import CLASSES, GROUPS, vector
from shuanglun.records.surveys.tests.reader import Reader, narrow
from shuanglun.records.surveys.tests.test_results import by_unit

OVERALL, FIVE = (100, 80, 60, 0), (100, 75, 50, 25, 0)
LEANING = ((1, 0, 0, 0), (0, 0, 0, 1), (9, 1, 0, 0), (6, 3, 1, 0), (4, 4, 2, 1), (0, 0, 1, 6))


def by_class(rows, weights=(4000, 3000, 3000)):
    """A published question with these counts of 优秀 … 不合格, and what narrow() wants of it."""
    arguments = vector()
    arguments[1] = [{**row, "weight": weight} for row, weight in zip(CLASSES, weights, strict=False)]
    arguments[2] = GROUPS[: len(rows)]
    arguments[5] = {name * 32: {0: dict(zip("abcd", row, strict=True))} for name, row in zip("abc", rows, strict=False)}
    arguments[6] = {
        name * 32: {**dict.fromkeys(("eligible", "issued", "cast"), sum(row)), "void": 0}
        for name, row in zip("abc", rows, strict=False)
    }
    figure = release(*arguments)["sections"][0]["subjects"][0]["questions"][0]
    labels = [row["label"] for row in CLASSES]
    tables = {label: dict(zip(OVERALL, row, strict=True)) for label, row in zip(labels, rows, strict=False)}
    return figure, tables, dict(zip(labels, weights, strict=False))


def drawn(chance, n, size=4):
    """Counts of n random opinions."""
    leaning = (*chance.choice(LEANING), *[0] * (size - 4))
    given = chance.choices(range(size), leaning, k=n)
    return [given.count(at) for at in range(size)]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**40))
def test_no_class_is_worked_out_by_whoever_knows_the_rules(seed):
    chance = random.Random(seed)
    for _ in range(4):
        sizes = [chance.choice((5, 6, 9, 10, 14, 21, 30)) for _ in range(chance.choice((2, 3, 3)))]
        weights = chance.choice(((4000, 3000, 3000), (5000, 5000, 0), (1000, 4500, 4500), (2000, 3000, 5000)))
        figure, *truth = by_class([drawn(chance, n) for n in sizes], weights)
        assert narrow(figure, *truth) == []
        for part in [*figure["parts"], figure]:
            assert part["n"] >= 10 or part["mean"]["state"] != "exact" or 10 < float(part["mean"]["at"]) < 90


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**40))
def test_no_unit_is_worked_out_by_whoever_knows_the_rules(seed):
    chance = random.Random(seed)
    rows = [drawn(chance, chance.choice((2, 5, 6, 9, 12, 20)), 5) for _ in range(chance.randint(2, 5))]
    body = by_unit(*rows)
    figure = body["sections"][0]["subjects"][0]["questions"][0]
    tables = {f"{at}室": dict(zip(FIVE, row, strict=True)) for at, row in enumerate(rows)}
    assert narrow(figure, tables) == []


def test_units_that_are_held_back_together_may_each_be_of_one_mind():
    """Found by the test above: two units of one mind beside a third, all three within one opinion of unanimity."""
    rows = ((6, 0, 0, 0, 0), (6, 0, 0, 0, 0), (2, 2, 1, 0, 0))
    figure = by_unit(*rows)["sections"][0]["subjects"][0]["questions"][0]
    assert {part["mean"]["state"] for part in figure["parts"]} == {"hidden"} and figure["mean"]["text"] == "≥ 90"
    assert narrow(figure, {f"{at}室": dict(zip(FIVE, row, strict=True)) for at, row in enumerate(rows)}) == []


def test_the_reader_sees_what_is_betrayed():
    """Two classes with mean and score give both away; one figure fewer does not."""
    parts = {"甲": {Fraction(100): 5, Fraction(0): 0}, "乙": {Fraction(100): 10, Fraction(0): 10}}
    reader = Reader(parts, {"甲": 1, "乙": 1})
    reader.part("甲", "coarse")
    reader.score("exact")
    assert (reader.width("甲"), reader.width("乙")) == (10, 10)
    reader.whole("exact")
    assert (reader.width("甲"), reader.width("乙")) == (0, 0)


@pytest.mark.parametrize(
    ("rows", "weights"),
    [
        (((5, 0, 0, 0), (0, 0, 0, 20)), (5000, 5000)),  # ≥ 90, 不单列, score 50: once read as 100 and 0
        (((5, 0, 0, 0), (0, 2, 0, 10)), (5000, 5000)),
        (((5, 0, 0, 0), (4, 1, 0, 0)), (5000, 5000)),
        (((5, 0, 0, 0), (0, 20, 0, 0), (0, 0, 30, 0)), (4000, 3000, 3000)),  # sorted: the distribution would tell
    ],
)
def test_hidden_neighbors_are_not_solved(rows, weights):
    figure, *truth = by_class(rows, weights)
    assert narrow(figure, *truth) == []


def test_the_distribution_is_kept_back_where_it_would_tell():
    figure, *_ = by_class(((5, 0, 0, 0), (0, 20, 0, 0), (0, 0, 30, 0)))
    assert figure["mean"]["state"] == figure["score"]["state"] == "exact"
    assert figure["options"] is figure["rates"] is None


@pytest.mark.parametrize("rows", [(6, 0, 0, 0), (5, 1, 0, 0), (4, 2, 0, 0)])
def test_almost_of_one_mind_looks_like_of_one_mind(rows):
    figure, *_ = by_class((rows,), (10_000,))
    assert figure["score"]["text"] == figure["mean"]["text"] == "≥ 90"
