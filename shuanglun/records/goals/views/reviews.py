"""The review of a unit's quarter: list, page, writing, steps."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.ui.forms import ReasonForm, WordsForm
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step, step_action
from shuanglun.records.goals import operations
from shuanglun.records.goals.choices import QUARTERS
from shuanglun.records.goals.forms import ReviewForm
from shuanglun.records.goals.models import QuarterReview
from shuanglun.records.goals.models.progress import REVIEW_FLOW
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.queries import standing
from shuanglun.records.goals.tables import ReviewTable
from shuanglun.records.goals.views import frame
from shuanglun.records.organization.models import Unit

REPORT, REVIEW = "goals.report", "goals.review"


@screen(REPORT)
def reviews(request: HttpRequest) -> HttpResponse:
    """All reviews within the range."""
    rows = QuarterReview.objects.select_related("unit").defer("done", "problems", "next_steps")
    return list_screen(
        request, ReviewTable, rows, title="季度评估", sub="部门负责人填写提交，融合办审核；两侧分离由数字算出",
        tabs=frame.tabs("goals:reviews"), crumbs=[frame.TREE, ("季度评估", None)],
    )  # fmt: skip


def _find(pk: int) -> QuarterReview:
    return get_object_or_404(QuarterReview.objects.select_related("unit"), pk=pk)


def _crumbs(row: QuarterReview) -> list[tuple[str, Any]]:
    return [
        frame.TREE, (row.unit.name, ("goals:unit", row.unit_id, row.year)),
        (f"第 {row.quarter} 季度评估", ("goals:review", row.pk)),
    ]  # fmt: skip


@screen(REPORT)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One review: the pairs as they were judged, the words, who decided."""
    row = _find(pk)
    now = limits(timezone.localdate())
    figures = standing.figures(row.unit_id, row.year, row.quarter, now) if row.is_open else row.figures
    return detail_screen(
        request, title=str(row), sub=_state(row), crumbs=[*_crumbs(row)[:-1], (f"第 {row.quarter} 季度评估", None)],
        actions=_actions(row), template="goals/review.html", facts=[], review=row, figures=figures,
        apart=sum(item["apart"] for item in figures),
        missing=_missing(figures),
    )  # fmt: skip


def _missing(figures: list[dict[str, Any]]) -> int:
    return sum(side["attained"] is None for item in figures for side in item["sides"])


def _state(row: QuarterReview) -> str:
    if row.is_approved:
        return f"{row.submitted_name}提交，{row.reviewed_name}审核通过；完成值已锁定，数字为提交时的进度"
    if row.is_open:
        return "尚未提交，下面是当前的进度"
    return f"{row.submitted_name}提交，等待融合办审核；完成值已锁定，数字为提交时的进度"


def _actions(row: QuarterReview) -> list[Action]:
    write = Action(
        "填写", "goals:write_review", args=(row.unit_id, row.year, row.quarter), right=REPORT, icon="ti-pencil"
    )
    return [
        *([write] if row.is_open else []),
        *step_action(REVIEW_FLOW, row, "submit", "goals:submit_review", REPORT, primary=True, icon="ti-send"),
        *step_action(REVIEW_FLOW, row, "return", "goals:return_review", REVIEW, icon="ti-arrow-back-up"),
        *step_action(REVIEW_FLOW, row, "approve", "goals:approve_review", REVIEW, primary=True, icon="ti-circle-check"),
        *step_action(REVIEW_FLOW, row, "reopen", "goals:reopen_review", REVIEW),
    ]


@screen(REPORT)
def write(request: HttpRequest, pk: int, year: int, quarter: int) -> HttpResponse:
    """Write the words of a unit's quarter, with its pairs beside."""
    unit: Unit = get_object_or_404(Unit.objects.all(), pk=pk)
    frame.checked_year(year)
    if quarter not in QUARTERS:
        raise Http404
    row = QuarterReview.objects.filter(unit=unit, year=year, quarter=quarter).first()
    now = limits(timezone.localdate())
    return form_screen(
        request, ReviewForm, title=f"{unit.name} {year} 年第 {quarter} 季度评估", back=lambda saved: saved,
        sub="保存后还可修改；季度结束且完成值登记齐全后提交", submit="保存", done_text="已保存，请核对后提交",
        initial={name: getattr(row, name) for name in ReviewForm.base_fields} if row else None,
        save=lambda data: operations.write(unit=unit, year=year, quarter=quarter, at=timezone.now(), **data),
        crumbs=[frame.TREE, (unit.name, ("goals:unit", pk, year)), (f"第 {quarter} 季度评估", None)],
        template="goals/write_review.html", figures=standing.figures(unit.pk, year, quarter, now),
    )  # fmt: skip


def _ask(request: HttpRequest, row: QuarterReview, step: str, **options: Any) -> HttpResponse:
    return ask_step(request, REVIEW_FLOW, row, step, back=row, crumbs=_crumbs(row), **options)


@screen(REPORT)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over to the integration office."""
    row = _find(pk)
    return _ask(
        request, row, "submit", text="提交后本季完成值锁定，由融合办审核；退回后才能修改。",
        done_text="已提交，等待融合办审核", save=lambda: operations.submit(review=row, at=timezone.now()),
    )  # fmt: skip


@screen(REVIEW)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree with the review."""
    row = _find(pk)
    posts = "通过后，本部门岗位目标的全年完成值写入本人的 KPI 结果。" if row.quarter == max(QUARTERS) else ""
    return _ask(
        request, row, "approve", form_class=WordsForm, done_text="已通过", text=f"审核人须与提交人为两人。{posts}",
        save=lambda data: operations.approve(review=row, at=timezone.now(), words=data["words"]),
    )  # fmt: skip


@screen(REVIEW)
def return_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the unit."""
    row = _find(pk)
    return _ask(
        request, row, "return", form_class=ReasonForm, done_text="已退回部门",
        text="退回后部门可以修改完成值和评估，再次提交。",
        save=lambda data: operations.return_review(review=row, at=timezone.now(), reason=data["reason"]),
    )  # fmt: skip


@screen(REVIEW)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an approved review again."""
    row = _find(pk)
    return _ask(
        request, row, "reopen", form_class=ReasonForm, done_text="已退回更正", danger=True,
        text="退回后部门可以更正完成值并重新提交；原来的内容保留在留痕中。",
        save=lambda data: operations.reopen_review(review=row, at=timezone.now(), reason=data["reason"]),
    )  # fmt: skip
