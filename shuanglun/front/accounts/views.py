"""Screens at the gate: sign in, out, switch role; and the security administrator's accounts."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.actor import Actor, acting
from shuanglun.base.ui.screens import Action, View, confirm_screen, detail_screen, form_screen, list_screen, screen
from shuanglun.front.accounts import operations
from shuanglun.front.accounts.forms import GrantForm, LoginForm, PasswordForm
from shuanglun.front.accounts.middleware import ROLE_KEY, roles_held
from shuanglun.front.accounts.models import RoleGrant, User
from shuanglun.front.accounts.tables import GrantTable, UserTable


class Login(LoginView):
    """The sign-in page."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


login = screen(None, why="nobody is signed in yet")(cast(View, Login.as_view()))
logout = screen(None, why="everybody may leave")(LogoutView.as_view())


@screen("portal.home")
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from now on."""
    wanted = request.POST.get("role", "")
    if wanted in roles_held(request.role_grants):  # type: ignore[attr-defined]
        request.session[ROLE_KEY] = wanted
    return HttpResponseRedirect("/")


@screen("portal.home")
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end."""

    user = cast(User, request.user)  # the right says that somebody signed in

    def save(data: dict) -> None:
        with acting(Actor.system(f"本人修改密码 {user.username}")):
            operations.reset_password(user=user, password=data["password"])
        update_session_auth_hash(request, user)

    return form_screen(
        request, PasswordForm, title="修改密码", sub="至少 12 位；改后其他设备需重新登录", save=save, back="portal:home",
        done_text="密码已修改",
    )  # fmt: skip


@screen("accounts.manage")
def users(request: HttpRequest) -> HttpResponse:
    """All accounts."""
    return list_screen(
        request, UserTable, User.objects.prefetch_related("grants").distinct(), title="账号权限",
        sub="一人多岗的，登录后在右上角切换角色，权限不叠加",
    )  # fmt: skip


@screen("accounts.manage")
def user(request: HttpRequest, pk: int) -> HttpResponse:
    """One account and its grants."""
    row = get_object_or_404(User, pk=pk)
    return detail_screen(
        request,
        title=row.name,
        sub=row.username,
        crumbs=[("账号权限", "accounts:list"), (row.username, None)],
        actions=[
            Action("停用" if row.is_active else "启用", "accounts:toggle", args=(pk,), danger=row.is_active),
            Action("授予角色", "accounts:grant", args=(pk,), primary=True, icon="ti-plus"),
        ],
        facts=[("账号", row.username), ("姓名", row.name), ("状态", "启用" if row.is_active else "停用"),
               ("上次登录", row.last_login or "从未")],
        template="accounts/user.html",
        table=GrantTable.plain(row.grants.order_by("id")),
    )  # fmt: skip


@screen("accounts.manage")
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a role."""
    row = get_object_or_404(User, pk=pk)
    holder: dict[str, GrantForm] = {}

    class Form(GrantForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            holder["form"] = self

    def save(data: dict) -> RoleGrant:
        path, words = holder["form"].range()
        return operations.grant(
            user=row, role=data["role"], path=path, range_label=words, on=data["on"], until=data["until"],
            by=cast(User, request.user).person_id,
        )  # fmt: skip

    return form_screen(
        request, Form, title=f"给 {row.name} 授予角色", save=save, back=("accounts:user", pk), submit="授予角色",
        done_text="已授予", crumbs=[("账号权限", "accounts:list"), (row.username, ("accounts:user", pk)), ("授予", None)],
    )  # fmt: skip


@screen("accounts.manage")
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a grant back."""
    row = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    return confirm_screen(
        request, title="收回授权", text=f"收回 {row.user.name} 的“{row}”？从今天起不再有效，留痕可查。",
        save=lambda: operations.revoke(grant=row, on=timezone.localdate()), back=("accounts:user", row.user_id),
        submit="收回授权", done_text="已收回", danger=True,
    )  # fmt: skip


@screen("accounts.manage")
def toggle(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close an account."""
    row = get_object_or_404(User, pk=pk)
    verb = "停用" if row.is_active else "启用"
    return confirm_screen(
        request, title=f"{verb}账号", text=f"{verb} {row.name}（{row.username}）？停用后其会话在下一次请求时结束。",
        save=lambda: operations.set_active(user=row, active=not row.is_active), back=("accounts:user", pk),
        submit=f"{verb}账号", done_text=f"已{verb}", danger=row.is_active,
    )  # fmt: skip
