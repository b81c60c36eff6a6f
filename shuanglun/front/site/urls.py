"""The URL table: one root per room."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from shuanglun.base.ui import errors
from shuanglun.front.site import views

ROOTS = {
    "": "shuanglun.front.portal",
    "accounts/": "shuanglun.front.accounts",
    "organization/": "shuanglun.records.organization",
    "people/": "shuanglun.records.people",
    "life/": "shuanglun.records.life",
    "learning/": "shuanglun.records.learning",
    "goals/": "shuanglun.records.goals",
    "surveys/": "shuanglun.records.surveys",
    "snapshots/": "shuanglun.evidence.snapshots",
    "indicators/": "shuanglun.evidence.indicators",
    "scoring/": "shuanglun.scores.scoring",
    "audit/": "shuanglun.base.audit",
    "jobs/": "shuanglun.base.jobs",
    "pattern/": "shuanglun.base.ui",
}

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    *(
        path(root, include(f"{room}.urls"))
        for root, room in ROOTS.items()
        if find_spec(f"{room}.urls") and find_spec(f"{room}.views")
    ),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
