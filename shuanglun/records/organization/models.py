"""Units, Party organizations and posts: what exists, from when until when."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from shuanglun.base.scope import PathField, ScopedQuerySet, scoped
from shuanglun.records.organization.choices import PartyOrgKind, PostCategory


class TreeQuerySet(ScopedQuerySet):
    """Verbs of rows in a tree."""

    def in_order(self) -> TreeQuerySet:
        """In organizational order, never by any figure."""
        return self.order_by("order", "id")

    def open_on(self, day: date) -> TreeQuerySet:
        """Those that exist on the day."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)


class Unit(models.Model):
    """A unit of the institution. `path` holds the ids from the root down: "/1/7/"."""

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT)
    path = PathField("路径")
    order = models.IntegerField("排序", default=0, db_index=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = scoped(unit="path", queryset=TreeQuerySet)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = verbose_name_plural = "部门"
        constraints = [
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")), name="unit_period")
        ]

    def __str__(self) -> str:
        return self.name


class PartyOrganization(models.Model):
    """An organization of the Party; a branch usually belongs to one unit, a joint branch to several."""

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=20, choices=PartyOrgKind)
    parent = models.ForeignKey("self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT)
    unit = models.ForeignKey(Unit, verbose_name="所在部门", null=True, blank=True, on_delete=models.PROTECT)
    path = PathField("路径")
    order = models.IntegerField("排序", default=0, db_index=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = scoped(party="path", unit="unit__path", queryset=TreeQuerySet)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = verbose_name_plural = "党组织"

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post of a unit: category and grade decide which scheme applies to its holder."""

    unit = models.ForeignKey(Unit, verbose_name="部门", on_delete=models.PROTECT)
    name = models.CharField("岗位", max_length=80)
    category = models.CharField("岗位类别", max_length=1, choices=PostCategory)
    grade = models.CharField("岗位等级", max_length=3)

    objects = scoped(unit="unit__path")

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        constraints = [models.UniqueConstraint(fields=["unit", "name", "grade"], name="post_once")]

    def __str__(self) -> str:
        return self.name
