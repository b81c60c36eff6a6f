"""Jobs that do nothing but behave."""

from __future__ import annotations

import pytest

from shuanglun.base.actor import Actor, Grant, acting, current, right_in_use
from shuanglun.base.jobs import Cancelled, board
from shuanglun.base.jobs.registry import KINDS, Kind
from shuanglun.base.verdicts import RefusedError

WANG = Actor("王芳", 7, "personnel", (Grant("jobs.view", "unit", "/"), Grant("people.import", "unit", "/")))
LI = Actor("李强", 8, "political", (Grant("jobs.view", "unit", "/"),))
SEEN: dict = {}


def good(progress, *, year: int) -> str:
    SEEN.update(actor=current(), right=right_in_use(), year=year)
    for step in range(3):
        progress(step + 1, 3, "正在导出 组织生活")
    return "/snapshots/1/"


def refused(progress) -> None:
    progress(1, 2, "正在核对")
    raise RefusedError("2025 年没有日历，请先导入工作日历")


def broken(progress) -> None:
    raise ZeroDivisionError


def leads_away(progress) -> str:
    return "//evil.example/"


def hears_cancel(progress) -> None:
    board.ask_to_cancel(progress.job_id)
    with pytest.raises(Cancelled):
        progress(1, 2)
    progress(2, 2)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    for function in (good, refused, broken, leads_away, hears_cancel):
        monkeypatch.setitem(KINDS, f"test.{function.__name__}", Kind(f"test.{function.__name__}", "试做", function))
    SEEN.clear()


@pytest.fixture
def as_wang():
    with acting(WANG):
        yield WANG
