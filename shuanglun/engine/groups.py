"""The groups of a subject that schemes speak of, and the combinations of them that can occur.

Everybody is a member or not; only members lead a branch (secretary, deputy and committee are one group); everybody's
post is of one category.
Source: docs/algorithms/scheme.md.
"""

from __future__ import annotations

from shuanglun.engine.terms import Scheme

MEMBER, NON_MEMBER, SECRETARY = "member", "non_member", "secretary"
LABELS = {
    MEMBER: "党员",
    NON_MEMBER: "非党员",
    SECRETARY: "支部班子",
    "management": "管理岗",
    "specialist": "专业技术岗",
    "worker": "工勤技能岗",
}
STANDINGS = ((MEMBER,), (MEMBER, SECRETARY), (NON_MEMBER,))
CATEGORIES = ("management", "specialist", "worker")
COMBINATIONS = tuple((*standing, category) for standing in STANDINGS for category in CATEGORIES)


def occurring(scheme: Scheme) -> list[tuple[str, ...]]:
    """Return the combinations of groups that the scheme applies to."""
    return [groups for groups in COMBINATIONS if scheme.fits(groups)]


def label(groups: tuple[str, ...]) -> str:
    """Return the Chinese words of a combination, e.g. 党员·支部班子·管理岗."""
    return "·".join(LABELS.get(group, group) for group in groups)
