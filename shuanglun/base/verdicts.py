"""Verdicts: every judgement of a rule is an answer with a reason, never a bare boolean."""

from __future__ import annotations

from dataclasses import dataclass


class RefusedError(Exception):
    """A rule said no. Carries the Chinese reason and, where one field is to blame, its name."""

    def __init__(self, reason: str, field: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


@dataclass(frozen=True)
class Allowed:
    """The rule has no objection."""

    def __bool__(self) -> bool:
        return True

    def or_refuse(self) -> None:
        """Do nothing: there is nothing to refuse."""


@dataclass(frozen=True)
class Refused:
    """The rule objects: `reason` says in Chinese what is wrong, where, and what to do."""

    reason: str
    field: str | None = None

    def __bool__(self) -> bool:
        return False

    def or_refuse(self) -> None:
        """Raise the objection as RefusedError."""
        raise RefusedError(self.reason, self.field)


Verdict = Allowed | Refused
