"""Screens of the security administrator: accounts, their roles, their passwords."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from shuanglun.base.actor import current
from shuanglun.base.audit.queries import recorded
from shuanglun.base.ui.screens import Action, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.front.accounts import first_password, lockout, operations
from shuanglun.front.accounts.forms import CreateForm, EditForm, GrantForm, ReasonForm
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.tables import GrantTable, UserTable

MANAGE = "accounts.manage"
LIST = ("账号权限", "accounts:list")


@screen(MANAGE)
def users(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    held = Prefetch("grants", RoleGrant.objects.in_force(timezone.localdate()).order_by("id"), "open_grants")
    return list_screen(
        request, UserTable, User.objects.select_related("person__unit").prefetch_related(held), title="账号权限",
        sub="一人多岗的，登录后在右上角切换角色，权限不叠加",
        actions=[Action("建立账号", "accounts:create", primary=True, icon="ti-plus")],
    )  # fmt: skip


@screen(MANAGE)
@never_cache
def create(request: HttpRequest) -> HttpResponse:
    """A new account; its first password is shown once."""

    def save(data: dict[str, Any]) -> HttpResponse:
        password = first_password.make()
        user = operations.create(
            username=data["username"], name=data["name"], person=data["staff_no"], password=password
        )
        return _shown_once(request, user, password, "账号已建立")

    return form_screen(
        request, CreateForm, title="建立账号", sub="建立后显示一次初始密码，再授予角色", save=save, back="accounts:list",
        submit="建立账号", crumbs=[LIST, ("建立账号", None)],
    )  # fmt: skip


@screen(MANAGE)
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: whose it is, how it stands, what it may do since when and why."""
    row = get_object_or_404(User.objects.select_related("person__unit"), pk=pk)
    locked = lockout.locked_until(row.username)
    is_own = current().is_one_with(row.pk, row.person_id)
    return detail_screen(
        request,
        title=row.name,
        sub=row.username,
        crumbs=[LIST, (row.username, None)],
        actions=[] if is_own else _actions(row, bool(locked)),
        facts=[
            ("账号", row.username), ("姓名", row.name),
            ("人员", f"{row.person.staff_no} · {row.person.unit}" if row.person else "没有人事档案"),
            ("状态", "启用" if row.is_active else "停用"), ("密码", _password_words(row)),
            ("锁定", f"连续输错密码，至 {timezone.localtime(locked):%H:%M}" if locked else "没有锁定"),
            ("上次登录", row.last_login or "从未"), ("登记", recorded(row) or "—"),
        ],
        template="accounts/user.html",
        table=GrantTable.plain(row.grants.order_by("-from_on", "-id"), without=["revoke"] if is_own else []),
        is_own=is_own,
    )  # fmt: skip


def _actions(row: User, is_locked: bool) -> list[Action]:
    def act(label: str, name: str, **looks: Any) -> Action:
        return Action(label, f"accounts:{name}", args=(row.pk,), **looks)

    return [
        *([act("解除锁定", "unlock", icon="ti-lock")] if is_locked else []),
        act("停用" if row.is_active else "启用", "toggle", danger=row.is_active),
        act("重设密码", "reset", icon="ti-key"),
        act("修改", "edit", icon="ti-pencil"),
        act("授予角色", "grant", primary=True, icon="ti-plus"),
    ]


def _password_words(row: User) -> str:
    if row.first_until is None:
        return "本人设置"
    until = f"{timezone.localtime(row.first_until):%Y-%m-%d %H:%M}"
    return f"初始密码，已于 {until} 过期" if row.first_password_is_over else f"初始密码，有效至 {until}"


@screen(MANAGE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The name, or the staff file behind it."""
    row = get_object_or_404(User.objects.select_related("person"), pk=pk)
    return form_screen(
        request, EditForm, title=f"修改账号 {row.username}", back=("accounts:user", pk), crumbs=_crumbs(row, "修改"),
        initial={"staff_no": row.person.staff_no if row.person else "", "name": row.name}, done_text="已修改",
        save=lambda data: operations.edit(user=row, name=data["name"], person=data["staff_no"]),
    )  # fmt: skip


@screen(MANAGE)
@never_cache
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    row = get_object_or_404(User, pk=pk)

    def save() -> HttpResponse:
        password = first_password.make()
        operations.reset_password(user=row, password=password)
        return _shown_once(request, row, password, "密码已重设")

    return confirm_screen(
        request, title="重设密码", save=save, back=("accounts:user", pk), submit="重设密码", danger=True,
        text=f"给 {row.name}（{row.username}）一个新的初始密码？原密码立即失效，已登录的设备在下一次请求时退出。",
        crumbs=_crumbs(row, "重设密码"),
    )  # fmt: skip


@screen(MANAGE)
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the lock after wrong passwords."""
    row = get_object_or_404(User, pk=pk)
    return confirm_screen(
        request, title="解除锁定", save=lambda: operations.unlock(user=row), back=("accounts:user", pk),
        text=f"{row.name}（{row.username}）可以立即再试密码。请先确认是本人。", submit="解除锁定",
        done_text="已解除锁定", crumbs=_crumbs(row, "解除锁定"),
    )  # fmt: skip


@screen(MANAGE)
def toggle(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close an account."""
    row = get_object_or_404(User, pk=pk)
    verb, active = ("停用", False) if row.is_active else ("启用", True)
    effect = "授权保持原样。" if active else "已登录的设备在下一次请求时退出；授权保留，重新启用后恢复。"
    return confirm_screen(
        request, title=f"{verb}账号", text=f"{verb} {row.name}（{row.username}）？{effect}", form_class=ReasonForm,
        save=lambda data: operations.set_active(user=row, active=active, reason=data["reason"]),
        back=("accounts:user", pk), submit=f"{verb}账号", done_text=f"已{verb}", danger=not active,
        crumbs=_crumbs(row, verb),
    )  # fmt: skip


@screen(MANAGE)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a role."""
    row = get_object_or_404(User, pk=pk)

    def save(data: dict[str, Any]) -> RoleGrant:
        return operations.grant(
            user=row, role=data["role"], path=data["path"], range_label=data["range_label"], on=data["on"],
            until=data["until"], reason=data["reason"],
        )  # fmt: skip

    return form_screen(
        request, GrantForm, title=f"给 {row.name} 授予角色", save=save, back=("accounts:user", pk), submit="授予角色",
        done_text=lambda made: f"已授予 {made}", crumbs=_crumbs(row, "授予角色"),
    )  # fmt: skip


@screen(MANAGE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a grant back."""
    row = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    return confirm_screen(
        request, title="收回授权", text=f"收回 {row.user.name} 的“{row}”？从下一次请求起不再有效，留痕可查。",
        form_class=ReasonForm,
        save=lambda data: operations.revoke(grant=row, on=timezone.localdate(), reason=data["reason"]),
        back=("accounts:user", row.user_id), submit="收回授权", done_text="已收回", danger=True,
        crumbs=_crumbs(row.user, "收回授权"),
    )  # fmt: skip


def _crumbs(row: User, here: str) -> list[tuple[str, Any]]:
    return [LIST, (row.username, ("accounts:user", row.pk)), (here, None)]


def _shown_once(request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
    """The page with the first password. Nothing keeps it: no session, no trail, no cache of the browser."""
    crumbs = [(LIST[0], reverse(LIST[1])), (user.username, reverse("accounts:user", args=[user.pk])), (title, None)]
    context = {"title": title, "crumbs": crumbs, "account": user, "password": password}
    return render(request, "accounts/first_password.html", context)
