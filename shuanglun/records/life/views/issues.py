"""Own issues on the screen: the own list on a phone, the page of one, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.files.answers import download
from shuanglun.base.files.forms import FileForm
from shuanglun.base.ui.forms import ReasonForm, WordsForm
from shuanglun.base.ui.links import Action, Crumb, linked
from shuanglun.base.ui.screens import confirm_screen, detail_screen, form_screen, screen
from shuanglun.records.life.forms import issues as forms
from shuanglun.records.life.models import IssueFile, IssueItem, SelfCheck
from shuanglun.records.life.operations import issues as operations
from shuanglun.records.life.queries import issues as queries
from shuanglun.records.life.rules import candid as candid_rules
from shuanglun.records.life.rules import issues as rules
from shuanglun.records.people.models import Person


def find(pk: int) -> IssueItem:
    """One issue, as far as the acting role may see it; else 404."""
    return get_object_or_404(IssueItem.objects.select_related("person__unit", "candid__branch", "former"), pk=pk)


def crumbs(row: IssueItem, last: str = "") -> list[Crumb]:
    """The way to the page, and to a question asked there."""
    home = ("我的问题清单", "life:my_issues") if current().role == "staff" else ("个人问题清单", "life:issues")
    return [home, (str(row), row if last else None), *([(last, None)] if last else [])]


@screen("life.own")
def mine(request: HttpRequest) -> HttpResponse:
    """My list: what is open first, by its term."""
    today, me = timezone.localdate(), queries.me()
    rows = IssueItem.objects.filter(person_id=me).select_related("candid").order_by("closed_on", "due_on", "pk")
    issues = list(rows)
    running = sorted(
        (row for row in issues if row.state in (rules.OPEN, rules.CLAIMED)), key=lambda row: (row.due_on, row.pk)
    )
    closed = sorted(
        (row for row in issues if row not in running), key=lambda row: str(row.closed_on or row.due_on), reverse=True
    )
    return detail_screen(
        request, title="我的问题清单", sub="自己查摆、自己整改；收到批评不计分，只看整改是否具体、按时、到位",
        template="life/issue_mine.html", running=running, closed=closed, today=today,
        waiting=SelfCheck.objects.filter(
            person_id=me, listed_on=None, is_excused=False, candid__stage=candid_rules.RECTIFY
        ).select_related("candid__branch", "person"),
        actions=[Action("列出问题", "life:issue_add", right="life.own", primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen("life.own")
def add(request: HttpRequest) -> HttpResponse:
    """One more issue of my own."""
    me: Person = get_object_or_404(Person.objects, pk=queries.me())
    today = timezone.localdate()
    parts = SelfCheck.objects.filter(
        person=me, listed_on=None, is_excused=False, candid__stage__in=(candid_rules.MEETING, candid_rules.RECTIFY)
    )
    checks = {part.pk: part for part in parts.select_related("candid__branch", "person")}
    wanted = request.GET.get("check", "")

    def save(data: dict[str, Any]) -> IssueItem:
        check = checks.get(data.pop("check"))
        return operations.raise_issue(person=me, check=check, today=today, **data)

    return form_screen(
        request, forms.IssueForm, title="列出问题", submit="列入清单", save=save, back="life:my_issues", done_text="已列入清单",
        form_kwargs={"checks": [(pk, str(part.candid)) for pk, part in checks.items()]},
        initial={"check": wanted if wanted.isdecimal() else ""},
        crumbs=[("我的问题清单", "life:my_issues"), ("列出问题", None)],
    )  # fmt: skip


@screen("life.view")
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: what it is, how far it is mended, who looked, with its proof."""
    row = find(pk)
    files = [{"row": item, "href": reverse("life:issue_file", args=[item.pk])} for item in row.files.order_by("pk")]
    return detail_screen(
        request, title=row.title, sub=f"{row.person.name} · {row.person.unit.name}", crumbs=crumbs(row),
        template="life/issue.html", issue=row, files=files, actions=_actions(row), late=row.is_late,
        facts=[
            ("人员", linked(row.person.name, ("people:person", row.person_id), right="people.view")),
            ("来自", linked(row.candid, row.candid) if row.candid else "日常查摆"),
            ("具体表现", row.fact or "未写"), ("整改措施", row.measure or "未写"), ("责任人", row.owner_words),
            ("提出日期", row.raised_on), ("整改期限", row.due_on), ("销号日期", row.closed_on or "未销号"),
            *([("重新整改自", linked(f"{row.former.raised_on} 提出的同一问题", row.former))] if row.former else []),
            ("登记", recorded(row) or "无留痕记录，请核实"),
        ],
    )  # fmt: skip


