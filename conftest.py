"""Fixtures for every test; each kind lives in its own file under tests/fixtures/."""

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
