"""The URL table: one root per room."""

from django.urls import include, path

from shuanglun.base.ui import errors
from shuanglun.front.site import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("shuanglun.front.portal.urls")),
    path("accounts/", include("shuanglun.front.accounts.urls")),
    path("organization/", include("shuanglun.records.organization.urls")),
    path("people/", include("shuanglun.records.people.urls")),
    path("life/", include("shuanglun.records.life.urls")),
    path("learning/", include("shuanglun.records.learning.urls")),
    path("goals/", include("shuanglun.records.goals.urls")),
    path("surveys/", include("shuanglun.records.surveys.urls")),
    path("ballot/", include("shuanglun.records.surveys.box_urls")),
    path("snapshots/", include("shuanglun.evidence.snapshots.urls")),
    path("indicators/", include("shuanglun.evidence.indicators.urls")),
    path("scoring/", include("shuanglun.scores.scoring.urls")),
    path("parameters/", include("shuanglun.base.parameters.urls")),
    path("audit/", include("shuanglun.base.audit.urls")),
    path("jobs/", include("shuanglun.base.jobs.urls")),
    path("pattern/", include("shuanglun.base.ui.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
