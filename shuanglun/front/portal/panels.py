"""Panels that meet on one page: which panel of an upper or a neighboring room stands where. The one list of all joints;
the pages themselves only leave a place (`base/ui/panels.py`)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from shuanglun.base.ui.panels import offer
from shuanglun.records.life.models import Meeting
from shuanglun.records.life.queries import hints


def offer_all() -> None:
    """Put every panel on its page; called once when the site starts."""
    offer("life:meeting:aside", "life/hint_panel.html", of_hints)


def of_hints(request: HttpRequest, row: Meeting) -> dict[str, Any] | None:
    """What a reviewer should know of a meeting; nothing for anybody else."""
    found = hints.of_meeting(row)
    return {"hints": found} if found else None
