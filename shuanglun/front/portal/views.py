"""The home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shuanglun.base.actor import current, using
from shuanglun.base.ui.screens import screen
from shuanglun.front.portal import queries
from shuanglun.front.portal.river import river
from shuanglun.scores.scoring.queries import latest

OFFICES = ("personnel", "political", "integration")


@screen("portal.home")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, where the river stands, how the wheels turn; by role."""
    today, actor = timezone.localdate(), current()
    items = [{"item": item, "lamp": item.lamp(today), "words": item.words(today)} for item in queries.open_items(today)]
    context = {"title": "工作台", "today": today, "items": items, "who_acts": actor, "steps": river(actor)}
    if actor.may("scoring.view"):
        with using("scoring.view"):
            context |= _wheels(actor.role)
    return render(request, "portal/home.html", context)


def _wheels(role: str) -> dict:
    run = latest()
    if run is None:
        return {"run": None}
    if role == "staff":
        return {"run": run, "mine": True}
    units = queries.unit_wheels(run)
    heads, rows = queries.strip(units)
    return {"run": run, "house": queries.house_wheels(run), "units": units, "heads": heads, "rows": rows}
