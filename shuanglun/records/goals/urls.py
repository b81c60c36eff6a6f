from django.urls import include, path

from shuanglun.base.imports import import_urls
from shuanglun.base.ui.columns import figure
from shuanglun.records.goals import progress_sheet, sheets
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.goals.tables import KpiTable, OutcomeTable, TaskTable
from shuanglun.records.goals.views import goals, pages, progress, reviews, tree
from shuanglun.records.people.books import Book, book_urls

app_name = "goals"


BOOKS = [
    Book(
        "KPI 结果", KpiResult, KpiTable, "goals.view",
        facts=lambda row: [("年度", row.year), ("权重", f"{row.weight / 100:g}%"), ("方向", row.get_direction_display()),
                           ("底线值", figure(row.bound)), ("目标值", figure(row.target)),
                           ("完成值", "未填报，不按 0 计" if row.actual is None else figure(row.actual)),
                           *pages.origin_of(row)],
        sheet=sheets.KPI,
    ),
    Book(
        "重点任务", KeyTask, TaskTable, "goals.view", slug="tasks",
        facts=lambda row: [("期限", row.due_on), ("完成日期", row.done_on or "未完成")],
        sheet=sheets.TASKS,
    ),
    Book(
        "成果与创新", Outcome, OutcomeTable, "goals.view", slug="outcomes",
        facts=lambda row: [("认定日期", row.on), ("分值", figure(row.points))],
        sheet=sheets.OUTCOMES,
    ),
]  # fmt: skip

TREE = [
    path("", tree.alignment, name="tree"),
    path("all/", tree.goals, name="goals"),
    path("unit/<int:pk>/<int:year>/", tree.unit, name="unit"),
    path("unit/<int:pk>/<int:year>/activate/", goals.activate_unit, name="activate_unit"),
    path("unit/<int:pk>/<int:year>/<int:quarter>/review/", reviews.write, name="write_review"),
    path("person/<int:pk>/<int:year>/activate/", goals.activate_person, name="activate_person"),
    path("strategy/<int:year>/activate/", goals.activate_strategy, name="activate_strategy"),
    path("new/<str:level>/", goals.new, name="new"),
    path("goal/<int:pk>/", goals.goal, name="goal"),
    path("goal/<int:pk>/edit/", goals.edit, name="edit"),
    path("goal/<int:pk>/move/", goals.move, name="move"),
    path("goal/<int:pk>/drop/", goals.drop, name="drop"),
    path("goal/<int:pk>/reopen/", goals.reopen, name="reopen"),
    path("goal/<int:pk>/close/", goals.close, name="close"),
    path("goal/<int:pk>/kpi/<str:side>/", goals.set_kpi, name="set_kpi"),
    path("kpi/<int:pk>/", progress.kpi, name="kpi"),
    path("kpi/<int:pk>/drop/", goals.drop_kpi, name="drop_kpi"),
    path("kpi/<int:pk>/report/", progress.report, name="report"),
    path("actual/<int:pk>/attach/", progress.attach, name="attach"),
    path("file/<int:pk>/", progress.file, name="file"),
    path("file/<int:pk>/detach/", progress.detach, name="detach"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/submit/", reviews.submit, name="submit_review"),
    path("reviews/<int:pk>/approve/", reviews.approve, name="approve_review"),
    path("reviews/<int:pk>/return/", reviews.return_review, name="return_review"),
    path("reviews/<int:pk>/reopen/", reviews.reopen, name="reopen_review"),
]

urlpatterns = [
    path("tree/", include(TREE)),
    *book_urls("goals", "目标业绩", "我的目标", BOOKS),
    *import_urls(sheets.KPI),
    *import_urls(sheets.TASKS),
    *import_urls(sheets.OUTCOMES),
    *import_urls(progress_sheet.PROGRESS),
]
