"""Screens of campaigns: the list, one campaign with its board, preparing, handing over, opening, sealing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.actor import current
from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.forms import ReasonForm
from shuanglun.base.ui.links import linked
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.base.ui.steps import ask_step
from shuanglun.base.verdicts import Refused
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.forms import CampaignForm, ClassesForm, RemindForm
from shuanglun.records.surveys.jobs import OPEN_JOB, SEAL_JOB
from shuanglun.records.surveys.models import Campaign, VoterClass
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules.campaigns import CAMPAIGN_FLOW as FLOW
from shuanglun.records.surveys.signer.client import SignerDown
from shuanglun.records.surveys.tables import BoardTable, CampaignTable, CastTable, GroupTable
from shuanglun.records.surveys.views import frame

RUN, OPEN = "surveys.run", "surveys.open"


@screen(RUN)
def campaigns(request: HttpRequest) -> HttpResponse:
    """All campaigns, the latest first."""
    rows = Campaign.objects.select_related("version__instrument")
    return list_screen(
        request, CampaignTable, rows, title=frame.title(), tabs=frame.tabs("surveys:campaigns"),
        sub="先由一人提交、另一人批准，名册和分组随即封存；投票截止以前看不到任何票数",
        actions=[Action("起草测评", "surveys:draft", right=RUN, primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen(RUN)
def draft(request: HttpRequest) -> HttpResponse:
    """A new campaign."""
    return form_screen(
        request, CampaignForm, title="起草测评", save=lambda data: operations.draft_campaign(**data),
        back=lambda made: made, done_text="已起草，请添加测评对象和名册",
        crumbs=[(frame.title(), "surveys:campaigns"), ("起草", None)],
    )  # fmt: skip


@screen(RUN)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other particulars."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, CampaignForm, title=f"修改 {row.title}",
        initial={name: getattr(row, name) for name in operations.PARTICULARS},
        save=lambda data: operations.edit_campaign(campaign=row, **data), back=row,
        crumbs=frame.of_campaign(row, ("修改", None)),
    )  # fmt: skip


@screen(RUN)
def classes(request: HttpRequest, pk: int) -> HttpResponse:
    """Voter classes and weights."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, ClassesForm, title="评价主体和权重", template="surveys/classes.html", form_kwargs={"classes": list(row.classes.all())}, back=row,
        save=lambda data: operations.set_classes(campaign=row, classes=data["classes"]),
        sub="权重合计 100%；不足 5 份有效票的类别并入相邻类别，权重相加", crumbs=frame.of_campaign(row, ("评价主体", None)),
    )  # fmt: skip


