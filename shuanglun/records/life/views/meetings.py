"""Pages of meetings: the list, one meeting, setting down and changing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base import review
from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import Crumb, linked
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step, step_action
from shuanglun.records.life import sheets
from shuanglun.records.life.forms.meetings import PlanForm, RecordForm
from shuanglun.records.life.models import Meeting
from shuanglun.records.life.operations import meetings as acts
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.rules.meetings import FLOW
from shuanglun.records.life.tables.meetings import MeetingTable, OwnMeetingTable, counted
from shuanglun.records.life.views.tabs import tabs, title
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.books import upload


@screen("life.view")
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings in sight; staff see those at which they were due."""
    own = current().role == "staff"
    rows = Meeting.objects.select_related("branch").defer("record", "agenda")
    return list_screen(
        request, OwnMeetingTable if own else MeetingTable, rows if own else counted(rows), title=title(),
        tabs=tabs("life:list"), actions=[
            upload(sheets.ATTENDANCE, primary=False),
            Action("安排组织生活", "life:plan", right="life.keep", primary=True, icon="ti-plus"),
        ],
    )  # fmt: skip


def find(pk: int) -> Meeting:
    """The meeting with what its pages join; 404 outside the range."""
    return get_object_or_404(Meeting.objects.select_related("branch", "host", "recorder"), pk=pk)


def crumbs(row: Meeting, last: str = "") -> list[Crumb]:
    """The way to a page of the meeting."""
    way: list[Crumb] = [(title(), "life:list"), (str(row), row.get_absolute_url() if last else None)]
    return [*way, (last, None)] if last else way


@screen("life.view")
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: what was set down, who came, what was said and resolved, where its record stands."""
    row = find(pk)
    rows = list(row.attendances.select_related("person", "leave").order_by("person__name_key", "pk"))
    keeps = current().may("life.keep")
    return detail_screen(
        request, title=row.title, sub=f"{row.get_kind_display()} · {row.branch} · {row.when}", crumbs=crumbs(row),
        template="life/meeting.html", actions=actions(row), facts=_facts(row), meeting=row, tally=asked.counted(row),
        rows=rows, own=next((item for item in rows if item.person_id == current().person_id), None),
        is_staff=current().role == "staff", keeps=keeps and row.is_open, resolutions=row.resolutions.order_by("pk"),
        files=[{"row": file, "href": reverse("life:file", args=[file.pk])} for file in row.files.order_by("pk")],
        leaves=[item for item in rows if keeps and hasattr(item, "leave")],
        is_checkin_open=row.is_checkin_open(timezone.now()),
        lacking=None if row.state != review.DRAFT else _lacking(row),
    )  # fmt: skip


def _lacking(row: Meeting) -> str:
    """What a record still lacks, while the day has come."""
    today = timezone.localdate()
    if row.on > today:
        return ""
    verdict = asked.completeness(row, today)
    return "" if verdict else verdict.reason  # type: ignore[union-attr]


def _facts(row: Meeting) -> list[tuple[str, Any]]:
    people = [
        (label, linked(person.name, ("people:person", person.pk), right="people.view") if person else None)
        for label, person in (("主持人", row.host), ("记录人", row.recorder))
    ]
    return [
        ("党组织", linked(row.branch.name, ("life:branch", row.branch_id), right="life.keep")),
        ("时间", f"{row.when} · {row.minutes} 分钟" if row.minutes else row.when), ("地点", row.place), *people,
        ("列席", row.observers),
    ]  # fmt: skip


def actions(row: Meeting) -> list[Action]:
    """What its state and the acting role allow; the next thing to do is the red one."""
    today, now = timezone.localdate(), timezone.now()
    come = row.on <= today
    one: tuple[int] = (row.pk,)
    if row.is_open:
        return [
            *step_action(FLOW, row, "cancel", "life:cancel", "life.keep", danger=True),
            Action("应到名单", "life:roster", args=one, right="life.keep", icon="ti-users"),
            *([_checkin(row, now)] if row.on == today else []),
            *([Action("登记到会", "life:mark", args=one, right="life.keep", icon="ti-checklist")] if come else []),
            Action("填写记录" if come else "修改", "life:record", args=one, right="life.keep", icon="ti-pencil"),
            *(
                step_action(FLOW, row, "submit", "life:submit", "life.keep", primary=True, icon="ti-send")
                if come
                else []
            ),
        ]
    own = current().is_one_with(row.submitted_account, row.submitted_person)
    why_not = "由您提交，须由另一人审核" if own else ""
    return [
        *step_action(FLOW, row, "return", "life:return", "life.review", icon="ti-arrow-back-up", why_not=why_not),
        *step_action(
            FLOW, row, "approve", "life:approve", "life.review", primary=True, icon="ti-circle-check", why_not=why_not
        ),
        *step_action(FLOW, row, "reopen", "life:reopen", "life.review", icon="ti-arrow-back-up"),
    ]


def _checkin(row: Meeting, now: Any) -> Action:
    if row.is_checkin_open(now):
        return Action("签到二维码", "life:wall", args=(row.pk,), right="life.keep", icon="ti-qrcode")
    return Action("开放签到", "life:open", args=(row.pk,), right="life.keep", icon="ti-qrcode")


@screen("life.keep")
def plan(request: HttpRequest) -> HttpResponse:
    """Set a meeting down."""

    def save(data: dict[str, Any]) -> Meeting:
        branch = PartyOrganization.objects.get(pk=data.pop("branch"))
        return acts.plan_meeting(branch=branch, **data)

    wanted = request.GET.get("branch", "")
    return form_screen(
        request, PlanForm, title="安排组织生活", save=save, back=lambda row: row.get_absolute_url(), submit="安排",
        initial={"on": timezone.localdate(), "branch": wanted if wanted.isdecimal() else ""},
        done_text="已安排，应到名单已按党组织关系列出", crumbs=[(title(), "life:list"), ("安排", None)],
    )  # fmt: skip


@screen("life.keep")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is set down, and write the minutes."""
    row = find(pk)
    return form_screen(
        request, RecordForm, title=f"填写记录：{row.title}", sub=f"{row.get_kind_display()} · {row.branch}",
        initial={name: getattr(row, name) for name in RecordForm.base_fields},
        save=lambda data: acts.edit_meeting(meeting=row, **data), back=row, crumbs=crumbs(row, "填写记录"),
    )  # fmt: skip


@screen("life.keep")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off."""
    row = find(pk)
    return ask_step(
        request, FLOW, row, "cancel", back=row, crumbs=crumbs(row), form_class=ReasonForm, danger=True,
        text="取消后不计入已开次数，记录和原因保留。",
        save=lambda data: acts.cancel(meeting=row, reason=data["reason"]),
    )  # fmt: skip
