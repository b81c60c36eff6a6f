"""Snapshots are files: each test begins and ends without any."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from shuanglun.evidence.snapshots import freeze


@pytest.fixture(autouse=True)
def _no_files() -> Iterator[None]:
    shutil.rmtree(freeze.home(), ignore_errors=True)
    yield
    shutil.rmtree(freeze.home(), ignore_errors=True)
