"""Actions and addresses: what a page offers, only as far as the acting role may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shuanglun.base.actor import NoActor, current

Crumb = tuple[str, Any]
Tab = tuple[str, str, bool]


@dataclass(frozen=True)
class Action:
    """A button in the page head.

    to: URL name (with `args`), path or query string. right: shown only to roles that hold it.
    post: a form that posts at once, after `ask` has been confirmed. why_not: Chinese reason; then it is disabled.
    icon: full name, "ti-plus" (the font is cut down to the names found in the sources).
    """

    label: str
    to: str
    right: str | None = None
    primary: bool = False
    danger: bool = False
    icon: str = ""
    args: tuple[Any, ...] = field(default=())
    post: bool = False
    ask: str = ""
    why_not: str = ""

    @property
    def href(self) -> str:
        """The address."""
        return resolve(self.to, *self.args)

    @property
    def look(self) -> str:
        """The class of the button."""
        return "btn-primary" if self.primary else "btn-danger" if self.danger else "btn-plain"


def allowed(actions: Iterable[Action]) -> list[Action]:
    """The actions the acting role may use; nobody acting gets those without a right."""
    try:
        actor = current()
    except NoActor:
        return [action for action in actions if action.right is None]
    return [action for action in actions if action.right is None or actor.may(action.right)]


def linked(text: Any, to: Any, right: str | None = None) -> SafeString | str:
    """The words as a link for roles that may follow it, else the words alone."""
    if right is not None and not current().may(right):
        return str(text)
    return format_html('<a href="{}">{}</a>', resolve(to), text)


def resolve(to: Any, *args: Any) -> str:
    """An address from a URL name, a pair (name, *args), a path, a query string or an object that knows its page."""
    if hasattr(to, "get_absolute_url"):
        return to.get_absolute_url()
    if isinstance(to, tuple):
        return reverse(to[0], args=to[1:])
    if to.startswith(("/", "?", "#")):
        return to
    return reverse(to, args=args)
