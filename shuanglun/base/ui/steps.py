"""The question before a step of a flow, and the buttons that lead there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from shuanglun.base.flow import Flow
from shuanglun.base.ui.links import Action, Crumb
from shuanglun.base.ui.screens import confirm_screen


def ask_step(
    request: HttpRequest, flow: Flow, row: Any, step: str, *, back: Any, crumbs: Iterable[Crumb], **options: Any
) -> HttpResponse:
    """The question before a step, unless the row's state no longer allows it. `options` are those of
    `confirm_screen`: text, save, form_class, done_text, danger."""
    flow.may(row, step).or_refuse()
    verb = flow.step(step).label
    options.setdefault("done_text", f"已{verb}")
    return confirm_screen(
        request, title=f"{verb} {row}", submit=verb, back=back, crumbs=[*crumbs, (verb, None)], **options
    )


def step_action(flow: Flow, row: Any, step: str, to: str, right: str, **looks: Any) -> list[Action]:
    """The button of a step, if the row's state allows it now: a list of one or none. `to` gets the row's pk."""
    if not flow.may(row, step):
        return []
    return [Action(flow.step(step).label, to, args=(row.pk,), right=right, **looks)]
