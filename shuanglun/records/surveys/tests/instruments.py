"""Instruments for tests: real rows, made by the acts of an officer."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from typing import Any

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.records.surveys import operations
from shuanglun.records.surveys.models import Instrument, InstrumentVersion
from shuanglun.records.surveys.operations.instruments import shipped

OFFICER = Actor("白露晞", 7, "political", (Grant("surveys.run", "unit", "/"),), account_id=7)
AT = datetime(2026, 12, 1, 1, tzinfo=UTC)


_shipped = cache(shipped)


def shipped_content(kind: str = "appraisal") -> dict[str, Any]:
    """The content of a shipped instrument."""
    return deepcopy(next(each["content"] for each in _shipped() if each["kind"] == kind))


def draft_of(kind: str = "appraisal", code: str = "") -> InstrumentVersion:
    """A draft with the content of a shipped instrument."""
    instrument = Instrument.objects.create(code=code or kind[:20], title=f"测评表 {code or kind}", kind=kind)
    return InstrumentVersion.objects.create(instrument=instrument, number=1, content=shipped_content(kind))


def published_version(kind: str = "appraisal", code: str = "") -> InstrumentVersion:
    """A shipped instrument, published."""
    with acting(OFFICER):
        return operations.publish_version(version=draft_of(kind, code), at=AT)
