"""Volunteer service."""

from __future__ import annotations

from django.db import models

from shuanglun.base.scope import scoped
from shuanglun.records.people.models import Person


class VolunteerService(models.Model):
    """One volunteer service; encouraged, never a minus (rules §6 Art.22)."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="services")
    title = models.CharField("项目", max_length=120)
    on = models.DateField("日期", db_index=True)
    minutes = models.SmallIntegerField("时长（分钟）")

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "志愿服务"
        constraints = [models.UniqueConstraint(fields=["person", "title", "on"], name="service_once")]

    def __str__(self) -> str:
        return self.title
