"""Lists of the organization room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Search, Table
from shuanglun.records.organization.choices import PartyOrgKind


class UnitTable(Table):
    """Units in organizational order."""

    columns = [
        Column("name", "部门", link="organization:unit"),
        Column("code", "编号", sort="code"),
        Column("parent__name", "上级"),
        Column("opened_on", "设立日期", sort="opened_on", nowrap=True),
        Column("closed_on", "撤销日期", nowrap=True, hidden=True),
    ]
    filters = [Search("q", "部门名称或编号", fields=["name__icontains", "code__startswith"])]
    empty = ("还没有部门", "导入人员名册前先建立部门。")
    export_name = "部门"


class PartyTable(Table):
    """Party organizations in organizational order."""

    columns = [
        Column("name", "党组织", link="organization:party"),
        Column("kind", "类别"),
        Column("parent__name", "上级"),
        Column("unit__name", "所在部门"),
        Column("opened_on", "设立日期", sort="opened_on", nowrap=True),
    ]
    filters = [
        Search("q", "党组织名称", fields=["name__icontains"]),
        Choice("kind", "类别", options=PartyOrgKind.choices),
    ]
    empty = ("还没有党组织", "由政工部门建立。")
    export_name = "党组织"
