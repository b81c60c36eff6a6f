"""Issues that people set down for themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import scoped
from shuanglun.records.people.models import Person


class IssueItem(models.Model):
    """One issue a person set down for themselves, with its date; only rectification counts (G-07)."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="issues")
    title = models.CharField("问题", max_length=200)
    measure = models.CharField("整改措施", max_length=200, blank=True)
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("整改期限", db_index=True)
    closed_on = models.DateField("销号日期", null=True, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "个人问题清单"
        constraints = [
            models.UniqueConstraint(fields=["person", "title", "raised_on"], name="issue_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("raised_on")), name="issue_period"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("raised_on")), name="issue_closed"),
        ]

    def __str__(self) -> str:
        return self.title
