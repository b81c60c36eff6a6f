"""Fixtures for every test; each kind lives in its own file under tests/fixtures/."""

import gc

import pytest

pytest.register_assert_rewrite("tests.journey.screen")  # rooms borrow it before the journey is collected

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.network",
    "tests.fixtures.chromium",
    "tests.fixtures.signing",
    "tests.fixtures.flush",
    "tests.fixtures.signer",
]


def pytest_collection_finish() -> None:
    """What was imported stays until the end: the collector need not walk it again and again (a tenth of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
