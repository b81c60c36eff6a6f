"""Lists of the learning room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from shuanglun.base.scope import within
from shuanglun.base.ui.tables import Choice, Column, DateRange, MonthRange, Only, Search, Table
from shuanglun.records.learning.choices import (
    COURSE_LAMPS,
    ENROLMENT_LAMPS,
    MODULE_CHIPS,
    PRESENCE_LAMPS,
    SESSION_LAMPS,
    Audience,
)
from shuanglun.records.learning.models import CourseKind
from shuanglun.records.learning.rules import hours
from shuanglun.records.learning.rules.courses import COURSE_FLOW
from shuanglun.records.learning.rules.sessions import SESSION_FLOW
from shuanglun.records.organization.queries import unit_options
from shuanglun.records.people.books import PERSON_COLUMNS, PERSON_FILTERS
from shuanglun.records.people.searching import called


def _session_link(row: Any) -> str | None:
    return row.session_id and reverse("learning:session", args=[row.session_id])


def _origin(row: Any) -> str:
    return "班次办结" if row.session_id else "导入"


class StudyTable(Table):
    """Study records."""

    columns = [
        Column("title", "学习内容", link="learning:studyrecord"),
        Column("on", "日期", sort="on", nowrap=True),
        *PERSON_COLUMNS,
        Column("minutes", "时长（分钟）", sort="minutes", num=True),
        Column("session", "来源", value=_origin, link=_session_link, hidden=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("on", "日期")]
    default_sort = "-on"
    empty = ("还没有学时", "班次办结后自动登记；以前的由政工部门导入。")
    export_name = "学时"


class ModuleTable(Table):
    """Party-spirit and professional-ethics modules due to persons."""

    columns = [
        Column("module", "模块", link="learning:modulerecord"),
        Column("course", "课程"),
        *PERSON_COLUMNS,
        Column("due_on", "应完成日期", sort="due_on", nowrap=True),
        Column("done_on", "完成日期", sort="done_on", nowrap=True),
        Column("session", "来源", value=_origin, link=_session_link, hidden=True),
    ]
    filters = [*PERSON_FILTERS, DateRange("due_on", "应完成日期")]
    default_sort = "-due_on"
    empty = ("还没有模块记录", "班次办结后自动登记；以前的由政工部门导入。")
    export_name = "党性教育模块"


def kinds() -> Iterable[tuple[Any, str]]:
    """Names of the kinds of courses, each once."""
    return [(name, name) for name in CourseKind.objects.order_by("name").values_list("name", flat=True).distinct()]


class CourseTable(Table):
    """The catalogue."""

    columns = [
        Column("title", "课程名称", link="learning:course"),
        Column("code", "课程编号", sort="code", nowrap=True),
        Column("kind__name", "类别"),
        Column("audience", "对象"),
        Column("provider", "主办", hidden=True),
        Column("module_count", "模块", num=True),
        Column("deadline_on", "应完成日期", nowrap=True),
        Column("state", "状态", lamp=COURSE_LAMPS),
    ]
    filters = [
        Search("q", "课程名称或编号", fields=["title", "code__istartswith"]),
        Choice("kind", "类别", options=kinds, field="kind__name"),
        Choice("audience", "对象", options=Audience.choices),
        Choice("state", "状态", options=COURSE_FLOW.choices),
    ]
    default_sort = "code"
    empty = ("还没有课程", "由人事部门或政工部门起草课程，添加模块后开课。")
    export_name = "课程目录"


class KindTable(Table):
    """The office's list of kinds, with rules of the past and of days to come."""

    columns = [
        Column("name", "课程类别", link="learning:kind"),
        Column("needs_party", "须含党性教育模块"),
        Column("from_on", "起", nowrap=True),
        Column("until_on", "止", nowrap=True),
        Column("basis", "依据"),
    ]
    empty = ("还没有课程类别", "列出本单位的课程类别，并注明哪些须含党性教育模块。")


class SessionTable(Table):
    """Sessions by day."""

    columns = [
        Column("course__title", "课程", link="learning:session"),
        Column("on", "日期", sort="on", nowrap=True),
        Column("time_words", "时间", nowrap=True),
        Column("place", "地点"),
        Column("minutes", "计学时长（分钟）", num=True, hidden=True),
        Column("taken", "报名", value=lambda row: f"{row.taken} / {row.capacity}", num=True),
        Column("state", "状态", lamp=SESSION_LAMPS),
    ]
    filters = [
        Search("q", "课程名称或编号", fields=["course__title", "course__code__istartswith"]),
        MonthRange("on", "月份"),
        Choice("state", "状态", options=SESSION_FLOW.choices),
        Only("course", "只看一门课程", field="course_id"),
    ]
    default_sort = "-on"
    empty = ("还没有班次", "在开放的课程页面上排班次。")
    export_name = "培训班次"


