"""Taking a ticket: signed in, one blind signature for each person on the roster."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST

from shuanglun.base.actor import current
from shuanglun.base.ui.screens import detail_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.choices import Way
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.operations import issuing
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.secrecy.tickets import MODULUS_BITS, is_hex
from shuanglun.records.surveys.signer.client import SignerDown
from shuanglun.records.surveys.views import bodies, frame

VOTE = "surveys.vote"
TITLE = "我的测评"
BLINDED, MOST_BYTES = MODULUS_BITS // 4, 4_000
"""Digits of a blinded message, and the most that a request with one may have."""
PHASES = {rules.BEFORE: "before", rules.ISSUING: "open", rules.OVER: "over"}


@screen(VOTE)
def mine(request: HttpRequest) -> HttpResponse:
    """The campaigns that ask me."""
    now = timezone.now()
    rows = [
        (entry, rules.phase(entry.campaign.windows, now)) for entry in queries.own_entries(current().person_id or 0)
    ]
    return detail_screen(
        request, title=TITLE, sub="领票要登录，投票不登录：票和人在这里分开", template="surveys/mine.html",
        tabs=frame.tabs("surveys:mine"), about_me=queries.released_about(current().person_id or 0),
        rows=[
            {"entry": entry, "uid": entry.campaign.uid, "phase": phase, "words": rules.PHASES[phase]}
            for entry, phase in rows
        ],
    )  # fmt: skip


@screen(VOTE)
def ticket(request: HttpRequest, uid: str) -> HttpResponse:
    """One campaign: take the ticket, keep it, get it back."""
    entry, now = _find(uid), timezone.now()
    campaign, phase = entry.campaign, rules.phase(entry.campaign.windows, now)
    return detail_screen(
        request, title=campaign.title, sub=campaign.purpose, template="surveys/ticket.html",
        crumbs=[(TITLE, "surveys:mine"), ("领票", None)], steps=_steps(campaign, phase), data=_data(entry, phase),
        paper=entry.way == Way.PAPER,
    )  # fmt: skip


@require_POST
@screen(VOTE)
def sign(request: HttpRequest, uid: str) -> JsonResponse:
    """The blind signature. The same message again gets the same one."""
    entry = _find(uid)
    blinded = (bodies.read(request, MOST_BYTES) or {}).get("blinded")
    if not is_hex(blinded, BLINDED):
        return JsonResponse({"error": "票据请求不完整，请刷新页面后重试。"}, status=400)
    try:
        entry = issuing.issue(entry=entry, blinded=str(blinded), at=timezone.now())
    except SignerDown as down:
        return JsonResponse({"error": down.reason}, status=503)
    except RefusedError as refused:
        return JsonResponse({"error": refused.reason}, status=409)
    return JsonResponse({"signature": entry.signature})


def _find(uid: str) -> RosterEntry:
    """My place on the roster of an online campaign, or 404."""
    plain, entries = uid.replace("-", ""), queries.own_entries(current().person_id or 0)
    entry = entries.filter(campaign__uid=plain).first() if is_hex(plain, 32) else None
    if entry is None or entry.group is None or not entry.campaign.is_online:
        raise Http404
    return entry


def _data(entry: RosterEntry, phase: str) -> dict[str, Any]:
    """What the page's own code works with. `voter` keeps two people at one computer apart and says nothing else."""
    campaign, group = entry.campaign, entry.group
    assert group is not None and campaign.issue_from and campaign.issue_until, "online campaigns only"
    stands = campaign.state == rules.OPEN
    return {
        "campaign": campaign.uid, "title": campaign.title, "group": group.uid, "group_label": group.label,
        "n": group.modulus, "issue_from": campaign.issue_from.isoformat(), "issue_until": campaign.issue_until.isoformat(),
        "cast_from": campaign.cast_from.isoformat(), "cast_until": campaign.cast_until.isoformat(),
        "phase": PHASES.get(phase, "closed") if stands else "over", "issued": entry.way == Way.TICKET,
        "blinded": entry.blinded, "signature": entry.signature,
        "voter": salted_hmac("surveys.voter", str(entry.pk)).hexdigest()[:16],
        "sign_url": reverse("surveys:sign", args=[campaign.uid]),
        "ballot_url": reverse("box:page", args=[campaign.uid]), "check_url": reverse("box:check", args=[campaign.uid]),
        "result_url": reverse("box:result", args=[campaign.uid]) if campaign.sealed_at else "",
    }  # fmt: skip


def _steps(campaign: Campaign, phase: str) -> list[dict[str, str]]:
    """The two windows and what lies between and after them, as a strip."""
    order = [rules.ISSUING, rules.BETWEEN, rules.CASTING, rules.OVER]
    here = order.index(phase) if phase in order else -1
    windows = campaign.windows
    notes = [
        ("领票（登录）", _span(windows.issue_from, windows.issue_until)), ("间隔", "领票和投票的时间不相连"),
        ("投票（不登录）", _span(windows.cast_from, windows.cast_until)), ("封箱、公布", "截止前没有任何票数"),
    ]  # fmt: skip
    states = ["done" if place < here else "now" if place == here else "todo-step" for place in range(len(order))]
    return [{"label": label, "note": note, "state": state} for (label, note), state in zip(notes, states, strict=True)]


def _span(begins: Any, ends: Any) -> str:
    one, other = timezone.localtime(begins), timezone.localtime(ends)
    return f"{one:%m-%d %H:%M} 至 {other:%m-%d %H:%M}"
