from django.urls import path

from shuanglun.records.organization import views

app_name = "organization"
urlpatterns = [
    path("", views.units, name="list"),
    path("party/", views.parties, name="parties"),
    path("units/<int:pk>/", views.unit, name="unit"),
    path("party/<int:pk>/", views.party, name="party"),
]
