"""The row of one job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.jobs.rules import FLOW, OPEN, QUEUED
from shuanglun.base.scope import ScopedManager, ScopedQuerySet

if TYPE_CHECKING:
    from typing import Self


class JobQuerySet(ScopedQuerySet):
    """Verbs over jobs."""

    def open(self) -> Self:
        """Jobs that wait or run."""
        return self.filter(state__in=OPEN)


class OwnJobs(ScopedManager.from_queryset(JobQuerySet)):  # type: ignore[misc]
    """The jobs of one's own account, whatever the right: a wide range over people is no right to watch a colleague
    work. Rows older than the column tell the staff file only."""

    def get_queryset(self) -> JobQuerySet:
        """Raises NoActor when nobody acts; an actor who is nobody has no jobs."""
        actor = current()
        queryset: JobQuerySet = JobQuerySet(self.model, using=self._db)
        if actor.everything:
            return queryset
        mine = models.Q(account_id=actor.account_id, account_id__isnull=False)
        older = models.Q(account_id=None, person_id=actor.person_id, person_id__isnull=False)
        return queryset.filter(mine | older)


class Job(models.Model):
    """One piece of work asked for by one actor. Live progress lies on the board (`board.py`) until the job ends."""

    kind = models.CharField("任务", max_length=60)
    label = models.CharField("名称", max_length=60)
    arguments = models.JSONField("参数", default=dict, encoder=DjangoJSONEncoder)
    actor = models.JSONField("发起人")
    account_id = models.BigIntegerField("发起账号", null=True)
    person_id = models.BigIntegerField("发起人编号", null=True)
    right = models.CharField("所用权限", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default=QUEUED)
    done = models.BigIntegerField("已处理", default=0)
    total = models.BigIntegerField("总数", default=0)
    message = models.CharField("进展", max_length=200, blank=True)
    result_url = models.CharField("结果", max_length=300, blank=True)
    error = models.TextField("原因", blank=True)
    worker = models.CharField("执行进程", max_length=64, blank=True)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)

    objects = OwnJobs()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [
            models.Index(fields=["account_id", "-id"], name="job_by_account"),
            models.Index(fields=["person_id", "-id"], name="job_by_person"),
            models.Index(fields=["state"], condition=models.Q(state__in=OPEN), name="job_open"),
        ]

    def __str__(self) -> str:
        return f"{self.label} #{self.pk}"

    def get_absolute_url(self) -> str:
        """The page that shows the progress, and later the result."""
        return reverse("jobs:job", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether the job still waits or runs."""
        return self.state in OPEN

    @property
    def state_label(self) -> str:
        """The state in the users' words."""
        return FLOW.states[self.state]
