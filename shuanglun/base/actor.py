"""Who acts. The actor is ambient (a context variable opened at three doors: web middleware, API, job runner);
everything else is an argument. A person with two roles acts in one at a time, so rights over A never mix with
rights over B."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from typing import Any


class NoActor(RuntimeError):
    """Somebody read or wrote scoped data without saying who is acting."""


@dataclass(frozen=True)
class Grant:
    """One right over one range: `kind` is unit, party (materialised paths ending in "/") or own (a person id)."""

    right: str
    kind: str
    path: str


@dataclass(frozen=True)
class Actor:
    """Somebody (or a named part of the system) who acts in exactly one role.

    `account_id` is who signed in; `person_id` is their staff file, which officers from outside do not have.
    """

    name: str
    person_id: int | None = None
    role: str = ""
    grants: tuple[Grant, ...] = ()
    everything: bool = False
    account_id: int | None = None

    def may(self, right: str) -> bool:
        """Whether the acting role holds the right over any range at all."""
        return self.everything or any(grant.right == right for grant in self.grants)

    def ranges(self, right: str) -> tuple[Grant, ...]:
        """The ranges over which the acting role holds the right."""
        return tuple(grant for grant in self.grants if grant.right == right)

    def is_one_with(self, account_id: int | None, person_id: int | None) -> bool:
        """Whether both are the same human being: the same account, or two accounts of the same staff file."""
        return (account_id is not None and account_id == self.account_id) or (
            person_id is not None and person_id == self.person_id
        )

    def to_json(self) -> dict[str, Any]:
        """A plain form that a queued job can carry."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Actor:
        """The actor whom `to_json` described."""
        return cls(**{**data, "grants": tuple(Grant(**grant) for grant in data["grants"])})

    @classmethod
    def system(cls, reason: str) -> Actor:
        """A part of the system that must see the whole house; the reason is written in the trail."""
        return cls(name=f"系统：{reason}", role="system", everything=True)


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)
_right: ContextVar[str | None] = ContextVar("right", default=None)


@contextmanager
def acting(actor: Actor | None) -> Iterator[None]:
    """Let `actor` act until the end of the block; the right in use is forgotten, since it was another actor's."""
    actor_token, right_token = _actor.set(actor), _right.set(None)
    try:
        yield
    finally:
        _right.reset(right_token)
        _actor.reset(actor_token)


@contextmanager
def using(right: str) -> Iterator[None]:
    """Name the right under which the block reads: it decides which rows are seen."""
    token = _right.set(right)
    try:
        yield
    finally:
        _right.reset(token)


def current() -> Actor:
    """The acting actor. Raises NoActor when nobody acts."""
    actor = _actor.get()
    if actor is None:
        raise NoActor("no actor: open `with acting(...)` at the door before reading or writing scoped data")
    return actor


def right_in_use() -> str | None:
    """The right named by the innermost `using` block, if any."""
    return _right.get()
