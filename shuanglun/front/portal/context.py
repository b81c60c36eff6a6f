"""What the shell shows on every page: navigation, who acts in which role, the institution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shuanglun.front.accounts.middleware import roles_held
from shuanglun.front.accounts.roles import ROLES
from shuanglun.front.portal.navigation import navigation


@dataclass(frozen=True)
class Who:
    """The signed-in person in the acting role; `roles` are (code, words, is current)."""

    name: str
    role: str
    roles: list[tuple[str, str, bool]]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of `ui/shell.html`. Makes no query: the middleware has read the grants."""
    common = {"institution": settings.INSTITUTION, "is_demo": settings.DEMO}
    actor = getattr(request, "actor", None)
    if actor is None:
        return common
    ranges = [grant.range_label for grant in request.role_grants if grant.role == actor.role and grant.range_label]  # type: ignore[attr-defined]
    label = ROLES[actor.role].label if actor.role in ROLES else ""
    held = roles_held(request.role_grants)  # type: ignore[attr-defined]
    return common | {
        "nav": navigation(actor, request.path),
        "who": Who(
            actor.name,
            " · ".join(part for part in (label, "、".join(ranges[:2])) if part),
            [(code, words, code == actor.role) for code, words in held.items()],
        ),
    }
