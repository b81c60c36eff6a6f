"""Acts on accounts: security administration only."""

from __future__ import annotations

from datetime import date

from shuanglun.base.audit import note, operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.roles import ROLES


@operation("accounts.manage", act="accounts.grant", label="授予角色")
def grant(
    *, user: User, role: str, path: str, range_label: str, on: date, until: date | None, by: int | None
) -> RoleGrant:
    """Grant a role over a range. Raises RefusedError for an unknown role, a second administration, or oneself."""
    if role not in ROLES:
        raise RefusedError(f"没有“{role}”这个角色，请从列表中选择", "role")
    if by is not None and user.person_id == by:
        raise RefusedError("不能给自己授权，请由另一位安全管理员办理", "role")
    kind = ROLES[role].administers
    if kind and user.grants.exclude(administers=None).exclude(administers=kind).exists():
        raise RefusedError("系统、安全、审计三类管理员不得由一人兼任，请先停用另一项授权", "role")
    if user.grants.filter(role=role, path=path).exists():
        raise RefusedError("该账号已有同一角色和范围的授权", "role")
    if ROLES[role].reach == "own" and user.person_id is None:
        raise RefusedError("该账号没有对应的人员，不能授予本人角色", "role")
    return RoleGrant.objects.create(
        user=user, role=role, path=path, range_label=range_label, from_on=on, until_on=until
    )


@operation("accounts.manage", act="accounts.revoke", label="收回授权")
def revoke(*, grant: RoleGrant, on: date) -> RoleGrant:
    """End a grant with the day; a grant that began today is removed."""
    if grant.from_on >= on:
        note(grant)
        grant.delete()
    else:
        grant.until_on = on
        grant.save(update_fields=["until_on"])
    return grant


@operation("accounts.manage", act="accounts.switch", label="启用或停用账号")
def set_active(*, user: User, active: bool) -> User:
    """Open or close an account; closing ends its sessions with the next request."""
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


@operation("accounts.manage", act="accounts.reset_password", label="设置密码")
def reset_password(*, user: User, password: str) -> User:
    """Set a first password which the person changes on the own page."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return user
