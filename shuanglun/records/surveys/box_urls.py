"""Addresses of the ballot box. Everything under them is answered without knowing who asks (`WithoutWho`)."""

from django.urls import path

from shuanglun.records.surveys.views import box

app_name = "box"

urlpatterns = [
    path("threats/", box.threats, name="threats"),
    path("<str:uid>/", box.page, name="page"),
    path("<str:uid>/paper.json", box.paper, name="paper"),
    path("<str:uid>/cast/", box.cast, name="cast"),
    path("<str:uid>/seal.json", box.seal, name="seal"),
    path("<str:uid>/result/", box.result, name="result"),
    path("<str:uid>/check/", box.check, name="check"),
]
