"""The figures of a democratic appraisal, exact until the one rounding at the end (methods §7).

Everything is an integer or a Fraction; `rounded` turns a figure into the digits that are shown, halves away from zero.
Values of opinions are 0–100.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from shuanglun.records.surveys.rules.shape import lettered

Number = int | Fraction

Z95 = Fraction("1.959963984540054")
"""The 97.5 % point of the normal distribution, for Wilson's 95 % interval."""
USABLE = Fraction(2, 3)
"""Returned ÷ issued below which a campaign is not used (methods §7)."""


def rounded(value: Fraction | int, places: int = 2) -> str:
    """The figure with `places` decimals, rounded half up once."""
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP):f}"


def option_values(scale: Mapping) -> dict[str, Fraction | None]:
    """The value of each option, by letter: 100·(points − low)/(high − low); None leaves the denominator (不了解、弃权)."""
    low, high = scale["low"], scale["high"]
    return {
        letter: None if option["points"] is None else Fraction(100 * (option["points"] - low), high - low)
        for letter, option in lettered(scale["options"])
    }


@dataclass(frozen=True)
class Opinions:
    """Opinions on one question: how many, the sum of their values and of the squares; 不了解 is in `unknown` only."""

    n: int = 0
    total: Fraction = Fraction(0)
    squares: Fraction = Fraction(0)
    unknown: int = 0

    def __add__(self, other: Opinions) -> Opinions:
        return Opinions(
            self.n + other.n, self.total + other.total, self.squares + other.squares, self.unknown + other.unknown
        )

    @property
    def mean(self) -> Fraction | None:
        """The mean of the values; None without opinions."""
        return self.total / self.n if self.n else None


def opinions(counts: Mapping[str, int], values: Mapping[str, Fraction | None]) -> Opinions:
    """From counts by letter; letters without a value are 不了解."""
    result = [(count, values[name]) for name, count in counts.items() if name in values]
    known = [(count, value) for count, value in result if value is not None]
    return Opinions(
        sum(count for count, _ in known), sum((count * value for count, value in known), Fraction(0)),
        sum((count * value * value for count, value in known), Fraction(0)),
        sum(count for count, value in result if value is None),
    )  # fmt: skip


def weighted(means: Iterable[tuple[int, Fraction]]) -> Fraction | None:
    """Σ weight·mean / Σ weight; None where no weight is left."""
    rows = list(means)
    weights = sum(weight for weight, _ in rows)
    return sum((weight * mean for weight, mean in rows), Fraction(0)) / weights if weights else None


def root(value: Fraction) -> Fraction:
    """The square root to 50 digits."""
    with localcontext() as context:
        context.prec = 50
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def wilson(count: int, n: int, z: Fraction = Z95) -> tuple[Fraction, Fraction]:
    """Wilson's score interval of the share count/n (E. B. Wilson 1927); n > 0."""
    share, square = Fraction(count, n), z * z
    center = share + square / (2 * n)
    half = z * root(share * (1 - share) / n + square / (4 * n * n))
    below = 1 + square / n
    return max((center - half) / below, Fraction(0)), min((center + half) / below, Fraction(1))


def icc(groups: Iterable[Opinions]) -> tuple[Fraction, Fraction] | None:
    """Agreement of raters on one question over several subjects: ICC(1,1) and ICC(1,k), one-way random effects
    (Shrout & Fleiss 1979), from sums and sums of squares.

    Subjects may have different numbers of opinions; k is then k0 = (N − Σn²/N)/(g − 1). None for fewer than two subjects,
    fewer than two opinions each on average, or where all subjects have the same mean.
    """
    rows = [row for row in groups if row.n]
    count, n = len(rows), sum(row.n for row in rows)
    if count < 2 or n <= count:
        return None
    grand = sum((row.total for row in rows), Fraction(0)) ** 2 / n
    between_sum = sum((row.total**2 / row.n for row in rows), Fraction(0))
    within = (sum((row.squares for row in rows), Fraction(0)) - between_sum) / (n - count)
    between = (between_sum - grand) / (count - 1)
    if not between:
        return None
    k0 = (n - Fraction(sum(row.n**2 for row in rows), n)) / (count - 1)
    return (between - within) / (between + (k0 - 1) * within), (between - within) / between


