"""KPI results, key tasks and outcomes of persons."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import scoped
from shuanglun.records.goals.choices import Direction
from shuanglun.records.people.models import Person


class KpiResult(models.Model):
    """One KPI of one person in one year. Without an actual it is uncovered, never zero."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="kpis")
    year = models.SmallIntegerField("年度", db_index=True)
    code = models.CharField("编号", max_length=20)
    name = models.CharField("指标", max_length=120)
    weight = models.SmallIntegerField("权重（基点）", help_text="10000 = 100%")
    direction = models.CharField("方向", max_length=6, choices=Direction, default=Direction.HIGHER)
    bound = models.DecimalField("底线值", max_digits=14, decimal_places=4, default=0)
    target = models.DecimalField("目标值", max_digits=14, decimal_places=4)
    actual = models.DecimalField("完成值", max_digits=14, decimal_places=4, null=True, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "KPI 结果"
        constraints = [
            models.UniqueConstraint(fields=["person", "year", "code"], name="kpi_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=10000), name="kpi_weight"),
            models.CheckConstraint(
                condition=Q(direction="higher", target__gt=F("bound")) | Q(direction="lower", target__lt=F("bound")),
                name="kpi_target",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class KeyTask(models.Model):
    """One key task of one person; on time means done by its day."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="tasks")
    title = models.CharField("任务", max_length=160)
    due_on = models.DateField("期限", db_index=True)
    done_on = models.DateField("完成日期", null=True, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "重点任务"
        constraints = [models.UniqueConstraint(fields=["person", "title", "due_on"], name="task_once")]

    def __str__(self) -> str:
        return self.title


class Outcome(models.Model):
    """One outcome or innovation with the points the unit's own table gives it."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="outcomes")
    title = models.CharField("成果", max_length=160)
    on = models.DateField("认定日期", db_index=True)
    points = models.DecimalField("分值", max_digits=6, decimal_places=2)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "成果与创新"
        constraints = [
            models.UniqueConstraint(fields=["person", "title", "on"], name="outcome_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="outcome_points"),
        ]

    def __str__(self) -> str:
        return self.title
