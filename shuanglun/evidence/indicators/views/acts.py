"""Questions before a version moves on."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.ui.forms import ReasonForm, WordsForm
from shuanglun.base.ui.screens import screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.evidence.indicators import compare, operations, queries, rules
from shuanglun.evidence.indicators.forms import PublishForm
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.indicators.views import frame
from shuanglun.evidence.snapshots.catalogue import MEASURES


def _ask(request: HttpRequest, row: SchemeVersion, step: str, **options: Any) -> HttpResponse:
    return ask_step(
        request, rules.FLOW, row, step, back=("indicators:version", row.pk),
        crumbs=[("指标方案", "indicators:list"), (str(row), ("indicators:version", row.pk))], **options,
    )  # fmt: skip


@screen("indicators.edit")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand over for publication."""
    row = frame.find(pk)
    return _ask(
        request, row, "submit", form_class=WordsForm, done_text="已提交，等待另一人发布",
        text="提交后原文不再改动；由另一位有发布权限的人员审核，可以发布，也可以退回。",
        save=lambda data: operations.submit(version=row, words=data["words"]),
    )  # fmt: skip


@screen("indicators.publish")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person says what changes for whom, and then does it."""
    row = frame.find(pk)
    rules.FLOW.may(row, "publish").or_refuse()
    rules.is_another_publisher(current(), row.submitted_account, row.submitted_by).or_refuse()
    before, after = queries.previous(row), queries.scheme_of(row)
    old = queries.scheme_of(before) if before else None
    return _ask(
        request, row, "publish", form_class=PublishForm, template="indicators/publish.html",
        initial={"seen": row.stamp}, done_text="已发布", version=row, against=before,
        differences=compare.differences(old, after, MEASURES) if old else [], affected=compare.affected(old, after, MEASURES),
        text=f"发布后自 {row.valid_from} 起生效，原文不能再改，只能由新版本接替或停用。",
        save=lambda data: operations.publish(
            version=row, on=timezone.localdate(), words=data["words"], seen=data["seen"]
        ),
    )  # fmt: skip


@screen("indicators.publish")
def return_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to draft, with the reason."""
    row = frame.find(pk)
    return _ask(
        request, row, "return", form_class=ReasonForm, done_text="已退回起草人",
        text=f"退回后恢复为草稿，由{row.submitted_name}等起草人员修改后再次提交。",
        save=lambda data: operations.return_draft(version=row, reason=data["reason"]),
    )  # fmt: skip


@screen("indicators.publish")
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of force from today."""
    row = frame.find(pk)
    return _ask(
        request, row, "retire", form_class=ReasonForm, danger=True, done_text="已停用",
        text="自今日起不再用于新的计分；已经完成的计分和公布的结果不变。停用后不能恢复，只能另起新版本。",
        save=lambda data: operations.retire(version=row, on=timezone.localdate(), reason=data["reason"]),
    )  # fmt: skip


@screen("indicators.edit")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft given up."""
    row = frame.find(pk)
    return _ask(
        request, row, "discard", form_class=ReasonForm, danger=True, done_text="草稿已作废",
        text="作废后保留原文和经过，版本号可以重新使用。",
        save=lambda data: operations.discard(version=row, reason=data["reason"]),
    )  # fmt: skip
