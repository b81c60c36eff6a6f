from django.urls import path

from shuanglun.base.imports import import_urls
from shuanglun.base.ui.links import linked
from shuanglun.records.life import hint_urls, sheets
from shuanglun.records.life.models import Attendance, IssueItem, VolunteerService
from shuanglun.records.life.more_urls import urlpatterns as more
from shuanglun.records.life.tables.books import AttendanceTable, IssueTable, ServiceTable
from shuanglun.records.life.views import attending, branches, issues, meetings, papers
from shuanglun.records.life.views.tabs import tabs
from shuanglun.records.people.books import Book, book_urls

app_name = "life"


BOOKS = [
    Book(
        "签到", Attendance, AttendanceTable, "life.view", slug="sign-ins", joins=("meeting__branch",),
        facts=lambda row: [("组织生活", linked(str(row.meeting), row.meeting, right="life.view")), ("党组织", row.meeting.branch.name), ("日期", row.meeting.on),
                           ("到会情况", row.get_presence_display()), ("登记方式", row.get_how_display() or "导入")],
        sheet=sheets.ATTENDANCE,
    ),
    Book(
        "个人问题清单", IssueItem, IssueTable, "life.view", slug="issues",
        facts=lambda row: [("整改措施", row.measure or "—"), ("提出日期", row.raised_on), ("整改期限", row.due_on),
                           ("销号日期", row.closed_on or "未销号")],
        sheet=sheets.ISSUES, page=issues.issue,
    ),
    Book(
        "志愿服务", VolunteerService, ServiceTable, "life.view", slug="services",
        facts=lambda row: [("日期", row.on), ("时长", f"{row.minutes} 分钟")],
        sheet=sheets.SERVICES,
    ),
]  # fmt: skip

MEETING = "meetings/<int:pk>/"
urlpatterns = [
    path("", meetings.meetings, name="list"),
    path("plan/", meetings.plan, name="plan"),
    path("branches/", branches.branches, name="branches"),
    path("branches/<int:pk>/", branches.branch, name="branch"),
    path("branches/<int:pk>/plan/", branches.plan_year, name="plan-year"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}record/", meetings.record, name="record"),
    path(f"{MEETING}cancel/", meetings.cancel, name="cancel"),
    path(f"{MEETING}roster/", attending.roster, name="roster"),
    path(f"{MEETING}mark/", attending.mark, name="mark"),
    path(f"{MEETING}open/", attending.open_checkin, name="open"),
    path(f"{MEETING}close/", attending.close_checkin, name="close"),
    path(f"{MEETING}wall/", attending.wall, name="wall"),
    path("s/<str:code>/", attending.scan, name="scan"),
    path("t/<str:ticket>/", attending.sign, name="sign"),
    path("attendances/<int:pk>/leave/", attending.leave, name="leave"),
    path("leaves/<int:pk>/", attending.decide_leave, name="decide-leave"),
    path(f"{MEETING}submit/", papers.submit, name="submit"),
    path(f"{MEETING}approve/", papers.approve, name="approve"),
    path(f"{MEETING}return/", papers.send_back, name="return"),
    path(f"{MEETING}reopen/", papers.reopen, name="reopen"),
    path(f"{MEETING}resolutions/", papers.resolve, name="resolve"),
    path("resolutions/<int:pk>/remove/", papers.unresolve, name="unresolve"),
    path(f"{MEETING}files/", papers.attach, name="attach"),
    path("files/<int:pk>/", papers.file, name="file"),
    path("files/<int:pk>/remove/", papers.detach, name="detach"),
    *hint_urls.urlpatterns,
    *book_urls("life", "组织生活", "我的组织生活", BOOKS, tabs=tabs),
    *import_urls(sheets.ATTENDANCE),
    *import_urls(sheets.ISSUES),
    *import_urls(sheets.SERVICES),
    *more,
]
