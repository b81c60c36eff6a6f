from shuanglun.base.imports import import_urls
from shuanglun.base.ui.columns import figure
from shuanglun.records.goals import sheets
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.goals.tables import KpiTable, OutcomeTable, TaskTable
from shuanglun.records.people.books import Book, book_urls

app_name = "goals"


BOOKS = [
    Book(
        "KPI 结果", KpiResult, KpiTable, "goals.view",
        facts=lambda row: [("年度", row.year), ("权重", f"{row.weight / 100:g}%"), ("方向", row.get_direction_display()),
                           ("底线值", figure(row.bound)), ("目标值", figure(row.target)),
                           ("完成值", "未填报，不按 0 计" if row.actual is None else figure(row.actual))],
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

urlpatterns = [
    *book_urls("goals", "目标业绩", "我的目标", BOOKS),
    *import_urls(sheets.KPI),
    *import_urls(sheets.TASKS),
    *import_urls(sheets.OUTCOMES),
]
