"""Lists of the accounts room."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.ui.tables import Choice, Column, Search, Table
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.roles import ROLES
from shuanglun.records.people.choices import Standing

STATES = {
    "open": ("启用", Q(is_active=True)),
    "closed": ("停用", Q(is_active=False)),
    "first": ("未改初始密码", Q(is_active=True, first_until__isnull=False)),
    "idle": ("没有角色", Q(is_active=True, has_role=False)),
    "left": ("人员已不在职", Q(is_active=True, person__isnull=False) & ~Q(person__standing=Standing.IN_POST)),
}
GRANT_STATES = {"open": ("有效", "ok"), "coming": ("未到", "info"), "over": ("已失效", "line")}


def _in_force() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.in_force(timezone.localdate()).filter(user=OuterRef("pk"))


def _with_role(rows: QuerySet[User], role: str) -> QuerySet[User]:
    return rows.filter(Exists(_in_force().filter(role=role)))


def _in_state(rows: QuerySet[User], state: str) -> QuerySet[User]:
    return rows.alias(has_role=Exists(_in_force())).filter(STATES[state][1])


def _called(rows: QuerySet[User], text: str) -> QuerySet[User]:
    return rows.filter(Q(username__begins=text) | Q(name__begins=text) | Q(person__staff_no__in={text, text.upper()}))


class UserTable(Table):
    """Accounts with the roles they hold today (`open_grants`, see the view)."""

    columns = [
        Column("username", "账号", sort=True, link="accounts:user"),
        Column("name", "姓名", sort=True),
        Column("person__staff_no", "工号", nowrap=True),
        Column("person__unit__name", "部门"),
        Column("roles", "角色", value=lambda user: "、".join(str(grant) for grant in user.open_grants)),
        Column("is_active", "启用", lamp=lambda user: "ok" if user.is_active else "off"),
        Column("first_until", "初始密码有效至", hidden=True, nowrap=True),
        Column("last_login", "上次登录", sort=True, nowrap=True),
        Column("created_at", "建立时间", hidden=True, nowrap=True),
    ]
    filters = [
        Search("q", "账号、姓名或工号", apply=_called),
        Choice("role", "角色", options=[(role.code, role.label) for role in ROLES.values()], apply=_with_role),
        Choice("state", "状态", options=[(key, words) for key, (words, _) in STATES.items()], apply=_in_state),
    ]
    default_sort = "username"
    empty = ("没有账号", "点“建立账号”开始；没有角色的账号登录后看不到任何数据。")
    export_name = "账号"


class GrantTable(Table):
    """The grants of one account, also those that are over."""

    columns = [
        Column("role", "角色"),
        Column("range_words", "范围"),
        Column("from_on", "起", nowrap=True),
        Column("until_on", "失效日期", nowrap=True),
        Column("reason", "依据"),
        Column("state", "状态", value=lambda grant: GRANT_STATES[grant.state(timezone.localdate())][0],
               chip=lambda grant: GRANT_STATES[grant.state(timezone.localdate())][1]),
        Column("revoke", "办理", value=lambda grant: "" if _is_over(grant) else "收回",
               link=lambda grant: None if _is_over(grant) else reverse("accounts:revoke", args=[grant.pk])),
    ]  # fmt: skip
    empty = ("没有授权", "没有角色的账号登录后看不到任何数据。")


def _is_over(grant: RoleGrant) -> bool:
    return grant.state(timezone.localdate()) == "over"
