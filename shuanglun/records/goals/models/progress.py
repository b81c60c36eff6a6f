"""What is reported about KPIs: actuals with their evidence, and the review of a unit's quarter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from shuanglun.base.files.models import StoredFile
from shuanglun.base.review import Reviewed, review_flow
from shuanglun.base.scope import PathField, scoped
from shuanglun.records.goals.choices import QUARTER_CHOICES, QUARTERS, Origin
from shuanglun.records.goals.models.tree import GoalKpi
from shuanglun.records.organization.models import Unit

REVIEW_FLOW = review_flow("goals.review")
LONGEST_REPORT = 1000


class Actual(models.Model):
    """What a KPI had reached from the year's first day to the quarter's last. Without a value it says why, and is
    missing, never zero. A computed one names the snapshot, its hash and how many facts it rests on."""

    kpi = models.ForeignKey(GoalKpi, verbose_name="KPI", on_delete=models.CASCADE, related_name="actuals")
    quarter = models.SmallIntegerField("季度", choices=QUARTER_CHOICES)
    value = models.DecimalField("完成值", max_digits=14, decimal_places=4, null=True, blank=True)
    how = models.CharField("登记方式", max_length=8, choices=Origin, default=Origin.TYPED)
    words = models.CharField("说明", max_length=400, blank=True)
    snapshot = models.CharField("快照", max_length=20, blank=True)
    sha256 = models.CharField("快照散列", max_length=64, blank=True)
    facts = models.IntegerField("事实条数", null=True, blank=True)

    objects = scoped(unit="kpi__goal__unit_path", own="kpi__owner")

    class Meta:
        verbose_name = verbose_name_plural = "季度完成值"
        constraints = [
            models.UniqueConstraint(fields=["kpi", "quarter"], name="actual_once"),
            models.CheckConstraint(condition=Q(quarter__in=QUARTERS), name="actual_quarter"),
            models.CheckConstraint(condition=~Q(value=None) | ~Q(words=""), name="actual_or_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi.name} {self.get_quarter_display()}"


class ActualFile(StoredFile):
    """A file that proves an actual."""

    actual = models.ForeignKey(Actual, verbose_name="完成值", on_delete=models.CASCADE, related_name="files")

    objects = scoped(unit="actual__kpi__goal__unit_path", own="actual__kpi__owner")

    class Meta:
        verbose_name = verbose_name_plural = "完成值佐证"


class QuarterReview(Reviewed):
    """How a unit judges its quarter. From the submission on `figures` keeps what was judged: later changes of targets
    do not alter it."""

    flow = REVIEW_FLOW
    unit = models.ForeignKey(Unit, verbose_name="部门", on_delete=models.PROTECT)
    unit_path = PathField("部门路径")
    year = models.SmallIntegerField("年度")
    quarter = models.SmallIntegerField("季度", choices=QUARTER_CHOICES)
    done = models.TextField("完成情况", max_length=LONGEST_REPORT)
    problems = models.TextField("存在问题", max_length=LONGEST_REPORT, blank=True)
    next_steps = models.TextField("下一步措施", max_length=LONGEST_REPORT, blank=True)
    figures = models.JSONField("提交时的进度", default=list, blank=True)

    objects = scoped(unit="unit_path")

    class Meta:
        verbose_name = verbose_name_plural = "季度评估"
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="review_once"),
            models.CheckConstraint(condition=Q(quarter__in=QUARTERS), name="review_quarter"),
            models.CheckConstraint(condition=Q(state__in=list(REVIEW_FLOW.states)), name="review_state"),
        ]
        indexes = [models.Index(fields=["-year", "-quarter", "-id"], name="review_by_quarter")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} 年{self.get_quarter_display()}评估"

    def get_absolute_url(self) -> str:
        """The review's page."""
        return reverse("goals:review", args=[self.pk])
