"""Screens of a meeting: slips to print, cut and draw; left-over slips; paper ballots typed in twice."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.checkin.qr import svg
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, screen
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.forms import PaperNumberForm, VoidForm
from shuanglun.records.surveys.forms_paper import PaperForm
from shuanglun.records.surveys.models import Campaign, Group, PaperSheet, SlipRun
from shuanglun.records.surveys.rules import paper as rules
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tables import PaperTable
from shuanglun.records.surveys.views import frame

RUN, OPEN = "surveys.run", "surveys.open"
ENTRY = ("marks", "words", "is_spoiled")


def _group(pk: int) -> Group:
    return get_object_or_404(Group.objects.select_related("campaign__version__instrument"), pk=pk)


@screen(RUN)
def slip_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Before printing: what will be printed, and that it is printed once."""
    group = _group(pk)
    run = SlipRun.objects.filter(group=group).first()
    return detail_screen(
        request, title=f"印制票条：{group.label}", template="surveys/slips_before.html", group=group, run=run,
        crumbs=frame.of_campaign(group.campaign, ("印制票条", None)), amount=queries.slips_wanted(group),
    )  # fmt: skip


@screen(RUN)
@require_POST
def print_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Fresh slips on A4 to cut, shuffle and draw. The codes stand in this answer and on the paper, nowhere else."""
    group = _group(pk)
    codes = tickets.make_codes(queries.slips_wanted(group))
    before = request.POST.get("instead_of", "")
    operations.print_slips(
        group=group, codes=codes, at=timezone.now(), instead_of=int(before) if before.isdecimal() else None
    )
    page = request.build_absolute_uri(reverse("box:page", args=[group.campaign.uid]))
    found = [{"code": tickets.show(code), "qr": svg(f"{page}#c={code}")} for code in codes]
    response = render(
        request, "surveys/slips.html", {"group": group, "campaign": group.campaign, "slips": found, "page": page}
    )
    response["Cache-Control"] = "no-store"
    return response


@screen(RUN)
def void_slips(request: HttpRequest, pk: int) -> HttpResponse:
    """Void what nobody drew."""
    run = get_object_or_404(SlipRun.objects.select_related("campaign", "group"), pk=pk)
    return form_screen(
        request, VoidForm, title=f"作废余票：{run.group.label}", submit="作废", back=run.campaign,
        sub=f"印制 {run.made} 张，已作废 {run.voided} 张；在见证人面前清点、逐张扫描",
        save=lambda data: operations.void_slips(run=run, at=timezone.now(), **data),
        done_text=lambda made: f"已作废，共 {made.voided} 张", crumbs=frame.of_campaign(run.campaign, ("作废余票", None)),
    )  # fmt: skip


@screen(RUN)
def issue_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """How many paper ballots went out."""
    group = _group(pk)
    return form_screen(
        request, PaperNumberForm, title=f"发出纸质票：{group.label}", back=group.campaign,
        initial={"number": group.paper_issued}, save=lambda data: operations.issue_paper(group=group, at=timezone.now(), **data),
        sub="给没有手机、没有抽票条的人", crumbs=frame.of_campaign(group.campaign, ("发出纸质票", None)),
    )  # fmt: skip


def _lying(campaign: Campaign) -> dict[str, Any]:
    """What the form of a paper ballot needs to lie as the sheet does."""
    return {"content": campaign.version.content, "slots": campaign.slots, "named": queries.named(campaign)}


@screen(RUN)
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper ballots: how far the two entries are."""
    row = frame.find_campaign(pk)
    sheets = list(PaperSheet.objects.filter(campaign=row).select_related("group").order_by("group__order", "number"))
    groups = [group for group in row.groups.all() if group.paper_issued]
    acts = [
        Action(f"录入：{group.label}", "surveys:enter_paper", args=(group.pk,), right=RUN, primary=len(groups) == 1)
        for group in groups
    ]
    return detail_screen(
        request, title="纸质票", template="surveys/papers.html", crumbs=frame.of_campaign(row, ("纸质票", None)),
        sheets=PaperTable.plain(sheets), actions=acts, groups=groups, campaign=row,
        settled=sum(sheet.is_settled for sheet in sheets), typed=len(sheets),
    )  # fmt: skip


@screen(RUN)
def enter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in one paper ballot, and go on with the next one that waits for whoever types."""
    group = _group(pk)
    papers = ("surveys:papers", group.campaign_id)
    number = queries.next_sheet(group)
    return form_screen(
        request, PaperForm, title=f"录入纸质票：{group.label}", form_kwargs=_lying(group.campaign), template="surveys/paper_entry.html",
        sub="照票面录入；第二遍由另一人录入，看不到第一遍的内容", submit="录入", initial={"number": number},
        save=lambda data: operations.enter_paper(group=group, at=timezone.now(), **data),
        back=lambda made: ("surveys:enter_paper", group.pk) if queries.next_sheet(group) else papers, done_text=_entered,
        crumbs=frame.of_campaign(group.campaign, ("纸质票", papers), ("录入", None)),
    )  # fmt: skip


def _entered(sheet: PaperSheet) -> str:
    if sheet.is_settled:
        return f"第 {sheet.number} 张两遍录入一致"
    return f"第 {sheet.number} 张两遍不同，请核定" if sheet.second_by else f"第 {sheet.number} 张已录第一遍"


@screen(OPEN)
def settle_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle an entry that differs, from the paper. What one typed is shown once both have, where they agree."""
    sheet = _sheet(pk)
    if not sheet.differs:
        raise Http404
    first, second = rules.read(sheet.first), rules.read(sheet.second)
    slots = sheet.campaign.slots
    differ = rules.differences(slots, first, second)
    agreed = {name: value for name, value in rules.typed(slots, first).items() if name not in differ}
    words = "一遍录为废票、一遍录为有效票，请对照票面从头录一遍。"
    if rules.SPOILED not in differ:
        words = f"两遍录入有 {len(differ)} 处不同，已标出、留空；请对照票面录这几处，其余两遍一致。"
    return form_screen(
        request, PaperForm, title=f"核定 {sheet}", sub=words, submit="核定", template="surveys/paper_entry.html",
        form_kwargs=_lying(sheet.campaign) | {"differ": differ}, initial={} if rules.SPOILED in differ else agreed,
        back=("surveys:papers", sheet.campaign_id), done_text="已核定",
        save=lambda data: operations.settle_paper(sheet=sheet, **{name: data[name] for name in ENTRY}),
        crumbs=frame.of_campaign(sheet.campaign, ("纸质票", ("surveys:papers", sheet.campaign_id)), ("核定", None)),
    )  # fmt: skip


@screen(OPEN)
def discard_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was typed under a wrong number."""
    sheet = _sheet(pk)
    return form_screen(
        request, ReasonForm, title=f"作废录入：{sheet}", submit="作废录入", done_text="已作废，这个编号可以重新录入",
        sub="用于编号录错的；两遍录入都作废，由没有录过这张票的人办理，理由留痕", back=("surveys:papers", sheet.campaign_id),
        save=lambda data: operations.discard_paper(sheet=sheet, reason=data["reason"]),
        crumbs=frame.of_campaign(sheet.campaign, ("纸质票", ("surveys:papers", sheet.campaign_id)), ("作废录入", None)),
    )  # fmt: skip


def _sheet(pk: int) -> PaperSheet:
    return get_object_or_404(PaperSheet.objects.select_related("campaign__version", "group"), pk=pk)
