"""The web's door: whoever signed in acts in exactly one of their roles for the length of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.ui import errors
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.front.accounts.roles import OWN_ACCOUNT, ROLES

ROLE_KEY = "role"
WITHOUT_ROLE = (
    "还没有角色",
    "您的账号目前没有任何角色，或授权已到期、已收回。请联系安全管理员授予角色；授予后刷新本页即可。",
)


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

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Somebody with a first password changes it before all else; somebody without any role is told so."""
        if not request.user.is_authenticated or getattr(view, "screen_right", None) in (None, OWN_ACCOUNT):
            return None
        if request.user.first_until is not None:
            if request.headers.get("HX-Request"):
                return HttpResponse(status=204, headers={"HX-Refresh": "true"})
            return redirect("accounts:password")
        if not request.actor.role:  # type: ignore[attr-defined]
            return errors.page(request, 403, *WITHOUT_ROLE)
        return None


def renewed(actor: Actor) -> Actor:
    """The same account in the same role with what it may do today, for work that waited in a queue."""
    user = User.objects.filter(pk=actor.account_id or 0, is_active=True).first()
    return replace(actor, grants=()) if user is None else actor_for(user, open_grants(user), actor.role)


def open_grants(user: User) -> list[RoleGrant]:
    """The user's grants that hold today."""
    grants = list(user.grants.in_force(timezone.localdate()).order_by("id"))
    for grant in grants:
        grant.user = user
    return grants


def roles_held(grants: list[RoleGrant]) -> dict[str, str]:
    """Role code → words, in the order of the role table (offices first, staff after them)."""
    codes = {grant.role for grant in grants}
    return {code: role.label for code, role in ROLES.items() if code in codes}
