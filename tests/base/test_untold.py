"""Columns that no entry of the trail tells, neither as they are nor as commitments."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import note, operation, states
from shuanglun.base.audit.acts import OPERATIONS
from shuanglun.base.audit.canonical import canonical, leaf_hash
from shuanglun.base.audit.models import Entry, EntryObject, Salt
from shuanglun.base.parameters.models import ParameterChange

CACHES = (states.untold, states.personal, states._columns)
WORDS = "只有写的人知道"


@pytest.fixture
def secretive(monkeypatch):
    """Changes of parameters whose reason nobody is to find in the trail."""
    monkeypatch.setattr(ParameterChange, "UNTOLD", ("reason",), raising=False)
    for cached in CACHES:
        cached.cache_clear()
    yield
    for cached in CACHES:
        cached.cache_clear()


@pytest.mark.django_db
@pytest.mark.usefixtures("secretive")
def test_what_is_untold_stands_in_no_entry_and_no_leaf_of_a_batch():
    row = ParameterChange._base_manager.create(
        key="x", value=1, from_on=date(2027, 1, 1), reason="", proposed_by="某人", proposed_at=timezone.now()
    )

    @operation("x.y", act="test.untold")
    def explain(*, row, words):
        row.reason, row.value = words, 2
        row.save()
        note.batch("一批", [row])
        return row

    try:
        with acting(Actor.system("test")):
            explain(row=row, words=WORDS)
    finally:
        del OPERATIONS["test.untold"]
    entry = Entry._base_manager.get()
    after = json.loads(entry.canonical)["after"]
    assert (after["value"], "reason" in after, WORDS in entry.canonical) == (2, False, False)
    assert not Salt._base_manager.exists(), "nothing of it is committed to"
    part = EntryObject._base_manager.get()
    assert bytes(part.after) == leaf_hash(canonical({"after": after, "object": part.object}))
    assert ParameterChange._base_manager.get().reason == WORDS
