"""Study hours and modules. A person on the study book with nothing done has a row of 0 minutes (zero is a row).

A row with a session was made by finishing it; one without came from a sheet.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import scoped
from shuanglun.records.learning.models.sessions import Session
from shuanglun.records.people.models import Person


class StudyRecord(models.Model):
    """Minutes studied by one person on one day under one title."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="studies")
    title = models.CharField("学习内容", max_length=120)
    on = models.DateField("日期", db_index=True)
    until_on = models.DateField("结束日期", null=True, blank=True, help_text="多日培训的最后一天")
    minutes = models.IntegerField("时长（分钟）", help_text="1 学时 = 60 分钟")
    session = models.ForeignKey(
        Session, verbose_name="班次", null=True, blank=True, on_delete=models.PROTECT, related_name="studies"
    )

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "学习记录"
        constraints = [
            models.UniqueConstraint(fields=["person", "title", "on"], name="study_once"),
            models.UniqueConstraint(
                fields=["person", "session"], condition=Q(session__isnull=False), name="study_once_a_session"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=0), name="study_minutes"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gte=F("on")), name="study_period"),
        ]

    def __str__(self) -> str:
        return self.title


class ModuleRecord(models.Model):
    """One Party-spirit or professional-ethics module which one person was due to finish."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="modules")
    course = models.CharField("课程", max_length=120)
    module = models.CharField("模块", max_length=120)
    due_on = models.DateField("应完成日期", db_index=True)
    done_on = models.DateField("完成日期", null=True, blank=True)
    session = models.ForeignKey(
        Session, verbose_name="班次", null=True, blank=True, on_delete=models.PROTECT, related_name="module_records"
    )

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "党性教育模块"
        constraints = [models.UniqueConstraint(fields=["person", "course", "module", "due_on"], name="module_once")]

    def __str__(self) -> str:
        return f"{self.course} · {self.module}"

    @property
    def in_time(self) -> bool:
        """Whether it was finished by its day."""
        return self.done_on is not None and self.done_on <= self.due_on


MODULE_DONE = Q(done_on__isnull=False, done_on__lte=F("due_on"))