@screen(RUN)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: where it stands, its groups, and what may be done next."""
    row, now = frame.find_campaign(pk), timezone.now()
    is_started = row.state in rules.STARTED
    lines = queries.board(row) if is_started else []
    table = (CastTable if row.sealed_at else BoardTable).plain(lines) if is_started else None
    draft = queries.draft_of(row)
    lacks = queries.what_lacks(draft) if row.is_editable else ""
    planned = operations.planned(row) if row.state == "submitted" else []
    return detail_screen(
        request, title=row.title, template="surveys/campaign.html", planned=GroupTable.plain(planned) if planned else None, crumbs=frame.of_campaign(row), campaign=row,
        sub=f"{row.version} · {row.get_mode_display()} · {row.get_state_display()}", facts=_facts(row), board=table,
        steps=_steps(row, now), lacks=lacks, totals=_totals(lines, row), actions=_actions(row, now, lacks, lines),
        subjects=queries.subjects(row), classes=_classes(row, draft.voters),
        hands=_hands(row, lines),
    )  # fmt: skip


def _classes(row: Campaign, voters: dict[str, int]) -> list[VoterClass]:
    found = list(row.classes.all())
    for item in found:
        item.count = voters.get(item.code, 0)  # type: ignore[attr-defined]
    return found


def _facts(row: Campaign) -> list[tuple[str, Any]]:
    issue = [("领票", f"{_clock(row.issue_from)} 至 {_clock(row.issue_until)}")] if row.is_online else []
    people = [("提交", f"{row.submitted_name}，{_clock(row.submitted_at)}")] if row.submitted_at else []
    people += [("批准", f"{row.reviewed_name}，{_clock(row.reviewed_at)}")] if row.opened_at else []
    return [
        ("测评表", linked(row.version, row.version)), *issue, ("投票", f"{_clock(row.cast_from)} 至 {_clock(row.cast_until)}"),
        ("统计分组", row.get_level_display()), *([("推荐名额", f"{row.picks} 名")] if row.picks else []), *people,
        *([("应参加", f"{row.roster_size} 人"), ("名册散列", row.roster_hash[:16] + "…")] if row.opened_at else []),
        *([("封箱根", row.root), ("封箱", _clock(row.sealed_at))] if row.sealed_at else []),
        *([("密钥销毁", _clock(row.keys_gone_at) or "尚未完成，后台每小时自动重试")] if row.opened_at and row.state in rules.ENDED else []),
        *([("剔除封套", f"{row.rejected} 个，未经投票页投入")] if row.rejected else []),
        *([("名册以外的签名", f"{row.unaccounted} 个，请审计员核查签票进程")] if row.unaccounted else []),
        *([("公布", f"{row.released_by}，{_clock(row.released_at)}")] if row.released_at else []),
        *([("原始票", _ballots(row))] if row.sealed_at else []),
        *([("退回或取消理由", row.review_words)] if row.review_words else []),
    ]  # fmt: skip


def _ballots(row: Campaign) -> str:
    """What became of the raw ballots, or until when they are there."""
    if row.ballots_gone_at:
        return f"{_clock(row.ballots_gone_at)} 销毁"
    until = rules.kept_until(row.sealed_at, row.released_at, queries.keep_days())
    last = "" if row.released_at else "；到期仍没有公布的，不能再公布"
    return f"保存到 {timezone.localdate(until)}，到期自动销毁{last}"


def _clock(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _steps(row: Campaign, now: Any) -> list[dict[str, str]]:
    """The strip of steps: done, now, or to come."""
    phase = rules.phase(row.windows, now)
    labels = ["起草", "批准启动", *(["领票"] if row.is_online else ["发票条"]), "投票", "开箱封存", "公布"]
    place = {"draft": 0, "returned": 0, "submitted": 1, "opening": 1, "sealed": 5, "released": 6}.get(row.state)
    if place is None:
        place = {rules.CASTING: 3, rules.OVER: 4}.get(phase, 2)
    return [
        {"label": label, "note": "", "state": "done" if at < place else "now" if at == place else ""}
        for at, label in enumerate(labels)
    ]


def _totals(lines: list[queries.Line], row: Campaign) -> dict[str, Any]:
    eligible, issued = sum(line.group.eligible for line in lines), sum(line.issued for line in lines)
    cast = sum(line.cast or 0 for line in lines) if row.sealed_at else None
    room = None if cast is None else sum(line.open_room or 0 for line in lines)
    return {"eligible": eligible, "issued": issued, "cast": cast, "room": room}


def _hands(row: Campaign, lines: list[queries.Line]) -> list[dict[str, Any]]:
    """What may be handed out group by group in a meeting."""
    if row.is_online or row.state != rules.OPEN:
        return []
    runs = {run.group_id: run for run in row.slip_runs.all()}
    return [{"group": line.group, "run": runs.get(line.group.pk)} for line in lines]


def _actions(row: Campaign, now: Any, lacks: str, lines: list[queries.Line]) -> list[Action]:
    def act(label: str, name: str, right: str = RUN, **looks: Any) -> Action:
        return Action(label, f"surveys:{name}", args=(row.pk,), right=right, **looks)

    over = rules.phase(row.windows, now) == rules.OVER
    paper = any(line.paper for line in lines)
    may_open = rules.may_seal(row.state, row.windows, now)
    acts: list[Action] = []
    if row.is_editable:
        acts += [act("修改", "edit", icon="ti-pencil"), act("提交启动", "submit", primary=True, why_not=lacks)]
    if row.state == "submitted":
        acts += [
            act("退回", "send_back", OPEN),
            act("批准启动", "approve", OPEN, primary=True, why_not=_own(row, "批准")),
        ]
    if row.state == rules.OPENING:
        acts += [act("退回", "send_back", OPEN), act("重新启动任务", "reopen", OPEN, post=True)]
    if row.state == rules.OPEN:
        acts += [] if over else [act("提醒全体", "remind", icon="ti-bell")]
        acts += [act("打印纸质票", "paper_ballots")] if not over and (paper or not row.is_online) else []
        acts += [act("录入纸质票", "papers")] if over and paper else []
        acts += [
            act(
                "开箱封存",
                "seal",
                primary=over,
                why_not="" if may_open else f"{_clock(row.cast_until)} 截止两分钟后可以开箱",
            )
        ]
    if row.sealed_at and queries.leads(row).exists():
        acts += [act("核实线索", "leads")]
    if row.state == rules.RELEASED:
        acts += [act("查看公布结果", "results", primary=True)]
    if row.state == rules.SEALED:
        acts += [
            *([] if row.ballots_gone_at else [act("审核文字意见", "remarks")]),
            act("公布结果", "release", OPEN, primary=True, why_not=_why_no_release(row)),
        ]
    if FLOW.may(row, "cancel"):
        acts.insert(0, act("作废本次测评" if row.opened_at else "取消测评", "cancel", OPEN, danger=True))
    return acts


def _why_no_release(row: Campaign) -> str:
    verdict = rules.may_release(row.state, has_ballots=row.ballots_gone_at is None)
    return verdict.reason if isinstance(verdict, Refused) else _own(row, "公布")


def _own(row: Campaign, verb: str) -> str:
    mine = current().is_one_with(row.submitted_account, row.submitted_person)
    return f"由您提交，须另一位负责人{verb}" if mine else ""


@screen(RUN)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it to the second officer."""
    row = frame.find_campaign(pk)
    return ask_step(
        request, FLOW, row, "submit", back=row, crumbs=frame.of_campaign(row),
        text="提交后由另一位负责人核对名册、对象、权重和时间，批准后封存；启动后都不能再改。",
        save=lambda: operations.submit(campaign=row, at=timezone.now()),
    )  # fmt: skip


