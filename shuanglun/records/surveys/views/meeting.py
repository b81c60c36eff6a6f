"""Screens of a meeting: slips to print, cut and draw; left-over slips; paper ballots typed in twice."""

from __future__ import annotations

from dataclasses import replace
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
from shuanglun.records.surveys.forms import PaperForm, PaperNumberForm, VoidForm
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


def _lines(campaign: Campaign) -> dict[str, Any]:
    """The lines of the form of a paper ballot: its marks and written answers, each with whom it is about."""
    asked = queries.subjects(campaign)
    body = campaign.version.content

    def named(line: Any) -> Any:
        return line if line.subject is None else replace(line, label=f"{asked[line.subject].label} · {line.label}")

    places, texts = rules.places(body, campaign.slots), rules.texts(body, [item.kind for item in asked])
    return {"places": [named(line) for line in places], "texts": [named(line) for line in texts]}


@screen(RUN)
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Paper ballots: how far the two entries are."""
    row = frame.find_campaign(pk)
    sheets = list(PaperSheet.objects.filter(campaign=row).select_related("group").order_by("group__order", "number"))
    groups = [group for group in row.groups.all() if group.paper_issued]
    acts = [
        Action(f"录入：{group.label}", "surveys:enter_paper", args=(group.pk,), right=RUN, primary=True)
        for group in groups
    ]
    return detail_screen(
        request, title="纸质票", template="surveys/papers.html", crumbs=frame.of_campaign(row, ("纸质票", None)),
        sheets=PaperTable.plain(sheets), actions=acts, groups=groups, campaign=row,
        settled=sum(sheet.is_settled for sheet in sheets), typed=len(sheets),
    )  # fmt: skip


@screen(RUN)
def enter_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Type in one paper ballot."""
    group = _group(pk)
    return form_screen(
        request, PaperForm, title=f"录入纸质票：{group.label}", form_kwargs=_lines(group.campaign),
        sub="照票面录入；第二遍由另一人录入，看不到第一遍的内容", submit="录入",
        save=lambda data: operations.enter_paper(group=group, at=timezone.now(), **data),
        back=("surveys:papers", group.campaign_id), done_text=_entered,
        crumbs=frame.of_campaign(group.campaign, ("纸质票", ("surveys:papers", group.campaign_id)), ("录入", None)),
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
    lines = _lines(sheet.campaign)
    first, second = rules.read(sheet.first), rules.read(sheet.second)
    differ = rules.differences(first, second, sheet.campaign.slots)
    names = [*(place.label for place in lines["places"]), rules.WORDS, rules.SPOILED]
    initial: dict[str, Any] = {"number": sheet.number}
    initial |= {f"m{at}": mark for at, mark in enumerate(first["marks"]) if mark == second["marks"][at : at + 1]}
    written = [
        (at, first["words"].get(text.key, ""), second["words"].get(text.key)) for at, text in enumerate(lines["texts"])
    ]
    initial |= {f"w{at}": words for at, words, others in written if words == others}
    return form_screen(
        request, PaperForm, title=f"核定 {sheet}", form_kwargs=lines, initial=initial,
        sub=f"两遍录入不同：{'、'.join(names[at] for at in differ)}。请对照票面重新选择。", submit="核定",
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
