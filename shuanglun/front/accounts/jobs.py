"""Chores of this room: sessions that ended, and sign-ins older than the law asks to keep."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.core.management import call_command

from shuanglun.base.jobs.chores import chore

KEPT_DAYS = 365
"""Twice the six months of the Cybersecurity Law (网络安全法 第二十一条)."""


@chore("清理过期会话和登录记录")
def forget() -> None:
    """Delete what nobody can use any more."""
    call_command("clearsessions")
    AxesProxyHandler.reset_logs(age_days=KEPT_DAYS)
