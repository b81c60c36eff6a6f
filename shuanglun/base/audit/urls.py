from django.urls import path

from shuanglun.base.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="list"),
    path("<int:seq>/", views.entry, name="entry"),
]
