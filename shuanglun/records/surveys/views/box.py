"""The ballot box from outside: no sign-in, no session, no cookie, no log (`WithoutWho` sees to it before any other code).

Nothing here may read who asks. What is answered is the same for everybody.
"""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from shuanglun.base.ui.screens import screen
from shuanglun.base.verdicts import Refused, RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign
from shuanglun.records.surveys.operations import casting
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.signer.client import SignerDown, SignerRefused
from shuanglun.records.surveys.views.threats import OPEN, PROTECTED

WHY = "a ballot is cast without any identity; the ticket alone opens the box"
TABLES = [
    ("防得住的", ("谁，想做什么", "靠什么防住", "还要知道"), PROTECTED),
    ("防不住的", ("谁，什么情形", "会怎样", "怎么减轻"), OPEN),
]
SPENT = "spent"
"""The field that a refusal blames when the ticket has been used for another ballot."""
MOST_BYTES = 400_000


def _find(uid: str) -> Campaign:
    """The campaign as far as the public may know of it: from opening on."""
    row = Campaign.objects.filter(uid=uid.replace("-", ""), opened_at__isnull=False).first()
    if row is None:
        raise Http404
    return row


@require_safe
@screen(None, why=WHY)
def page(request: HttpRequest, uid: str) -> HttpResponse:
    """Where a ballot is filled in."""
    _find(uid)
    return render(request, "surveys/box/page.html", {"uid": uid, "ticket_url": reverse("surveys:ticket", args=[uid])})


@require_safe
@screen(None, why=WHY)
def paper(request: HttpRequest, uid: str) -> HttpResponse:
    """What is asked."""
    return _answer(queries.paper(_find(uid), timezone.now()))


# A request that carries no cookie has nothing that another site could borrow: the ballot's own token is the only key.
@csrf_exempt
@require_POST
@screen(None, why=WHY)
def cast(request: HttpRequest, uid: str) -> HttpResponse:
    """Take one ballot; the same ballot again is answered as the first time, with the group for which it counts: a slip
    knows its own, and the leaf of the receipt needs it.

    400 no ballot at all, 409 the ticket is spent, 410 the box is shut, 422 the ballot is not as it must be, 503 later.
    """
    row = _find(uid)
    shut = rules.may_cast(row.state, row.windows, timezone.now())
    if isinstance(shut, Refused):
        return _answer({"error": shut.reason}, 410)
    payload = _read(request)
    if payload is None:
        return _answer({"error": "票面内容无法识别。"}, 400)
    try:
        group = casting.cast(campaign=row, payload=payload, at=timezone.now())
    except SignerDown as down:
        return _answer({"error": down.reason}, 503)
    except SignerRefused as refused:
        return _answer({"error": refused.reason}, 410)
    except RefusedError as refused:
        status = 409 if refused.field == SPENT else 422
        return _answer({"error": refused.reason, "field": refused.field or ""}, status)
    return _answer({"ok": True, "group": group})


def _read(request: HttpRequest) -> dict[str, Any] | None:
    """The posted ballot, or None when it is no JSON object of a ballot's size."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return None
    try:
        payload = json.loads(request.body)
    except (ValueError, RecursionError):  # also bytes that are no UTF-8, and lists in lists in lists
        return None
    return payload if isinstance(payload, dict) else None


@require_safe
@screen(None, why=WHY)
def seal(request: HttpRequest, uid: str) -> HttpResponse:
    """The whole list of leaves, so that nobody tells by asking which leaf is theirs. 404 before the box is sealed."""
    row = _find(uid)
    if row.sealed_at is None:
        raise Http404
    answer = _answer(queries.seal_file(row))
    answer["Content-Disposition"] = "attachment"
    return answer


@require_safe
@screen(None, why=WHY)
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Where a ticket file is compared with the seal file, in the reader's own browser."""
    _find(uid)
    return render(request, "surveys/box/check.html", {"uid": uid})


@require_safe
@screen(None, why=WHY)
def threats(request: HttpRequest) -> HttpResponse:
    """What is protected against whom, and what is not."""
    return render(request, "surveys/box/threats.html", {"tables": TABLES})


def _answer(body: dict[str, Any], status: int = 200) -> JsonResponse:
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer
