"""What an occasion and an attendance keep so that people can sign in; rooms inherit both."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from shuanglun.base.checkin import codes
from shuanglun.base.verdicts import Refused, RefusedError

LONGEST_WINDOW = timedelta(hours=12)
USED = Refused("这次扫码已经签过一个人，一次扫码只签一人。请重新扫一次二维码。")
"""Said to whoever comes second with one ticket; the database keeps the first."""


class How(models.TextChoices):
    """How an attendance came about: a reviewer sees it, no measure does."""

    ACCOUNT = "account", "扫码签到（本人账号）"
    NUMBER = "number", "扫码签到（工号和姓名）"
    HAND = "hand", "由记录人登记"
    SHEET = "sheet", "导入"


class Occasion(models.Model):
    """Something people sign in to. Between the two moments, and with its key, the screen's code is good."""

    checkin_key = models.CharField("签到密钥", max_length=32, blank=True)
    checkin_from = models.DateTimeField("签到开始", null=True, blank=True)
    checkin_until = models.DateTimeField("签到截止", null=True, blank=True)

    class Meta:
        abstract = True

    def open_checkin(self, at: datetime, until: datetime) -> None:
        """Open signing in (unsaved); codes shown before are void. Raises RefusedError for a senseless window."""
        if until <= at:
            raise RefusedError("签到截止时间已经过去，请改为晚于现在的时间。", "until")
        if until - at > LONGEST_WINDOW:
            raise RefusedError("签到最多开放 12 小时，请把截止时间改早。", "until")
        self.checkin_key, self.checkin_from, self.checkin_until = codes.new_key(), at, until

    def close_checkin(self, at: datetime) -> None:
        """Close signing in (unsaved)."""
        if not self.is_checkin_open(at):
            raise RefusedError("签到没有开放，不必关闭。")
        self.checkin_until = at

    def is_checkin_open(self, at: datetime) -> bool:
        """Whether somebody may sign in at the moment."""
        begins, ends = self.checkin_from, self.checkin_until
        return bool(self.checkin_key and begins and ends and begins <= at < ends)


class SignedIn(models.Model):
    """An attendance that a scan may make. The ticket serves once: nobody signs in for two with one scan."""

    signed_at = models.DateTimeField("签到时间", null=True, blank=True)
    how = models.CharField("登记方式", max_length=10, choices=How, blank=True)
    ticket = models.CharField("签到票号", max_length=16, null=True, blank=True, unique=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ticket=None) | Q(signed_at__isnull=False), name="%(app_label)s_%(class)s_ticket_has_time"
            )
        ]
