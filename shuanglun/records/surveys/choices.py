"""Words of the surveys room."""

from __future__ import annotations

from django.db import models

MINIMUM_OPINIONS = 5  # rules §1 ANON_MIN_RESPONSES, G-09: below it nothing is stored, published or counted
MINIMUM_SPREAD = 10  # trust B: below it no distribution and no comment is shown


class Head(models.TextChoices):
    """What colleagues were asked about."""

    CONDUCT = "conduct", "思想政治与职业操守"
    CAPABILITY = "capability", "履职能力"


class InstrumentKind(models.TextChoices):
    """What an instrument is for (formats §6)."""

    APPRAISAL = "appraisal", "民主测评（德能勤绩廉）"
    POLITICAL = "political", "政治素质测评"
    TEAM = "team", "领导班子测评"
    REPORT = "report", "一报告两评议"
    RECOMMEND_TALK = "recommend_talk", "谈话调研推荐"
    RECOMMEND_MEETING = "recommend_meeting", "会议推荐"
    SATISFACTION = "satisfaction", "满意度调查"
    OTHER = "other", "其他测评"


class VersionState(models.TextChoices):
    """Where a version of an instrument stands; only drafts change."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    RETIRED = "retired", "已停用"


VERSION_LAMPS = {"draft": "idle", "published": "done", "retired": "off"}


class Mode(models.TextChoices):
    """How ballots reach the box."""

    ONLINE = "online", "线上（盲签领票）"
    ONSITE = "onsite", "会场（抽取票条）"


LEVELS = [(0, "全单位不分部门"), (1, "按一级部门"), (2, "按二级部门")]
"""The organizational level at which a class of voters is parted into reporting groups."""


class SubjectKind(models.TextChoices):
    """Whom or what a question is about."""

    PERSON = "person", "个人"
    BODY = "body", "班子或单位"


class Way(models.TextChoices):
    """How somebody on the roster takes part; nothing is known of whether they voted."""

    NONE = "", "未领票"
    TICKET = "ticket", "已领线上票"
    PAPER = "paper", "改用纸质票"


class RemarkState(models.TextChoices):
    """What became of a written opinion before the release."""

    PENDING = "pending", "待审核"
    RELEASED = "released", "可公布"
    LEAD = "lead", "留作核实线索"
    WITHHELD = "withheld", "不公布"


REMARK_LAMPS = {"pending": "soon", "released": "done", "lead": "done", "withheld": "off"}
