"""What leaves the box: written opinions under review, the one release, and the published means."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from shuanglun.base.scope import scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, Head, RemarkState
from shuanglun.records.surveys.models.campaigns import Campaign, Subject
from shuanglun.records.surveys.rules import shape


class Remark(models.Model):
    """A written opinion, parted from its ballot and shuffled when the box was opened: the random key gives its place."""

    PERSONAL = ("text", "shown")
    UNTOLD = ("subject_id", "question")  # entries about one person and item, counted, would tell how many ticked it

    uid = models.UUIDField("标识", primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, verbose_name="测评", on_delete=models.CASCADE, related_name="remarks")
    subject = models.ForeignKey(Subject, verbose_name="对象", null=True, blank=True, on_delete=models.CASCADE)
    question = models.CharField("题目", max_length=20)
    text = EncryptedTextField("原文")
    shown = EncryptedTextField("公布文字", blank=True)
    state = models.CharField("审核情况", max_length=10, choices=RemarkState, default=RemarkState.PENDING)
    reviewed_by = models.CharField("审核人", max_length=120, blank=True)

    objects = scoped()

    class Meta:
        verbose_name = verbose_name_plural = "文字意见"
        indexes = [models.Index(fields=["campaign", "state", "uid"], name="remark_by_state")]

    @property
    def is_fact(self) -> bool:
        """Whether it states facts for a tick of the reverse list; those are leads and never published."""
        return shape.is_fact(self.campaign.version.content, self.question)


class Seal(models.Model):
    """The leaves of the sealed ballots, sorted, one a line: what the 封箱文件 hands to everybody. It stays when the raw
    ballots are gone, so that receipts can be checked as long as the release stands."""

    campaign = models.OneToOneField(Campaign, verbose_name="测评", on_delete=models.PROTECT, related_name="seal")
    leaves = models.TextField("叶哈希", blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "封箱"


class Release(models.Model):
    """What was published of a campaign, once: every figure that may be shown, and nothing else."""

    campaign = models.OneToOneField(Campaign, verbose_name="测评", on_delete=models.PROTECT, related_name="release")
    body = models.JSONField("公布内容")
    digest = models.CharField("散列", max_length=64)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "测评公布"


class PublishedMean(models.Model):
    """The published mean (0–100) of one head for one person in one campaign, with n opinions (n ≥ 5)."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="means")
    campaign = models.CharField("测评", max_length=80)
    head = models.CharField("测评内容", max_length=20, choices=Head)
    mean = models.DecimalField("平均分", max_digits=5, decimal_places=2)
    opinions = models.IntegerField("有效票数")
    published_on = models.DateField("公布日期", db_index=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "测评公布结果"
        constraints = [
            models.UniqueConstraint(fields=["person", "campaign", "head"], name="mean_once"),
            models.CheckConstraint(condition=Q(mean__gte=0, mean__lte=100), name="mean_range"),
            models.CheckConstraint(condition=Q(opinions__gte=MINIMUM_OPINIONS), name="mean_opinions"),
        ]

    def __str__(self) -> str:
        return self.campaign
