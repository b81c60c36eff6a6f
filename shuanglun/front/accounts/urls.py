from django.urls import path

from shuanglun.front.accounts.views import accounts, gate

app_name = "accounts"
urlpatterns = [
    path("login/", gate.login, name="login"),
    path("logout/", gate.logout, name="logout"),
    path("role/", gate.switch_role, name="switch"),
    path("password/", gate.password, name="password"),
    path("users/", accounts.users, name="list"),
    path("users/new/", accounts.create, name="create"),
    path("users/<int:pk>/", accounts.user, name="user"),
    path("users/<int:pk>/edit/", accounts.edit, name="edit"),
    path("users/<int:pk>/grant/", accounts.grant, name="grant"),
    path("users/<int:pk>/active/", accounts.toggle, name="toggle"),
    path("users/<int:pk>/password/", accounts.reset, name="reset"),
    path("users/<int:pk>/unlock/", accounts.unlock, name="unlock"),
    path("grants/<int:pk>/revoke/", accounts.revoke, name="revoke"),
]
