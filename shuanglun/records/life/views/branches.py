"""The year of a branch on one page, and all branches in a list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.records.life.forms.meetings import YearForm
from shuanglun.records.life.operations import meetings as acts
from shuanglun.records.life.queries import years
from shuanglun.records.life.queries.talks import talk_rate
from shuanglun.records.life.tables.meetings import BranchTable
from shuanglun.records.life.tables.meetings import branches as in_order
from shuanglun.records.life.views.tabs import tabs, title
from shuanglun.records.organization.models import PartyOrganization

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = range(1, 13)


@screen("life.keep")
def branches(request: HttpRequest) -> HttpResponse:
    """What every branch owes and what it held; who keeps one branch goes straight to it."""
    if current().role == "branch_secretary" and len(only := list(in_order()[:2])) == 1:
        return redirect("life:branch", only[0].pk)
    return list_screen(request, BranchTable, in_order(), title=title(), tabs=tabs("life:branches"))


def _year(request: HttpRequest) -> int:
    wanted = request.GET.get("year", "")
    is_year = wanted.isdecimal() and len(wanted) == 4 and FIRST_YEAR <= int(wanted) <= LAST_YEAR
    return int(wanted) if is_year else timezone.localdate().year


def _find(pk: int) -> PartyOrganization:
    return get_object_or_404(PartyOrganization.objects.select_related("unit"), pk=pk)


@screen("life.keep")
def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """Due, planned, held and overdue by kind and month; who came how often; leaders among the others."""
    row, year, today = _find(pk), _year(request), timezone.localdate()
    found = years.of_branch(row, year, today)
    leading = years.leaders(row, today)
    shares = years.attendance(row, year)
    talks_held, talks_planned, _ = talk_rate(row, year)
    return detail_screen(
        request, title=row.name, sub=f"{year} 年组织生活 · 党员 {found.members} 人",
        crumbs=[(title(), "life:list"), ("党组织年度", "life:branches"), (row.name, None)],
        template="life/branch.html", branch=row, year=year, found=found, months=MONTHS, today=today, talks=f"{talks_held} / {talks_planned}", shares=shares,
        leaders=[share for share in shares if share.person in leading],
        years=[(f"{each} 年", f"?year={each}", each == year) for each in range(year - 1, year + 2)],
        actions=[
            Action("安排一次", f"/life/plan/?branch={pk}", right="life.keep", icon="ti-plus"),
            Action("排定全年", f"/life/branches/{pk}/plan/?year={year}", right="life.keep", primary=True,
                   icon="ti-calendar-plus", why_not="" if year >= today.year else "以前年度不能再排"),
        ],
    )  # fmt: skip


@screen("life.keep")
def plan_year(request: HttpRequest, pk: int) -> HttpResponse:
    """Set down what is due and not yet planned."""
    row, year, today = _find(pk), _year(request), timezone.localdate()
    missing = sum(slot.duty.times - there for slot, there in years.unplanned(row, year, today))
    return form_screen(
        request, YearForm, title=f"排定 {year} 年组织生活", submit="排定",
        sub=f"{row.name} · 按现行频次还有 {missing} 次没有安排；已有的不会重复",
        save=lambda data: acts.plan_year(branch=row, year=year, day=data["day"], today=today),
        back=lambda made: f"/life/branches/{pk}/?year={year}", done_text=lambda made: f"已安排 {len(made)} 次",
        crumbs=[(title(), "life:list"), (row.name, f"/life/branches/{pk}/?year={year}"), ("排定全年", None)],
    )  # fmt: skip
