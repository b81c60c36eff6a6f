"""Addresses of hints, which `urls.py` takes in."""

from django.urls import path

from shuanglun.records.life.views import hints

HINT = "hints/<int:pk>/"
urlpatterns = [
    path("hints/", hints.hints, name="hints"),
    path("hints/find/", hints.find, name="find-hints"),
    path(HINT, hints.hint, name="hint"),
    path(f"{HINT}fine/", hints.answer, {"step": "fine"}, name="hint-fine"),
    path(f"{HINT}follow/", hints.answer, {"step": "follow"}, name="hint-follow"),
    path(f"{HINT}again/", hints.again, name="hint-again"),
]
