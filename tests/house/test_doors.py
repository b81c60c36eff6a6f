"""Doors: every address has a `@screen` or a listed reason, and nobody enters without a right."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

OPEN = {
    "healthz": "a probe of the machine reads no record",
    "readyz": "a probe of the machine reads no record",
}
SAMPLE = {"int": 1, "str": "x", "slug": "x", "uuid": "00000000-0000-0000-0000-000000000000", "path": "x"}


def patterns(resolver=None, prefix="", app=""):
    for item in (resolver or get_resolver()).url_patterns:
        route = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from patterns(item, route, item.app_name or app)
        elif isinstance(item, URLPattern):
            yield route, f"{app}:{item.name}" if app else item.name, item.callback


def address(route: str) -> str:
    import re

    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: str(SAMPLE[match[1] or "str"]), route)


def test_every_address_has_a_screen_or_a_listed_reason():
    ours = [(name, view) for _, name, view in patterns() if name not in OPEN]
    bare = [name for name, view in ours if not hasattr(view, "screen_right")]
    reasonless = [name for name, view in ours if getattr(view, "screen_right", "") is None and not view.screen_why]
    assert bare == [] and reasonless == []
    assert len(ours) > 40


def test_every_right_of_a_screen_is_held_by_some_role():
    from shuanglun.front.accounts.roles import rights

    asked = {view.screen_right for _, _, view in patterns() if getattr(view, "screen_right", None)}
    assert asked - rights() == set()


@pytest.mark.django_db
def test_nobody_signed_in_sees_nothing_but_the_sign_in(client):
    shown = []
    for route, name, view in patterns():
        if getattr(view, "screen_right", None) is None:
            continue
        answer = client.get(address(route))
        if not (answer.status_code == 302 and "/accounts/login/" in answer["Location"]) and answer.status_code != 405:
            shown.append((name, answer.status_code))
    assert shown == []


@pytest.mark.django_db
def test_a_role_without_the_right_gets_403(sign_in):
    guard = sign_in("security_admin")
    for route, name, view in patterns():
        right = getattr(view, "screen_right", None)
        if right not in (None, "portal.home", "accounts.manage", "accounts.own"):
            assert guard.get(address(route)).status_code in (403, 405), name
