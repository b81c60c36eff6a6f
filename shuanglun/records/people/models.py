"""Persons and what holds for them from one day until another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import PathField, ScopedQuerySet, scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.choices import ExemptionReason, MemberStage, PartyPost, PoliticalStatus, Sex, Standing


class PersonQuerySet(ScopedQuerySet):
    """Verbs of persons."""

    def in_post(self) -> PersonQuerySet:
        """Those who work here now."""
        return self.filter(standing=Standing.IN_POST)

    def by_name(self) -> PersonQuerySet:
        """By pinyin, then number: the only default order of people."""
        return self.order_by("name_key", "id")


class Person(models.Model):
    """One person. The current unit and branch are kept on the row, so that scope and lists read one index; they
    always equal the open appointment and membership."""

    PERSONAL = ("name", "name_key", "initials", "id_number", "id_index", "born", "sex", "political_status")

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    staff_no = models.CharField("工号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=60, db_index=True)
    name_key = models.CharField("姓名排序", max_length=120, db_index=True)
    initials = models.CharField("姓名首字母", max_length=20, db_index=True)
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNSTATED)
    born = models.CharField("出生年月", max_length=10, blank=True)
    id_number = EncryptedTextField("身份证号（加密）", blank=True)
    id_index = models.CharField("身份证号索引", max_length=64, null=True, blank=True, unique=True)
    political_status = models.CharField(
        "政治面貌", max_length=2, choices=PoliticalStatus, default=PoliticalStatus.MASSES
    )
    joined_on = models.DateField("到单位日期", null=True, blank=True)
    standing = models.CharField("状态", max_length=10, choices=Standing, default=Standing.IN_POST)
    unit = models.ForeignKey(Unit, verbose_name="所在部门", on_delete=models.PROTECT)
    unit_path = PathField("部门路径")
    branch = models.ForeignKey(
        PartyOrganization, verbose_name="所在党支部", null=True, blank=True, on_delete=models.PROTECT
    )
    branch_path = PathField("党组织路径", null=True, blank=True)
    post_name = models.CharField("现任岗位", max_length=80, blank=True)
    category = models.CharField("岗位类别", max_length=1, choices=PostCategory)
    grade = models.CharField("岗位等级", max_length=3, blank=True)

    objects = scoped(unit="unit_path", party="branch_path", own="pk", queryset=PersonQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        indexes = [
            models.Index(fields=["standing", "name_key", "id"], name="person_by_name"),
            models.Index(fields=["unit_path", "name_key", "id"], name="person_by_unit"),
            models.Index(fields=["standing", "staff_no"], name="person_by_number"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_member(self) -> bool:
        """Whether the person is a full or probationary member of the Party."""
        return self.political_status in (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)


class Appointment(models.Model):
    """A post held in `[from_on, until_on)`; one open main appointment per person."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="appointments")
    unit = models.ForeignKey(Unit, verbose_name="部门", on_delete=models.PROTECT)
    post_name = models.CharField("岗位", max_length=80)
    category = models.CharField("岗位类别", max_length=1, choices=PostCategory)
    grade = models.CharField("岗位等级", max_length=3, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until_on=None), name="one_open_appointment"),
            models.UniqueConstraint(fields=["person", "from_on"], name="appointment_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="appointment_period"
            ),
        ]


class Membership(models.Model):
    """Membership of the Party in a branch in `[from_on, until_on)`, with the post held there."""

    PERSONAL = ("stage",)

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="memberships")
    branch = models.ForeignKey(PartyOrganization, verbose_name="党支部", on_delete=models.PROTECT)
    stage = models.CharField("党员类别", max_length=1, choices=MemberStage)
    post = models.CharField("支部职务", max_length=20, choices=PartyPost, default=PartyPost.MEMBER)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "党组织关系"
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(until_on=None), name="one_open_membership"),
            models.UniqueConstraint(fields=["person", "from_on"], name="membership_once"),
            models.CheckConstraint(condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="membership_period"),
        ]


class Exemption(models.Model):
    """A stretch of time in which absences do not count (G-05). The reason stays in this room."""

    PERSONAL = ("reason",)

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="exemptions")
    measure = models.CharField("适用口径", max_length=60, blank=True, help_text="空 = 全部出勤类口径")
    reason = models.CharField("事由", max_length=20, choices=ExemptionReason)
    from_on = models.DateField("起")
    until_on = models.DateField("止")

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "豁免"
        constraints = [
            models.UniqueConstraint(fields=["person", "measure", "from_on"], name="exemption_once"),
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="exemption_period"),
        ]


class WorkMonth(models.Model):
    """Working attendance of one person in one month, in days. Due days are working days less exempt days; personal
    leave (事假) is not exempt (methods §0b)."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="work_months")
    month = models.DateField("月份", help_text="当月第一天", db_index=True)
    work_days = models.SmallIntegerField("应出勤天数")
    exempt_days = models.SmallIntegerField("豁免天数", default=0)
    present_days = models.SmallIntegerField("实出勤天数")

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "出勤月报"
        constraints = [
            models.UniqueConstraint(fields=["person", "month"], name="work_month_once"),
            models.CheckConstraint(
                condition=Q(
                    present_days__gte=0, exempt_days__gte=0, work_days__gte=F("present_days") + F("exempt_days")
                ),
                name="work_month_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 应出勤 {self.work_days} 天，实出勤 {self.present_days} 天"
