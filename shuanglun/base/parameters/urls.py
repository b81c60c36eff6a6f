from django.urls import path

from shuanglun.base.parameters import views

app_name = "parameters"

urlpatterns = [
    path("", views.parameters, name="list"),
    path("<str:key>/", views.parameter, name="parameter"),
    path("<str:key>/propose/", views.propose, name="propose"),
    path("changes/<int:pk>/approve/", views.approve, name="approve"),
    path("changes/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
