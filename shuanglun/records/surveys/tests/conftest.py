"""Fixtures of the surveys room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shuanglun.base.actor import Actor, acting


@pytest.fixture
def as_system() -> Iterator[None]:
    """The test reads and prepares rows as the system; acts are done as somebody."""
    with acting(Actor.system("test")):
        yield
