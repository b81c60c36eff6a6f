"""Runs and snapshots are files: each test begins and ends without any."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from shuanglun.scores.scoring.models import Run
from shuanglun.scores.scoring.tests import factories
from shuanglun.scores.scoring.tests.factories import House


def _wipe() -> None:
    for name in ("runs", "snapshots"):
        shutil.rmtree(Path(settings.DATA_DIR) / name, ignore_errors=True)


@pytest.fixture(autouse=True)
def _no_files(request: pytest.FixtureRequest) -> Iterator[None]:
    if "scored" in request.fixturenames:  # the module's own, with its files
        yield
        return
    _wipe()
    yield
    _wipe()


@pytest.fixture(scope="module")
def scored(committed: None) -> Iterator[tuple[House, Run]]:
    """A house and a finished official run over it, for a module whose tests read them."""
    _wipe()
    factories.make_schemes()
    yield factories.make_house(), factories.make_run(factories.make_snapshot())
    _wipe()


@pytest.fixture
def house(db: None) -> House:
    """People, records and published schemes."""
    factories.make_schemes()
    return factories.make_house()


@pytest.fixture
def run(house: House) -> Run:
    """A finished official run over the house."""
    return factories.make_run(factories.make_snapshot())
