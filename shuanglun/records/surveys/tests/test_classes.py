"""One question by classes with weights: the second equation, and a solver of this file that tries every whole change."""

from __future__ import annotations

import random
from itertools import combinations_with_replacement, product

from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.records.surveys.rules.classes import ClassCell, ClassTable, solvable, tabulate
from shuanglun.records.surveys.rules.disclosure import COARSE, EXACT, HIDDEN


def table(*rows, is_weighted=True):
    """From (weight, n, mean)."""
    return tabulate(
        [ClassCell(f"{at}", weight, n, n * mean) for at, (weight, n, mean) in enumerate(rows)], is_weighted=is_weighted
    )


def states(result):
    """How the classes, the mean and the score are shown."""
    return [cell.state for cell in result.cells], result.pooled, result.score


def bounds(cell):
    """Between which sums the rules place a class that is not shown exactly."""
    if cell.state == HIDDEN:
        return (10 * cell.n, 90 * cell.n) if cell.n < 10 else (0, 100 * cell.n)
    apart = 10 * cell.n if cell.n < 10 else 100
    return (100 * cell.n - apart, 100 * cell.n) if cell.total > 50 * cell.n else (0, apart)


def solved_by_trying(result):
    """Labels of hidden classes that no whole change of −3 … 3 steps moves; complete where weight/n is 1, 2 or 3."""
    unknown = [cell for cell in result.cells if cell.state != EXACT]
    moved = set()
    for change in product(range(-3, 4), repeat=len(unknown)):
        pairs = list(zip(unknown, change, strict=True))
        if result.pooled == EXACT and sum(change):
            continue
        if result.is_weighted and result.score == EXACT and sum(cell.weight // cell.n * step for cell, step in pairs):
            continue
        if all(bounds(cell)[0] <= cell.total + step / 100 <= bounds(cell)[1] for cell, step in pairs):
            moved |= {cell.label for cell, step in pairs if step}
    return {cell.label for cell in unknown} - moved


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_no_hidden_mean_of_many_tables_can_be_solved(seed):
    chance = random.Random(seed)
    for _ in range(4):
        rows = []
        for _ in range(chance.randint(1, 4)):
            n = chance.choice((5, 6, 9, 12, 20))
            rows.append((n * chance.randint(1, 3), n, chance.choice((100, 95, 90, 0, 70, 85))))
        result = table(*rows, is_weighted=chance.random() < 0.7)
        if len(result.cells) > 1:
            assert solved_by_trying(result) == set()
        for cell in result.cells:
            assert not (cell.state == EXACT and cell.n < 10 and not 10 * cell.n < cell.total < 90 * cell.n)


def test_no_two_classes_at_the_ends_of_their_ranges_are_solved_or_refused():
    kinds = [(n * rate, n, mean) for n in (5, 20) for rate in (1, 2, 3) for mean in (0, 10, 50, 90, 100)]
    for rows in combinations_with_replacement(kinds, 2):
        assert solved_by_trying(table(*rows)) == set(), rows


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_both_solvers_agree_on_any_choice_of_what_is_hidden(seed):
    chance = random.Random(seed)
    for _ in range(4):
        cells = []
        for at in range(chance.randint(2, 4)):
            n, mean = chance.choice((10, 20)), chance.choice((100, 0, 50))
            cells.append(
                ClassCell(f"{at}", n * chance.randint(1, 3), n, n * mean, state=chance.choice((EXACT, HIDDEN)))
            )
        result = ClassTable(cells, True, chance.choice((EXACT, HIDDEN)), chance.choice((EXACT, HIDDEN)))
        assert {cell.label for cell in solvable(result)} == solved_by_trying(result)


def test_the_table_of_the_methods_keeps_score_and_mean():
    """The leaders' 96 is a high mean of five people: shown as ≥ 90, and with it the two other classes are held back."""
    result = table((4000, 5, 96), (3000, 20, 83), (3000, 40, 86))
    assert states(result) == ([COARSE, HIDDEN, HIDDEN], EXACT, EXACT)
    assert str(float(result.weighted)) == "89.1"


def test_classes_in_the_middle_are_shown_whole():
    result = table((4000, 5, 88), (3000, 20, 83), (3000, 40, 86))
    assert states(result) == ([EXACT] * 3, EXACT, EXACT)
    assert result.spreads and not result.spreads_by_class, "five opinions give a mean and no distribution"


def test_three_classes_hide_two_beside_a_unanimous_one():
    """Mean and score are two equations, so two hidden means would be solved."""
    result = table((4000, 5, 100), (3000, 20, 83), (3000, 40, 86))
    assert states(result) == ([COARSE, HIDDEN, HIDDEN], EXACT, EXACT)


def test_two_classes_keep_the_score_and_give_up_the_mean():
    result = table((6000, 6, 100), (4000, 30, 80))
    assert states(result) == ([COARSE, HIDDEN], HIDDEN, EXACT)
    assert not result.spreads


def test_a_score_that_tells_by_its_range_alone_is_held_back():
    """Score 10: shown as ≤ 10 it would tell that the class of five is at 90 exactly, and the twenty at 0."""
    result = table((40, 20, 0), (5, 5, 90))
    assert states(result) == ([HIDDEN, COARSE], HIDDEN, HIDDEN)
    assert not result.spreads


def test_without_weights_one_hidden_neighbor_is_enough():
    result = table((6000, 6, 100), (4000, 30, 80), (0, 40, 70), is_weighted=False)
    assert states(result) == ([COARSE, HIDDEN, EXACT], EXACT, EXACT)


def test_all_of_one_mind_are_coarse_together():
    assert states(table((1, 6, 100), (1, 9, 100))) == ([COARSE, COARSE], COARSE, COARSE)
    assert states(table((1, 10, 100), (1, 12, 100))) == ([EXACT, EXACT], EXACT, EXACT)
    assert states(table((1, 7, 0))) == ([COARSE], COARSE, COARSE)


def test_fewer_than_five_opinions_show_nothing():
    result = table((1, 2, 80), (1, 2, 90))
    assert result.lacking and not result.spreads


def test_a_merged_class_of_one_mind_is_coarse_however_large():
    """It would tell the mean of the small class inside it."""
    cells = [ClassCell("甲、乙", 5000, 24, 2400, mixed=True), ClassCell("丙", 5000, 40, 3000)]
    assert tabulate(cells, is_weighted=False).cells[0].state == COARSE
    cells = [ClassCell("甲、乙", 5000, 24, 2300, mixed=True), ClassCell("丙", 5000, 40, 3000)]
    assert tabulate(cells, is_weighted=False).cells[0].state == COARSE, "one opinion apart looks the same"
    cells = [ClassCell("甲、乙", 5000, 24, 2280, mixed=True), ClassCell("丙", 5000, 40, 3000)]
    assert tabulate(cells, is_weighted=False).cells[0].state == EXACT
