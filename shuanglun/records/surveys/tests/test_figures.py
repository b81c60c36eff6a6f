"""The figures: every vector of methods §7 to the digits shown there; those of votes are tested in the room life."""

from __future__ import annotations

from fractions import Fraction

from shuanglun.records.surveys.rules.figures import (
    Opinions,
    alpha,
    icc,
    kendall,
    opinions,
    option_values,
    overfull,
    returned,
    rounded,
    usable,
    weighted,
    wilson,
)
from shuanglun.records.surveys.rules.merging import after_closing

OVERALL = {
    "low": 0, "high": 100,
    "options": [
        {"label": "优秀", "points": 100}, {"label": "合格", "points": 80}, {"label": "基本合格", "points": 60},
        {"label": "不合格", "points": 0}, {"label": "不了解", "points": None},
    ],
}  # fmt: skip
FOUR = {"low": 1, "high": 4, "options": [{"label": str(points), "points": points} for points in (4, 3, 2, 1)]}
VALUES = option_values(OVERALL)
A, B, C = (
    opinions(dict(zip("abcd", row, strict=True)), VALUES) for row in ((4, 1, 0, 0), (9, 8, 2, 1), (20, 15, 4, 1))
)
WEIGHTS = (4000, 3000, 3000)


def test_heads_are_four_to_one_on_a_scale_of_a_hundred():
    assert [rounded(value) for value in option_values(FOUR).values()] == ["100.00", "66.67", "33.33", "0.00"]


def test_not_knowing_leaves_the_denominator_and_is_reported_apart():
    assert opinions({"a": 1, "e": 3, ".": 2}, VALUES) == Opinions(1, Fraction(100), Fraction(10_000), 3)
    assert opinions({}, VALUES).mean is None


def test_the_table_of_three_classes():
    assert [(row.n, row.mean) for row in (A, B, C)] == [(5, 96), (20, 83), (40, 86)]
    assert weighted(zip(WEIGHTS, (96, 83, 86), strict=True)) == Fraction("89.1")
    assert rounded((A + B + C).mean, 6) == "85.846154"


def test_shares_and_their_interval():
    assert rounded(Fraction(33, 65), 6) == "0.507692"
    assert [rounded(bound, 6) for bound in wilson(33, 65)] == ["0.389165", "0.625362"]
    assert rounded(Fraction(57, 65), 6) == "0.876923"
    assert wilson(0, 10)[0] == 0 and wilson(10, 10)[1] == 1


def test_a_class_of_four_is_merged_and_not_dropped():
    """A has 3 优秀 and 1 合格: A and B together have n 24 and mean 85, weights .7 and .3 give 85.3."""
    small = opinions({"a": 3, "b": 1}, VALUES)
    assert small.mean == 95
    classes = [{"code": code, "label": code, "weight": weight} for code, weight in zip("ABC", WEIGHTS, strict=True)]
    parts = [small, B, C]
    merged = after_closing(classes, [[row.n for row in parts]])
    both = [sum((parts[place] for place in part.members), Opinions()) for part in merged]
    assert [(row.n, row.mean) for row in both] == [(24, 85), (40, 86)]
    assert weighted((part.weight, row.mean) for part, row in zip(merged, both, strict=True)) == Fraction("85.3")
    assert weighted([(3000, Fraction(83)), (3000, Fraction(86))]) == Fraction("84.5"), "A dropped: not the default"
    assert weighted([]) is None


def test_political_heads_with_their_weights():
    """methods §3: means on 1–4 and the weights .35, .15, .20, .20, .10."""
    means = [Fraction(100) * (Fraction(mean) - 1) / 3 for mean in ("3.6", "3.4", "3.2", "3.5", "3.8")]
    assert [rounded(mean, 4) for mean in means] == ["86.6667", "80.0000", "73.3333", "83.3333", "93.3333"]
    assert rounded(weighted((1, mean) for mean in means), 4) == "83.3333"
    assert weighted(zip((35, 15, 20, 20, 10), means, strict=True)) == 83


