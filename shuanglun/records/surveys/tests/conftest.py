"""Fixtures of the surveys room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.surveys.models import Campaign
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.phones import Phone
from tests.fixtures.chromium import PHONE


@pytest.fixture
def as_system() -> Iterator[None]:
    """The test reads and prepares rows as the system; acts are done as somebody."""
    with acting(Actor.system("test")):
        yield


@pytest.fixture
def meeting(signer: Any, as_system: None) -> Iterator[Campaign]:
    """A campaign of a meeting, open: groups of five and of twelve, four people to recommend from."""
    house = made.make_house({"A": 5, "B": 12}, subjects=4)
    with signer.at(made.BEGIN):
        row = made.make_campaign(house, "recommend_meeting", "会议推荐", mode="onsite", picks=2)
        yield made.opened(row)


@pytest.fixture(scope="module")
def only_page(shared_pages: Any) -> Phone:
    """One page that is everybody's device in turn."""
    return Phone(shared_pages("/healthz", size=PHONE), shared_pages.errors)


@pytest.fixture
def phone(only_page: Phone) -> Iterator[Phone]:
    """That page, emptied and in nobody's hands; without an error at the end."""
    only_page.is_of(None)
    yield only_page
    assert only_page.errors == []
