"""Handing over and reviewing a record; resolutions and attachments."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.files.answers import download
from shuanglun.base.files.forms import FileForm
from shuanglun.base.ui.forms import ReasonForm, WordsForm
from shuanglun.base.ui.screens import done, form_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.life.forms.meetings import ResolutionForm
from shuanglun.records.life.models import MeetingFile, Resolution
from shuanglun.records.life.operations import meetings as acts
from shuanglun.records.life.operations import papers
from shuanglun.records.life.queries import meetings as asked
from shuanglun.records.life.rules.meetings import FLOW
from shuanglun.records.life.views.meetings import crumbs, find


@screen("life.keep")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the record over."""
    row = find(pk)
    counts = asked.counted(row)
    return ask_step(
        request, FLOW, row, "submit", back=row, crumbs=crumbs(row), done_text="已提交，等待政工部门审核",
        text=f"应到 {counts.due} 人，到会 {counts.present} 人，缺席 {counts.missing} 人，豁免 {counts.exempt} 人。"
             "提交后不能再改；审核人可以通过，也可以退回修改。",
        save=lambda: acts.submit(meeting=row, at=timezone.now()),
    )  # fmt: skip


@screen("life.review")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The record counts from now on."""
    row = find(pk)
    return ask_step(
        request, FLOW, row, "approve", back=row, crumbs=crumbs(row), form_class=WordsForm,
        text="通过后计入参会人员的记录和下一次证据冻结。",
        save=lambda data: acts.approve(meeting=row, at=timezone.now(), words=data["words"]),
    )  # fmt: skip


@screen("life.review")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to whoever keeps it."""
    row = find(pk)
    return ask_step(
        request, FLOW, row, "return", back=row, crumbs=crumbs(row), form_class=ReasonForm,
        text=f"退回后由{row.submitted_name}等记录人员修改，再次提交。请写明哪里需要补充或更正。",
        save=lambda data: acts.send_back(meeting=row, at=timezone.now(), reason=data["reason"]),
    )  # fmt: skip


@screen("life.review")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """An approved record is opened for a correction."""
    row = find(pk)
    return ask_step(
        request, FLOW, row, "reopen", back=row, crumbs=crumbs(row), form_class=ReasonForm, danger=True,
        text="退回更正期间这次会议暂不计入；已冻结的证据和已公布的结果不变，更正进入下一个快照。",
        save=lambda data: acts.reopen(meeting=row, at=timezone.now(), reason=data["reason"]),
    )  # fmt: skip


@screen("life.keep")
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a resolution with its votes."""
    row = find(pk)
    eligible, present = asked.voters(row)
    return form_screen(
        request, ResolutionForm, title=f"登记决议：{row.title}", initial={"agree": present},
        sub=f"应到有表决权的正式党员 {eligible} 人，已登记到会 {present} 人；是否通过以应到为分母计算",
        save=lambda data: papers.resolve(meeting=row, **data), back=row, done_text="决议已登记",
        crumbs=crumbs(row, "登记决议"),
    )  # fmt: skip


@screen("life.keep")
@require_POST
def unresolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a resolution off."""
    row: Resolution = get_object_or_404(Resolution.objects.select_related("meeting"), pk=pk)
    meeting = row.meeting
    papers.unresolve(resolution=row)
    done(request, "决议已删除")
    return redirect(meeting)


@screen("life.keep")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file."""
    row = find(pk)
    return form_screen(
        request, FileForm, title=f"上传附件：{row.title}", submit="上传", back=row, done_text="附件已上传",
        save=lambda data: papers.attach(
            meeting=row, name=data["file"].name, content=data["file"].read(), at=timezone.now()
        ),
        crumbs=crumbs(row, "上传附件"),
    )  # fmt: skip


@screen("life.view")
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a meeting, to keep."""
    return download(get_object_or_404(MeetingFile.objects.all(), pk=pk))


@screen("life.keep")
@require_POST
def detach(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file away."""
    row: MeetingFile = get_object_or_404(MeetingFile.objects.select_related("meeting"), pk=pk)
    meeting = row.meeting
    papers.detach(file=row)
    done(request, "附件已删除")
    return redirect(meeting)
