"""`@operation`: the only place that saves. It checks the right and the range, opens the transaction, runs the act
and appends one entry to the trail; a refused act leaves the database unchanged."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from django.db import models, transaction

from shuanglun.base import gate
from shuanglun.base.actor import Actor, acting, current, using
from shuanglun.base.audit import trail
from shuanglun.base.audit.clashes import TOGETHER, told
from shuanglun.base.audit.states import label
from shuanglun.base.audit.trail import Batch, Record
from shuanglun.base.scope import ScopedManager
from shuanglun.base.verdicts import Refused

P = ParamSpec("P")
R = TypeVar("R")

OPERATIONS: dict[str, Callable[..., Any]] = {}
_record: ContextVar[Record | None] = ContextVar("record", default=None)


class Forbidden(PermissionError):
    """The acting role lacks the right, or the object lies outside its range."""

    def __init__(self, right: str, what: str = "") -> None:
        super().__init__(f"{right} {what}".strip())
        self.right = right


def operation(
    right: str, *, act: str = "", label: str = "", clash: Refused = TOGETHER
) -> Callable[[Callable[P, R]], Callable[P, R]]:  # fmt: skip
    """Declare a keyword-only, verb-named function as an act under `right`.

    Every scoped model instance among the arguments must lie in the actor's range for this right; otherwise
    Forbidden is raised. The function returns the row it acted on (or calls `note`); the entry tells its state
    before and after, each read from the database. `act` names the entry when several acts share one right; `label` is what
    readers of the trail call it; `clash` is said when somebody else just wrote the same.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        name = act or right
        if name in OPERATIONS:
            name = f"{name}:{function.__name__}"

        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            if args:
                raise TypeError(f"{function.__name__} takes keyword arguments only")
            outer = _record.get()
            record = Record(name, outer.trail_id if outer else _new_trail_id())
            _permitted(current(), right)
            with told(clash), transaction.atomic(), acting(_standing(right)), using(right):
                actor = current()
                _look_up(record, actor, right, kwargs.values())
                token = _record.set(record)
                try:
                    result = function(*args, **kwargs)
                finally:
                    _record.reset(token)
                _finish(record, result, kwargs.values(), actor)
            return result

        run.right = right  # type: ignore[attr-defined]
        run.act = name  # type: ignore[attr-defined]
        run.label = label or name  # type: ignore[attr-defined]
        OPERATIONS[name] = run
        return run

    return decorate


def _permitted(actor: Actor, right: str) -> Actor:
    if not actor.may(right):
        raise Forbidden(right)
    return actor


def _standing(right: str) -> Actor:
    """Who acts, inside the transaction: a job may have waited or worked for hours, so its grants are read anew."""
    return _permitted(gate.as_of_now(current()), right) if gate.is_watched() else current()


def _finish(record: Record, result: Any, arguments: Iterable[Any], actor: Actor) -> None:
    if isinstance(result, models.Model):
        record.rows.insert(0, result)
    if not record.rows and not record.batches:
        record.rows.extend(_rows(arguments))
    trail.append(record, actor)


def _rows(values: Iterable[Any]) -> list[models.Model]:
    """Stored rows among the arguments, also inside lists."""
    return [
        row
        for value in values
        for row in (value if isinstance(value, list | tuple) else (value,))
        if isinstance(row, models.Model) and not row._state.adding
    ]


def _look_up(record: Record, actor: Actor, right: str, values: Iterable[Any]) -> None:
    """Keep how each row stands before the act. The screen found it under its own right; the act may have a narrower
    range: then it is Forbidden."""
    for row in _rows(values):
        model = row.__class__
        inside = model._default_manager if isinstance(model._default_manager, ScopedManager) else model._base_manager
        stood = (model._base_manager if actor.everything else inside).filter(pk=row.pk).first()
        if stood is not None:
            record.remember(row, stood)
        elif not actor.everything and inside is not model._base_manager:
            raise Forbidden(right, label(row))


def _new_trail_id() -> str:
    return f"A-{uuid4().hex[:12]}"


def words(act: str) -> str:
    """What readers call an act; the bare name of one that this release no longer knows."""
    return getattr(OPERATIONS.get(act), "label", act)


class _Note:
    """`note(row)` adds a further row to the entry; `note.batch(name, rows)` adds a batch with its Merkle root."""

    def __call__(self, row: models.Model, *, before: dict[str, Any] | None = None) -> None:
        record = self._open()
        if before is not None:
            record.before[label(row)] = before
        record.keys.setdefault(id(row), row.pk)
        record.rows.append(row)

    def batch(self, name: str | Batch, rows: Iterable[models.Model] = (), *, gone: bool = False) -> None:
        """Add rows written in bulk, as they stand now: the entry keeps their count and root, `entry_object` each row's
        hash. `gone` rows were deleted: their `after` is null. A large batch whose keys are known beforehand is given
        ready made (`trail.batch_of`), so that the hashing does not hold the transaction."""
        record = self._open()
        batch = name if isinstance(name, Batch) else trail.batch_of(name, rows, gone=gone)
        if any(other.name == batch.name for other in record.batches):  # the salt is found by the name
            raise ValueError(f"two batches of one act are named {batch.name!r}")
        record.batches.append(batch)

    def reason(self, text: str) -> None:
        """State why, in the actor's words."""
        self._open().reason = text

    def _open(self) -> Record:
        record = _record.get()
        if record is None:
            raise RuntimeError("note() is for the body of an @operation")
        return record


note = _Note()
