"""Fixtures for every test; each kind lives in its own file under tests/fixtures/."""

pytest_plugins = [
    "tests.fixtures.databases",
    "tests.fixtures.network",
    "tests.fixtures.chromium",
    "tests.fixtures.signing",
    "tests.fixtures.flush",
]
