"""Care for people (M25): visits and help. Why it was needed is sealed, and nothing of it is ever a fact for a score."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.scope import scoped
from shuanglun.base.sealed import EncryptedTextField
from shuanglun.records.life.choices import CareKind
from shuanglun.records.people.models import Person


class Kept(models.Model):
    """A record with sealed words, and who keeps it: the numbers serve only to find the keeper's own records."""

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    kept_by = models.CharField("登记人", max_length=120)
    kept_account = models.BigIntegerField("登记账号", null=True, blank=True, db_index=True)

    class Meta:
        abstract = True


class Care(Kept):
    """One visit or one help: for whom, when, by whom, why, what was done."""

    PERSONAL = ("reason", "done")

    kind = models.CharField("类型", max_length=10, choices=CareKind)
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="cares")
    on = models.DateField("日期")
    by = models.CharField("办理人", max_length=120)
    reason = EncryptedTextField("事由（加密）")
    done = EncryptedTextField("办理情况（加密）")

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta:
        verbose_name = verbose_name_plural = "关怀记录"
        indexes = [models.Index(fields=["-on", "id"], name="care_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    @property
    def page(self) -> str:
        """Its page in the books of those who keep such records, or among the own ones."""
        return reverse("life:care_record" if current().may("life.talk") else "life:my_care", args=[self.pk])