def _actions(row: IssueItem) -> list[Action]:
    own = current().person_id == row.person_id

    def act(label: str, name: str, right: str, **looks: Any) -> Action:
        return Action(label, f"life:{name}", args=(row.pk,), right=right, **looks)

    if row.state == rules.OPEN and own:
        return [
            act("补充", "issue_edit", "life.own", icon="ti-pencil"), act("加佐证", "issue_attach", "life.own", icon="ti-paperclip"),
            act("报告整改完成", "issue_claim", "life.own", primary=True),
        ]  # fmt: skip
    if row.state == rules.CLAIMED and own:
        return [act("加佐证", "issue_attach", "life.own", icon="ti-paperclip")]
    if row.state == rules.CLAIMED:
        return [act("退回", "issue_return", "life.keep"), act("核实销号", "issue_verify", "life.keep", primary=True)]
    if own:
        return []
    if row.state == rules.CLOSED or row.is_late:
        return [act("回头看", "issue_look_back", "life.keep", icon="ti-eye")]
    return [act("更正期限", "issue_term", "life.review", icon="ti-pencil")] if row.state == rules.OPEN else []


@screen("life.own")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say it more clearly."""
    row, today = find(pk), timezone.localdate()
    initial = {name: getattr(row, name) for name in ("title", "fact", "measure", "owner", "due_on")}
    free = rules.may_set_term(row.state, row.raised_on, queries.is_listed(row), today)
    return form_screen(
        request, forms.IssueTermForm if free else forms.IssueEditForm, title="补充问题", initial=initial, back=row,
        sub="" if free else f"期限 {row.due_on}；写错的请政工部门更正", crumbs=crumbs(row, "补充"),
        save=lambda data: operations.edit(issue=row, today=today, **data),
    )  # fmt: skip


@screen("life.review")
def correct_term(request: HttpRequest, pk: int) -> HttpResponse:
    """A term that was written wrongly."""
    row, today = find(pk), timezone.localdate()
    rules.may_correct_term(row.state, row.due_on, today).or_refuse()
    return form_screen(
        request, forms.TermForm, title=f"更正整改期限：{row}", sub=f"{row.person.name} · 现为 {row.due_on}", back=row,
        initial={"due_on": row.due_on}, done_text="期限已更正", crumbs=crumbs(row, "更正整改期限"),
        save=lambda data: operations.correct_term(issue=row, today=today, **data),
    )  # fmt: skip


def _upload(file: Any) -> tuple[str, bytes] | None:
    return (file.name, file.read()) if file else None


@screen("life.own")
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Mended: how, with proof."""
    row = find(pk)
    return form_screen(
        request, forms.ClaimForm, title="报告整改完成", sub=row.title, submit="报告完成", back=row,
        done_text="已报告，等待核实", crumbs=crumbs(row, "报告整改完成"),
        save=lambda data: operations.claim(
            issue=row, words=data["words"], upload=_upload(data["file"]), at=timezone.now(), today=timezone.localdate()
        ),
    )  # fmt: skip


@screen("life.own")
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """More proof."""
    row = find(pk)
    return form_screen(
        request, FileForm, title="加佐证", sub=row.title, submit="上传", back=row, crumbs=crumbs(row, "加佐证"),
        save=lambda data: operations.attach(issue=row, upload=(data["file"].name, data["file"].read()), at=timezone.now()),
    )  # fmt: skip


@screen("life.view")
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself."""
    return download(get_object_or_404(IssueFile.objects, pk=pk))


@screen("life.keep")
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else saw it."""
    row = find(pk)
    rules.FLOW.may(row, "verify").or_refuse()
    return confirm_screen(
        request, title=f"核实销号：{row}", text=f"{row.person.name}于 {row.claimed_on} 报告：{row.claim_words}", submit="核实销号",
        back=row, form_class=WordsForm, done_text="已销号", crumbs=crumbs(row, "核实销号"),
        save=lambda data: operations.verify(issue=row, words=data["words"], today=timezone.localdate()),
    )  # fmt: skip


@screen("life.keep")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Not yet."""
    row = find(pk)
    rules.FLOW.may(row, "return").or_refuse()
    return confirm_screen(
        request, title=f"退回继续整改：{row}", text="退回后由本人继续整改，再次报告。", submit="退回", back=row, form_class=ReasonForm,
        done_text="已退回", crumbs=crumbs(row, "退回"),
        save=lambda data: operations.send_back(issue=row, reason=data["reason"]),
    )  # fmt: skip


@screen("life.keep")
def look_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Does it hold?"""
    row = find(pk)
    return form_screen(
        request, forms.LookBackForm, title=f"回头看：{row}", sub=f"{row.person.name} · {row.state_words}", back=lambda one: one,
        done_text="已登记回头看", crumbs=crumbs(row, "回头看"),
        save=lambda data: operations.look_back(issue=row, today=timezone.localdate(), **data),
    )  # fmt: skip