@dataclass(frozen=True)
class Concordance:
    """Kendall's W of m raters over n subjects, with χ² = m(n − 1)W."""

    w: Fraction
    raters: int
    subjects: int

    @property
    def chi_square(self) -> Fraction:
        """To hold against the χ² distribution with n − 1 degrees of freedom."""
        return self.raters * (self.subjects - 1) * self.w


def kendall(ratings: Mapping[Sequence[int], int]) -> Concordance | None:
    """Kendall's W with the correction for ties, W = 12S / (m²(n³ − n) − m·ΣT), T = Σ(t³ − t) (methods §4).

    ratings: what a rater gave to each subject, smaller is better, with the number of raters who gave exactly this. None
    for fewer than two raters or subjects, or where nobody tells any subject from another.
    """
    raters = sum(ratings.values())
    size = len(next(iter(ratings), ()))
    if raters < 2 or size < 2:
        return None
    twice, ties = [0] * size, 0
    for row, count in ratings.items():
        places = {value: row.count(value) for value in set(row)}
        ties += count * sum(equal**3 - equal for equal in places.values())
        for at, value in enumerate(row):  # twice the mean rank, so that it stays whole
            twice[at] += count * (2 * sum(many for other, many in places.items() if other < value) + places[value] + 1)
    spread = Fraction(sum((total - raters * (size + 1)) ** 2 for total in twice), 4)
    below = raters**2 * (size**3 - size) - raters * ties
    return Concordance(12 * spread / below, raters, size) if below else None


def variance(n: int, total: Fraction | int, squares: Fraction | int) -> Fraction:
    """The sample variance (n − 1) from sums; n ≥ 2."""
    return (squares - Fraction(total) ** 2 / n) / (n - 1)


def alpha(
    n: int, items: Sequence[tuple[Fraction | int, Fraction | int]], totals: tuple[Fraction | int, Fraction | int]
) -> Fraction | None:
    """Cronbach's α = k/(k − 1)·(1 − Σs²ᵢ/s²) of k items, from (sum, sum of squares) of each item and of the row totals."""
    size = len(items)
    if n < 2 or size < 2:
        return None
    whole = variance(n, *totals)
    parts = sum((variance(n, *item) for item in items), Fraction(0))
    return Fraction(size, size - 1) * (1 - parts / whole) if whole else None


@dataclass(frozen=True)
class Returned:
    """Whether the ballots of a campaign count: state is ok, void (more than issued) or unused (too few came back)."""

    state: str
    share: Fraction | None
    words: str


def usable(per_mille: int) -> Fraction:
    """The parameter as a limit: 666 ‰, as it is shipped, stands for exactly two thirds; any other number is as written."""
    return USABLE if per_mille == 666 else Fraction(per_mille, 1000)


def overfull(groups: Iterable[tuple[str, int, int]]) -> str:
    """Which groups returned more than was issued to them, in words; groups as (label, issued, returned). A whole that
    adds up does not heal one of them: their ballots were cast by others."""
    found = [f"“{label}”收回 {back} 张，多于发出的 {issued} 张" for label, issued, back in groups if back > issued]
    return f"{'；'.join(found)}，本次测评无效，不公布任何结果。请查明原因后重新组织。" if found else ""


def returned(issued: int, cast: int, usable: Fraction = USABLE) -> Returned:
    """Ballots returned against ballots issued (methods §7): equal to the limit is enough."""
    if cast > issued:
        return Returned(
            "void",
            None,
            f"收回 {cast} 张，多于发出的 {issued} 张，本次测评无效，不公布任何结果。请查明原因后重新组织。",
        )
    share = Fraction(cast, issued) if issued else Fraction(0)
    if share < usable:
        least = (
            f"{usable.numerator}/{usable.denominator}" if usable.denominator < 10 else f"{rounded(100 * usable, 1)}%"
        )
        return Returned(
            "unused",
            share,
            f"发出 {issued} 张，收回 {cast} 张，收回率 {rounded(100 * share)}%，不足 {least}，结果不采用、不公布。",
        )
    return Returned("ok", share, f"发出 {issued} 张，收回 {cast} 张，收回率 {rounded(100 * share)}%，有效。")
