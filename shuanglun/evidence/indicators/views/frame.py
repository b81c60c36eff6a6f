"""What surrounds every page of a version: where it stands, what may be done next and by whom, what happened so far."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.screens import Action, detail_screen
from shuanglun.evidence.indicators import choices, queries, rules
from shuanglun.evidence.indicators.models import SchemeVersion, VersionAct
from shuanglun.evidence.indicators.report import report
from shuanglun.evidence.snapshots.catalogue import MEASURES

TABS = (
    ("方案", "indicators:version"),
    ("与上一版比较", "indicators:compare"),
    ("检查", "indicators:check"),
    ("原文", "indicators:source"),
)
SHOWN_ACTS = 6


def find(pk: int) -> SchemeVersion:
    """The version, with its phase today, if the acting role may open it; else 404."""
    return get_object_or_404(queries.readable().phased(timezone.localdate()), pk=pk)


def address(version: SchemeVersion) -> str:
    """Where the version is shown."""
    return reverse("indicators:version", args=[version.pk])


def answer(
    request: HttpRequest,
    version: SchemeVersion,
    tab: str,
    template: str,
    *,
    more: tuple[Action, ...] = (),
    **context: Any,
) -> HttpResponse:
    """One of the tabs of a version."""
    return detail_screen(
        request,
        title=f"{version.name} {version.version}",
        sub=status(version),
        actions=(*more, *actions(version)),
        crumbs=[("指标方案", "indicators:list"), (version.version, None)],
        tabs=[(label, reverse(name, args=[version.pk]), name == tab) for label, name in TABS],
        template=f"indicators/{template}",
        version=version,
        lamp=choices.LAMPS[version.phase],  # type: ignore[attr-defined]
        phase=choices.PHASE_WORDS[version.phase],  # type: ignore[attr-defined]
        history=history(version),
        **context,
    )


def status(version: SchemeVersion) -> str:
    """Where it stands, in one sentence."""
    if version.state == choices.SUBMITTED:
        return f"{version.submitted_name} 已提交，待另一人发布；拟自 {version.valid_from} 起生效"
    if version.published_at is None:
        return f"{version.get_state_display()}，拟自 {version.valid_from} 起生效"
    until = version.follower_on or version.retired_on  # type: ignore[attr-defined]
    ends = f"，至 {until} 前" if until else ""
    return f"{version.submitted_name} 提交、{version.published_name} 发布，自 {version.valid_from} 起生效{ends}"


def actions(version: SchemeVersion) -> list[Action]:
    """What its state allows; the rights of the acting role take the rest away."""

    def act(label: str, name: str, right: str, **looks: Any) -> Action:
        return Action(label, f"indicators:{name}", args=(version.pk,), right=f"indicators.{right}", **looks)

    if version.state == choices.DRAFT:
        outcome = report(version.source, MEASURES.values())
        return [
            act("作废", "discard", "edit", danger=True),
            act("改数值", "numbers", "edit", icon="ti-adjustments"),
            act("改原文", "edit", "edit", icon="ti-pencil"),
            act(
                "提交", "submit", "edit", primary=True, icon="ti-send", why_not="" if outcome.passed else outcome.words
            ),
        ]
    if version.state == choices.SUBMITTED:
        another = rules.is_another_publisher(current(), version.submitted_account, version.submitted_by)
        why_not = "" if another else "由您提交，须由另一人发布"
        return [
            act("退回", "return", "publish", icon="ti-arrow-back-up"),
            act("发布", "publish", "publish", primary=True, icon="ti-circle-check", why_not=why_not),
        ]
    to = f"{reverse('indicators:new')}?copy_of={version.pk}"
    copy = Action("以此起草新版本", to, right="indicators.edit", icon="ti-copy")
    if version.state == choices.PUBLISHED:
        return [act("停用", "retire", "publish", danger=True), copy]
    return [copy] if version.state == choices.RETIRED else []


def history(version: SchemeVersion) -> dict[str, Any]:
    """The latest acts first; edits in a row by one person are one line."""
    folded: list[tuple[VersionAct, int]] = []
    for row in version.acts.all():
        last = folded[-1] if folded else None
        if last and last[0].act == row.act == "edit" and last[0].name == row.name:
            folded[-1] = (row, last[1] + 1)
        else:
            folded.append((row, 1))
    items = [_told(row, count) for row, count in reversed(folded)]
    return {"recent": items[:SHOWN_ACTS], "earlier": items[SHOWN_ACTS:]}


def _told(row: VersionAct, count: int) -> dict[str, Any]:
    times = f"（{count} 次）" if count > 1 else ""
    at = timezone.localtime(row.at)
    return {
        "on": at.date(),
        "text": f"{row.name} {row.get_act_display()}{times}",
        "meta": " · ".join(filter(None, (f"{at:%H:%M}", row.words))),
        "wheel": "",
    }
