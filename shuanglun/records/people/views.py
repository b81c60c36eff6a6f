"""Screens of the people room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.screens import Action, detail_screen, list_screen, screen
from shuanglun.records.organization.choices import grade_label
from shuanglun.records.people.models import Person
from shuanglun.records.people.tables import PeopleTable


@screen("people.view")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody the role may see."""
    return list_screen(
        request,
        PeopleTable,
        Person.objects.select_related("unit", "branch").defer("id_number"),
        title="我的档案" if current().role == "staff" else "干部人事",
        actions=[Action("导入人员名册", "people:import_roster", right="people.import", primary=True, icon="ti-upload")],
    )


@screen("people.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is recorded, since when, by whom."""
    row: Person = get_object_or_404(Person.objects.select_related("unit", "branch"), pk=pk)
    may_see_reason = current().may("people.import")
    return detail_screen(
        request,
        title=row.name,
        sub=f"{row.unit.name} · {row.post_name} · {row.get_standing_display()}",
        crumbs=[("干部人事", "people:list"), (row.name, None)],
        template="people/person.html",
        facts=[
            ("工号", row.staff_no), ("部门", row.unit.name), ("岗位", row.post_name),
            ("岗位等级", grade_label(row.grade)), ("政治面貌", row.get_political_status_display()),
            ("党支部", row.branch or "—"), ("到单位日期", row.joined_on or "—"), ("登记", recorded(row) or "—"),
        ],
        person=row,
        may_see_reason=may_see_reason,
        appointments=row.appointments.select_related("unit").order_by("-from_on"),
        memberships=row.memberships.select_related("branch").order_by("-from_on"),
        exemptions=row.exemptions.order_by("-from_on"),
    )  # fmt: skip
