"""THE inventory of what may ever count (G-01, G-02): one plain list of imports.

Nothing reaches a snapshot that is not declared by one of these modules, and no other module may import them. To let
something new count, write it into a record room's `facts.py`; to see what counts, read this page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from shuanglun.engine.facts import Measure, Source
from shuanglun.engine.forbidden import private_kind
from shuanglun.records.goals import facts as goals
from shuanglun.records.learning import facts as learning
from shuanglun.records.life import facts as life
from shuanglun.records.people import facts as people
from shuanglun.records.surveys import facts as surveys

Query = Callable[[date, date], Any]
Describe = Callable[[list[int]], dict[int, str]]


class CatalogueError(ValueError):
    """A declaration that may not stand in the inventory."""


def gathered(declared: Iterable[Measure]) -> dict[str, Measure]:
    """Measures by name. Raises CatalogueError when two rooms differ on one, or one speaks of private life (G-02)."""
    measures: dict[str, Measure] = {}
    for measure in declared:
        kind = private_kind(f"{measure.name} {measure.label}")
        if kind:
            raise CatalogueError(f"{measure.name}（{measure.label}）涉及{kind}，不得用于评价（G-02）")
        if measures.setdefault(measure.name, measure) != measure:
            raise CatalogueError(f"{measure.name}: two rooms declare this measure differently")
    return measures


MEASURES = gathered([*people.MEASURES, *life.MEASURES, *learning.MEASURES, *goals.MEASURES, *surveys.MEASURES])
SOURCES: tuple[Source, ...] = (
    *people.SOURCES, *life.SOURCES, *learning.SOURCES, *goals.SOURCES, *surveys.SOURCES,
)  # fmt: skip
POSTS: Query = people.posts
MEMBERSHIPS: Query = people.memberships
KPIS: tuple[tuple[str, Query, Describe], ...] = (("goals:kpiresult", goals.kpis, goals.describe_kpis),)
EXEMPTIONS: tuple[tuple[str, Query, Describe], ...] = (
    ("people:exemption", people.exemptions, people.describe_exemptions),
    ("life:attendance", life.exemptions, life.describe_exemptions),
)


def version() -> str:
    """SHA-256 over all that is declared: a snapshot says which inventory it was frozen from."""
    declared = {
        "measures": [MEASURES[name].row() for name in sorted(MEASURES)],
        "sources": sorted([source.measure.name, source.ref] for source in SOURCES),
        "kpis": [ref for ref, _, _ in KPIS],
        "exemptions": [ref for ref, _, _ in EXEMPTIONS],
    }
    text = json.dumps(declared, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def describers() -> dict[str, Describe]:
    """Who tells the title of a record, by the reference's first two parts (`life:attendance`)."""
    known = {source.ref: source.describe for source in SOURCES if source.describe}
    return {ref: describe for ref, _, describe in (*EXEMPTIONS, *KPIS)} | known


def describe(refs: Iterable[str]) -> dict[str, str]:
    """Titles of the records behind references (`life:attendance:12`), as far as the acting role may see them."""
    keys: dict[str, list[int]] = {}
    for ref in refs:
        kind, _, key = ref.rpartition(":")
        keys.setdefault(kind, []).append(int(key))
    titles: dict[str, str] = {}
    known = describers()
    for kind, pks in keys.items():
        if kind in known:
            titles |= {f"{kind}:{pk}": title for pk, title in known[kind](pks).items()}
    return titles
