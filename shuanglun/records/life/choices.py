"""Words of the life room (formats.md §1 会议类型)."""

from __future__ import annotations

from django.db import models


class MeetingKind(models.TextChoices):
    """会议类型 in the field's own order; 志愿服务 is an occasion of volunteer service, never of attendance."""

    MEMBER_MEETING = "1", "支部党员大会"
    COMMITTEE = "2", "支部委员会"
    GROUP = "3", "党小组会"
    LECTURE = "4", "党课"
    THEME_DAY = "5", "主题党日"
    ORG_LIFE = "6", "组织生活会"
    DEMOCRATIC_LIFE = "7", "民主生活会"
    CENTRAL_GROUP = "8", "中心组学习"
    MEMBER_APPRAISAL = "9", "民主评议党员"
    VOLUNTEERING = "10", "志愿服务"


FOR_OFFICERS = (MeetingKind.COMMITTEE,)
"""Kinds to which only the committee of a branch is due."""
BY_INVITATION = (MeetingKind.DEMOCRATIC_LIFE, MeetingKind.CENTRAL_GROUP, MeetingKind.VOLUNTEERING)
"""Kinds whose roster is made by hand: leaders, a study group, whoever volunteers."""


ATTENDANCE_MEASURE = "life.attendance"
"""The measure of attendance, which exemptions of a stretch of time may name."""


class Presence(models.TextChoices):
    """到会情况. An excused absence (leave) still counts as due; an exempt one leaves the denominator (G-05). Whoever is
    on the roster and not told yet is expected: that is no absence."""

    EXPECTED = "expected", "待登记"
    PRESENT = "present", "到会"
    ABSENT = "absent", "未到会"
    LEAVE = "leave", "请假"
    EXEMPT = "exempt", "豁免"


PRESENCE_LAMPS = {"expected": "soon", "present": "done", "absent": "idle", "leave": "idle", "exempt": "off"}


class LeaveReason(models.TextChoices):
    """请假事由. Sickness, maternity, secondment, duty and age exempt; personal leave does not (methods §0b)."""

    PERSONAL = "personal", "事假"
    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    SECONDMENT = "secondment", "借调、外派"
    DUTY = "duty", "公出"
    AGE = "age", "年老体弱"


class LeaveState(models.TextChoices):
    """请假办理情况."""

    ASKED = "asked", "待办理"
    GRANTED = "granted", "已同意"
    REFUSED = "refused", "未同意"


class CandidKind(models.TextChoices):
    """生活会类型: the two yearly meetings at which a branch or its leaders examine themselves."""

    ORG_LIFE = "org_life", "组织生活会"
    DEMOCRATIC_LIFE = "democratic_life", "民主生活会"


class Channel(models.TextChoices):
    """征求意见方式. Nobody's name belongs to an opinion, whatever the way it came."""

    SEMINAR = "seminar", "座谈会"
    BOX = "box", "意见箱"
    FORM = "form", "书面征求意见表"
    TALK = "talk", "个别听取"
    SERVED = "served", "服务对象"


class OpinionAbout(models.TextChoices):
    """意见方面: what an opinion is about, never whom."""

    ORGANIZATION = "organization", "组织建设"
    WORK = "work", "工作"
    STYLE = "style", "作风"


class Candor(models.TextChoices):
    """自我批评与相互批评."""

    SELF = "self", "自我批评"
    MUTUAL = "mutual", "相互批评"


class LookBack(models.TextChoices):
    """回头看结论: the rectification holds, or the issue is open again."""

    KEPT = "kept", "已巩固"
    REOPENED = "reopened", "重新整改"


class TalkKind(models.TextChoices):
    """谈话类型 (formats.md §6)."""

    HEART = "heart", "谈心谈话"
    POST = "post", "任职谈话"
    PARTY = "party", "党性谈话"
    REMIND = "remind", "提醒谈话"
    ADMONISH = "admonish", "诫勉告知"


class Trigger(models.TextChoices):
    """谈话由来."""

    REGULAR = "regular", "定期"
    TRANSFER = "transfer", "岗位调整"
    APPRAISED = "appraised", "考核后"
    REWARDED = "rewarded", "奖惩后"
    HARDSHIP = "hardship", "困难"
    ASKED = "asked", "本人要求"
    BEFORE_MEETING = "before_meeting", "会前谈心"


class TalkActKind(models.TextChoices):
    """谈话经过: what somebody did, with a talk or with what was promised, that needs its words kept."""

    RETURNED = "returned", "退回修改"
    OBJECTED = "objected", "本人不确认"
    CANCELLED = "cancelled", "取消计划"
    WITHDRAWN = "withdrawn", "撤销记录"
    REASSIGNED = "reassigned", "改派"
    REVOKED = "revoked", "撤销事项"


class Reach(models.TextChoices):
    """可见范围 of what was said: never wider than this, whoever asks."""

    SIDES = "sides", "限谈话双方"
    REVIEW = "review", "双方；政工部门写明理由可查阅"


class CareKind(models.TextChoices):
    """关怀类型 (M25)."""

    VISIT = "visit", "慰问"
    HELP = "help", "困难帮扶"


class HintKind(models.TextChoices):
    """提示类型: what a reviewer may want to ask about a record; none of them counts for or against anybody."""

    SIMILAR = "similar", "记录相似"
    LATE = "late", "集中补录"
    FULL = "full", "到会率全满"
