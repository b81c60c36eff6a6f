"""Values that differ from the shipped ones, each from a day on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from shuanglun.base.parameters.rules import APPROVED, FLOW, PROPOSED


class ParameterChange(models.Model):
    """Somebody proposed another value of a parameter from a day on; somebody else approved it, or not."""

    key = models.CharField("参数", max_length=60, db_index=True)
    value = models.IntegerField("新值")
    from_on = models.DateField("生效日期")
    reason = models.CharField("理由", max_length=400)
    state = models.CharField("状态", max_length=10, choices=FLOW.choices, default=PROPOSED)
    proposed_by = models.CharField("提出人", max_length=120)
    proposed_account = models.BigIntegerField("提出账号编号", null=True, blank=True)
    proposed_person = models.BigIntegerField("提出人编号", null=True, blank=True)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.CharField("批准人", max_length=120, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)
    words = models.CharField("办理意见", max_length=400, blank=True)

    # Figures of rules are the same for everybody and read by every room: no scope (tests/house/test_scope.py).
    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "参数变更"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "from_on"], condition=Q(state=APPROVED), name="parameter_once_a_day"
            ),
            models.UniqueConstraint(fields=["key"], condition=Q(state=PROPOSED), name="parameter_one_proposal"),
        ]

    def __str__(self) -> str:
        return f"{self.key} → {self.value}"
