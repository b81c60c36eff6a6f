"""Published aggregates of democratic appraisals: a mean and the number of opinions behind it, nothing else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shuanglun.base.scope import scoped
from shuanglun.records.people.models import Person
from shuanglun.records.surveys.choices import MINIMUM_OPINIONS, Head


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
