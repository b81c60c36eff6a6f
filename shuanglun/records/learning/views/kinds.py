"""Screens of the list of kinds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.records.learning import operations
from shuanglun.records.learning.forms import KindChangeForm, KindCloseForm, KindForm
from shuanglun.records.learning.models import CourseKind
from shuanglun.records.learning.tables import KindTable
from shuanglun.records.learning.views import frame

KEEP = "learning.keep"


def _crumbs(*more: tuple[str, object]) -> list[tuple[str, object]]:
    return [
        (frame.title(), "learning:list"),
        ("课程", "learning:courses"),
        ("课程类别", "learning:kinds"),
        *more,
    ]


@screen("learning.view")
def kinds(request: HttpRequest) -> HttpResponse:
    """The list, the rules in force first."""
    return list_screen(
        request, KindTable, CourseKind.objects.order_by("name", "-from_on"), title="课程类别",
        sub="列出哪些类别的课程须含党性教育模块才能开课；修改自生效日期起，以前开的课程不变",
        crumbs=[*_crumbs()[:-1], ("课程类别", None)],
        actions=[Action("增加类别", "learning:add_kind", right=KEEP, primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen("learning.view")
def kind(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule about a kind, and the others of the same name."""
    row = get_object_or_404(CourseKind, pk=pk)
    others = CourseKind.objects.filter(name=row.name).order_by("-from_on")
    is_last = row.until_on is None
    return detail_screen(
        request, title=row.name, crumbs=_crumbs((row.name, None)), template="learning/kind.html",
        sub="须含党性教育模块才能开课" if row.needs_party else "不要求党性教育模块",
        facts=[("起", row.from_on), ("止", row.until_on or "现行"), ("须含党性教育模块", row.needs_party),
               ("依据", row.basis)],
        table=KindTable.plain(others),
        actions=[
            Action("停用", "learning:close_kind", args=(pk,), right=KEEP, danger=True),
            Action("修改规定", "learning:change_kind", args=(pk,), right=KEEP, primary=True),
        ] if is_last else [],
    )  # fmt: skip


@screen(KEEP)
def add(request: HttpRequest) -> HttpResponse:
    """A new kind."""
    return form_screen(
        request, KindForm, title="增加课程类别", initial={"from_on": timezone.localdate()},
        save=lambda data: operations.add_kind(**data), back="learning:kinds", done_text="已增加类别",
        crumbs=_crumbs(("增加类别", None)),
    )  # fmt: skip


@screen(KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another rule from a day on."""
    row = get_object_or_404(CourseKind, pk=pk)
    return form_screen(
        request, KindChangeForm, title=f"修改规定：{row.name}", back="learning:kinds", done_text="已修改，自生效日期起适用",
        initial={"needs_party": row.needs_party, "basis": row.basis, "from_on": timezone.localdate()},
        save=lambda data: operations.change_kind(kind=row, **data), crumbs=_crumbs((row.name, ("learning:kind", pk))),
    )  # fmt: skip


@screen(KEEP)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer used from a day on."""
    row = get_object_or_404(CourseKind, pk=pk)
    return form_screen(
        request, KindCloseForm, title=f"停用：{row.name}", submit="停用", danger=True, back="learning:kinds",
        initial={"from_on": timezone.localdate()}, done_text="已停用",
        save=lambda data: operations.close_kind(kind=row, **data), crumbs=_crumbs((row.name, ("learning:kind", pk))),
    )  # fmt: skip
