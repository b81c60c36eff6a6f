"""Words of the learning room."""

from __future__ import annotations

from django.db import models

DRAFT, OPEN, CLOSED = "draft", "open", "closed"
PLANNED, HELD, CANCELLED = "planned", "held", "cancelled"
COURSE_LAMPS = {DRAFT: "idle", OPEN: "ok", CLOSED: "off"}
SESSION_LAMPS = {PLANNED: "ok", HELD: "done", CANCELLED: "off"}


class ModuleKind(models.TextChoices):
    """What a module of a course teaches."""

    PROFESSIONAL = "professional", "专业"
    PARTY_SPIRIT = "party_spirit", "党性教育"
    ETHICS = "ethics", "职业道德与普法"


RECORDED = (ModuleKind.PARTY_SPIRIT, ModuleKind.ETHICS)
"""Modules whose completion is on the book and counts; professional ones count by their hours alone."""
MODULE_CHIPS = {"professional": "hr", "party_spirit": "party", "ethics": "fuse"}


class Audience(models.TextChoices):
    """For whom a course or a module is meant."""

    ALL = "all", "全体"
    MEMBER = "member", "党员"
    NON_MEMBER = "non_member", "非党员"


class EnrolmentState(models.TextChoices):
    """Whether a person has a place."""

    ENROLLED = "enrolled", "已报名"
    WAITING = "waiting", "候补"
    WITHDRAWN = "withdrawn", "已退出"


ENROLMENT_LAMPS = {"enrolled": "ok", "waiting": "soon", "withdrawn": "off"}


class Presence(models.TextChoices):
    """Whether somebody with a place came. Excused (改期) leaves no trace in any rate: the person comes another time."""

    PRESENT = "present", "到课"
    ABSENT = "absent", "未到课"
    EXCUSED = "excused", "改期参加"


PRESENCE_LAMPS = {"present": "done", "absent": "off", "excused": "idle", "": "idle"}