def test_returned_ballots_are_held_against_issued_ones():
    assert rounded(returned(70, 65).share, 6) == "0.928571" and returned(70, 65).state == "ok"
    assert (returned(60, 40).state, returned(60, 39).state, returned(0, 0).state) == ("ok", "unused", "unused")
    assert returned(60, 39, Fraction(1, 2)).state == "ok"
    assert "不足 2/3" in returned(60, 39).words and "不足 66.6%" in returned(60, 39, Fraction(666, 1000)).words
    assert returned(70, 71).state == "void" and "多于发出" in returned(70, 71).words


def test_the_shipped_limit_is_exactly_two_thirds():
    assert (returned(2000, 1333, usable(666)).state, returned(2000, 1334, usable(666)).state) == ("unused", "ok")
    assert returned(3000, 2000, usable(666)).state == "ok" and returned(1000, 667, usable(667)).state == "ok"
    assert (usable(666), usable(667), usable(500)) == (Fraction(2, 3), Fraction(667, 1000), Fraction(1, 2))


def test_every_group_is_held_against_what_was_issued_to_it():
    words = overfull([("领导", 5, 6), ("中层", 20, 12), ("职工", 30, 31)])
    assert words.startswith("“领导”收回 6 张，多于发出的 5 张；“职工”收回 31 张，多于发出的 30 张，本次测评无效")
    assert overfull([("领导", 5, 5), ("中层", 20, 12)]) == ""


MATRIX = [[4, 5, 4, 4], [3, 3, 4, 3], [5, 5, 5, 4], [2, 3, 2, 3], [4, 4, 5, 4], [3, 4, 3, 3]]


def sums(numbers):
    """Sum and sum of squares."""
    return sum(numbers), sum(number**2 for number in numbers)


def test_reliability_of_an_appraisal():
    value = alpha(6, [sums(column) for column in zip(*MATRIX, strict=True)], sums([sum(row) for row in MATRIX]))
    assert rounded(value, 6) == "0.914956"
    assert alpha(1, [(1, 1), (1, 1)], (2, 4)) is None
    assert alpha(3, [(3, 3), (3, 3)], (6, 12)) is None, "all rows alike"


def test_concordance_of_experts_without_ties():
    """methods §4: rank sums 5 8 12 15 20, S = 138, χ² = 13.8."""
    ranks = {(1, 2, 3, 4, 5): 1, (1, 3, 2, 4, 5): 1, (2, 1, 3, 4, 5): 1, (1, 2, 4, 3, 5): 1}
    result = kendall(ranks)
    assert (result.w, result.chi_square) == (Fraction("0.8625"), Fraction("13.8"))


def test_concordance_with_ties_gives_mean_ranks():
    """Ranks (1.5, 1.5, 3) twice and (1, 2, 3) once: rank sums 4, 5, 9; S = 14; ΣT = 12; W = 12·14/(9·24 − 3·12)."""
    assert kendall({(1, 1, 2): 2, (1, 2, 3): 1}).w == Fraction(168, 180)
    assert kendall({(1, 1): 9}) is None, "nobody tells them apart"
    assert kendall({(1, 2, 2): 7}).w == 1
    assert kendall({(1, 2): 1}) is None
    assert kendall({}) is None


def group(*values):
    """Opinions with these values."""
    total, squares = sums(values)
    return Opinions(len(values), Fraction(total), Fraction(squares))


def test_agreement_of_raters_in_a_balanced_design():
    """Shrout & Fleiss (1979), table 2: six targets, four judges, ICC(1,1) = .17 and ICC(1,4) = .44."""
    rows = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    single, mean = icc(group(*row) for row in rows)
    assert (rounded(single), rounded(mean)) == ("0.17", "0.44")


def test_agreement_with_different_numbers_of_opinions():
    """n = 2, 3; means 2, 6; between = 96/5, within = (2 + 2)/3, k0 = 5 − 13/5 = 12/5."""
    single, mean = icc([group(1, 3), group(5, 6, 7)])
    between, within, size = Fraction(96, 5), Fraction(4, 3), Fraction(12, 5)
    assert mean == (between - within) / between
    assert single == (between - within) / (between + (size - 1) * within)
    assert icc([group(1, 2)]) is None
    assert icc([group(1, 3), group(2, 2)]) is None, "the same mean"
    assert icc([group(1), group(2)]) is None


def test_halves_are_rounded_up_once():
    assert [rounded(Fraction(text)) for text in ("0.005", "0.0049999", "99.995")] == ["0.01", "0.00", "100.00"]
    assert rounded(7, 0) == "7"
