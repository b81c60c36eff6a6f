"""Acts on accounts: security administration, on other people's accounts only; the own password is everybody's."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit import Forbidden, note, operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.front.accounts import first_password, lockout
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.roles import OWN_ACCOUNT, ROLES
from shuanglun.records.people.models import Person

RIGHT = "accounts.manage"


@operation(RIGHT, act="accounts.create", label="建立账号")
def create(*, username: str, name: str, person: Person | None, password: str) -> User:
    """Open an account with a first password. It can do nothing until a role is granted."""
    if User.objects.filter(username__iexact=username).exists():
        raise RefusedError(f"账号“{username}”已存在，请换一个", "username")
    _person_is_free(person, None)
    return User.objects.create_user(
        username, password, name=name, person=person, first_until=first_password.good_until()
    )


@operation(RIGHT, act="accounts.edit", label="修改账号")
def edit(*, user: User, name: str, person: Person | None) -> User:
    """Mend the shown name, or the staff file that belongs to the account."""
    _lock(user)
    _person_is_free(person, user)
    if person is None and user.grants.overlapping(timezone.localdate(), None).filter(role="staff").exists():
        raise RefusedError("该账号有“职工”角色，必须有对应的人员；请先收回该角色", "staff_no")
    user.name, user.person = name, person
    user.save(update_fields=["name", "person"])
    return user


@operation(RIGHT, act="accounts.grant", label="授予角色")
def grant(
    *, user: User, role: str, path: str, range_label: str, on: date, until: date | None, reason: str
) -> RoleGrant:
    """Grant a role over a range in `[on, until)`. Refused: an unknown role, a day in the past, what is granted already,
    a second administration, one's own account."""
    _lock(user)
    if role not in ROLES:
        raise RefusedError(f"没有“{role}”这个角色，请从列表中选择", "role")
    if on < timezone.localdate():
        raise RefusedError("授权不能倒签，起始日期最早为今天", "on")
    if ROLES[role].reach == "own" and user.person_id is None:
        raise RefusedError("该账号没有对应的人员，不能授予“职工”角色；请先在“修改”中填写工号", "role")
    beside = user.grants.overlapping(on, until)
    if beside.filter(role=role, path=path).exists():
        raise RefusedError("该账号同期已有同一角色和范围的授权", "role")
    if ROLES[role].administers and beside.exclude(administers=None).exists():
        raise RefusedError("系统、安全、审计三类管理员不得由一人兼任，请先收回另一项授权", "role")
    note.reason(reason)
    return RoleGrant.objects.create(
        user=user, role=role, path=path, range_label=range_label, from_on=on, until_on=until, reason=reason
    )


@operation(RIGHT, act="accounts.revoke", label="收回授权")
def revoke(*, grant: RoleGrant, on: date, reason: str) -> RoleGrant:
    """End a grant with the day; one that has not begun before it is removed."""
    _lock(grant.user)
    grant.refresh_from_db()
    if grant.state(on) == "over":
        raise RefusedError(f"这项授权已于 {grant.until_on} 失效，无需收回")
    note.reason(reason)
    if grant.from_on >= on:
        note(grant)
        grant.delete()
    else:
        grant.until_on = on
        grant.save(update_fields=["until_on"])
    return grant


@operation(RIGHT, act="accounts.switch", label="启用或停用账号")
def set_active(*, user: User, active: bool, reason: str) -> User:
    """Open or close an account; closing ends its sessions with the next request."""
    _lock(user)
    if user.is_active == active:
        raise RefusedError(f"账号“{user}”已经{'启用' if active else '停用'}，无需再办")
    note.reason(reason)
    user.is_active = active
    user.save(update_fields=["is_active"])
    return user


@operation(RIGHT, act="accounts.reset_password", label="重设密码")
def reset_password(*, user: User, password: str) -> User:
    """Set a first password. The account's sessions end with the next request, its lock is lifted."""
    _lock(user)
    user.set_password(password)
    user.first_until = first_password.good_until()
    user.save(update_fields=["password", "first_until"])
    lockout.release(user.username)
    return user


@operation(RIGHT, act="accounts.unlock", label="解除锁定")
def unlock(*, user: User) -> User:
    """Let somebody who mistyped the password try again at once."""
    _lock(user)
    lockout.release(user.username)
    return user


@operation(OWN_ACCOUNT, act="accounts.change_password", label="修改本人密码")
def change_password(*, user: User, password: str) -> User:
    """Choose the own password; nobody else's."""
    if current().account_id != user.pk:
        raise Forbidden(OWN_ACCOUNT, str(user))
    user.set_password(password)
    user.first_until = None
    user.save(update_fields=["password", "first_until"])
    return user


def _lock(user: User) -> None:
    """Hold the account as it stands now until the act is done: two administrators may act at once. Administrators act
    on other people's accounts only."""
    if current().is_one_with(user.pk, user.person_id):
        raise RefusedError("不能办理自己的账号，请由另一位安全管理员办理")
    User.objects.select_for_update().get(pk=user.pk)
    user.refresh_from_db()


def _person_is_free(person: Person | None, user: User | None) -> None:
    other = person and User.objects.filter(person=person).exclude(pk=user.pk if user else 0).first()
    if other:
        raise RefusedError(f"{person} 已有账号“{other}”，一人一个账号", "staff_no")