def _presence(row: Any) -> str:
    return row.get_presence_display() or ("未登记" if row.state == "enrolled" else "无名额")


class RosterTable(Table):
    """Who has a place or waits, on a session's page."""

    columns = [
        Column("person__name", "姓名", link="learning:enrolment", nowrap=True),
        Column("person__unit__name", "部门"),
        Column("state", "报名情况", lamp=ENROLMENT_LAMPS),
        Column("at", "报名时间", nowrap=True),
        Column("presence", "到课情况", value=_presence, lamp=lambda row: PRESENCE_LAMPS[row.presence]),
        Column("signed_at", "签到时间", nowrap=True),
        Column("how", "登记方式"),
    ]
    empty = ("名单上还没有人", "开课前可以报名。")


class PartsTable(Table):
    """Modules on a course's page."""

    columns = [
        Column("title", "模块"),
        Column("kind", "性质", chip=MODULE_CHIPS),
        Column("audience", "对象"),
        Column("minutes", "时长（分钟）", num=True),
    ]
    empty = ("还没有模块", "至少添加一个模块才能开课。")


class DraftPartsTable(PartsTable):
    """The same while the course is a draft: the name leads to the form."""

    columns = [Column("title", "模块", link="learning:edit_module"), *PartsTable.columns[1:]]


class QuestionTable(Table):
    """Questions for those who keep the course."""

    columns = [
        Column("text", "题目", link="learning:edit_question"),
        Column("options", "选项", value=lambda row: "；".join(row.options)),
        Column("answer", "正确选项", value=lambda row: f"第 {row.answer + 1} 个", nowrap=True),
    ]
    empty = ("没有测验", "需要测验的，添加题目；没有题目就不要求测验。")


class AttemptTable(Table):
    """Tries at a quiz."""

    columns = [
        Column("number", "次数", value=lambda row: f"第 {row.number} 次"),
        Column("right", "答对", value=lambda row: f"{row.right} / {row.total}", num=True),
        Column("passed", "结果", value=lambda row: "合格" if row.passed else "未合格",
               lamp=lambda row: "done" if row.passed else "idle"),
        Column("at", "时间", nowrap=True),
    ]  # fmt: skip
    empty = ("还没有作答", "")


class CertificateTable(Table):
    """Certificates issued."""

    columns = [
        Column("number", "证书编号", sort="number", link="learning:certificate", nowrap=True),
        Column("course__title", "课程"),
        *PERSON_COLUMNS,
        Column("minutes", "学时", value=lambda row: hours.hours(row.minutes), num=True),
        Column("issued_on", "发证日期", sort="issued_on", nowrap=True),
    ]
    filters = [
        *PERSON_FILTERS,
        Search("number", "证书编号", fields=["number__istartswith"]),
        DateRange("issued_on", "发证日期"),
        Only("course", "只看一门课程", field="course_id"),
    ]
    default_sort = "-number"
    empty = ("还没有证书", "学完一门课程的全部模块后，由组织部门发放或本人领取。")
    export_name = "培训证书"


def _hours(row: Any) -> Any:
    return None if row.minutes is None else hours.hours(row.minutes)


def _party(row: Any) -> Any:
    return hours.percent(hours.rate(row.minutes, row.party_hours))


def _staff(row: Any) -> Any:
    return hours.percent(hours.rate(row.minutes, row.staff_hours))


class HoursTable(Table):
    """Hours of a year beside what is asked for; by pinyin, never by how far people are (G-18)."""

    columns = [
        Column("name", "姓名", sort="name_key", nowrap=True,
               link=lambda row: f"{reverse('learning:list')}?person={row.pk}"),
        Column("staff_no", "工号", hidden=True),
        Column("unit__name", "部门", sort="unit_path"),
        Column("minutes", "学时", value=_hours, cell="learning/cells.html#hours", num=True),
        Column("party_hours", "党员学习（%）", value=_party, cell="learning/cells.html#party"),
        Column("staff_hours", "干部培训（%）", value=_staff, cell="learning/cells.html#staff"),
    ]  # fmt: skip
    filters = [
        Search("q", "姓名、拼音首字母或工号", apply=lambda people, text: people.filter(called(text))),
        Choice("unit", "部门", options=unit_options, apply=lambda people, at: people.filter(within("unit_path", at))),
    ]
    default_sort = "name"
    empty = ("没有人员", "由人事部门导入人员名册后显示在这里。")
    export_name = "学时进度"
