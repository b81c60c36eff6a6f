"""The row of one snapshot; the evidence itself lies in files beside the database."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.evidence.snapshots.choices import FLOW, FROZEN, OPEN, QUEUED


class SnapshotQuerySet(ScopedQuerySet):
    """Verbs of snapshots."""

    def frozen(self) -> SnapshotQuerySet:
        """Those whose files are complete."""
        return self.filter(state=FROZEN)

    def open(self) -> SnapshotQuerySet:
        """Those that wait or are being written."""
        return self.filter(state__in=OPEN)

    def of_period(self, begins: date, ends: date) -> SnapshotQuerySet:
        """Those of exactly these days."""
        return self.filter(begins_on=begins, ends_on=ends)

    def newest_first(self) -> SnapshotQuerySet:
        """By period, then by number."""
        return self.order_by("-ends_on", "-begins_on", "-id")


class Snapshot(models.Model):
    """Facts of `[begins_on, ends_on)` as the records stood at one moment. A frozen one is never changed; only the
    outcome of the latest check is written to it."""

    name = models.CharField("名称", max_length=20, unique=True)
    begins_on = models.DateField("期间起")
    ends_on = models.DateField("期间止（不含）", db_index=True)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default=QUEUED)
    sha256 = models.CharField("散列", max_length=64, blank=True)
    catalogue = models.CharField("口径目录版本", max_length=64, blank=True)
    directory = models.CharField("目录", max_length=120, blank=True, help_text="相对于数据目录")
    counts = models.JSONField("计数", default=dict, blank=True)
    facts = models.BigIntegerField("事实行数", default=0)
    persons = models.IntegerField("人数", default=0)
    failure = models.CharField("未完成的原因", max_length=400, blank=True)
    created_by = models.CharField("冻结人", max_length=120)
    created_at = models.DateTimeField("发起时间")
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    verified_at = models.DateTimeField("校验时间", null=True, blank=True)
    problems = models.JSONField("校验发现", default=list, blank=True)

    # No unit, Party or own path on purpose: a snapshot as a whole is seen by whole-house grants only.
    objects = scoped(queryset=SnapshotQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "证据快照"
        indexes = [models.Index(fields=["-ends_on", "-begins_on", "-id"], name="snapshot_by_period")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="snapshot_period"),
            models.CheckConstraint(condition=Q(state__in=list(FLOW.states)), name="snapshot_state"),
            models.CheckConstraint(
                condition=~Q(state=FROZEN) | (~Q(sha256="") & ~Q(directory="") & Q(frozen_at__isnull=False)),
                name="snapshot_frozen_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The snapshot's page."""
        return reverse("snapshots:snapshot", args=[self.pk])

    @property
    def period_label(self) -> str:
        """The days as people say them, both ends included."""
        return f"{self.begins_on} 至 {self.ends_on - timedelta(days=1)}"

    @property
    def is_frozen(self) -> bool:
        """Whether the files are complete."""
        return self.state == FROZEN

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being written."""
        return self.state in OPEN

    @property
    def is_sound(self) -> bool | None:
        """What the latest check found; None before the first."""
        return None if self.verified_at is None else not self.problems
