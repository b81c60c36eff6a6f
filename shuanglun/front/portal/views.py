"""The home page and the answers of the search box."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shuanglun.base.actor import current, using
from shuanglun.base.ui.screens import screen
from shuanglun.front.portal import queries, wheels
from shuanglun.front.portal.river import river
from shuanglun.front.portal.search import cleaned, find, placeholder
from shuanglun.scores.scoring import figures
from shuanglun.scores.scoring import queries as scoring


@screen("portal.home")
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, where the river stands, how the wheels turn; by role."""
    today, actor = timezone.localdate(), current()
    items = queries.open_items(today)
    due = [(item.due_on - today).days for item in items if item.due_on]
    context = {
        "today": today, "open_count": len(items), "groups": queries.by_day(items, today), "who_acts": actor,
        "late": sum(days < 0 for days in due), "due_today": due.count(0), "steps": river(actor),
    }  # fmt: skip
    if actor.may("scoring.view"):
        with using("scoring.view"):
            context |= _mine() if actor.role == "staff" else _wheels()
    return render(request, "portal/home.html", context)


def _wheels() -> dict[str, Any]:
    run = scoring.latest()
    if run is None:
        return {}
    units = wheels.units(run)
    return {"run": run, "pair": wheels.house(run), "strips": wheels.strips(units) if len(units) > 1 else []}


def _mine() -> dict[str, Any]:
    scores = scoring.own_scores()
    if not scores:
        return {"mine": True, "left_out": scoring.left_out(timezone.localdate())}
    quadrant = figures.quadrant(scores[0].quadrant)
    return {"mine": True, "run": scores[0].run, "own": wheels.own(scores[0]), "quadrant": quadrant}


@screen("portal.home")
def search(request: HttpRequest) -> HttpResponse:
    """Persons, departments, Party organizations and pages that the acting role may open."""
    text = cleaned(request.GET.get("q", ""))
    context = {"title": "搜索", "searched": text, "groups": find(text, current()) if text else []}
    return render(request, "portal/search.html", context | {"search_words": placeholder(current())})
