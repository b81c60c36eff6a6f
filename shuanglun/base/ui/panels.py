"""Panels that meet on one page: a lower room draws its page and leaves a place, upper rooms say what stands there.

A page asks `{% panels "people:person" row %}`. Whoever knows both rooms (the portal) offers panels when the site starts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Ask = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One panel of a page: `ask(request, row)` gives the template's context, or None where there is nothing to show."""

    template: str
    ask: Ask


PANELS: dict[str, list[Panel]] = {}


def offer(page: str, template: str, ask: Ask) -> None:
    """Put a panel on a page, behind those that are there."""
    PANELS.setdefault(page, []).append(Panel(template, ask))


def drawn(page: str, request: HttpRequest, row: Any) -> list[tuple[str, dict[str, Any]]]:
    """Template and context of each panel of the page that has something to show."""
    asked = ((panel.template, panel.ask(request, row)) for panel in PANELS.get(page, ()))
    return [(template, context) for template, context in asked if context is not None]
