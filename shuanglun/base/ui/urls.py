"""The living pattern page."""

from django.urls import path

from shuanglun.base.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.pattern, name="pattern"),
    path("list/", views.pattern_list, name="pattern_list"),
    path("form/", views.pattern_form, name="pattern_form"),
    path("error/<int:code>/", views.pattern_error, name="pattern_error"),
]
