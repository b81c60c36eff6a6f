"""Locked out: how long after repeated wrong passwords, what the person is told, and the release by an administrator.

axes counts the failures of an account from one address; unknown accounts are counted and told the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def locked_until(username: str, address: str | None = None) -> datetime | None:
    """When the last lock of the account ends (from one address, or from any); None when there is none."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    tries = AccessAttempt.objects.filter(username=username, attempt_time__gt=since)
    if address:
        tries = tries.filter(ip_address=address)
    by_address = (
        tries.order_by().values("ip_address").annotate(wrong=Sum("failures_since_start"), at=Max("attempt_time"))
    )
    last = max((row["at"] for row in by_address if row["wrong"] >= settings.AXES_FAILURE_LIMIT), default=None)
    return last and last + settings.AXES_COOLOFF_TIME


def release(username: str) -> None:
    """Forget the wrong passwords of an account."""
    reset(username=username)


def answer(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The page of somebody who is locked out (429); the setting AXES_LOCKOUT_CALLABLE points here."""
    username = (credentials or {}).get("username") or ""
    now = timezone.now()
    until = locked_until(username, request.axes_ip_address) or now + settings.AXES_COOLOFF_TIME  # type: ignore[attr-defined]
    seconds = max(1, int((until - now).total_seconds()))
    context = {
        "username": username, "until": until, "minutes": -(-seconds // 60), "limit": settings.AXES_FAILURE_LIMIT,
    }  # fmt: skip
    locked = render(request, "accounts/locked.html", context, status=429)
    locked["Retry-After"] = str(seconds)
    return locked
