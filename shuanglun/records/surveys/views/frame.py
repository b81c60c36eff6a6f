"""What the room's pages share: finding rows, crumbs, tabs."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse

from shuanglun.base.actor import current
from shuanglun.base.ui.links import Crumb, Tab
from shuanglun.records.surveys.models import Campaign, Instrument, InstrumentVersion

TABS = (
    ("我的测评", "surveys:mine", "surveys.vote"),
    ("测评", "surveys:campaigns", "surveys.run"),
    ("测评表", "surveys:instruments", "surveys.run"),
    ("公布结果", "surveys:means", "surveys.view"),
)


def tabs(here: str) -> list[Tab]:
    """The room's tabs, as far as the acting role may open them; `here` is the URL name of the current one."""
    found = []
    for label, name, right in TABS:
        if current().may(right):
            try:
                found.append((label, reverse(name), name == here))
            except NoReverseMatch:
                continue
    return found


def title() -> str:
    """The room as the acting role's menu calls it."""
    return "我的测评" if current().role == "staff" else "民主测评"


def find_campaign(pk: int) -> Campaign:
    """The campaign with its instrument, or 404."""
    return get_object_or_404(Campaign.objects.select_related("version__instrument"), pk=pk)


def of_campaign(campaign: Campaign, *more: Crumb) -> list[Crumb]:
    """Crumbs down to a campaign."""
    return [(title(), "surveys:campaigns"), (campaign.title, campaign if more else None), *more]


def find_instrument(pk: int) -> Instrument:
    """The instrument with its versions, or 404."""
    return get_object_or_404(Instrument.objects.prefetch_related("versions"), pk=pk)


def find_version(pk: int) -> InstrumentVersion:
    """The version with its instrument, or 404."""
    return get_object_or_404(InstrumentVersion.objects.select_related("instrument"), pk=pk)


def of_instruments(*more: Crumb) -> list[Crumb]:
    """Crumbs down to the list of instruments."""
    return [(title(), "surveys:campaigns"), ("测评表", "surveys:instruments"), *more]


def of_instrument(instrument: Instrument, *more: Crumb) -> list[Crumb]:
    """Crumbs down to an instrument."""
    return of_instruments((instrument.title, instrument if more else None), *more)


def of_version(version: InstrumentVersion, *more: Crumb) -> list[Crumb]:
    """Crumbs down to a version."""
    return of_instrument(version.instrument, (f"第 {version.number} 版", version if more else None), *more)
