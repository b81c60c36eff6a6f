"""The two screens of signing in, which every room shares: the one on the wall and the one in the hand.

A room gives its own words and its own acts; what a scan is worth is decided here, the same everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import NoActor, current
from shuanglun.base.checkin import codes, qr
from shuanglun.base.checkin.models import LONGEST_WINDOW, Occasion
from shuanglun.base.verdicts import RefusedError

Find = Callable[[int], Any]
"""The occasion with a number, or None. It reads past the scope: whoever holds a genuine code stands in the room."""
Sign = Callable[[Any, str, str, str], str]
"""`sign(occasion, ticket number, staff number, name)` → the words that say it is done. Empty staff number and name:
the signed-in person. Raises RefusedError."""


class WindowForm(forms.Form):
    """Until when people may sign in."""

    until = forms.DateTimeField(
        label="签到截止", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=f"最长 {LONGEST_WINDOW.seconds // 3600} 小时；到时自动关闭，也可提前关闭",
    )  # fmt: skip


class NumberForm(forms.Form):
    """Who signs in without an account."""

    staff_no = forms.CharField(label="工号", max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label="姓名", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))


def wall_screen(
    request: HttpRequest,
    row: Occasion,
    *,
    kind: str,
    title: str,
    scan_url: str,
    signed: int,
    due: int,
    back: str,
    close: str,
) -> HttpResponse:
    """The screen on the wall: the code, which htmx renews, and how many have signed in. `scan_url` is the URL name
    that gets the code, `back` and `close` are addresses."""
    now = timezone.now()
    is_open = row.is_checkin_open(now)
    context: dict[str, Any] = {
        "title": title, "row": row, "is_open": is_open, "signed": signed, "due": due, "back": back, "close": close,
        "every": codes.SLOT_SECONDS // 2,
    }  # fmt: skip
    if is_open:
        code = codes.code(row.checkin_key, kind, row.pk, time.time())
        context["qr"] = qr.svg(request.build_absolute_uri(reverse(scan_url, args=[code])))
        context["address"] = request.build_absolute_uri(reverse(scan_url, args=[code]))
    template = "ui/checkin/wall.html#code" if request.headers.get("HX-Request") else "ui/checkin/wall.html"
    return render(request, template, context)


def scan_screen(
    request: HttpRequest, text: str, *, kind: str, find: Find, words: Callable[[Any], str], sign_url: str
) -> HttpResponse:
    """What a phone opens from the code: a genuine one gives a ticket and the button. `sign_url` gets the ticket."""
    try:
        row = find(codes.occasion(text, kind))
        if row is None:
            raise RefusedError(codes.UNKNOWN)
        codes.genuine(text, row.checkin_key, time.time())
        _open(row)
    except RefusedError as refused:
        return _hand(request, problem=refused.reason)
    return _asked(request, row, reverse(sign_url, args=[codes.ticket(kind, row.pk)]), words(row))


def sign_screen(
    request: HttpRequest, text: str, *, kind: str, find: Find, words: Callable[[Any], str], sign: Sign
) -> HttpResponse:
    """The tap on the button. A repeat with the same ticket by the same person answers the same."""
    try:
        ticket = codes.opened(text, kind)
        row = find(ticket.pk)
        if row is None:
            raise RefusedError(codes.UNKNOWN)
        _open(row)
    except RefusedError as refused:
        return _hand(request, problem=refused.reason)
    if request.method != "POST":
        return _asked(request, row, request.path, words(row))
    form = NumberForm(request.POST)
    by_number = "staff_no" in request.POST
    if by_number and not form.is_valid():
        return _asked(request, row, request.path, words(row), form)
    given = (form.cleaned_data["staff_no"].strip(), form.cleaned_data["name"].strip()) if by_number else ("", "")
    try:
        said = sign(row, ticket.number, *given)
    except RefusedError as refused:
        if by_number and refused.field in form.fields:
            form.add_error(refused.field, refused.reason)
            return _asked(request, row, request.path, words(row), form)
        return _hand(request, problem=refused.reason, about=words(row))
    return _hand(request, said=said, about=words(row), status=200)


def _open(row: Occasion) -> None:
    if not row.is_checkin_open(timezone.now()):
        raise RefusedError("签到已经关闭或还没有开放。请联系记录人代为登记。")


def _who() -> str:
    """The name of whoever is signed in with a staff file."""
    try:
        actor = current()
    except NoActor:
        return ""
    return actor.name if actor.person_id else ""


def _asked(
    request: HttpRequest, row: Occasion, action: str, about: str, form: NumberForm | None = None
) -> HttpResponse:
    context = {
        "action": action, "about": about, "who": _who(), "form": form or NumberForm(), "row": row,
        "login": resolve_url(settings.LOGIN_URL),
    }  # fmt: skip
    return render(request, "ui/checkin/hand.html", context, status=422 if form else 200)


def _hand(
    request: HttpRequest, *, problem: str = "", said: str = "", about: str = "", status: int = 422
) -> HttpResponse:
    return render(request, "ui/checkin/hand.html", {"problem": problem, "said": said, "about": about}, status=status)
