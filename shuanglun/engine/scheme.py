"""Schemes as text: `load` reads a text's structure, `dump` writes it, `diff` compares two versions.

Meaning (weights, measures, forbidden features) is proved by `validate.check`.
Source: docs/algorithms/scheme.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from shuanglun.engine import reading
from shuanglun.engine.document import Problem, SchemeError
from shuanglun.engine.terms import (
    FULL_WEIGHT,
    POLITICAL,
    WORK,
    Bonus,
    Dimension,
    Indicator,
    Scheme,
    Target,
    Thresholds,
    to_data,
)

__all__ = [
    "FULL_WEIGHT", "POLITICAL", "WORK", "Bonus", "Change", "Dimension", "Indicator", "Problem", "Scheme",
    "SchemeError", "Target", "Thresholds", "diff", "dump", "load", "to_data",
]  # fmt: skip


class _Quoting(yaml.SafeDumper):
    """Decimals are strings and therefore quoted; lists of groups stand on one line."""

    def represent_groups(self, data: list[Any]) -> yaml.Node:
        flow = all(isinstance(item, str) for item in data)
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=flow)


_Quoting.add_representer(list, _Quoting.represent_groups)


def dump(scheme: Scheme) -> str:
    """Return the scheme's YAML text; `load(dump(scheme)) == scheme`."""
    return yaml.dump(to_data(scheme), Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=100)


def load(text: str, source: str = "方案") -> Scheme:
    """Read a scheme's structure. Raises SchemeError with every problem of syntax, key and type."""
    scheme, document = reading.build(text, source)
    return reading.settled(scheme, document)


@dataclass(frozen=True)
class Change:
    """One difference between two schemes: `before` None means added, `after` None means removed."""

    path: str
    before: str | None
    after: str | None


def _flat(data: Any, path: str) -> dict[str, str]:
    """Flatten to path → text; list items with an id are named by it, so that moving them is no change."""
    if isinstance(data, dict):
        items = [(f"{path}.{key}" if path else key, value) for key, value in data.items()]
    elif isinstance(data, list) and all(isinstance(item, dict) for item in data):
        items = [(f"{path}[{item['id']}]", item) for item in data]
    else:
        return {path: "、".join(map(str, data)) if isinstance(data, list) else str(data)}
    return {where: text for key, value in items for where, text in _flat(value, key).items()}


def diff(before: Scheme, after: Scheme) -> list[Change]:
    """Return what changed between two schemes, in the order of the newer one, removals last."""
    old, new = _flat(to_data(before), ""), _flat(to_data(after), "")
    changed = [Change(path, old.get(path), text) for path, text in new.items() if old.get(path) != text]
    return changed + [Change(path, text, None) for path, text in old.items() if path not in new]
