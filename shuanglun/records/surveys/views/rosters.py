"""Screens of subjects and of the roster."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.links import Crumb
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.forms import (
    BodyForm,
    ByNameForm,
    ByRuleForm,
    ManyForm,
    MoveForm,
    MoveManyForm,
    SubjectsForm,
)
from shuanglun.records.surveys.jobs import LIST_JOB
from shuanglun.records.surveys.models import Campaign, RosterEntry, Subject
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.tables import RosterTable
from shuanglun.records.surveys.views import frame

RUN = "surveys.run"
AT_ONCE = 2_000
"""People put on a roster within the request; more are put there by a job."""


@screen(RUN)
def add_subjects(request: HttpRequest, pk: int) -> HttpResponse:
    """People to be asked about."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, SubjectsForm, title="添加被测评人", back=row, done_text="已添加", submit="添加",
        save=lambda data: operations.add_subjects(campaign=row, people=data["people"]),
        sub="选票上按添加的先后排列，不按任何得分", crumbs=frame.of_campaign(row, ("添加被测评人", None)),
    )  # fmt: skip


@screen(RUN)
def add_body(request: HttpRequest, pk: int) -> HttpResponse:
    """A team or a unit to be asked about."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, BodyForm, title="添加班子或单位", back=row, done_text="已添加", submit="添加",
        save=lambda data: operations.add_subjects(campaign=row, **data),
        crumbs=frame.of_campaign(row, ("添加班子或单位", None)),
    )  # fmt: skip


@screen(RUN)
def remove_subject(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a subject out."""
    row: Subject = get_object_or_404(Subject.objects.select_related("campaign"), pk=pk)
    return confirm_screen(
        request, title=f"移除 {row.label}", submit="移除", back=row.campaign, danger=True, done_text="已移除",
        text=f"{row.label}（{row.post or row.get_kind_display()}）不再列入“{row.campaign}”。",
        save=lambda: operations.remove_subject(subject=row), crumbs=frame.of_campaign(row.campaign, ("移除对象", None)),
    )  # fmt: skip


@screen(RUN)
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may vote, how many of each class, and what can be done with all whom the filter leaves."""
    row = frame.find_campaign(pk)
    add = [
        Action("按条件列入", "surveys:by_rule", args=(pk,), right=RUN, primary=True, icon="ti-users-plus"),
        Action("按姓名列入", "surveys:by_name", args=(pk,), right=RUN, icon="ti-user-plus"),
    ]
    return list_screen(
        request, RosterTable, queries.voters(row), title=f"名册：{row.title}",
        sub="启动后封存，不增不减；谁领了票只按分组统计", crumbs=frame.of_campaign(row, ("名册", None)),
        actions=add if row.is_editable else [], rows_above="surveys/roster_counts.html", campaign=row,
        counts=queries.by_class(row, RosterTable.bind(request, queries.voters(row)).queryset), query=request.GET.urlencode(),
    )  # fmt: skip


def _many(request: HttpRequest, row: Campaign) -> tuple[QuerySet, int, str]:
    """Those whom the filter leaves, how many they are, and in words."""
    table = RosterTable.bind(request, queries.voters(row))
    number = table.queryset.count()
    if not number:
        raise RefusedError("名册上没有符合条件的人。请返回名册，换一个条件。")
    words = "，".join(words for words, _ in table.active())
    return table.queryset, number, f"符合“{words}”的 {number} 人" if words else f"名册上全部 {number} 人"


@screen(RUN)
def move_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Another class for all whom the filter leaves."""
    row = frame.find_campaign(pk)
    voters, number, words = _many(request, row)
    return form_screen(
        request, MoveManyForm, title=f"改列 {number} 人的类别", sub=words, submit=f"改列 {number} 人",
        form_kwargs={"classes": row.classes.all()}, initial={"expected": number}, back=("surveys:roster", pk),
        save=lambda data: operations.move_voters(voters=voters, **data),
        done_text=f"已改列，共 {number} 人", crumbs=_below(row, "成批改列"),
    )  # fmt: skip


