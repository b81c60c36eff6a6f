from shuanglun.base.imports import import_urls
from shuanglun.records.learning import sheets
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.learning.tables import ModuleTable, StudyTable
from shuanglun.records.people.books import Book, book_urls

app_name = "learning"

BOOKS = [
    Book(
        "学时", StudyRecord, StudyTable, "learning.view",
        facts=lambda row: [("日期", row.on), ("时长", f"{row.minutes} 分钟（{row.minutes / 60:.1f} 学时）")],
        sheet=sheets.HOURS,
    ),
    Book(
        "党性教育模块", ModuleRecord, ModuleTable, "learning.view", slug="modules",
        facts=lambda row: [("课程", row.course), ("模块", row.module), ("应完成日期", row.due_on),
                           ("完成日期", row.done_on or "未完成")],
        sheet=sheets.MODULES,
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("learning", "教育培训", "我的学习", BOOKS),
    *import_urls(sheets.HOURS),
    *import_urls(sheets.MODULES),
]
