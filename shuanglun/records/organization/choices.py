"""Words of the organization room (formats.md §1)."""

from __future__ import annotations

from django.db import models


class PartyOrgKind(models.TextChoices):
    """党组织类别 (project list)."""

    COMMITTEE = "committee", "党委"
    GENERAL_BRANCH = "general_branch", "党总支"
    BRANCH = "branch", "党支部"
    GROUP = "group", "党小组"


class PostCategory(models.TextChoices):
    """岗位类别: 1管理 2专业技术 3工勤技能."""

    MANAGEMENT = "M", "管理岗"
    SPECIALIST = "P", "专业技术岗"
    WORKER = "W", "工勤技能岗"


GRADES = {
    "M": [f"M{n:02d}" for n in range(1, 11)],
    "P": [f"P{n:02d}" for n in range(1, 14)],
    "W": [f"W{n:02d}" for n in range(1, 6)] + ["W99"],
}
_NUMERALS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三"]


def grade_label(code: str) -> str:
    """岗位等级 in words: M07 → 管理岗七级, W99 → 普通工; an unknown code is returned as it is."""
    if code == "W99":
        return "普通工"
    if len(code) == 3 and code[0] in GRADES and code[1:].isdigit() and 0 < int(code[1:]) < len(_NUMERALS):
        return f"{PostCategory(code[0]).label}{_NUMERALS[int(code[1:])]}级"
    return code
