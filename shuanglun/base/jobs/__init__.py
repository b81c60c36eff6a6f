"""Jobs (后台任务): work that outlasts a request, with progress, cancel and a result to open. It carries the actor
who asked over to the worker process; it must never know what a job is about. Rooms import `job` from here."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shuanglun.base.jobs.asking import enqueue
    from shuanglun.base.jobs.chores import chore
    from shuanglun.base.jobs.progress import Cancelled, Progress
    from shuanglun.base.jobs.registry import job

__all__ = ["Cancelled", "Progress", "chore", "enqueue", "job"]

_HOMES = {"enqueue": "asking", "chore": "chores", "Cancelled": "progress", "Progress": "progress", "job": "registry"}


def __getattr__(name: str) -> Any:
    """Import on first use: Django loads this package before any model may be loaded."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
