"""What the house below must know of its gate: how roles are called, and what an account may do at this moment. Nobody
below knows a user; the room that keeps the accounts says both when the site starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from shuanglun.base.actor import Actor

SYSTEM = "系统"
_roles: dict[str, str] = {"system": SYSTEM}
_renew: Callable[[Actor], Actor] | None = None
_watched: ContextVar[bool] = ContextVar("watched", default=False)


def keep(roles: Mapping[str, str], renew: Callable[[Actor], Actor]) -> None:
    """Called once at the start. `renew` gives the same account in the same role with the grants it holds today: none
    when the role was taken back or the account closed."""
    global _renew
    _roles.update(roles)
    _renew = renew


def role_words(code: str) -> str:
    """A role as the screens call it; an unknown one as it is written."""
    return _roles.get(code, code)


def as_of_now(actor: Actor) -> Actor:
    """The actor with what the account may do now. A part of the system has no account and stays as it is."""
    return actor if actor.account_id is None or _renew is None else _renew(actor)


@contextmanager
def watching() -> Iterator[None]:
    """Work that may outlast its grants: within the block each act asks for the grants anew (`is_watched`)."""
    token = _watched.set(True)
    try:
        yield
    finally:
        _watched.reset(token)


def is_watched() -> bool:
    """Whether acts must ask for the grants anew; in a request they were read a moment ago."""
    return _watched.get()
