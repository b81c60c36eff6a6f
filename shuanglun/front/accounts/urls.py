from django.urls import path

from shuanglun.front.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("role/", views.switch_role, name="switch"),
    path("password/", views.password, name="password"),
    path("users/", views.users, name="list"),
    path("users/<int:pk>/", views.user, name="user"),
    path("users/<int:pk>/grant/", views.grant, name="grant"),
    path("users/<int:pk>/active/", views.toggle, name="toggle"),
    path("grants/<int:pk>/revoke/", views.revoke, name="revoke"),
]
