"""Words of the life room (formats.md §1 会议类型)."""

from __future__ import annotations

from django.db import models


class MeetingKind(models.TextChoices):
    """会议类型; the first ten of the field, in its own order."""

    MEMBER_MEETING = "1", "支部党员大会"
    COMMITTEE = "2", "支部委员会"
    GROUP = "3", "党小组会"
    LECTURE = "4", "党课"
    THEME_DAY = "5", "主题党日"
    ORG_LIFE = "6", "组织生活会"
    DEMOCRATIC_LIFE = "7", "民主生活会"
    CENTRAL_GROUP = "8", "中心组学习"
    MEMBER_APPRAISAL = "9", "民主评议党员"


class Presence(models.TextChoices):
    """到会情况. An excused absence (leave) still counts as due; an exempt one leaves the denominator (G-05)."""

    PRESENT = "present", "到会"
    ABSENT = "absent", "未到会"
    LEAVE = "leave", "请假"
    EXEMPT = "exempt", "豁免"
