"""Fixtures that let a test act as somebody: `sign_in` gives a web client, `as_actor` acts in code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client

from shuanglun.base.actor import Actor, acting, using
from shuanglun.front.accounts.models import RoleGrant, User, actor_for
from shuanglun.front.accounts.roles import ROLES

_number = count(1)


def make_user(role: str, *, person: Any = None, unit: Any = None, branch: Any = None, name: str = "") -> User:
    """A user who holds one role over the unit or branch it needs."""
    number = next(_number)
    user = User.objects.create_user(f"{role}{number}", name=name or f"{ROLES[role].label}{number}", person=person)
    place = unit or branch
    RoleGrant.objects.create(
        user=user, role=role, path=place.path if place else "/", range_label=place.name if place else "",
        from_on=date(2015, 1, 1),
    )  # fmt: skip
    return user


@pytest.fixture
def sign_in(db: None) -> Callable[..., Client]:
    """`sign_in("section_head", unit=unit)` → a signed-in client; `client.user` is the user."""

    def enter(role: str, **values: Any) -> Client:
        user = make_user(role, **values)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.user = user  # type: ignore[attr-defined]
        return client

    return enter


@pytest.fixture
def as_actor(db: None) -> Iterator[Callable[..., Actor]]:
    """`as_actor("personnel", right="people.view")` acts in that role until the test ends; the last call counts."""
    with ExitStack() as stack:

        def enter(role: str, right: str | None = None, **values: Any) -> Actor:
            user = make_user(role, **values)
            actor = actor_for(user, list(user.grants.all()), role)
            stack.enter_context(acting(actor))
            if right:
                stack.enter_context(using(right))
            return actor

        yield enter
