"""Screens of the organization room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from shuanglun.base.ui.screens import detail_screen, list_screen, screen
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.organization.tables import PartyTable, UnitTable

TABS = (("部门", "/organization/"), ("党组织", "/organization/party/"))


@screen("organization.view")
def units(request: HttpRequest) -> HttpResponse:
    """The units."""
    return list_screen(
        request, UnitTable, Unit.objects.in_order().select_related("parent"), title="组织机构",
        template="organization/list.html", tabs=[(label, url, index == 0) for index, (label, url) in enumerate(TABS)],
    )  # fmt: skip


@screen("organization.view")
def parties(request: HttpRequest) -> HttpResponse:
    """The Party organizations."""
    return list_screen(
        request, PartyTable, PartyOrganization.objects.in_order().select_related("parent", "unit"), title="组织机构",
        template="organization/list.html", tabs=[(label, url, index == 1) for index, (label, url) in enumerate(TABS)],
    )  # fmt: skip


@screen("organization.view")
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit."""
    row: Unit = get_object_or_404(Unit.objects.select_related("parent"), pk=pk)
    return detail_screen(
        request, title=row.name, sub=row.code, crumbs=[("组织机构", "organization:list"), (row.name, None)],
        facts=[("上级", row.parent or "—"), ("设立日期", row.opened_on), ("撤销日期", row.closed_on or "—"),
               ("下级部门", "、".join(Unit.objects.in_order().filter(parent=row).values_list("name", flat=True)) or "—"),
               ("党组织", "、".join(PartyOrganization.objects.in_order().filter(unit=row).values_list("name", flat=True)) or "—")],
    )  # fmt: skip


@screen("organization.view")
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """One Party organization."""
    row: PartyOrganization = get_object_or_404(PartyOrganization.objects.select_related("parent", "unit"), pk=pk)
    return detail_screen(
        request, title=row.name, sub=row.get_kind_display(),
        crumbs=[("组织机构", "organization:parties"), (row.name, None)],
        facts=[("上级", row.parent or "—"), ("所在部门", row.unit or "联合支部"), ("设立日期", row.opened_on)],
    )  # fmt: skip
