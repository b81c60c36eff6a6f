"""A small institution, loaded once for all tests of a module that read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from shuanglun.base.actor import acting
from shuanglun.front.demo.play import ACTOR, Play

LAST = date(2025, 12, 31)


@pytest.fixture(scope="module")
def institution(committed: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Play, Path]:
    """The play that loaded it, and its data folder."""
    folder = tmp_path_factory.mktemp("institution")
    play = Play(people=80, years=2, seed=4, until=LAST, tell=lambda _: None)
    with override_settings(DATA_DIR=folder), acting(ACTOR):
        play._load()
    return play, folder


@pytest.fixture
def told() -> list[str]:
    """What a play says on its way."""
    return []


@pytest.fixture
def play(told: list[str], settings: object, tmp_path: Path) -> Play:
    """A play that has not begun."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return Play(people=80, years=2, seed=4, until=LAST, tell=told.append)


@pytest.fixture
def loaded(institution: tuple[Play, Path], db: None, settings: object) -> Iterator[Play]:
    """The test acts as the system."""
    play, settings.DATA_DIR = institution  # type: ignore[attr-defined]
    with acting(ACTOR):
        yield play
