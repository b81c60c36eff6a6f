"""Lists of the surveys room."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, DateRange, Search, Table
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.surveys.choices import (
    REMARK_LAMPS,
    VERSION_LAMPS,
    Head,
    InstrumentKind,
    Mode,
    RemarkState,
    VersionState,
)
from shuanglun.records.surveys.rules.campaigns import LAMPS, STATES


class MeanTable(Table):
    """Published means. Not sortable by the figure: nobody is ranked here (G-18)."""

    columns = [
        Column("campaign", "测评", link="surveys:publishedmean"),
        Column("head", "内容"),
        *PERSON_COLUMNS,
        Column("mean", "平均分", num=True),
        Column("opinions", "有效票数", num=True),
        Column("published_on", "公布日期", sort="published_on", nowrap=True),
    ]
    filters = [
        *PERSON_FILTERS,
        Choice("head", "内容", options=Head.choices),
        Search("campaign", "测评名称", fields=["campaign__contains"]),
        DateRange("published_on", "公布日期"),
    ]
    default_sort = "-published_on"
    empty = ("还没有公布的测评结果", "有效票数不足 5 份的不收录、不显示。")
    export_name = "测评公布结果"


class CampaignTable(Table):
    """Campaigns."""

    columns = [
        Column("title", "测评名称", link="surveys:campaign"),
        Column("version__instrument__kind", "类别", value=lambda row: row.version.instrument.get_kind_display()),
        Column("mode", "方式", value=lambda row: row.get_mode_display()),
        Column("cast_from", "投票开始", sort="cast_from", nowrap=True),
        Column("cast_until", "投票截止", sort="cast_until", nowrap=True),
        Column("roster_size", "应参加", num=True),
        Column("state", "状态", lamp=LAMPS),
    ]
    filters = [
        Search("q", "测评名称", fields=["title__contains"]),
        Choice("kind", "类别", options=InstrumentKind.choices, field="version__instrument__kind"),
        Choice("mode", "方式", options=Mode.choices),
        Choice("state", "状态", options=list(STATES.items())),
        DateRange("cast_from", "投票开始"),
    ]
    default_sort = "-cast_from"
    empty = ("还没有测评", "起草一次测评，由另一位负责人批准后启动。")
    export_name = "测评"


class RosterTable(Table):
    """Who may vote. Whether somebody took a ticket is shown for groups only: nobody is to be pressed."""

    columns = [
        Column("person__name", "姓名", sort="person__name_key", link=lambda row: _entry_link(row), nowrap=True),
        Column("person__staff_no", "工号", sort="person__staff_no"),
        Column("unit__name", "部门"),
        Column("voter_class", "评价主体", sort="voter_class__order", value=lambda row: str(row.voter_class)),
    ]
    filters = [
        PERSON_FILTERS[0],
        Choice("unit", "部门", options=unit_options, apply=lambda rows, at: rows.filter(within("unit_path", at))),
        Search("class", "评价主体代号", fields=["voter_class__code__iexact"]),
    ]
    default_sort = "person__name"
    empty = ("名册上还没有人", "按条件列入，或按姓名、工号列入。")
    export_name = "测评名册"


def _entry_link(row: Any) -> str:
    return reverse("surveys:entry", args=[row.pk])


class BoardTable(Table):
    """Issued of eligible; after the box was opened cast of issued."""

    columns = [
        Column("label", "统计分组", value=lambda line: line.group.label),
        Column("eligible", "应参加", value=lambda line: line.group.eligible, num=True),
        Column("tickets", "已发票", value=lambda line: line.tickets, num=True),
        Column("paper", "纸质票", value=lambda line: line.paper, num=True),
        Column("rate", "发票率", value=lambda line: f"{100 * line.issued / line.group.eligible:.0f}%", num=True),
    ]


class CastTable(Table):
    """The board of a sealed box."""

    columns = [
        *BoardTable.columns,
        Column("cast", "投票", value=lambda line: line.shown(line.cast), num=True),
        Column("room", "已发未投", value=lambda line: line.shown(line.open_room), num=True),
    ]


def _head(row: Any) -> str:
    questions = row.campaign.version.content["questions"]
    return next((item["head"] for item in questions if item["code"] == row.question), row.question)


class RemarkTable(Table):
    """Written opinions under review, in their shuffled order."""

    columns = [
        Column("text", "原文", link="surveys:remark"),
        Column("kind", "类别", value=lambda row: "反向测评事实" if row.is_fact else "意见", nowrap=True),
        Column("subject", "对象", value=lambda row: row.subject or "（整张票）"),
        Column("question", "题目", value=_head),
        Column("shown", "公布文字"),
        Column(
            "state", "审核情况", value=lambda row: row.get_state_display(), lamp=lambda row: REMARK_LAMPS[row.state]
        ),
    ]
    filters = [Choice("state", "审核情况", options=RemarkState.choices)]
    empty = ("没有文字意见", "投票中写的意见在封箱时与选票分开、打乱次序后列在这里。")


class LeadTable(Table):
    """Facts of the reverse list that were kept as leads."""

    columns = [
        Column("text", "事实"),
        Column("subject", "对象"),
        Column("question", "反向测评内容", value=_head),
        Column("reviewed_by", "留用人", nowrap=True),
    ]
    filters = [Search("q", "对象姓名", fields=["subject__label__contains"])]
    empty = ("没有核实线索", "投票人勾选反向清单时写的事实，审核时留用的列在这里。")
    # No export: a file would outlive the raw ballots.


class PaperTable(Table):
    """Paper ballots typed in."""

    columns = [
        Column("number", "票面编号", value=lambda row: f"第 {row.number} 张", nowrap=True),
        Column("group", "统计分组", value=lambda row: row.group.label),
        Column("first_by", "第一遍"),
        Column("second_by", "第二遍"),
        Column("state", "情况", value=lambda row: row.words, link=lambda row: _settle_link(row),
               lamp=lambda row: "done" if row.is_settled else "late" if row.differs else "soon"),
        Column("settled_by", "核定"),
        Column("discard", "编号录错", value=lambda row: "作废录入", link=lambda row: _discard_link(row)),
    ]  # fmt: skip
    empty = ("还没有录入", "截止后当众清点、编号，再由两人各录一遍。")


def _settle_link(row: Any) -> str | None:
    return reverse("surveys:settle_paper", args=[row.pk]) if row.differs else None


def _discard_link(row: Any) -> str:
    return reverse("surveys:discard_paper", args=[row.pk])


def _newest(row: Any) -> str:
    return f"第 {row.newest} 版" if row.newest else ""


class InstrumentTable(Table):
    """Instruments with their newest version and how it stands."""

    columns = [
        Column("title", "测评表", sort="title", link="surveys:instrument"),
        Column("code", "编号", sort="code", nowrap=True),
        Column("kind", "类别"),
        Column("newest", "最新版本", value=_newest, nowrap=True),
        Column("newest_state", "状态", value=lambda row: VersionState(row.newest_state).label if row.newest_state else "",
               lamp=lambda row: VERSION_LAMPS.get(row.newest_state, "off")),
        Column("in_use", "已发布版本", num=True),
    ]  # fmt: skip
    filters = [
        Search("q", "名称或编号", fields=["title", "code__istartswith"]),
        Choice("kind", "类别", options=InstrumentKind.choices),
        Choice("state", "状态", options=VersionState.choices, field="newest_state"),
    ]
    default_sort = "code"
    empty = ("还没有测评表", "可以装入随系统提供的七种测评表，修改后发布；也可以新增。")
    export_name = "测评表"


class VersionTable(Table):
    """The versions of an instrument."""

    columns = [
        Column("number", "版本", value=lambda row: f"第 {row.number} 版", link="surveys:version", nowrap=True),
        Column("state", "状态", lamp=VERSION_LAMPS),
        Column("size", "题目", value=lambda row: len(row.content["questions"]), num=True),
        Column("made_by", "编制人"),
        Column("published_by", "发布人"),
        Column("published_at", "发布时间", nowrap=True),
    ]
    empty = ("还没有版本", "起草一版，添加题目后发布。")


class GroupTable(Table):
    """Groups as they will be, before anybody approves them."""

    columns = [
        Column("label", "统计分组"),
        Column("units", "部门", value=lambda row: "、".join(row.units)),
        Column("eligible", "人数", num=True),
    ]
