"""Lists of the accounts room."""

from __future__ import annotations

from shuanglun.base.ui.tables import Choice, Column, Search, Table
from shuanglun.front.accounts.roles import ROLES


class UserTable(Table):
    """Accounts with the roles they hold."""

    columns = [
        Column("username", "账号", sort="username", link="accounts:user"),
        Column("name", "姓名", sort="name"),
        Column("roles", "角色", value=lambda user: "、".join(str(grant) for grant in user.grants.all()) or "—"),
        Column("is_active", "启用", lamp=lambda user: "ok" if user.is_active else "off"),
        Column("last_login", "上次登录", sort="last_login", nowrap=True),
    ]
    filters = [
        Search("q", "账号或姓名", fields=["username__startswith", "name__startswith"]),
        Choice("role", "角色", options=[(role.code, role.label) for role in ROLES.values()], field="grants__role"),
    ]
    default_sort = "username"
    empty = ("没有账号", "账号由系统管理员在命令行建立，见 docs/operations.md。")
    export_name = "账号"


class GrantTable(Table):
    """The grants of one account."""

    columns = [
        Column("role", "角色"),
        Column("range_label", "范围", value=lambda grant: grant.range_label or {"whole": "全单位", "own": "本人"}.get(
            ROLES[grant.role].reach, grant.path)),
        Column("from_on", "起", nowrap=True),
        Column("until_on", "止", nowrap=True),
        Column("revoke", "", value=lambda grant: "收回", link="accounts:revoke"),
    ]  # fmt: skip
    empty = ("没有授权", "没有授权的账号登录后看不到任何数据。")
