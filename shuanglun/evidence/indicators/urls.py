"""Addresses of the room."""

from django.urls import path

from shuanglun.evidence.indicators.views import acts, drafts, pages

app_name = "indicators"

urlpatterns = [
    path("", pages.versions, name="list"),
    path("new/", drafts.new, name="new"),
    path("<int:pk>/", pages.version, name="version"),
    path("<int:pk>/source/", pages.source, name="source"),
    path("<int:pk>/check/", pages.check, name="check"),
    path("<int:pk>/compare/", pages.comparison, name="compare"),
    path("<int:pk>/download/", pages.download, name="download"),
    path("<int:pk>/edit/", drafts.edit, name="edit"),
    path("<int:pk>/numbers/", drafts.numbers, name="numbers"),
    path("<int:pk>/submit/", acts.submit, name="submit"),
    path("<int:pk>/publish/", acts.publish, name="publish"),
    path("<int:pk>/return/", acts.return_draft, name="return"),
    path("<int:pk>/retire/", acts.retire, name="retire"),
    path("<int:pk>/discard/", acts.discard, name="discard"),
]