@screen(OPEN)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to whoever prepares it."""
    row = frame.find_campaign(pk)
    step = "undo" if row.state == rules.OPENING else "return"
    return ask_step(
        request, FLOW, row, step, back=row, crumbs=frame.of_campaign(row), form_class=ReasonForm,
        text="退回后可以修改，再重新提交。",
        save=lambda data: operations.send_back(campaign=row, reason=data["reason"], at=timezone.now()),
    )  # fmt: skip


@screen(OPEN)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second officer opens it."""
    row = frame.find_campaign(pk)
    voters = queries.draft_of(row).voters
    words = "，".join(f"{code} 类 {voters.get(code, 0)} 人" for code in row.classes.values_list("code", flat=True))
    return ask_step(
        request, FLOW, row, "approve", back=row, crumbs=frame.of_campaign(row), done_text="",
        text=f"名册 {sum(voters.values())} 人（{words}）。批准后封存名册、划定分组、生成签名密钥，名册和时间都不能再改。",
        save=lambda: _opened(row),
    )  # fmt: skip


def _opened(row: Campaign) -> HttpResponse:
    operations.approve(campaign=row, at=timezone.now())
    return redirect("jobs:job", enqueue(OPEN_JOB, campaign=row.pk).pk)


@screen(OPEN)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more for the job that opens it, where the first one failed."""
    row = frame.find_campaign(pk)
    FLOW.may(row, "opened").or_refuse()
    return redirect("jobs:job", enqueue(OPEN_JOB, campaign=row.pk).pk)


@screen(OPEN)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it up."""
    row = frame.find_campaign(pk)
    return ask_step(
        request, FLOW, row, "cancel", back=row, crumbs=frame.of_campaign(row), form_class=ReasonForm, danger=True,
        text="取消后不再领票、投票；票箱里的票不打开，直接销毁。请另行通知参加人。",
        save=lambda data: _cancelled(row, data["reason"]),
    )  # fmt: skip


def _cancelled(row: Campaign, reason: str) -> Campaign:
    row = operations.cancel(campaign=row, reason=reason)
    if row.opened_at:
        with suppress(SignerDown):  # the hourly chore tries again
            row = operations.destroy_keys(campaign=row, at=timezone.now())
    return row


@screen(RUN)
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind everybody."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, RemindForm, title="提醒全体参加人", submit="提醒", back=row, done_text="已提醒，显示在每位参加人的待办中",
        initial={"words": row.reminder}, crumbs=frame.of_campaign(row, ("提醒", None)),
        save=lambda data: operations.remind(campaign=row, words=data["words"], at=timezone.now()),
    )  # fmt: skip


@screen(RUN)
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the box."""
    row = frame.find_campaign(pk)
    rules.may_seal(row.state, row.windows, timezone.now()).or_refuse()
    return confirm_screen(
        request, title=f"开箱封存 {row.title}", submit="开箱封存", back=row, done_text="",
        text="逐张核验选票，打乱后按票号封存，数据库和程序各计一次票，再销毁签名密钥。封箱后票数和封箱根不再变化。",
        crumbs=frame.of_campaign(row, ("开箱封存", None)),
        save=lambda: redirect("jobs:job", enqueue(SEAL_JOB, campaign=row.pk).pk),
    )  # fmt: skip
