"""Screens of what leaves the box: written opinions under review, the release, the released figures and their files."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.ui.screens import Action, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.choices import RemarkState
from shuanglun.records.surveys.exports.layout import Heading, summary
from shuanglun.records.surveys.exports.paper import pdf
from shuanglun.records.surveys.exports.word import word
from shuanglun.records.surveys.exports.workbook import xlsx
from shuanglun.records.surveys.forms import FactForm, RedactForm
from shuanglun.records.surveys.models import Campaign, Remark, Subject
from shuanglun.records.surveys.parameters import RETURN_PER_MILLE
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.rules.campaigns import CAMPAIGN_FLOW as FLOW
from shuanglun.records.surveys.rules.campaigns import SEALED
from shuanglun.records.surveys.rules.wording import turnout_words
from shuanglun.records.surveys.tables import LeadTable, RemarkTable
from shuanglun.records.surveys.views import frame

FILES = {"docx": word, "pdf": pdf, "xlsx": xlsx}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RUN, OPEN = "surveys.run", "surveys.open"


@screen(RUN)
def remarks(request: HttpRequest, pk: int) -> HttpResponse:
    """Written opinions, shuffled."""
    row = frame.find_campaign(pk)
    if row.state != SEALED:  # the raw words are for the review only
        raise Http404
    about_me = Q(subject__person=current().person_id or 0)
    rows = Remark.objects.filter(campaign=row).exclude(about_me).select_related("subject", "campaign__version")
    rows = rows.order_by("uid")
    return list_screen(
        request, RemarkTable, rows, title="审核文字意见", crumbs=frame.of_campaign(row, ("文字意见", None)),
        sub="已与选票分开并打乱次序；逐条删去能认出写的人的内容，全部审核后才能公布；反向测评的事实不公布；关于本人的由其他人审核",
    )  # fmt: skip


@screen(RUN)
def remark(request: HttpRequest, pk: str) -> HttpResponse:
    """One written opinion: what is shown of it; or one fact of the reverse list: whether it is kept to be verified."""
    reviewing = Remark.objects.filter(campaign__state=SEALED).select_related("campaign__version", "subject")
    about_me = Q(subject__person=current().person_id or 0)
    row: Remark = get_object_or_404(reviewing.exclude(about_me), pk=pk)
    to_list = ("surveys:remarks", row.campaign_id)
    about, asked = row.subject or "（整张票）", shape.by_code(row.campaign.version.content)[row.question]["text"]
    crumbs = frame.of_campaign(row.campaign, ("文字意见", to_list), ("审核", None))
    if row.is_fact:
        return form_screen(
            request, FactForm, title=f"反向测评事实：{about}", sub=f"{asked} 原文：{row.text}", submit="处理", back=_next,
            save=lambda data: operations.review_fact(remark=row, **data), done_text="已处理", crumbs=crumbs,
            initial={"is_lead": {RemarkState.LEAD: "yes", RemarkState.WITHHELD: "no"}.get(RemarkState(row.state))},
        )  # fmt: skip
    return form_screen(
        request, RedactForm, title=f"审核文字意见：{about}", initial={"shown": row.shown or row.text}, submit="审核", back=_next,
        sub=f"{asked} 原文：{row.text}", save=lambda data: operations.review_remark(remark=row, **data), done_text="已审核",
        crumbs=crumbs,
    )  # fmt: skip


def _next(done: Remark) -> str:
    """The next opinion that waits for a review, or the list when none does."""
    about_me = Q(subject__person=current().person_id or 0)
    waiting = Remark.objects.filter(campaign=done.campaign_id, state=RemarkState.PENDING).exclude(about_me)
    found = waiting.order_by("uid").first()
    return reverse("surveys:remark", args=[found.pk]) if found else reverse("surveys:remarks", args=[done.campaign_id])


@screen(RUN)
def leads(request: HttpRequest, pk: int) -> HttpResponse:
    """Facts of the reverse list that were kept to be verified (G-08)."""
    row = frame.find_campaign(pk)
    return list_screen(
        request, LeadTable, queries.leads(row), title="核实线索", crumbs=frame.of_campaign(row, ("核实线索", None)),
        sub="反向测评中写的事实，不公布、不计分；核实并听取本人说明以前，不作为任何结论的依据。随原始票一并销毁，关于本人的看不到",
    )  # fmt: skip


@screen(OPEN)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish once."""
    row = frame.find_campaign(pk)
    return ask_step(
        request, FLOW, row, "release", back=row, crumbs=frame.of_campaign(row),
        text=f"{_turnout(row)}只公布一次：各项平均分从 5 份有效意见起，分布和文字意见从 10 份起，不足的合并；公布前由程序逐格检验，"
        "没有一个被合并的数能推算出来。公布后不再更改。",
        save=lambda: operations.release(campaign=row, at=timezone.now()),
    )  # fmt: skip


def _turnout(row: Campaign) -> str:
    """How many came back, and what that means for the release, said before it is too late to ask."""
    lines = queries.board(row)
    eligible, issued = sum(line.group.eligible for line in lines), sum(line.issued for line in lines)
    cast = row.ballots or 0
    words = f"应参加 {eligible} 人，发出 {issued} 张，收回 {cast} 张。"
    limit = parameters.value(RETURN_PER_MILLE, timezone.localdate(row.cast_until))
    if issued and 1000 * cast < limit * issued:
        words += f"收回率不足 {limit / 10:g}%，公布的只有“结果不使用”一句，不能重来。"
    return words


@screen(RUN)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was published of a campaign."""
    row = frame.find_campaign(pk)
    found = getattr(row, "release", None)
    if found is None:
        raise Http404
    files = [
        Action(f"下载 {label}", "surveys:summary", args=(pk, kind), icon="ti-download")
        for label, kind in (("Word", "docx"), ("PDF", "pdf"), ("Excel", "xlsx"))
    ]
    return detail_screen(
        request, title=f"公布结果：{row.title}", sub="一次公布，不再更改；按名单次序排列，不按得分", actions=files,
        template="surveys/results.html", body=found.body, turnout_words=turnout_words(found.body["turnout"]), crumbs=frame.of_campaign(row, ("公布结果", None)),
    )  # fmt: skip


@screen(RUN)
def download(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """民主测评汇总 as Word, PDF or spreadsheet."""
    row = frame.find_campaign(pk)
    found = getattr(row, "release", None)
    if found is None or kind not in FILES:
        raise Http404
    at = timezone.localtime(row.released_at)
    heading = Heading(settings.INSTITUTION, row.title, f"{at:%Y-%m-%d}", row.root, row.picks)
    document = summary(found.body, heading)
    content = FILES[kind](document, f"{current().name} {timezone.localtime():%Y-%m-%d %H:%M} 导出")
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{document.name} {row.title}.{kind}')}"
    return response


@screen("surveys.vote")
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What was published about oneself."""
    row: Subject = get_object_or_404(Subject.objects.select_related("campaign__release"), pk=pk)
    release = getattr(row.campaign, "release", None)
    if release is None:
        raise Http404
    place = [item.pk for item in queries.subjects(row.campaign)].index(row.pk)
    found = [
        (section, item)
        for section in release.body["sections"]
        for item in section["subjects"]
        if item["index"] == place
    ]
    return detail_screen(
        request, title=f"{row.label}：{row.campaign.title}", sub=row.post, template="surveys/outcome.html",
        body=release.body, found=found, crumbs=[("我的测评", "surveys:mine"), (row.campaign.title, None)],
        remarks=[item for item in release.body.get("remarks", []) if item["index"] == place],
    )  # fmt: skip
