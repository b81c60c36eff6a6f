"""What may be shown of a tree: the proof is held against two solvers of this file, which share nothing with the module's."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.records.surveys.rules.disclosure import (
    COARSE,
    EXACT,
    HIDDEN,
    Betrayed,
    Cell,
    Shown,
    arranged,
    check,
    cover,
    numbers_solved,
    pools,
    solvable,
)

VALUES = (100, 80, 60, 0)


def cell(label, n, mean):
    """A leaf."""
    return Cell(label, n, n * mean)


def tree(*children, label="全部"):
    """A parent of these."""
    return Cell(label, sum(child.n for child in children), sum(child.total for child in children), children)


def protect(truth):
    """What may be shown of a tree."""
    shown = arranged(truth)
    return cover(shown) if shown else None


def lines(shown):
    """What is published, as (label, n, state)."""
    return [(part.label, part.n, part.state) for part in shown.walk()]


def grown(chance, depth=0):
    """A random tree with many unanimous and many small cells."""
    if depth < 2 and chance.random() < (0.95, 0.4)[depth]:
        return tree(*(grown(chance, depth + 1) for _ in range(chance.randint(2, 5))), label=f"{chance.random()}")
    n = chance.choice((chance.randint(0, 4), chance.randint(3, 12), chance.randint(0, 40)))
    values = chance.choice(((100,), (100,), (0,), VALUES, VALUES, (100, 80)))
    return Cell(f"{chance.random()}", n, sum(chance.choice(values) for _ in range(n)))


def interval(shown):
    """What a reader of one published cell alone knows of its sum."""
    if shown.state == EXACT:
        return shown.total, shown.total
    top = 100 * shown.n
    if shown.state == HIDDEN:
        return (top // 10, top * 9 // 10) if shown.n < 10 else (0, top)
    apart = 10 * shown.n if shown.n < 10 else 100
    return (top - apart, top) if shown.total > top // 2 else (0, apart)


def is_told(shown, low, high):
    """Whether these bounds tell what is held back: a hidden sum, a coarse mean of few to one point, a part of several."""
    near = min(shown.total, 100 * shown.n - shown.total)
    if shown.state == EXACT:
        return bool(shown.parts) and near <= (100 if shown.n >= 10 else 10 * shown.n)
    if shown.state == COARSE and (shown.n < 10 or shown.parts):
        return high - low < min(shown.n, 9)
    return low == high


def solved_by_two_walks(root):
    """Labels of hidden figures with one consistent value: bounds carried up once and down once, which is exact on a tree."""
    up, found = {}, []

    def climb(node):
        low, high = interval(node)
        if node.children:
            inside = [climb(child) for child in node.children]
            low, high = max(low, sum(a for a, _ in inside)), min(high, sum(b for _, b in inside))
        up[id(node)] = low, high
        return low, high

    def descend(node, low, high):
        if is_told(node, low, high):
            found.append(node.label)
        for child in node.children:
            others = [up[id(other)] for other in node.children if other is not child]
            mine = up[id(child)]
            descend(
                child, max(mine[0], low - sum(b for _, b in others)), min(mine[1], high - sum(a for a, _ in others))
            )

    descend(root, *climb(root))
    for node in root.walk():
        if node.mixed and solved_by_counting([part.n for part in node.parts]):
            found.append(node.label)
    return found


def solved_by_counting(numbers):
    """Whether one of the small numbers is the same in every way to make up the sum: all ways are tried."""
    total = sum(numbers)
    ranges = [range(5) if number < 5 else range(5, total + 1) for number in numbers[:-1]]
    last = range(5) if numbers[-1] < 5 else range(5, total + 1)
    ways = [(*way, total - sum(way)) for way in product(*ranges) if total - sum(way) in last]
    return any(len({way[at] for way in ways}) == 1 for at, number in enumerate(numbers) if number < 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**40))
def test_no_hidden_cell_of_ten_thousand_trees_can_be_solved(seed):
    """B6: 40 batches of 250 trees. No shown mean has fewer than five opinions, and all opinions are in the tree once."""
    chance = random.Random(seed)
    for _ in range(250):
        truth = grown(chance)
        shown = protect(truth)
        if shown is None:
            assert truth.n < 5
            continue
        assert solved_by_two_walks(shown) == []
        for part in shown.walk():
            assert part.n >= 5
            assert not part.children or sum(child.n for child in part.children) == part.n
            few, mean = part.n < 10, Fraction(part.total) / part.n
            assert not (few and (mean >= 90 or mean <= 10) and part.state == EXACT)
            assert not (few and 10 < mean < 90 and part.state == COARSE)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=2, max_size=6))
def test_no_number_inside_a_merged_cell_can_be_told(numbers):
    for part in pools([(number,) for number in numbers]):
        inside = [numbers[place] for place in part]
        assert len(part) in (1, len(numbers)) or not solved_by_counting(inside)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**40))
def test_small_trees_withstand_trying_every_possibility(seed):
    """Every way to fill the hidden sums of a flat tree in steps of ten, against the published ones."""
    chance = random.Random(seed)
    parts = []
    for at in range(chance.randint(2, 4)):
        n = chance.randint(5, 7)
        parts.append(cell(f"{at}", n, chance.choice((0, 100, 100, 50))))
    shown = protect(tree(*parts))
    unknown = [child for child in shown.children if child.state != EXACT]
    rest = sum(child.total for child in shown.children if child.state == EXACT)
    low, high = interval(shown)
    ranges = [range(*(lambda a, b: (a, b + 1, 10))(*interval(child))) for child in unknown]
    ways = [way for way in product(*ranges) if low <= rest + sum(way) <= high]
    for at, child in enumerate(unknown):
        assert len({way[at] for way in ways}) > 1, child
        assert (
            child.state != COARSE
            or child.n >= 10
            or max(way[at] for way in ways) - min(way[at] for way in ways) >= child.n
        )


def test_both_solvers_see_what_is_betrayed():
    """A hidden child beside a shown sibling and a shown parent."""
    root = Shown("全部", 20, 1500, [Shown("甲", 8, 800, state=COARSE), Shown("乙", 12, 700)])
    assert [part.label for part in solvable(root)] == solved_by_two_walks(root) == ["甲"]
    with pytest.raises(Betrayed, match="甲"):
        check(root)
    root.children[1].state = HIDDEN
    assert solvable(root) == solved_by_two_walks(root) == []
    check(root)


def test_bounds_betray_where_subtraction_does_not():
    """Two cells are hidden, but the total is the greatest possible."""
    root = Shown("全部", 19, 1900, [Shown("甲", 7, 700, state=COARSE), Shown("乙", 12, 1200, state=HIDDEN)])
    assert {part.label for part in solvable(root)} == set(solved_by_two_walks(root)) == {"甲", "乙"}


@pytest.mark.parametrize(
    ("numbers", "solved"),
    [([4, 4], True), ([3, 4], False), ([0, 5], True), ([1, 5], False), ([0, 5, 5], True), ([4, 9], False),
     ([5, 6], False), ([1, 4], False)],
)  # fmt: skip
def test_a_sum_at_the_end_of_its_range_tells_its_parts(numbers, solved):
    assert numbers_solved(numbers) is solved_by_counting(numbers) is solved


def test_small_siblings_are_merged_and_not_hidden():
    shown = protect(tree(cell("办公室", 12, 70), cell("人事处", 3, 90), cell("一所", 9, 60), cell("二所", 20, 80)))
    assert lines(shown) == [
        ("全部", 44, EXACT), ("办公室", 12, EXACT), ("人事处、一所", 12, EXACT), ("二所", 20, EXACT),
    ]  # fmt: skip


def test_merging_goes_on_where_the_sum_would_tell_the_parts():
    """Four and four make eight, which only four and four do: the third joins them."""
    assert pools([(4,), (4,), (30,), (9,)]) == [[0, 1, 2], [3]]
    assert pools([(4, 9), (4, 6), (30, 30), (9, 9)]) == [[0, 1, 2], [3]], "on any of the questions"
    assert pools([(6,), (7,)]) == [[0], [1]]


def test_a_unanimous_cell_is_coarse_and_a_neighbor_is_hidden_with_it():
    shown = protect(tree(cell("甲", 6, 100), cell("乙", 12, 70), cell("丙", 30, 80)))
    assert lines(shown) == [("全部", 48, EXACT), ("甲", 6, COARSE), ("乙", 12, HIDDEN), ("丙", 30, EXACT)]


@pytest.mark.parametrize("mean", [90, 92, 99, 100])
def test_every_high_mean_of_few_is_coarse(mean):
    """≥ 90 must not read as 100."""
    assert lines(protect(tree(cell("甲", 6, mean), cell("乙", 12, 70), cell("丙", 30, 80))))[1] == ("甲", 6, COARSE)
    assert lines(protect(tree(cell("甲", 6, 100 - mean), cell("乙", 12, 70), cell("丙", 30, 80))))[1][2] == COARSE


def test_a_whole_next_to_unanimity_looks_like_it():
    """One opinion apart and the same form: ≥ 90 of many is no proof that all agree."""
    for total in (1200, 1150, 1100):
        assert lines(protect(tree(cell("甲", 6, 100), Cell("乙", 12, total))))[0] == ("全部", 18, COARSE)
    assert lines(protect(tree(cell("甲", 6, 100), Cell("乙", 12, 1060))))[0] == ("全部", 18, EXACT)


def test_two_coarse_cells_that_leave_each_other_no_room_get_cover():
    """Both are ≥ 90 and together at 90: each would be known."""
    shown = protect(tree(cell("甲", 5, 90), cell("乙", 6, 90), cell("丙", 30, 80)))
    assert [state for _, _, state in lines(shown)] == [EXACT, COARSE, COARSE, HIDDEN]


def test_unanimity_of_ten_is_shown_but_not_when_it_betrays_a_smaller_one():
    assert lines(protect(tree(cell("甲", 10, 100), cell("乙", 12, 100)))) == [
        ("全部", 22, EXACT), ("甲", 10, EXACT), ("乙", 12, EXACT),
    ]  # fmt: skip
    assert lines(protect(tree(cell("甲", 6, 100), cell("乙", 12, 100)))) == [
        ("全部", 18, COARSE), ("甲", 6, COARSE), ("乙", 12, EXACT),
    ]  # fmt: skip


def test_fewer_than_five_are_not_shown_at_all():
    assert protect(tree(cell("甲", 2, 80), cell("乙", 2, 90))) is None


def test_levels_are_merged_one_by_one_and_an_only_child_is_its_parent():
    left = tree(cell("一室", 7, 80), cell("二室", 3, 60), cell("三室", 9, 70), label="一所")
    right = tree(cell("四室", 4, 90), cell("五室", 4, 90), label="二所")
    assert [part[:2] for part in lines(arranged(tree(left, right)))] == [
        ("全部", 27), ("一所", 19), ("一室、二室", 10), ("三室", 9), ("二所", 8),
    ]  # fmt: skip
    assert [part[:2] for part in lines(arranged(tree(left)))][1:] == [("一室、二室", 10), ("三室", 9)]


def test_sums_may_be_fractions():
    shown = protect(tree(Cell("甲", 5, Fraction(1000, 3)), Cell("乙", 5, Fraction(500))))
    assert lines(shown) == [("全部", 10, EXACT), ("甲", 5, HIDDEN), ("乙", 5, COARSE)]
