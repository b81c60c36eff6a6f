"""The one door to frozen evidence. The acting role sees those subjects whom its ranges for the right in use hold.

Where a person belonged on their last day in the period decides, not where they belong today: a section head reads
the evidence of the year in which the person was theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings

from shuanglun.base.actor import Actor, Grant, current, right_in_use
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine import canonical
from shuanglun.engine.facts import FACTS, MEASURES, SNAPSHOT, SUBJECTS, Manifest, ManifestError, Table
from shuanglun.evidence.snapshots.models import Snapshot

PATHS = {"unit": "unit_path", "party": "branch_path"}


class NotWhole(PermissionError):
    """The acting role asked for the files as a whole and does not see the whole house."""


def folder(snapshot: Snapshot) -> Path:
    """Where the files lie."""
    return Path(settings.DATA_DIR) / snapshot.directory


@contextmanager
def opened(snapshot: Snapshot) -> Iterator[Evidence]:
    """Open a frozen snapshot as the current actor under the right in use.

    Raises RefusedError when it is not frozen or its manifest is not the one recorded (a full check is `verify`).
    """
    if not snapshot.is_frozen:
        raise RefusedError(f"快照 {snapshot.name} 还没有冻结完成，不能打开。")
    directory = folder(snapshot)
    try:
        manifest = Manifest.read(directory)
    except ManifestError as error:
        raise RefusedError(str(error)) from error
    if manifest.sha256 != snapshot.sha256:
        raise RefusedError(f"快照 {snapshot.name} 的清单与登记的散列不符，已停止使用；请做完整性校验。")
    actor, right = current(), right_in_use()
    duck = canonical.connect("256MB", 1)
    try:
        yield Evidence(directory, manifest, duck, _ranges(actor, right))
    finally:
        duck.close()


def _ranges(actor: Actor, right: str | None) -> tuple[Grant, ...] | None:
    """The actor's ranges; None is the whole house."""
    if actor.everything:
        return None
    grants = actor.ranges(right) if right else ()
    whole = any(grant.path == "/" and grant.kind != "own" for grant in grants)
    return None if whole else grants


@dataclass(frozen=True)
class Evidence:
    """An open snapshot. `ranges` None is the whole house."""

    home: Path
    manifest: Manifest
    duck: duckdb.DuckDBPyConnection
    ranges: tuple[Grant, ...] | None

    @property
    def directory(self) -> Path:
        """The files themselves, for the engine. Raises NotWhole unless the actor sees the whole house."""
        if self.ranges is not None:
            raise NotWhole("evidence as a whole")
        return self.home

    def rows(self, table: Table, *, subjects: Sequence[str] = (), measure: str = "") -> list[dict[str, Any]]:
        """Rows of one file in canonical order, of visible subjects only; narrowed to some subjects or one measure."""
        conditions, values = self._visible() if table is not MEASURES else ([], [])
        if subjects:
            conditions.append(f"subject_id IN ({', '.join('?' for _ in subjects)})")
            values += list(subjects)
        if measure:
            conditions.append("measure = ?" if table in (FACTS, MEASURES) else "(measure = ? OR measure IS NULL)")
            values.append(measure)
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        answer = self.duck.execute(f"SELECT * FROM {self.file(table)}{where} ORDER BY ALL", values)
        return [dict(zip(table.names, row, strict=True)) for row in answer.fetchall()]

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query over whole files (`file`). Raises NotWhole unless the actor sees the whole house."""
        if self.ranges is not None:
            raise NotWhole("evidence as a whole")
        return self.duck.execute(sql, list(values)).fetchall()

    def sees(self, subject_id: str) -> bool:
        """Whether the subject is in the snapshot and in the actor's ranges."""
        return bool(self.rows(SUBJECTS, subjects=[subject_id]))

    def file(self, table: Table) -> str:
        """One file as a query names it."""
        assert table in SNAPSHOT
        return f"read_parquet({canonical.literal(self.home / table.file)})"

    def _visible(self) -> tuple[list[str], list[Any]]:
        """The condition on subject_id, and its values."""
        if self.ranges is None:
            return [], []
        parts, values = ["false"], []
        for grant in self.ranges:
            if grant.kind == "own":
                parts.append("subject_id = ?")
                values.append(f"person:{grant.path}")
            elif grant.kind in PATHS:
                parts.append(f"(path_{grant.kind} >= ? AND path_{grant.kind} < ?)")
                values += [grant.path, grant.path[:-1] + "0"]
        last = ", ".join(f'arg_max({column}, "from") AS path_{kind}' for kind, column in PATHS.items())
        places = f"SELECT subject_id, {last} FROM {self.file(SUBJECTS)} GROUP BY subject_id"
        return [f"subject_id IN (SELECT subject_id FROM ({places}) WHERE {' OR '.join(parts)})"], values
