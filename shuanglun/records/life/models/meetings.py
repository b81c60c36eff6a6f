"""Meetings and who was due at them."""

from __future__ import annotations

from django.db import models

from shuanglun.base.scope import scoped
from shuanglun.records.life.choices import MeetingKind, Presence
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person


class Meeting(models.Model):
    """One meeting or activity of a Party organization."""

    branch = models.ForeignKey(PartyOrganization, verbose_name="党组织", on_delete=models.PROTECT)
    kind = models.CharField("类型", max_length=2, choices=MeetingKind)
    title = models.CharField("主题", max_length=120)
    on = models.DateField("日期", db_index=True)
    minutes = models.SmallIntegerField("时长（分钟）", default=0)
    record = models.TextField("记录", blank=True)

    objects = scoped(party="branch__path", unit="branch__unit__path", own="attendances__person")

    class Meta:
        verbose_name = verbose_name_plural = "组织生活"
        indexes = [models.Index(fields=["-on", "id"], name="meeting_by_day")]
        constraints = [models.UniqueConstraint(fields=["branch", "kind", "on", "title"], name="meeting_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}《{self.title}》"


class Attendance(models.Model):
    """One person due at one meeting: came, did not come, was on leave, or was exempt."""

    meeting = models.ForeignKey(Meeting, verbose_name="组织生活", on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="attendances")
    presence = models.CharField("到会情况", max_length=10, choices=Presence)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "组织生活出勤"
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once")]

    def __str__(self) -> str:
        return str(self.meeting)
