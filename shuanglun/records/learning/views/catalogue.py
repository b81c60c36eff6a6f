"""Screens of the catalogue: courses and their modules."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.learning import operations, queries
from shuanglun.records.learning.choices import DRAFT, OPEN
from shuanglun.records.learning.forms import CourseForm, ModuleForm
from shuanglun.records.learning.models import Course, CourseKind, CourseModule
from shuanglun.records.learning.rules import courses as rules
from shuanglun.records.learning.tables import (
    CourseTable,
    DraftPartsTable,
    PartsTable,
    QuestionTable,
    SessionTable,
)
from shuanglun.records.learning.views import frame

KEEP = "learning.keep"
SHOWN_SESSIONS = 10


@screen("learning.view")
def courses(request: HttpRequest) -> HttpResponse:
    """The catalogue."""
    rows = Course.objects.select_related("kind").annotate(module_count=Count("modules"))
    return list_screen(
        request, CourseTable, rows, title=frame.title(), tabs=frame.tabs("learning:courses"),
        actions=[
            Action("课程类别", "learning:kinds", icon="ti-list-details"),
            Action("起草课程", "learning:draft", right=KEEP, primary=True, icon="ti-plus"),
        ],
    )  # fmt: skip


@screen("learning.view")
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course: modules, sessions, quiz, and what may be done next."""
    row = frame.find_course(pk)
    keeps = current().may(KEEP)
    obstacle = _obstacle(row)
    sessions = row.sessions.select_related("course").order_by("-on", "-begins")[:SHOWN_SESSIONS]
    return detail_screen(
        request, title=row.title, sub=f"{row.kind.name} · {row.get_audience_display()} · {row.get_state_display()}",
        crumbs=[*frame.of_course(row)[:-1], (row.title, None)], template="learning/course.html", facts=_facts(row),
        course=row, keeps=keeps, obstacle=obstacle, actions=_actions(row, obstacle),
        parts=(DraftPartsTable if keeps and row.state == DRAFT else PartsTable).plain(row.modules.all()),
        sessions=SessionTable.plain(sessions), ready=len(queries.completed(row)) if keeps and row.state != DRAFT else 0,
        questions=QuestionTable.plain(row.questions.all()) if keeps else None, quiz=row.questions.count(),
    )  # fmt: skip


def _facts(row: Course) -> list[tuple[str, Any]]:
    return [
        ("课程编号", row.code), ("课程类别", row.kind.name), ("对象", row.get_audience_display()), ("主办", row.provider),
        ("应完成日期", row.deadline_on or "上课当天"), ("培训目标", row.aim),
        ("开课", f"{row.opened_by}，{timezone.localtime(row.opened_at):%Y-%m-%d %H:%M}" if row.opened_at else "未开课"),
        ("登记", recorded(row)),
    ]  # fmt: skip


def _obstacle(row: Course) -> str:
    """Why a draft cannot open under the rule of today, or nothing."""
    if row.state != DRAFT:
        return ""
    kind = CourseKind.objects.in_force(timezone.localdate()).filter(name=row.kind.name).first() or row.kind
    verdict = rules.may_open(list(row.modules.all()), kind.needs_party, row.audience, kind.name)
    return getattr(verdict, "reason", "")


def _actions(row: Course, obstacle: str) -> list[Action]:
    def act(label: str, name: str, **looks: Any) -> Action:
        return Action(label, f"learning:{name}", args=(row.pk,), right=KEEP, **looks)

    quiz = act("添加测验题", "add_question", icon="ti-help-circle")
    if row.state == DRAFT:
        return [
            act("修改", "edit", icon="ti-pencil"), quiz, act("添加模块", "add_module", icon="ti-plus"),
            act("开课", "open", primary=True, why_not="还不能开课，见下方说明" if obstacle else ""),
        ]  # fmt: skip
    certify = act("发放证书", "certify", icon="ti-certificate")
    if row.state == OPEN:
        return [act("停开", "close", danger=True), quiz, certify,
                act("排班次", "plan", primary=True, icon="ti-calendar-plus")]  # fmt: skip
    return [certify, act("恢复开课", "reopen")]


