"""What other rooms may ask of the trail: who recorded a row, never the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from shuanglun.base.audit.models import Entry, EntryObject, Head
from shuanglun.base.audit.trail import label


@dataclass(frozen=True)
class Recorded:
    """The last act on a row: who, when, under which trail number."""

    actor: str
    at: datetime
    trail_id: str

    def __str__(self) -> str:
        return f"{self.actor}，留痕 {self.trail_id}"


def recorded(row: models.Model) -> Recorded | None:
    """Who wrote the row last. Whoever may see the row may see this, so the trail's own scope does not apply."""
    return latest([label(row)])


def latest(names: list[str]) -> Recorded | None:
    """The last act on any of some rows, called as the trail calls them; two queries. For those who see the rows."""
    part = EntryObject._base_manager.filter(object__in=names).select_related("entry").order_by("-entry_id").first()
    entry = Entry._base_manager.filter(object__in=names).order_by("-seq").first()
    found = max((item for item in (part and part.entry, entry) if item), key=lambda item: item.seq, default=None)
    return Recorded(found.actor, found.at, found.trail_id) if found else None


def length() -> int:
    """How many acts the trail holds: whatever was computed from the records holds as long as this stays the same."""
    return Head._base_manager.filter(pk=1).values_list("size", flat=True).first() or 0
