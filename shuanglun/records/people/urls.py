from django.urls import path

from shuanglun.base.imports import import_urls
from shuanglun.records.people import sheets, views
from shuanglun.records.people.books import Book, book_urls
from shuanglun.records.people.models import WorkMonth
from shuanglun.records.people.tables import WorkTable

app_name = "people"

WORK = Book(
    "出勤月报", WorkMonth, WorkTable, "people.view", slug="work",
    facts=lambda row: [("月份", f"{row.month:%Y-%m}"), ("应出勤", f"{row.work_days} 天"),
                       ("豁免", f"{row.exempt_days} 天，不计入应出勤"), ("实出勤", f"{row.present_days} 天")],
    sheet=sheets.WORK,
)  # fmt: skip

urlpatterns = [
    path("", views.people, name="list"),
    path("<int:pk>/", views.person, name="person"),
    *book_urls("people", "出勤", "我的出勤", [WORK]),
    *import_urls(sheets.ROSTER),
    *import_urls(sheets.WORK),
    *import_urls(sheets.EXEMPTIONS),
]
