"""The web's door: whoever signed in acts in exactly one of their roles for the length of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.actor import acting
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.front.accounts.roles import ROLES

ROLE_KEY = "role"


class ActingMiddleware:
    """Opens `acting(...)`. Anonymous requests have no actor, so scoped data cannot be read by mistake."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request as the user in the role of the session, or the first role held."""
        request.role_grants = []  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            grants = open_grants(request.user)
            held = roles_held(grants)
            role = request.session.get(ROLE_KEY)
            role = role if role in held else next(iter(held), "")
            request.role_grants = grants  # type: ignore[attr-defined]
            request.actor = actor_for(request.user, grants, role)  # type: ignore[attr-defined]
        with acting(request.actor):  # type: ignore[attr-defined]
            return self.get_response(request)


def open_grants(user: User) -> list[RoleGrant]:
    """The user's grants that hold today."""
    today = timezone.localdate()
    grants = list(user.grants.filter(Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today).order_by("id"))
    for grant in grants:
        grant.user = user
    return grants


def roles_held(grants: list[RoleGrant]) -> dict[str, str]:
    """Role code → words, in the order of the role table (offices first, staff after them)."""
    codes = {grant.role for grant in grants}
    return {code: role.label for code, role in ROLES.items() if code in codes}
