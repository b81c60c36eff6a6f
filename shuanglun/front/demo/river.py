"""The river once from end to end, as the demo accounts would do it: publish the schemes, freeze a year, score it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

Timed = Callable[[str], AbstractContextManager[Callable[[str], None]]]


def run(year: int, timed: Timed) -> None:
    """Publish, freeze and score."""
