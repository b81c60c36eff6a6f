from django.urls import path

from shuanglun.base.imports import import_urls
from shuanglun.records.learning import sheets
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.learning.tables import ModuleTable, StudyTable
from shuanglun.records.learning.views import (
    attendance,
    catalogue,
    certificates,
    frame,
    hours,
    kinds,
    mine,
    places,
    quizzes,
    sessions,
)
from shuanglun.records.people.books import Book, book_urls

app_name = "learning"

BOOKS = [
    Book(
        "学时", StudyRecord, StudyTable, "learning.view", joins=("session__course",),
        facts=lambda row: [("日期", f"{row.on} 至 {row.until_on}" if row.until_on else row.on),
                           ("时长", f"{row.minutes} 分钟（{row.minutes / 60:.1f} 学时）"),
                           ("来源", (row.session and f"班次 {row.session}") or "导入")],
        sheet=sheets.HOURS,
    ),
    Book(
        "党性教育模块", ModuleRecord, ModuleTable, "learning.view", slug="modules", joins=("session__course",),
        facts=lambda row: [("课程", row.course), ("模块", row.module), ("应完成日期", row.due_on),
                           ("完成日期", row.done_on or "未完成"), ("来源", (row.session and f"班次 {row.session}") or "导入")],
        sheet=sheets.MODULES,
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("learning", "教育培训", "我的学习", BOOKS, tabs=frame.tabs),
    *import_urls(sheets.HOURS),
    *import_urls(sheets.MODULES),
    path("mine/", mine.mine, name="mine"),
    path("hours/", hours.hours, name="hours"),
    path("kinds/", kinds.kinds, name="kinds"),
    path("kinds/add/", kinds.add, name="add_kind"),
    path("kinds/<int:pk>/", kinds.kind, name="kind"),
    path("kinds/<int:pk>/change/", kinds.change, name="change_kind"),
    path("kinds/<int:pk>/close/", kinds.close, name="close_kind"),
    path("courses/", catalogue.courses, name="courses"),
    path("courses/draft/", catalogue.draft, name="draft"),
    path("courses/<int:pk>/", catalogue.course, name="course"),
    path("courses/<int:pk>/edit/", catalogue.edit, name="edit"),
    path("courses/<int:pk>/open/", catalogue.open_, name="open"),
    path("courses/<int:pk>/close/", catalogue.close, name="close"),
    path("courses/<int:pk>/reopen/", catalogue.reopen, name="reopen"),
    path("courses/<int:pk>/parts/", catalogue.add_module, name="add_module"),
    path("parts/<int:pk>/", catalogue.edit_module, name="edit_module"),
    path("parts/<int:pk>/remove/", catalogue.remove_module, name="remove_module"),
    path("courses/<int:pk>/questions/", quizzes.add_question, name="add_question"),
    path("questions/<int:pk>/", quizzes.edit_question, name="edit_question"),
    path("questions/<int:pk>/remove/", quizzes.remove_question, name="remove_question"),
    path("courses/<int:pk>/plan/", sessions.plan, name="plan"),
    path("courses/<int:pk>/certify/", certificates.certify, name="certify"),
    path("courses/<int:pk>/claim/", certificates.claim, name="claim"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/", sessions.session, name="session"),
    path("sessions/<int:pk>/change/", sessions.change, name="change"),
    path("sessions/<int:pk>/cancel/", sessions.cancel, name="cancel"),
    path("sessions/<int:pk>/finish/", sessions.finish, name="finish"),
    path("sessions/<int:pk>/enrol/", places.enrol, name="enrol"),
    path("sessions/<int:pk>/join/", places.join, name="join"),
    path("sessions/<int:pk>/open/", attendance.open_checkin, name="open_checkin"),
    path("sessions/<int:pk>/close/", attendance.close_checkin, name="close_checkin"),
    path("sessions/<int:pk>/wall/", attendance.wall, name="wall"),
    path("sessions/<int:pk>/presence/", attendance.mark, name="mark"),
    path("scan/<str:code>/", attendance.scan, name="scan"),
    path("sign/<str:ticket>/", attendance.sign, name="sign"),
    path("enrolments/<int:pk>/", places.enrolment, name="enrolment"),
    path("enrolments/<int:pk>/leave/", places.leave, name="leave"),
    path("enrolments/<int:pk>/withdraw/", places.withdraw, name="withdraw"),
    path("enrolments/<int:pk>/correct/", places.correct, name="correct"),
    path("enrolments/<int:pk>/quiz/", quizzes.quiz, name="quiz"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<int:pk>/", certificates.certificate, name="certificate"),
    path("certificates/<int:pk>/print/", certificates.print_certificate, name="print_certificate"),
    path("certificates/<int:pk>/download/", certificates.download_certificate, name="download_certificate"),
]
