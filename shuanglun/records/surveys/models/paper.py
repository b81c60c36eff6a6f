"""Votes that begin on paper: one-time slips of a meeting, and paper ballots typed in twice."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.surveys.models.campaigns import Campaign, Group


class SlipRun(models.Model):
    """The slips of one group of an on-site campaign: how many were printed, and the rest that was voided before
    witnesses after the drawing."""

    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="slip_runs")
    group = models.ForeignKey(Group, verbose_name="统计分组", on_delete=models.CASCADE, related_name="slip_runs")
    made = models.IntegerField("印制票条")
    voided = models.IntegerField("作废票条", default=0)
    witnesses = models.CharField("见证人", max_length=120, blank=True)
    made_by = models.CharField("印制人", max_length=120)
    made_at = models.DateTimeField("印制时间")
    voided_by = models.CharField("作废登记人", max_length=120, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "票条批次"
        constraints = [
            models.UniqueConstraint(fields=["group"], name="slip_run_once"),
            models.CheckConstraint(condition=Q(voided__gte=0, voided__lte=F("made")), name="slips_voided"),
        ]

    def __str__(self) -> str:
        return f"{self.group.label} 票条"


class Slip(models.Model):
    """One printed slip, known by the hash of its code; the code itself is on the paper only."""

    key = models.CharField("票条散列", max_length=64, primary_key=True)
    run = models.ForeignKey(SlipRun, verbose_name="票条批次", on_delete=models.CASCADE, related_name="slips")
    is_void = models.BooleanField("已作废", default=False)

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "票条"


class PaperSheet(models.Model):
    """One paper ballot, typed in by two people who do not see each other's entry; `settled` is what counts.

    The three contents are JSON as `rules.paper.written` makes it, sealed until the box is opened; the trail tells who
    typed, not what. Once the box has been opened the sheets are deleted.
    """

    UNTOLD = ("first", "second", "settled")

    uid = models.UUIDField("标识", default=uuid.uuid4, editable=False, unique=True)
    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="paper_sheets")
    group = models.ForeignKey(Group, verbose_name="统计分组", on_delete=models.CASCADE)
    number = models.IntegerField("票面编号")
    first = EncryptedTextField("第一次录入", blank=True)
    first_by = models.CharField("第一录入人", max_length=120, blank=True)
    first_account = models.BigIntegerField("第一录入账号", null=True, blank=True)
    first_person = models.BigIntegerField("第一录入人编号", null=True, blank=True)
    second = EncryptedTextField("第二次录入", blank=True)
    second_by = models.CharField("第二录入人", max_length=120, blank=True)
    second_account = models.BigIntegerField("第二录入账号", null=True, blank=True)
    second_person = models.BigIntegerField("第二录入人编号", null=True, blank=True)
    settled = EncryptedTextField("核定内容", blank=True)
    settled_by = models.CharField("核定人", max_length=120, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "纸质票"
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="paper_sheet_once")]

    def __str__(self) -> str:
        return f"{self.group.label} 第 {self.number} 张"

    @property
    def is_settled(self) -> bool:
        """Whether it is known what counts."""
        return bool(self.settled_by)

    @property
    def differs(self) -> bool:
        """Whether both entries are there and somebody must settle which holds."""
        return bool(self.second_by) and not self.is_settled

    @property
    def words(self) -> str:
        """How far it is."""
        if self.differs:
            return "两遍不同，去核定"
        return "已核定" if self.is_settled else "待录第二遍"
