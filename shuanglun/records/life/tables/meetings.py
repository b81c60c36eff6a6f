"""Lists of meetings and of branches."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.review import LAMPS
from shuanglun.base.ui.tables import BoundTable, Choice, Column, DateRange, Search, Table
from shuanglun.records.life.choices import MeetingKind, Presence
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.queries import years
from shuanglun.records.life.rules.meetings import FLOW
from shuanglun.records.organization.choices import PartyOrgKind
from shuanglun.records.organization.models import PartyOrganization

YEARS_BACK = 6


def branch_keys() -> list[tuple[str, str]]:
    """Party organizations as filter options, by key."""
    return [(str(pk), name) for pk, name in PartyOrganization.objects.in_order().values_list("pk", "name")]


def year_options() -> list[tuple[str, str]]:
    """Next year, this one and those before, as filter options."""
    now = timezone.localdate().year
    return [(str(year), f"{year} 年") for year in range(now + 1, now - YEARS_BACK, -1)]


def counted(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with 应到 and 到会, counted for the rows of the page only."""
    here = Attendance.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    number = here.annotate(n=Count("pk"))
    return rows.annotate(
        due=Coalesce(Subquery(number.filter(~Q(presence=Presence.EXEMPT)).values("n")), 0),
        present=Coalesce(Subquery(number.filter(presence=Presence.PRESENT).values("n")), 0),
    )


def _branch(row: Meeting) -> str | None:
    """The year of the branch, for whoever keeps its book."""
    return reverse("life:branch", args=[row.branch_id]) if current().may("life.keep") else None


class MeetingTable(Table):
    """Meetings, the newest first."""

    columns = [
        Column("title", "主题", link="life:meeting"),
        Column("on", "日期", sort="on", nowrap=True),
        Column("kind", "类型", nowrap=True),
        Column("branch__name", "党组织", link=_branch),
        Column("due", "应到", num=True),
        Column("present", "到会", num=True),
        Column("state", "状态", lamp=LAMPS),
    ]
    filters = [
        Search("q", "主题", fields=["title"]),
        Choice("kind", "类型", options=MeetingKind.choices),
        Choice("branch", "党组织", options=branch_keys, field="branch_id"),
        Choice("state", "状态", options=FLOW.choices),
        DateRange("on", "日期"),
    ]
    default_sort = "-on"
    empty = ("还没有组织生活", "由党支部书记在“党组织年度”中排定全年，或单独安排一次。")
    export_name = "组织生活"


class OwnMeetingTable(Table):
    """Meetings at which one is or was due."""

    columns = [
        *MeetingTable.columns[:3],
        Column("branch__name", "党组织"),
        Column("state", "状态", lamp=LAMPS),
    ]
    filters = [*MeetingTable.filters[:2], *MeetingTable.filters[3:]]
    default_sort = "-on"
    empty = ("没有您应到的组织生活", "列入应到名单后显示在这里。")
    export_name = "我的组织生活"


class BranchTable(Table):
    """Party organizations in their own order, with what they owe in a year and what they held: units and rates, no
    person (G-18)."""

    columns = [
        Column("name", "党支部", link=lambda row: f"{reverse('life:branch', args=[row.pk])}?year={row.year.year}"),
        Column("members", "党员", value=lambda row: row.year.members, num=True),
        Column("held", "已开 / 应开", value=lambda row: f"{row.year.held} / {row.year.required}", num=True),
        Column("rate", "频次达标率", value=lambda row: row.year.percent or None, num=True),
        Column("late", "逾期", value=lambda row: row.year.late or None, num=True),
        Column("waiting", "待审核", value=lambda row: row.year.waiting or None, num=True),
        Column("unwritten", "待登记", value=lambda row: row.year.unwritten or None, num=True),
    ]
    filters = [
        Search("q", "名称", fields=["name"]),
        Choice("year", "年度", options=year_options, apply=lambda rows, year: rows, blank="本年度"),
    ]
    empty = ("没有党支部", "在组织机构中建立后显示在这里。")
    export_name = "党组织年度"

    @classmethod
    def prepare(cls, rows: list[Any], table: BoundTable) -> None:
        """The year of each branch of the page."""
        today = timezone.localdate()
        wanted = next(item.value for item in table.filters if item.name == "year")
        found = years.of_branches(rows, int(wanted) if wanted else today.year, today)
        for row in rows:
            row.year = found[row.pk]


def branches() -> QuerySet[PartyOrganization]:
    """Branches in organizational order."""
    return PartyOrganization.objects.filter(kind=PartyOrgKind.BRANCH).in_order()