@screen(RUN)
def remove_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Take all whom the filter leaves off."""
    row = frame.find_campaign(pk)
    voters, number, words = _many(request, row)
    return confirm_screen(
        request, title=f"移出 {number} 人", text=f"{words}移出名册，不参加这次测评。", submit=f"移出 {number} 人", danger=True,
        form_class=ManyForm, initial={"expected": number}, back=("surveys:roster", pk), done_text=f"已移出 {number} 人",
        save=lambda data: operations.remove_voters(campaign=row, voters=voters, expected=data["expected"]),
        crumbs=_below(row, "成批移出"),
    )  # fmt: skip


def _below(row: Campaign, words: str) -> list[Crumb]:
    return frame.of_campaign(row, ("名册", ("surveys:roster", row.pk)), (words, None))


@screen(RUN)
def by_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Put people on the roster by unit, kind of post and grade."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, ByRuleForm, title="按条件列入名册", form_kwargs={"classes": row.classes.all()}, submit="列入",
        save=lambda data: _listed(row, data), back=("surveys:roster", pk), done_text="已列入",
        sub="已在名册上的人保持原来的类别", crumbs=frame.of_campaign(row, ("按条件列入", None)),
    )  # fmt: skip


def _listed(row: Campaign, data: dict[str, Any]) -> HttpResponse | None:
    rule = {"unit": data["unit"], "categories": data["categories"], "grade": data["grade"]}
    people = queries.by_rule(**rule)
    if people.count() > AT_ONCE:
        return redirect("jobs:job", enqueue(LIST_JOB, voter_class=data["voter_class"].pk, **rule).pk)
    operations.list_voters(voter_class=data["voter_class"], people=people)
    return None


@screen(RUN)
def by_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Put people on the roster by name."""
    row = frame.find_campaign(pk)
    return form_screen(
        request, ByNameForm, title="按姓名列入名册", form_kwargs={"classes": row.classes.all()}, submit="列入",
        save=lambda data: operations.list_voters(**data), back=("surveys:roster", pk), done_text="已列入",
        crumbs=frame.of_campaign(row, ("按姓名列入", None)),
    )  # fmt: skip


def _find(pk: int) -> RosterEntry:
    rows = RosterEntry.objects.select_related("campaign", "person__unit", "voter_class", "group")
    return get_object_or_404(rows, pk=pk)


@screen(RUN)
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody on the roster."""
    row = _find(pk)
    acts = []
    if row.campaign.is_editable:
        acts = [
            Action("移出名册", "surveys:remove_voter", args=(pk,), right=RUN, danger=True),
            Action("改列类别", "surveys:move_voter", args=(pk,), right=RUN),
        ]
    elif row.campaign.state == rules.OPEN and row.campaign.is_online:
        acts = [Action("改发纸质票", "surveys:hand_paper", args=(pk,), right=RUN)]
    return detail_screen(
        request, title=row.person.name, sub=str(row.campaign), actions=acts,
        facts=[("工号", row.person.staff_no), ("部门", row.unit.name), ("评价主体", row.voter_class),
               ("统计分组", row.group.label if row.group else "启动时划定")],
        crumbs=frame.of_campaign(row.campaign, ("名册", ("surveys:roster", row.campaign_id)), (row.person.name, None)),
    )  # fmt: skip


@screen(RUN)
def move_voter(request: HttpRequest, pk: int) -> HttpResponse:
    """Another class."""
    row = _find(pk)
    return form_screen(
        request, MoveForm, title=f"改列类别：{row.person.name}", form_kwargs={"classes": row.campaign.classes.all()},
        initial={"voter_class": row.voter_class_id}, back=("surveys:roster", row.campaign_id),
        save=lambda data: operations.move_voter(entry=row, **data), crumbs=frame.of_campaign(row.campaign, ("改列", None)),
    )  # fmt: skip


@screen(RUN)
def remove_voter(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off."""
    row = _find(pk)
    return confirm_screen(
        request, title=f"移出名册：{row.person.name}", text="移出后不参加这次测评。", submit="移出", danger=True,
        save=lambda: operations.remove_voter(entry=row), back=("surveys:roster", row.campaign_id), done_text="已移出",
        crumbs=frame.of_campaign(row.campaign, ("移出", None)),
    )  # fmt: skip


@screen(RUN)
def hand_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper ballot instead of a ticket."""
    row = _find(pk)
    return confirm_screen(
        request, title=f"改发纸质票：{row.person.name}", submit="改发纸质票", back=("surveys:entry", pk),
        text="用于不能上网领票的人。改发后不能再领线上票据；已经领票的不能改发。纸质票由本人填写、投入票箱，截止后当众清点、两人录入。",
        save=lambda: operations.hand_paper(entry=row, at=timezone.now()), done_text="已改发，请当面交给本人空白纸质票",
        crumbs=frame.of_campaign(row.campaign, ("改发纸质票", None)),
    )  # fmt: skip
