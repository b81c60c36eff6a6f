"""Which voters are counted together: before opening by the roster, after closing by the opinions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.rules.merging import (
    after_closing,
    before_opening,
    is_large_enough,
    joined,
    map_words,
    percent,
)

CLASSES = [
    {"code": "A", "label": "领导班子", "weight": 4000},
    {"code": "B", "label": "中层干部", "weight": 3000},
    {"code": "C", "label": "职工", "weight": 3000},
]
UNITS = [("1", "办公室"), ("2", "人事处"), ("3", "一所"), ("4", "二所")]
WHOLE = [("", "")]


def roster(**rows):
    """Voters by class and unit, from lists in the order of units."""
    return {
        (code, unit): size
        for code, sizes in rows.items()
        for (unit, _), size in zip(UNITS, sizes, strict=False)
        if size
    }


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        ([5, 5], [[0], [1]]),
        ([4, 20, 40], [[0, 1], [2]]),
        ([9, 4, 8], [[0], [1, 2]]),
        ([8, 4, 8], [[0], [1, 2]]),
        ([20, 40, 4], [[0], [1, 2]]),
        ([1, 1, 1, 1, 1], [[0, 1, 2, 3, 4]]),
        ([6, 2, 2, 9], [[0, 1, 2], [3]]),
        ([2, 1], [[0, 1]]),
        ([3], [[0]]),
        ([], []),
    ],
)
def test_what_is_too_small_joins_the_smaller_neighbor_and_of_equal_ones_the_later(sizes, parts):
    assert joined(sizes) == parts


@given(st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_joining_keeps_order_and_people_and_leaves_nothing_small(sizes):
    parts = joined(sizes)
    assert [place for part in parts for place in part] == list(range(len(sizes)))
    assert len(parts) == 1 or all(sum(sizes[place] for place in part) >= 5 for part in parts)


def test_a_small_unit_joins_its_neighbor_inside_the_class():
    groups = before_opening(CLASSES, UNITS, roster(B=[5, 6, 5, 7], C=[9, 3, 4, 12]))
    assert [(group.label, group.eligible, group.raw) for group in groups] == [
        ("中层干部 · 办公室", 5, (("B", "1"),)),
        ("中层干部 · 人事处", 6, (("B", "2"),)),
        ("中层干部 · 一所", 5, (("B", "3"),)),
        ("中层干部 · 二所", 7, (("B", "4"),)),
        ("职工 · 办公室", 9, (("C", "1"),)),
        ("职工 · 人事处、一所", 7, (("C", "2"), ("C", "3"))),
        ("职工 · 二所", 12, (("C", "4"),)),
    ]


def test_a_group_of_three_never_stands_alone():
    [leaders, staff] = before_opening(CLASSES, WHOLE, {("A", ""): 3, ("B", ""): 20, ("C", ""): 40})
    assert (leaders.label, leaders.classes, leaders.eligible) == ("领导班子、中层干部", ("A", "B"), 23)
    assert (staff.label, staff.classes, staff.units) == ("职工", ("C",), ("",))


def test_a_class_that_joins_another_shares_its_units():
    groups = before_opening(CLASSES[:2], UNITS, roster(A=[2, 1], B=[10, 4, 3]))
    assert [(group.label, group.raw, group.eligible) for group in groups] == [
        ("领导班子、中层干部 · 办公室", (("A", "1"), ("B", "1")), 12),
        ("领导班子、中层干部 · 人事处、一所", (("A", "2"), ("B", "2"), ("B", "3")), 8),
    ]


def test_every_voter_is_in_exactly_one_group():
    rows = roster(A=[1, 0, 2, 1], B=[3, 3, 1, 0], C=[0, 4, 9, 30])
    raw = [key for group in before_opening(CLASSES, UNITS, rows) for key in group.raw]
    assert sorted(raw) == sorted(rows)
    assert len(raw) == len(set(raw))


def test_a_whole_campaign_below_five_is_refused_with_words():
    with pytest.raises(RefusedError, match="只有 4 人，少于 5 人"):
        before_opening(CLASSES, WHOLE, {("A", ""): 1, ("C", ""): 3})
    assert is_large_enough(5)


def test_one_map_of_a_subject_comes_from_its_smallest_n():
    """Class A has five opinions on most questions and four on one."""
    merged = after_closing(CLASSES, [[5, 20, 40], [4, 20, 39], [5, 18, 40]])
    assert [(part.members, part.weight, part.n) for part in merged] == [((0, 1), 7000, 22), ((2,), 3000, 39)]
    assert map_words(merged) == "有效意见不足 5 份的类别并入相邻类别：“领导班子、中层干部”合并统计，权重合计 70%。"


def test_weights_in_words():
    assert [percent(weight) for weight in (7000, 3350, 3333, 5)] == ["70", "33.5", "33.33", "0.05"]


def test_a_question_that_is_shown_nowhere_does_not_decide_the_map():
    assert len(after_closing(CLASSES, [[5, 20, 40], [1, 2, 1]])) == 3
    assert map_words(after_closing(CLASSES, [[5, 20, 40]])) == ""


def test_a_subject_with_few_opinions_is_shown_as_a_whole():
    merged = after_closing(CLASSES, [[2, 3, 2]])
    assert [(part.members, part.weight) for part in merged] == [((0, 1, 2), 10_000)]
    assert "不分类别公布" in map_words(merged)
    assert len(after_closing(CLASSES, [])) == 1, "nothing scored: nothing by class"
