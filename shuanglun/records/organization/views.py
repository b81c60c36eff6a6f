"""Screens of the organization room."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from shuanglun.base.ui.links import Tab, linked
from shuanglun.base.ui.screens import Action, detail_screen, list_screen, screen
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.organization.tables import PartyTable, UnitTable

TABS = (("部门", "organization:list"), ("党组织", "organization:parties"))


@screen("organization.view")
def units(request: HttpRequest) -> HttpResponse:
    """The units."""
    rows = Unit.objects.in_order().select_related("parent")
    return list_screen(request, UnitTable, rows, title="组织机构", tabs=_tabs("部门"))


@screen("organization.view")
def parties(request: HttpRequest) -> HttpResponse:
    """The Party organizations."""
    rows = PartyOrganization.objects.in_order().select_related("parent", "unit")
    return list_screen(request, PartyTable, rows, title="组织机构", tabs=_tabs("党组织"))


def _tabs(shown: str) -> list[Tab]:
    return [(label, reverse(name), label == shown) for label, name in TABS]


@screen("organization.view")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit."""
    row: Unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    people = f"{reverse('people:list')}?{urlencode({'unit': row.path})}"
    return detail_screen(
        request, title=row.name, sub=f"编号 {row.code}", template="organization/unit.html", unit=row, crumbs=[("组织机构", "organization:list"), (row.name, None)],
        actions=[Action("查看人员", people, right="people.view", icon="ti-users")],
        facts=[("上级", _units(Unit.objects.filter(unit=row)) or row.parent),
               ("设立日期", row.opened_on), ("撤销日期", row.closed_on),
               ("下级部门", _units(Unit.objects.in_order().filter(parent=row))),
               ("党组织", _parties(PartyOrganization.objects.in_order().filter(unit=row)))],
    )  # fmt: skip


@screen("organization.view")
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """One Party organization."""
    row: PartyOrganization = get_object_or_404(PartyOrganization.objects.select_related("parent", "unit"), pk=pk)
    return detail_screen(
        request, title=row.name, sub=row.get_kind_display(), template="organization/party.html", party=row,
        crumbs=[("组织机构", "organization:list"), ("党组织", "organization:parties"), (row.name, None)],
        facts=[("上级", _parties(PartyOrganization.objects.filter(partyorganization=row)) or row.parent),
               ("所在部门", _units(Unit.objects.filter(partyorganization=row)) or row.unit or "联合支部"),
               ("设立日期", row.opened_on), ("撤销日期", row.closed_on),
               ("下级党组织", _parties(PartyOrganization.objects.in_order().filter(parent=row)))],
    )  # fmt: skip


def _units(rows: Iterable[Unit]) -> SafeString:
    return _links("organization:unit", rows)


def _parties(rows: Iterable[PartyOrganization]) -> SafeString:
    return _links("organization:party", rows)


def _links(name: str, rows: Iterable[Unit | PartyOrganization]) -> SafeString:
    """Links to those the actor may see: the rows come from scoped managers."""
    return format_html_join("、", "{}", ((linked(row.name, (name, row.pk)),) for row in rows))
