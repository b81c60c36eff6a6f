"""Which voters are counted together, so that no figure stands for fewer than five of them.

Before any ballot exists, by the roster (`before_opening`): a group gets a signing key of its own, so it must be fixed then.
After closing, once for each subject, by its opinions (`after_closing`). Both follow one rule (methods §0b): from front to
back, what is too small joins the smaller of its two neighbors, of equal ones the later, until nothing is too small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS


@dataclass(frozen=True)
class VoterGroup:
    """A reporting group: the raw groups (class code, unit code) whose voters share one key, and their number."""

    label: str
    classes: tuple[str, ...]
    units: tuple[str, ...]
    raw: tuple[tuple[str, str], ...]
    eligible: int


@dataclass(frozen=True)
class MergedClass:
    """Classes shown as one: their places in the order asked, the label, the sum of weights (basis points) and of opinions."""

    members: tuple[int, ...]
    label: str
    weight: int
    n: int


def joined(sizes: Sequence[int], least: int = MINIMUM_OPINIONS) -> list[list[int]]:
    """The places of `sizes`, in order, joined with neighbors until every part has `least`; one part may stay below."""
    parts = [[place] for place in range(len(sizes))]
    counts = list(sizes)
    while (
        len(parts) > 1 and (small := next((at for at, count in enumerate(counts) if count < least), None)) is not None
    ):
        join(parts, counts, small)
    return parts


def join(parts: list[list[int]], counts: list[int], at: int) -> None:
    """Join the part at `at` with the smaller neighbor, of equal ones the later."""
    neighbors = [place for place in (at + 1, at - 1) if 0 <= place < len(parts)]
    first = min(at, min(neighbors, key=lambda place: counts[place]))
    parts[first : first + 2] = [parts[first] + parts[first + 1]]
    counts[first : first + 2] = [counts[first] + counts[first + 1]]


def is_large_enough(eligible: int, least: int = MINIMUM_OPINIONS) -> Verdict:
    """A campaign asks at least as many people as the smallest figure that may be shown needs."""
    if eligible >= least:
        return Allowed()
    return Refused(
        f"名册上只有 {eligible} 人，少于 {least} 人，任何结果都不能公布，也无法保密。请补充名册，或改用谈话等方式听取意见。"
    )


def before_opening(
    classes: Sequence[Mapping],
    units: Sequence[tuple[str, str]],
    roster: Mapping[tuple[str, str], int],
    least: int = MINIMUM_OPINIONS,
) -> list[VoterGroup]:
    """The reporting groups of a roster, each with at least `least` voters.

    classes: in order, with code and label. units: (code, label) in order; one unit where groups are by class only.
    roster: voters by (class code, unit code). A class below `least` joins a neighboring class; then, inside each class,
    a unit below it joins a neighboring unit. Raises RefusedError where the whole roster is smaller.
    """  # fmt: skip
    is_large_enough(sum(roster.values()), least).or_refuse()
    present = [row for row in classes if any(roster.get((row["code"], unit), 0) for unit, _ in units)]
    totals = [sum(roster.get((row["code"], unit), 0) for unit, _ in units) for row in present]
    groups = []
    for part in joined(totals, least):
        rows = [present[place] for place in part]
        codes = tuple(row["code"] for row in rows)
        title = "、".join(row["label"] for row in rows)
        groups += _by_unit(title, codes, units, roster, least)
    return groups


def _by_unit(
    title: str,
    codes: tuple[str, ...],
    units: Sequence[tuple[str, str]],
    roster: Mapping[tuple[str, str], int],
    least: int,
) -> list[VoterGroup]:
    sizes = {unit: sum(roster.get((code, unit), 0) for code in codes) for unit, _ in units}
    present = [(unit, label) for unit, label in units if sizes[unit]]
    groups = []
    for part in joined([sizes[unit] for unit, _ in present], least):
        inside = [present[place] for place in part]
        names = tuple(unit for unit, _ in inside)
        raw = tuple((code, unit) for code in codes for unit in names if roster.get((code, unit), 0))
        label = title if len(units) == 1 else f"{title} · {'、'.join(label for _, label in inside)}"
        groups.append(VoterGroup(label, codes, names, raw, sum(sizes[unit] for unit in names)))
    return groups


def after_closing(
    classes: Sequence[Mapping], opinions: Sequence[Sequence[int]], least: int = MINIMUM_OPINIONS
) -> list[MergedClass]:
    """The classes in which one subject is shown; one map serves every figure of that subject.

    opinions: for each scored question, the opinions (without 不了解) of each class. A question with fewer than `least`
    opinions in all is not shown anywhere, so it does not decide. The smallest number of each class does.
    """
    shown = [row for row in opinions if sum(row) >= least] or [[0] * len(classes)]
    smallest = [min(row[place] for row in shown) for place in range(len(classes))]
    return [
        MergedClass(
            tuple(part), "、".join(classes[place]["label"] for place in part),
            sum(classes[place]["weight"] for place in part), sum(smallest[place] for place in part),
        )
        for part in joined(smallest, least)
    ]  # fmt: skip


def percent(weight: int) -> str:
    """Basis points in percent, without idle zeros."""
    whole, rest = divmod(weight, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def map_words(merged: Sequence[MergedClass], least: int = MINIMUM_OPINIONS) -> str:
    """The merge map in words; empty where every class stands alone."""
    if len(merged) == 1 and len(merged[0].members) > 1:
        return f"按类别统计有不足 {least} 份的，各类别合并统计，不分类别公布。"
    words = [f"“{part.label}”合并统计，权重合计 {percent(part.weight)}%" for part in merged if len(part.members) > 1]
    return f"有效意见不足 {least} 份的类别并入相邻类别：{'；'.join(words)}。" if words else ""
