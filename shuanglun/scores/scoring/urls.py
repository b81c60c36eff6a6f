from django.urls import path

from shuanglun.scores.scoring import views

app_name = "scoring"
urlpatterns = [
    path("", views.runs, name="list"),
    path("new/", views.new_run, name="new"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("runs/<int:pk>/verify/", views.verify, name="verify"),
    path("results/", views.latest, name="latest"),
    path("results/<int:pk>/", views.scores, name="scores"),
    path("mine/", views.mine, name="mine"),
    path("results/person/<int:pk>/", views.score, name="score"),
    path("results/person/<int:pk>/<slug:dimension>/<slug:part>/", views.indicator, name="indicator"),
]
