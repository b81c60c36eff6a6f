"""The living pattern page."""

from django.urls import path

from shuanglun.base.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.pattern, name="pattern"),
    path("form/", views.pattern_form, name="pattern_form"),
    path("confirm/", views.pattern_confirm, name="pattern_confirm"),
    path("error/<int:code>/", views.pattern_error, name="pattern_error"),
]
