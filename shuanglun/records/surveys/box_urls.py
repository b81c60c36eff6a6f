"""Addresses of the ballot box. Everything under them is answered without knowing who asks (`WithoutWho`)."""

from django.urls import path

from shuanglun.records.surveys.views import box

app_name = "box"

urlpatterns = [
    path("threats/", box.threats, name="threats"),
    path("<uuid:uid>/", box.page, name="page"),
    path("<uuid:uid>/paper.json", box.paper, name="paper"),
    path("<uuid:uid>/cast/", box.cast, name="cast"),
    path("<uuid:uid>/seal.json", box.seal, name="seal"),
    path("<uuid:uid>/check/", box.check, name="check"),
]
