"""Panels that meet on one page: which panel of an upper or a neighboring room stands where. The one list of all joints;
the pages themselves only leave a place (`base/ui/panels.py`)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from shuanglun.base.actor import current, using
from shuanglun.base.scope import within
from shuanglun.base.ui.panels import offer
from shuanglun.front.portal import corrections, timeline
from shuanglun.records.life.models import Meeting
from shuanglun.records.life.queries import hints
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.books import rows_of
from shuanglun.records.people.models import Person

NOTE = f"已通过的记录，显示最近 {timeline.SHOWN} 条"


def offer_all() -> None:
    """Put every panel on its page; called once when the site starts."""
    offer("people:person", "portal/timeline.html", of_person)
    offer("organization:unit", "portal/timeline.html", of_unit)
    offer("organization:party", "portal/timeline.html", of_party)
    offer("record", "portal/late.html", of_record)
    offer("life:meeting", "portal/late.html", of_record)
    offer("life:meeting:aside", "life/hint_panel.html", of_hints)


def of_person(request: HttpRequest, row: Person) -> dict[str, Any]:
    """A person's newest records from every room, and the way to all of them."""
    books = [book for _, books in rows_of(row.pk) for book in books]
    return {
        "title": "履历与记录", "note": NOTE, "items": timeline.of_person(row, timezone.localdate()), "books": books,
    }  # fmt: skip


def of_unit(request: HttpRequest, row: Unit) -> dict[str, Any]:
    """How many people work in a department, and what was recorded there lately."""
    return _place(timeline.of_unit(row, timezone.localdate()), "在职人员", "unit_path", row.path)


def of_party(request: HttpRequest, row: PartyOrganization) -> dict[str, Any]:
    """How many members a Party organization has, and what was recorded there lately."""
    return _place(timeline.of_party(row, timezone.localdate()), "在职党员", "branch_path", row.path)


def _place(items: list[timeline.Item], label: str, lookup: str, path: str) -> dict[str, Any]:
    context = {"title": "近期记录", "note": NOTE, "items": items}
    if current().may("people.view"):
        with using("people.view"):
            count = Person.objects.in_post().filter(within(lookup, path)).count()
        context["people"] = [(label, f"{count} 人（含下级，您可见的范围）")]
    return context


def of_record(request: HttpRequest, row: Model) -> dict[str, Any] | None:
    """A correction that came after its day was frozen."""
    late = corrections.late(row)
    return {"late": late} if late else None


def of_hints(request: HttpRequest, row: Meeting) -> dict[str, Any] | None:
    """What a reviewer should know of a meeting; nothing for anybody else."""
    found = hints.of_meeting(row)
    return {"hints": found} if found else None
