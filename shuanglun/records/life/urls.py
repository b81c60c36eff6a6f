from shuanglun.base.imports import import_urls
from shuanglun.base.ui.screens import Action
from shuanglun.records.life import sheets
from shuanglun.records.life.models import Attendance, IssueItem, VolunteerService
from shuanglun.records.life.tables import AttendanceTable, IssueTable, ServiceTable
from shuanglun.records.people.books import Book, book_urls

app_name = "life"


def _upload(label: str, to: str) -> tuple[Action, ...]:
    return (Action(label, to, right="life.import", primary=True, icon="ti-upload"),)


BOOKS = [
    Book(
        "出勤", Attendance, AttendanceTable, "life.view", joins=("meeting__branch",),
        facts=lambda row: [("组织生活", str(row.meeting)), ("党组织", row.meeting.branch.name), ("日期", row.meeting.on),
                           ("到会情况", row.get_presence_display())],
        actions=_upload("导入组织生活签到", "life:import_attendance"),
    ),
    Book(
        "个人问题清单", IssueItem, IssueTable, "life.view", slug="issues",
        facts=lambda row: [("整改措施", row.measure or "—"), ("提出日期", row.raised_on), ("整改期限", row.due_on),
                           ("销号日期", row.closed_on or "未销号")],
        actions=_upload("导入问题清单", "life:import_issues"),
    ),
    Book(
        "志愿服务", VolunteerService, ServiceTable, "life.view", slug="services",
        facts=lambda row: [("日期", row.on), ("时长", f"{row.minutes} 分钟")],
        actions=_upload("导入志愿服务", "life:import_services"),
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("life", "组织生活", BOOKS),
    *import_urls(sheets.ATTENDANCE),
    *import_urls(sheets.ISSUES),
    *import_urls(sheets.SERVICES),
]
