"""What the shell shows on every page: navigation, who acts in which role, the institution, what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from shuanglun.base.actor import acting
from shuanglun.base.audit import queries as trail
from shuanglun.front.accounts.middleware import roles_held
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.portal import queries
from shuanglun.front.portal.navigation import navigation
from shuanglun.front.portal.search import placeholder

BELL_SECONDS = 60
"""How long a count of what waits is kept. Any act makes it anew, whoever did it; this bounds what no act tells."""
QUARTERS = "一二三四"


@dataclass(frozen=True)
class Who:
    """The signed-in person in the acting role; `roles` are (code, words, is current)."""

    name: str
    role: str
    roles: list[tuple[str, str, bool]]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/shell.html`. Makes no query, except that the bell, where it is drawn, asks how long the
    trail is; it counts what waits only when somebody has acted since."""
    common = {"institution": settings.INSTITUTION, "is_demo": settings.DEMO}
    actor = getattr(request, "actor", None)
    if actor is None:
        return common
    ranges = [grant.range_label for grant in request.role_grants if grant.role == actor.role and grant.range_label]  # type: ignore[attr-defined]
    label = ROLES[actor.role].label if actor.role in ROLES else ""
    held = roles_held(request.role_grants)  # type: ignore[attr-defined]
    today = timezone.localdate()

    def waiting() -> int:
        if not any(actor.may(right) for right, _ in queries.SOURCES):
            return 0
        key = f"bell:{actor.account_id}:{actor.role}:{today}:{trail.length()}"
        with acting(actor):
            return cache.get_or_set(key, lambda: len(queries.open_items(today)), BELL_SECONDS) or 0

    return common | {
        "nav": navigation(actor, request.path),
        "period_label": quarter(today),
        "search_url": reverse("portal:search"),
        "search_words": placeholder(actor),
        "todo_url": reverse("portal:home") + "#todo",
        "open_count": SimpleLazyObject(waiting),
        "who": Who(
            actor.name,
            " · ".join(part for part in (label, "、".join(ranges[:2])) if part),
            [(code, words, code == actor.role) for code, words in held.items()],
        ),
    }


def quarter(day: date) -> str:
    """The quarter a day lies in, in words."""
    return f"{day.year} 年 · 第{QUARTERS[(day.month - 1) // 3]}季度"
