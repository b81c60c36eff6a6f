"""The jobs that rooms offer, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

F = TypeVar("F", bound=Callable[..., "str | None"])


@dataclass(frozen=True)
class Kind:
    """One kind of job: its name (`room.verb`), its words on the screen, and the function that does it."""

    name: str
    label: str
    function: Callable[..., str | None]


KINDS: dict[str, Kind] = {}


def job(name: str, *, label: str) -> Callable[[F], F]:
    """Offer a function as a job.

    The function takes a `Progress` and keyword arguments that JSON can carry, runs as the actor who asked and under
    the right in use then, and may return an in-site URL to open when done. It must be safe to repeat.
    """

    def decorate(function: F) -> F:
        if name in KINDS and KINDS[name].function.__module__ != function.__module__:
            raise ValueError(f"two jobs are named {name!r}")
        KINDS[name] = Kind(name, label, function)
        return function

    return decorate


def kind(name: str) -> Kind:
    """The kind of that name; raises KeyError for a job nobody offers."""
    return KINDS[name]
