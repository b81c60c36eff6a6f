from django.urls import path

from shuanglun.evidence.snapshots import views

app_name = "snapshots"
urlpatterns = [
    path("", views.snapshots, name="list"),
    path("freeze/", views.freeze, name="freeze"),
    path("<int:pk>/", views.snapshot, name="snapshot"),
    path("<int:pk>/again/", views.again, name="again"),
    path("<int:pk>/compute/", views.compute, name="compute"),
    path("<int:pk>/verify/", views.verify, name="verify"),
]
