"""People who sign in with a password, and a day to grant from."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person, make_unit

PASSWORD = "a-long-enough-password"
DAY = date(2025, 1, 1)


@pytest.fixture
def person(db) -> Person:
    """Lin, who heads the first institute."""
    return make_person("林一禾", unit=make_unit("一所"))


@pytest.fixture
def user(person) -> User:
    """Lin's account with two roles."""
    user = User.objects.create_user("lin", PASSWORD, name="林一禾", person=person)
    RoleGrant.objects.create(user=user, role="section_head", path=person.unit.path, range_label="一所", from_on=DAY)
    RoleGrant.objects.create(user=user, role="staff", from_on=DAY)
    return user


@pytest.fixture
def enter() -> Callable[..., tuple[Client, int]]:
    """Sign in by the form: the client and the status of the answer."""

    def enter(username: str = "lin", password: str = PASSWORD, **values: str) -> tuple[Client, int]:
        client = Client()
        data = {"username": username, "password": password} | values
        return client, client.post("/accounts/login/", data).status_code

    return enter
