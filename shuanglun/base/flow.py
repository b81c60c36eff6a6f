"""One transition table for every state machine: which step leads from where to where, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shuanglun.base.verdicts import Allowed, Refused, Verdict


@dataclass(frozen=True)
class Step:
    """A named move from any of `sources` to `target`; `label` is the verb on the button."""

    name: str
    sources: tuple[str, ...]
    target: str
    label: str


@dataclass(frozen=True)
class Flow:
    """A state machine over one field of a row. It moves the value; the operation saves it."""

    name: str
    states: dict[str, str]
    steps: tuple[Step, ...]
    field: str = "state"

    def step(self, name: str) -> Step:
        """The step of that name. Raises KeyError for a step the table does not know."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(f"{self.name} knows no step {name!r}")

    @property
    def choices(self) -> list[tuple[str, str]]:
        """States with their words, as a Django field wants them."""
        return list(self.states.items())

    def may(self, row: Any, name: str) -> Verdict:
        """Whether the row's state allows the step; a refusal names both in the users' words."""
        step = self.step(name)
        state = getattr(row, self.field)
        if state in step.sources:
            return Allowed()
        allowed = "、".join(f"“{self.states[source]}”" for source in step.sources)
        return Refused(
            f"当前状态为“{self.states.get(state, state)}”，不能{step.label}；只有{allowed}状态可以{step.label}"
        )

    def move(self, row: Any, name: str) -> None:
        """Set the target state on the row (unsaved). Raises RefusedError when the step is not allowed."""
        self.may(row, name).or_refuse()
        setattr(row, self.field, self.step(name).target)

    def open_steps(self, row: Any) -> list[Step]:
        """The steps the row's state allows now, in the table's order."""
        return [step for step in self.steps if getattr(row, self.field) in step.sources]
