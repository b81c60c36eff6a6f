"""The result files of a run, and the engine's names for persons."""

from __future__ import annotations

from pathlib import Path

import duckdb

from shuanglun.base.verdicts import RefusedError
from shuanglun.engine import explain
from shuanglun.engine.explain import Explanation
from shuanglun.engine.scheme import Scheme

ROOT = "runs"


def subject_of(person_id: int) -> str:
    """The engine's name of a person."""
    return f"person:{person_id}"


def person_of(subject: str) -> int | None:
    """The person behind a subject; None for a unit or a branch."""
    kind, _, key = subject.partition(":")
    return int(key) if kind == "person" and key.isdecimal() else None


def explained(results: Path, snapshot: Path, scheme: Scheme, person_id: int) -> Explanation:
    """One person's scores opened up. Raises RefusedError when the files are gone or are not those of the run."""
    try:
        return explain.explain(results, snapshot, scheme, subject_of(person_id))
    except (duckdb.Error, KeyError, ValueError) as error:
        raise RefusedError("这次计分的结果文件缺失或与登记不符，暂时无法说明来源；请联系融合办复算核对。") from error
