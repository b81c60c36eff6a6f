"""Candid meetings on the screen: the list, and the page with its stages; `candid_acts` holds the questions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current, using
from shuanglun.base.ui.links import Action, Crumb
from shuanglun.base.ui.screens import detail_screen, list_screen, screen
from shuanglun.records.life.models import CandidMeeting, SelfCheck
from shuanglun.records.life.queries import candid as queries
from shuanglun.records.life.queries.issues import me
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.life.tables.candid import CandidTable
from shuanglun.records.life.views.tabs import tabs

LIST = ("生活会", "life:candid")
SHOWN = 30
"""Rows of a card; the rest stands in the list it leads to."""


def find(pk: int) -> CandidMeeting:
    """The meeting, as far as the acting role may see it; else 404."""
    rows = CandidMeeting.objects.select_related("branch", "meeting", "host")
    return get_object_or_404(rows, pk=pk)


def crumbs(row: CandidMeeting, *more: Crumb) -> list[Crumb]:
    """The way to the page, and on from there."""
    return [LIST, (str(row), row if more else None), *more]


@screen("life.view")
def candid_list(request: HttpRequest) -> HttpResponse:
    """All candid meetings the reader may see, the latest year first."""
    return list_screen(
        request, CandidTable, CandidMeeting.objects.select_related("branch", "meeting", "host"),
        title="组织生活会和民主生活会", sub="从方案到回头看逐环节推进；只看问题整改是否具体、按时、到位，不统计批评",
        tabs=tabs("life:candid"),
        actions=[Action("拟订方案", "life:candid_plan", right="life.keep", primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen("life.view")
def candid(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: where it stands, what the stage still needs, what has been gathered."""
    row, today = find(pk), timezone.localdate()
    now = queries.progress(row, today)
    needs = rules.needs(row.stage, now)
    checks = list(row.checks.select_related("person", "candid").order_by("person__name_key", "pk"))
    return detail_screen(
        request, title=str(row), sub=f"{row.branch.name} · {row.theme}", crumbs=crumbs(row), template="life/candid.html",
        actions=_actions(row, now), candid=row, now=now, needs=needs, steps=_steps(row, now),
        checks=checks, hidden=now.roster - len(checks),
        mine=SelfCheck.objects.filter(candid=row, person_id=me()).first(),
        opinions=list(row.opinions.order_by("about", "pk")[:SHOWN]), exchanges=_exchanges(row),
        talks=list(row.talks.select_related("subject", "talker").order_by("-on", "pk")[:SHOWN]),
        issues=list(row.issues.select_related("person").order_by("due_on", "pk")[:SHOWN]),
        keeps=current().may("life.keep"),
    )  # fmt: skip


def _exchanges(row: CandidMeeting) -> list[Any]:
    """The minutes: all of them for whoever keeps the book, the own ones for those who spoke or were spoken to. An office
    that sees the meeting without keeping it does not read them."""
    keeps = current().may("life.keep")
    with using("life.keep" if keeps else "life.view"):
        rows = row.exchanges.select_related("speaker", "addressee").order_by("addressee__name_key", "kind", "pk")
        mine = Q() if keeps else Q(speaker_id=me()) | Q(addressee_id=me())
        return list(rows.filter(mine)[: SHOWN * 2])


def _steps(row: CandidMeeting, now: rules.Progress) -> list[dict[str, str]]:
    names = list(rules.STAGES)
    at = names.index(row.stage)
    notes = {
        rules.OPINIONS: f"{now.opinions} 条", rules.TALKS: f"{now.talks_held} 次",
        rules.SELF_CHECK: f"{now.checks_handed} / {now.checks}", rules.MEETING: f"{now.held_on}" if now.held_on else "",
        rules.RECTIFY: f"{now.issues} 个问题", rules.LOOK_BACK: f"{now.looked_back} / {now.issues}",
    }  # fmt: skip
    done = row.stage == rules.CLOSED
    return [
        {"label": rules.STAGES[name], "state": "done" if place < at or done else "now" if place == at else "",
         "note": notes.get(name, "") if place <= at else ""}
        for place, name in enumerate(names)
    ]  # fmt: skip


def _actions(row: CandidMeeting, now: rules.Progress) -> list[Action]:
    """What the stage allows; the step to the next stage is the one primary button."""
    found = [_act(*act, row) for act in ACTS.get(row.stage, ())]
    if row.stage in (rules.RECTIFY, rules.LOOK_BACK) and now.is_democratic and not now.reported_on:
        found.append(_act("登记上报", "candid_report", "ti-send", row))
    may = rules.may_leave(row.stage, now)
    back = rules.BACK.get(row.stage)
    for step in rules.FLOW.open_steps(row):
        to = reverse("life:candid_step", args=[row.pk, step.name])
        looks: dict[str, Any] = {"primary": True, "why_not": "" if may else "见“本环节还需要”"}
        found.append(
            Action(step.label, to, right="life.keep", **({"icon": "ti-arrow-back-up"} if step == back else looks))
        )
    return found


def _act(label: str, name: str, icon: str, row: CandidMeeting) -> Action:
    right = "life.talk" if name == "talk_record" else "life.keep"
    if name == "talk_record":
        return Action(label, f"{reverse('life:talk_record')}?candid={row.pk}", right=right, icon=icon)
    return Action(label, f"life:{name}", args=(row.pk,), right=right, icon=icon)


_EDIT = ("修改方案", "candid_edit", "ti-pencil")
_GATHER = ("登记意见", "candid_gather", "ti-message")
ACTS = {
    rules.PLAN: (_EDIT,),
    rules.OPINIONS: (_EDIT, _GATHER),
    rules.TALKS: (_EDIT, _GATHER, ("登记谈话", "talk_record", "ti-messages")),
    rules.SELF_CHECK: (_GATHER,),
    rules.MEETING: (("关联会议", "candid_link", "ti-link"), ("登记批评与自我批评", "candid_exchange", "ti-plus")),
    rules.RECTIFY: (("登记批评与自我批评", "candid_exchange", "ti-plus"),),
}
