"""Chores (定期整理): short work that nobody asks for. Each worker does all of them when it starts and then every hour,
so a chore must be safe to repeat, also twice at once, and quick when there is nothing to do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from django.db import connections

from shuanglun.base.actor import Actor, acting

log = structlog.get_logger(__name__)
F = TypeVar("F", bound=Callable[[], object])
EVERY_SECONDS = 3600
CHORES: dict[str, Callable[[], object]] = {}


def chore(label: str) -> Callable[[F], F]:
    """Offer a function of a room's `jobs.py` as a chore; it acts as the system, with `label` as the reason."""

    def decorate(function: F) -> F:
        CHORES[label] = function
        return function

    return decorate


def do_all() -> None:
    """Every chore once. One that fails is logged and does not keep the others."""
    for label, function in CHORES.items():
        try:
            with acting(Actor.system(label)):
                function()
        except Exception:
            log.exception("chore failed", chore=label)


def keep_doing() -> None:
    """Do all chores every hour beside the worker's loop, as long as the process lives."""

    def rounds() -> None:
        while True:
            time.sleep(EVERY_SECONDS)
            do_all()
            connections.close_all()

    threading.Thread(target=rounds, name="chores", daemon=True).start()
