"""Screens at the gate: sign in, sign out, switch the role, change the own password."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from shuanglun.base.ui.screens import View, form_screen, screen
from shuanglun.front.accounts import operations
from shuanglun.front.accounts.forms import LoginForm, PasswordForm
from shuanglun.front.accounts.middleware import ROLE_KEY, roles_held
from shuanglun.front.accounts.models import User
from shuanglun.front.accounts.roles import OWN_ACCOUNT


class Login(LoginView):
    """The sign-in page."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True


login = screen(None, why="nobody is signed in yet")(cast(View, Login.as_view()))
logout = screen(None, why="everybody may leave")(LogoutView.as_view())


@screen(OWN_ACCOUNT)
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles from now on."""
    wanted = request.POST.get("role", "")
    if wanted in roles_held(request.role_grants):  # type: ignore[attr-defined]
        request.session[ROLE_KEY] = wanted
    return HttpResponseRedirect("/")


@sensitive_post_parameters()
@screen(OWN_ACCOUNT)
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end. Whoever got a first password comes here before all else."""
    user = User.objects.get(pk=cast(User, request.user).pk)
    is_first = user.first_until is not None

    def save(data: dict[str, Any]) -> None:
        operations.change_password(user=user, password=data["password"])
        update_session_auth_hash(request, user)

    return form_screen(
        request, PasswordForm, title="设置自己的密码" if is_first else "修改密码", form_kwargs={"user": user}, save=save,
        sub="初始密码只用于第一次登录，请先换成只有自己知道的密码" if is_first else "改后其他设备需重新登录",
        back="portal:home", done_text="密码已修改",
    )  # fmt: skip
