"""Words of the people room (formats.md §1)."""

from __future__ import annotations

from django.db import models


class Sex(models.TextChoices):
    """性别 GB/T 2261.1."""

    UNKNOWN = "0", "未知"
    MALE = "1", "男"
    FEMALE = "2", "女"
    UNSTATED = "9", "未说明"


class PoliticalStatus(models.TextChoices):
    """政治面貌 GB/T 4762, short names of the appointment form."""

    MEMBER = "01", "中共党员"
    PROBATIONARY = "02", "预备党员"
    LEAGUE = "03", "共青团员"
    RCCK = "04", "民革"
    CDL = "05", "民盟"
    CNDCA = "06", "民建"
    CAPD = "07", "民进"
    CPWDP = "08", "农工党"
    CZGP = "09", "致公党"
    JS = "10", "九三"
    TDSGL = "11", "台盟"
    NONPARTISAN = "12", "无党派"
    MASSES = "13", "群众"


class Standing(models.TextChoices):
    """人员状态."""

    IN_POST = "in_post", "在职"
    LEFT = "left", "已离职"


class MemberStage(models.TextChoices):
    """党员类别: the only switch most rules need."""

    PROBATIONARY = "4", "预备党员"
    FULL = "5", "正式党员"


class PartyPost(models.TextChoices):
    """支部职务 (those which change the study target are secretary and committee member)."""

    SECRETARY = "secretary", "党支部书记"
    DEPUTY = "deputy", "党支部副书记"
    COMMITTEE = "committee", "支部委员"
    GROUP_LEADER = "group_leader", "党小组组长"
    MEMBER = "member", "普通党员"


BRANCH_LEADERS = (PartyPost.SECRETARY, PartyPost.DEPUTY, PartyPost.COMMITTEE)
"""支部班子: the committee of a branch, and those whose study target is 56 hours (methods §2, rate_study; rules §2
SECRETARY_STUDY_HOURS)."""


class ExemptionReason(models.TextChoices):
    """豁免事由: never shown on a result, never frozen into a snapshot (guide §6)."""

    SICK = "sick", "病假"
    MATERNITY = "maternity", "产假"
    SECONDMENT = "secondment", "借调、外派"
    DUTY = "duty", "公出"
    AGE = "age", "年老体弱"
