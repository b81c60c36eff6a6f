"""Democratic-life and organizational-life meetings, from the plan to the look-back.

What is said there is a fact about an issue and stays in the minutes. No fact, count or score is ever made of who said
what about whom (G-07); what may count is each person's own list of issues.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base.scope import scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.life.choices import CandidKind, Candor, Channel, MeetingKind, OpinionAbout
from shuanglun.records.life.models.meetings import Meeting
from shuanglun.records.life.rules.candid import FLOW, LAMPS, PLAN
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person

HELD_AS: dict[str, str] = {
    CandidKind.ORG_LIFE: MeetingKind.ORG_LIFE,
    CandidKind.DEMOCRATIC_LIFE: MeetingKind.DEMOCRATIC_LIFE,
}
"""The kind of meeting in the branch's book under which each is held."""


class CandidMeeting(models.Model):
    """One yearly meeting of self-examination of a Party organization. `meeting` is what was held, once it was."""

    branch = models.ForeignKey(PartyOrganization, verbose_name="党组织", on_delete=models.PROTECT)
    kind = models.CharField("类型", max_length=20, choices=CandidKind)
    year = models.SmallIntegerField("年度", db_index=True)
    theme = models.CharField("主题", max_length=120)
    plan = models.TextField("方案", blank=True)
    host = models.ForeignKey(Person, verbose_name="主持人", on_delete=models.PROTECT, related_name="hosted_candid")
    planned_on = models.DateField("拟召开日期", null=True, blank=True)
    approved_on = models.DateField("上级同意日期", null=True, blank=True)
    opinions_note = models.CharField("未征求到意见的说明", max_length=200, blank=True)
    talks_note = models.CharField("未谈心谈话的说明", max_length=200, blank=True)
    meeting = models.OneToOneField(
        Meeting, verbose_name="会议", null=True, blank=True, on_delete=models.PROTECT, related_name="candid"
    )
    reported_on = models.DateField("上报日期", null=True, blank=True)
    report_due_on = models.DateField("上报期限", null=True, blank=True)
    stage = models.CharField("环节", max_length=12, choices=FLOW.choices, default=PLAN, db_index=True)

    objects = scoped(party="branch__path", unit="branch__unit__path", own="checks__person")

    class Meta:
        verbose_name = verbose_name_plural = "生活会"
        indexes = [models.Index(fields=["-year", "branch", "id"], name="candid_by_year")]
        constraints = [models.UniqueConstraint(fields=["branch", "kind", "year"], name="candid_once_a_year")]

    def __str__(self) -> str:
        return f"{self.year}年度{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("life:candidmeeting", args=[self.pk])

    @property
    def lamp(self) -> str:
        """The lamp of its stage."""
        return LAMPS[self.stage]


class Opinion(models.Model):
    """One opinion as it was given, word for word. It has no author: there is no column for one."""

    PERSONAL = ("text",)

    candid = models.ForeignKey(CandidMeeting, verbose_name="生活会", on_delete=models.CASCADE, related_name="opinions")
    channel = models.CharField("方式", max_length=10, choices=Channel)
    about = models.CharField("方面", max_length=20, choices=OpinionAbout)
    text = models.TextField("意见原文")
    gathered_on = models.DateField("征求日期")

    objects = scoped(party="candid__branch__path", unit="candid__branch__unit__path", own="candid__checks__person")

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"

    def __str__(self) -> str:
        return f"{self.get_about_display()}（{self.get_channel_display()}）"


class SelfCheck(models.Model):
    """One person who takes part: the own self-check, sealed, and the day on which the own list of issues came.

    Somebody excused hands in nothing (more); why is not written down (G-05). `list_due_on` is set when the meeting was held.
    """

    PERSONAL = ("text",)

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    candid = models.ForeignKey(CandidMeeting, verbose_name="生活会", on_delete=models.CASCADE, related_name="checks")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="self_checks")
    text = EncryptedTextField("对照检查材料（加密）", blank=True)
    handed_at = models.DateTimeField("提交时间", null=True, blank=True)
    is_excused = models.BooleanField("免交", default=False)
    list_due_on = models.DateField("清单期限", null=True, blank=True, db_index=True)
    listed_on = models.DateField("清单提交日期", null=True, blank=True)

    # Whoever keeps the meeting reaches everybody's part in it, also of those who moved to another branch since.
    objects = scoped(unit="person__unit_path", party=("person__branch_path", "candid__branch__path"), own="person")

    class Meta:
        verbose_name = verbose_name_plural = "对照检查"
        constraints = [
            models.UniqueConstraint(fields=["candid", "person"], name="self_check_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.candid}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("life:selfcheck", args=[self.pk])

    @property
    def state(self) -> tuple[str, str]:
        """Lamp and words: handed in, excused (the same word for all), or still awaited."""
        if self.is_excused:
            return "off", "免交"
        return ("done", "已交") if self.handed_at else ("idle", "未交")


class Criticism(models.Model):
    """What one said to another, or of oneself, about an issue: what happened, and the answer. Minutes, and nothing else."""

    PERSONAL = ("issue", "happened", "response")

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    candid = models.ForeignKey(CandidMeeting, verbose_name="生活会", on_delete=models.CASCADE, related_name="exchanges")
    kind = models.CharField("类别", max_length=10, choices=Candor)
    speaker = models.ForeignKey(Person, verbose_name="提出人", on_delete=models.CASCADE, related_name="+")
    addressee = models.ForeignKey(Person, verbose_name="对象", on_delete=models.CASCADE, related_name="+")
    issue = EncryptedTextField("针对的问题（加密）")
    happened = EncryptedTextField("具体事实（加密）")
    response = EncryptedTextField("本人回应（加密）", blank=True)

    objects = scoped(party="candid__branch__path", own=("speaker", "addressee"))

    class Meta:
        verbose_name = verbose_name_plural = "批评与自我批评"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Candor.SELF, speaker=F("addressee"))
                | (Q(kind=Candor.MUTUAL) & ~Q(speaker=F("addressee"))),
                name="criticism_sides",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
