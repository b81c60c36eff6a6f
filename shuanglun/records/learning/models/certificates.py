"""Certificates of courses that somebody completed, and their printed form."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from shuanglun.base.files.models import StoredFile
from shuanglun.base.scope import scoped
from shuanglun.records.learning.models.courses import Course
from shuanglun.records.people.models import Person


class Certificate(models.Model):
    """Somebody completed a course. What it says is kept as it was issued: course, modules, minutes."""

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="certificates")
    course = models.ForeignKey(Course, verbose_name="课程", on_delete=models.PROTECT, related_name="certificates")
    year = models.SmallIntegerField("年度")
    serial = models.IntegerField("序号")
    number = models.CharField("证书编号", max_length=20, unique=True)
    issued_on = models.DateField("发证日期")
    issued_by = models.CharField("发证人", max_length=120)
    minutes = models.IntegerField("时长（分钟）")
    modules = models.JSONField("所学模块")

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "培训证书"
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="certificate_once"),
            models.UniqueConstraint(fields=["year", "serial"], name="certificate_serial"),
            models.CheckConstraint(condition=Q(minutes__gte=0, serial__gte=1), name="certificate_minutes"),
        ]
        indexes = [models.Index(fields=["issued_on", "id"], name="certificate_by_day")]

    def __str__(self) -> str:
        return f"培训证书 {self.number}"

    def get_absolute_url(self) -> str:
        """The certificate's page."""
        return reverse("learning:certificate", args=[self.pk])


class CertificateFile(StoredFile):
    """The printed form of a certificate."""

    certificate = models.OneToOneField(
        Certificate, verbose_name="培训证书", on_delete=models.CASCADE, related_name="file"
    )

    objects = scoped(
        unit="certificate__person__unit_path", party="certificate__person__branch_path", own="certificate__person"
    )

    class Meta:
        verbose_name = verbose_name_plural = "证书文件"
