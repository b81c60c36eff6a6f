from shuanglun.base.imports import import_urls
from shuanglun.records.life import sheets
from shuanglun.records.life.models import Attendance, IssueItem, VolunteerService
from shuanglun.records.life.tables import AttendanceTable, IssueTable, ServiceTable
from shuanglun.records.people.books import Book, book_urls

app_name = "life"


BOOKS = [
    Book(
        "签到", Attendance, AttendanceTable, "life.view", joins=("meeting__branch",),
        facts=lambda row: [("组织生活", str(row.meeting)), ("党组织", row.meeting.branch.name), ("日期", row.meeting.on),
                           ("到会情况", row.get_presence_display())],
        sheet=sheets.ATTENDANCE,
    ),
    Book(
        "个人问题清单", IssueItem, IssueTable, "life.view", slug="issues",
        facts=lambda row: [("整改措施", row.measure or "—"), ("提出日期", row.raised_on), ("整改期限", row.due_on),
                           ("销号日期", row.closed_on or "未销号")],
        sheet=sheets.ISSUES,
    ),
    Book(
        "志愿服务", VolunteerService, ServiceTable, "life.view", slug="services",
        facts=lambda row: [("日期", row.on), ("时长", f"{row.minutes} 分钟")],
        sheet=sheets.SERVICES,
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("life", "组织生活", "我的组织生活", BOOKS),
    *import_urls(sheets.ATTENDANCE),
    *import_urls(sheets.ISSUES),
    *import_urls(sheets.SERVICES),
]
