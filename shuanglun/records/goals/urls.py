from shuanglun.base.imports import import_urls
from shuanglun.base.ui.screens import Action
from shuanglun.records.goals import sheets
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.goals.tables import KpiTable, OutcomeTable, TaskTable
from shuanglun.records.people.books import Book, book_urls

app_name = "goals"


def _upload(label: str, to: str) -> tuple[Action, ...]:
    return (Action(label, to, right="goals.import", primary=True, icon="ti-upload"),)


BOOKS = [
    Book(
        "KPI 结果", KpiResult, KpiTable, "goals.view",
        facts=lambda row: [("年度", row.year), ("权重", f"{row.weight / 100:g}%"), ("方向", row.get_direction_display()),
                           ("底线值", row.bound), ("目标值", row.target),
                           ("完成值", "未填报，不按 0 计" if row.actual is None else row.actual)],
        actions=_upload("导入 KPI 结果", "goals:import_kpi"),
    ),
    Book(
        "重点任务", KeyTask, TaskTable, "goals.view", slug="tasks",
        facts=lambda row: [("期限", row.due_on), ("完成日期", row.done_on or "未完成")],
        actions=_upload("导入重点任务", "goals:import_tasks"),
    ),
    Book(
        "成果与创新", Outcome, OutcomeTable, "goals.view", slug="outcomes",
        facts=lambda row: [("认定日期", row.on), ("分值", row.points)],
        actions=_upload("导入成果", "goals:import_outcomes"),
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("goals", "目标业绩", BOOKS),
    *import_urls(sheets.KPI),
    *import_urls(sheets.TASKS),
    *import_urls(sheets.OUTCOMES),
]
