"""A talk of the branch's secretary, for the tests of talks."""

from __future__ import annotations

from datetime import date
from typing import Any

from shuanglun.records.life.models import Talk
from shuanglun.records.life.operations import talks as operations
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.life.tests.candid_cases import AT, TODAY, Branch, as_secretary

SAID = "只在双方之间的话"
SOON = date(2026, 2, 1)


def told(**values: Any) -> operations.Held:
    """What is written down of a talk."""
    words = {"on": TODAY, "place": "会议室", "recorder": "", "topic": "近况", "content": SAID} | values
    return operations.Held(**words)


def talked(house: Branch, kind: str = "heart", second: int | None = None, **values: Any) -> Talk:
    """A talk with the first member, written down by the secretary who led it."""
    with as_secretary(house, "life.talk"):
        return operations.record(
            kind=kind, subject=house.first, sides=Sides(house.secretary.pk, second), held=told(**values), at=AT,
            today=TODAY,
        )  # fmt: skip


def planned(house: Branch, kind: str = "heart", second: int | None = None, **values: Any) -> Talk:
    """A talk with the first member that the secretary means to lead."""
    words = {"topic": "拟谈主题", "outline": "拟谈提纲"} | values
    with as_secretary(house, "life.talk"):
        return operations.open_talk(
            kind=kind, subject=house.first, sides=Sides(house.secretary.pk, second), on=SOON, today=TODAY, **words
        )


def stored() -> Talk:
    """The only talk, as the database has it."""
    return Talk._base_manager.get()
