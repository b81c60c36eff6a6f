"""Screens of the people room."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.periods import Period
from shuanglun.base.ui.screens import detail_screen, list_screen, screen
from shuanglun.records.organization.choices import grade_label
from shuanglun.records.people.books import rows_of, upload
from shuanglun.records.people.choices import PoliticalStatus
from shuanglun.records.people.models import Person
from shuanglun.records.people.sheets import EXEMPTIONS, ROSTER
from shuanglun.records.people.tables import PeopleTable


@screen("people.view")
def people(request: HttpRequest) -> HttpResponse:
    """Everybody the role may see; who sees nobody but oneself goes straight to the own page."""
    if _is_own() and current().person_id:
        return redirect("people:person", current().person_id)
    return list_screen(
        request,
        PeopleTable,
        Person.objects.select_related("unit", "branch").defer("id_number"),
        title="干部人事",
        actions=[upload(EXEMPTIONS, primary=False), upload(ROSTER)],
    )


@screen("people.view")
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what is recorded, since when, by whom."""
    row: Person = get_object_or_404(Person.objects.select_related("unit", "branch"), pk=pk)
    return detail_screen(
        request,
        title=row.name,
        sub=f"{row.unit.name} · {row.post_name} · {row.get_standing_display()}",
        crumbs=[] if _is_own() else [("干部人事", "people:list"), (row.name, None)],
        template="people/person.html",
        person=row,
        facts=_facts(row),
        appointments=_appointments(row),
        memberships=_memberships(row),
        is_member=row.political_status in (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY),
        exemptions=_exemptions(row),
        shelves=rows_of(row.pk),
    )


def _is_own() -> bool:
    return current().role == "staff"


def _facts(row: Person) -> list[tuple[str, Any]]:
    return [
        ("工号", row.staff_no), ("部门", row.unit), ("岗位", row.post_name), ("岗位等级", grade_label(row.grade)),
        ("政治面貌", row.get_political_status_display()), ("党支部", row.branch), ("到单位日期", row.joined_on),
        ("登记", recorded(row)),
    ]  # fmt: skip


def _appointments(row: Person) -> list[dict[str, Any]]:
    return [
        {
            "on": item.from_on,
            "wheel": "hr",
            "text": f"{item.unit.name} · {item.post_name}",
            "meta": f"{item.get_category_display()} · {_until(item, '现任')}",
        }
        for item in row.appointments.select_related("unit").order_by("-from_on")
    ]


def _memberships(row: Person) -> list[dict[str, Any]]:
    return [
        {
            "on": item.from_on,
            "wheel": "party",
            "text": f"{item.branch.name} · {item.get_post_display()}",
            "meta": f"{item.get_stage_display()} · {_until(item, '至今')}",
        }
        for item in row.memberships.select_related("branch").order_by("-from_on")
    ]


def _until(item: Any, still: str) -> str:
    """The end of a stretch of time as people say it: its last day."""
    last = Period(item.from_on, item.until_on).last_day
    return f"至 {last}" if last else still


def _exemptions(row: Person) -> list[str]:
    """Stretches of time; the reason only for those who record it."""
    may_see_reason = current().may(EXEMPTIONS.right)
    return [
        f"{Period(item.from_on, item.until_on)}" + (f" · {item.get_reason_display()}" if may_see_reason else "")
        for item in row.exemptions.order_by("-from_on")
    ]
