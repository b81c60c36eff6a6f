"""Questions of candid meetings: plan, gather, link, record, report, and the step to the next stage."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import Action
from shuanglun.base.ui.screens import confirm_screen, form_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.life.forms import candid as forms
from shuanglun.records.life.models import CandidMeeting, Meeting, SelfCheck
from shuanglun.records.life.operations import candid as operations
from shuanglun.records.life.queries import candid as queries
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.life.views.candid import LIST, crumbs, find
from shuanglun.records.organization.models import PartyOrganization

STEP_TEXTS = {
    "gather": "方案确定后开始征求意见。", "talk": "意见汇总后开展会前谈心谈话。", "examine": "请参加人员在手机上提交对照检查材料。",
    "meet": "材料交齐，可以开会。", "rectify": "会议记录登记完毕；从会议当天起计算问题清单和上报期限。",
    "look_back": "整改期满，逐项回头看。", "close": "回头看完成，办结后不再修改；重新整改的问题继续由本人整改。",
}  # fmt: skip


@screen("life.keep")
def plan(request: HttpRequest) -> HttpResponse:
    """A new meeting of this year."""
    today = timezone.localdate()
    return form_screen(
        request, forms.PlanForm, title="拟订生活会方案", sub="一个党组织每年每类一份", submit="保存方案",
        initial={"year": today.year}, save=_plan, back=lambda row: row, done_text="方案已保存",
        crumbs=[LIST, ("拟订方案", None)],
    )  # fmt: skip


def _plan(data: dict[str, Any]) -> CandidMeeting:
    branch: PartyOrganization = get_object_or_404(PartyOrganization.objects, pk=data.pop("branch"))
    persons = data.pop("persons") or queries.default_roster(branch, data["kind"])
    return operations.plan(branch=branch, persons=persons, today=timezone.localdate(), **data)


@screen("life.keep")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan again."""
    row = find(pk)
    initial = {name: getattr(row, name) for name in ("theme", "host", "planned_on", "approved_on")}
    initial |= {"text": row.plan, "persons": [check.person for check in row.checks.select_related("person")]}

    def save(data: dict[str, Any]) -> CandidMeeting:
        persons = data.pop("persons") or queries.default_roster(row.branch, row.kind)
        return operations.edit(candid=row, persons=persons, today=timezone.localdate(), **data)

    return form_screen(
        request, forms.EditForm, title=f"修改方案：{row}", initial=initial, save=save, back=row,
        crumbs=crumbs(row, ("修改方案", None)),
    )  # fmt: skip


@screen("life.keep")
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The question before the next stage, or before going back to the one before."""
    row = find(pk)
    if name in {back.name for back in rules.BACK.values()}:
        return ask_step(
            request, rules.FLOW, row, name, back=row, crumbs=crumbs(row), form_class=ReasonForm,
            text="已登记的内容都保留，处理后可以再往下走；期限在再次转入整改时重新起算。",
            save=lambda data: operations.go_back(candid=row, reason=data["reason"]),
        )  # fmt: skip
    if name not in STEP_TEXTS:
        raise Http404
    return ask_step(
        request, rules.FLOW, row, name, back=row, crumbs=crumbs(row), text=STEP_TEXTS[name],
        save=lambda: operations.move(candid=row, step=name, today=timezone.localdate()),
    )  # fmt: skip


@screen("life.keep")
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Opinions word for word."""
    row, today = find(pk), timezone.localdate()
    return form_screen(
        request, forms.OpinionsForm, title="登记征求意见", sub=f"{row.branch.name} · {row}", submit="登记",
        initial={"gathered_on": today}, save=lambda data: operations.gather(candid=row, today=today, **data),
        back=row, done_text="意见已登记，不记提出人", crumbs=crumbs(row, ("登记征求意见", None)),
    )  # fmt: skip


@screen("life.keep")
def explain(request: HttpRequest, pk: int, about: str) -> HttpResponse:
    """Why there is no opinion or no talk."""
    row = find(pk)
    titles = {"opinions_note": "说明未征求到意见", "talks_note": "说明未谈心谈话"}
    if about not in titles:
        raise Http404
    return form_screen(
        request, forms.ExplainForm, title=titles[about], sub=f"{row.branch.name} · {row}",
        initial={"words": getattr(row, about)},
        save=lambda data: operations.explain(candid=row, about=about, words=data["words"]),
        back=row, crumbs=crumbs(row, (titles[about], None)),
    )  # fmt: skip


@screen("life.keep")
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Which meeting of the book it was."""
    row, today = find(pk), timezone.localdate()

    def save(data: dict[str, Any]) -> CandidMeeting:
        meeting: Meeting = get_object_or_404(Meeting.objects, pk=data["meeting"])
        return operations.link(candid=row, meeting=meeting, today=today)

    return form_screen(
        request, forms.LinkForm, title="关联已召开的会议", sub=f"{row.branch.name} · {row}", submit="关联",
        form_kwargs={"meetings": queries.meetings_to_link(row, today)}, initial={"meeting": row.meeting_id},
        actions=[Action("登记会议", "life:plan", right="life.keep")],
        save=save, back=row, done_text="已关联", crumbs=crumbs(row, ("关联会议", None)),
    )  # fmt: skip


@screen("life.keep")
def exchange(request: HttpRequest, pk: int) -> HttpResponse:
    """Criticism as a fact about an issue."""
    row = find(pk)
    return form_screen(
        request, forms.ExchangeForm, title="登记批评与自我批评", submit="登记", template="life/candid_exchange.html",
        sub=f"{row.branch.name} · {row}", save=lambda data: operations.record_exchange(candid=row, **data),
        back=row, done_text="已登记", crumbs=crumbs(row, ("登记批评与自我批评", None)),
    )  # fmt: skip


@screen("life.keep")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The day on which the organization above was told."""
    row, today = find(pk), timezone.localdate()
    return form_screen(
        request, forms.ReportForm, title="登记会议情况上报", sub=f"期限 {row.report_due_on or '—'}（参数待核）",
        initial={"reported_on": today}, save=lambda data: operations.report(candid=row, today=today, **data),
        back=row, done_text="已登记", crumbs=crumbs(row, ("登记上报", None)),
    )  # fmt: skip


@screen("life.keep")
def excuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody hands in nothing."""
    check: SelfCheck = get_object_or_404(SelfCheck.objects.select_related("candid__branch", "person"), pk=pk)
    return confirm_screen(
        request, title=f"登记免交：{check.person.name}", submit="登记免交", back=check.candid, done_text="已登记免交",
        text="登记后不计入应交，不影响本人；不记录原因。", save=lambda: operations.excuse(check=check),
        crumbs=crumbs(check.candid, ("登记免交", None)),
    )  # fmt: skip


@screen("life.keep")
def include(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody hands in after all."""
    check: SelfCheck = get_object_or_404(SelfCheck.objects.select_related("candid__branch", "person"), pk=pk)
    return confirm_screen(
        request, title=f"撤销免交：{check.person.name}", submit="撤销免交", back=check, done_text="已撤销免交",
        text="撤销后本人照常提交，计入应交。", save=lambda: operations.include(check=check),
        crumbs=crumbs(check.candid, ("撤销免交", None)),
    )  # fmt: skip