@screen(KEEP)
def draft(request: HttpRequest) -> HttpResponse:
    """A new course."""
    return form_screen(
        request, CourseForm, title="起草课程", sub="先填基本情况，再添加模块，检查通过后开课",
        form_kwargs={"on": timezone.localdate()}, save=lambda data: operations.draft_course(**data), back=lambda row: row,
        done_text="课程已建立，请添加模块", crumbs=[(frame.title(), "learning:list"), ("课程", "learning:courses"),
                                          ("起草课程", None)],
    )  # fmt: skip


@screen(KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other particulars of a draft."""
    row = frame.find_course(pk)
    rules.is_draft(row.state, "内容").or_refuse()
    names = ("code", "title", "audience", "aim", "provider", "deadline_on")
    return form_screen(
        request, CourseForm, title=f"修改 {row.title}", form_kwargs={"on": timezone.localdate()},
        initial={"kind": row.kind_id} | {name: getattr(row, name) for name in names}, back=row,
        save=lambda data: operations.edit_course(course=row, **data), crumbs=frame.of_course(row, ("修改", None)),
    )  # fmt: skip


@screen(KEEP)
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    """From draft to open."""
    row = frame.find_course(pk)
    return ask_step(
        request, rules.COURSE_FLOW, row, "open", back=row, crumbs=frame.of_course(row), done_text="已开课，可以排班次",
        text="开课后模块和内容不再改动，可以排班次、报名。", save=lambda: operations.open_course(course=row, at=timezone.now()),
    )  # fmt: skip


@screen(KEEP)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open again."""
    row = frame.find_course(pk)
    return ask_step(
        request, rules.COURSE_FLOW, row, "reopen", back=row, crumbs=frame.of_course(row),
        text="按现行的课程类别规定检查，通过后可以再排班次。",
        save=lambda: operations.reopen_course(course=row, at=timezone.now()),
    )  # fmt: skip


@screen(KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """No further sessions."""
    row = frame.find_course(pk)
    return ask_step(
        request, rules.COURSE_FLOW, row, "close", back=row, crumbs=frame.of_course(row), form_class=ReasonForm,
        text="停开后不能再排班次、再报名；已排的班次照常办理或另行取消，已有的学时和证书不变。", danger=True,
        save=lambda data: operations.close_course(course=row, reason=data["reason"]),
    )  # fmt: skip


@screen(KEEP)
def add_module(request: HttpRequest, pk: int) -> HttpResponse:
    """A module of a draft."""
    row = frame.find_course(pk)
    rules.is_draft(row.state, "模块").or_refuse()
    return form_screen(
        request, ModuleForm, title="添加模块", initial={"order": row.modules.count() + 1}, back=row,
        save=lambda data: operations.add_module(course=row, **data), done_text="已添加模块",
        crumbs=frame.of_course(row, ("添加模块", None)),
    )  # fmt: skip


@screen(KEEP)
def edit_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text or weight of a module."""
    row = get_object_or_404(CourseModule.objects.select_related("course"), pk=pk)
    rules.is_draft(row.course.state, "模块").or_refuse()
    names = ("kind", "title", "minutes", "audience", "order")
    return form_screen(
        request, ModuleForm, title=f"修改模块 {row.title}", initial={name: getattr(row, name) for name in names},
        save=lambda data: operations.edit_module(module=row, **data), back=row.course,
        actions=[Action("删除模块", "learning:remove_module", args=(pk,), danger=True)],
        crumbs=frame.of_course(row.course, ("修改模块", None)),
    )  # fmt: skip


@screen(KEEP)
def remove_module(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a module out of a draft."""
    row = get_object_or_404(CourseModule.objects.select_related("course"), pk=pk)
    return confirm_screen(
        request, title=f"删除模块 {row.title}", text="从课程中去掉这个模块。", submit="删除", danger=True, back=row.course,
        save=lambda: operations.remove_module(module=row), done_text="已删除模块",
        crumbs=frame.of_course(row.course, ("删除模块", None)),
    )  # fmt: skip
