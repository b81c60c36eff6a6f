"""What the learning room takes in: study hours and modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache

from django.db.models import F, Q

from shuanglun.base.imports.cleaning import day, minutes
from shuanglun.base.imports.sheet import Context, Field, Plan, Row, Sheet
from shuanglun.base.parameters import queries as parameters
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.learning.parameters import DAY_MINUTES
from shuanglun.records.people.models import Person
from shuanglun.records.people.per_person import NAME, STAFF_NO, of_persons, person_sheet


def _studies(rows: list[Row], context: Context) -> Plan:
    """Every row within what its days hold; the limit is asked once a day, not once a row."""
    plan, held, found = Plan(), _held(rows), list(of_persons(rows, context))
    within = Days(found)
    most = cache(lambda on: parameters.value(DAY_MINUTES, on))
    for row, person in found:
        if held.get((person.pk, row["title"], row["on"]), row["minutes"]) != row["minutes"]:
            context.problem(row, "minutes", "这条学时由班次办结登记，不能用导入改写", "请到该班次用“更正”修改到课情况")
        else:
            _study(plan, row, person, context, within, most)
    return plan


def _held(rows: list[Row]) -> dict[tuple[int, str, date], int]:
    """Minutes that sessions wrote under the titles of a file, by person, title and day."""
    found = StudyRecord.objects.filter(session__isnull=False, title__in={row["title"] for row in rows})
    return {(person, title, on): minutes for person, title, on, minutes in found.values_list(
        "person_id", "title", "on", "minutes")}  # fmt: skip


class Days:
    """Minutes of single days, person by person: what the book holds under titles that are not in the file, and what the
    file's rows say so far. Several days in one record say nothing of one of them. One query a file."""

    def __init__(self, found: list[tuple[Row, Person]]) -> None:
        keys = {(person.pk, row["title"], row["on"]) for row, person in found}
        self.booked: Counter[tuple[int, date]] = Counter()
        self.filed: Counter[tuple[int, date]] = Counter()
        rows = StudyRecord.objects.filter(Q(until_on=None) | Q(until_on=F("on")), on__in={on for *_, on in keys})
        for person, title, on, lasted in rows.values_list("person_id", "title", "on", "minutes"):
            if (person, title, on) not in keys:
                self.booked[person, on] += lasted

    def add(self, row: Row, person: Person, limit: int) -> str:
        """Count a row of one day; what is wrong when it crosses the limit, and then it is not counted."""
        key = (person.pk, row["on"])
        filed, booked = self.filed[key] + row["minutes"], self.booked[key]
        if row["minutes"] and filed + booked > limit:
            return (
                f"{person.name} {row['on']} 的学时到这一行合计 {filed} 分钟，当天已登记的其他学习 {booked} 分钟，"
                f"共 {filed + booked} 分钟，超过一天最多可登记的 {limit} 分钟（参数：每天 {limit} 分钟）"
            )
        self.filed[key] = filed
        return ""


def _study(plan: Plan, row: Row, person: Person, context: Context, within: Days, most: Callable[[date], int]) -> None:
    if row["on"] > context.today:
        context.problem(row, "on", f"日期 {row['on']} 在将来", "学完后再登记")
        return
    last = row["until_on"] or row["on"]
    if last < row["on"] or last > context.today:
        context.problem(
            row, "until_on", f"结束日期 {last} 早于开始日期，或在将来", "请核对两个日期；只有一天的可以留空"
        )
        return
    days, limit = (last - row["on"]).days + 1, most(row["on"])
    if row["minutes"] > days * limit:
        context.problem(
            row, "minutes", f"{row['minutes']} 分钟超过 {days} 天最多可登记的 {days * limit} 分钟（参数：每天 {limit} 分钟）",
            "请核对学时；多天的培训请填“结束日期”，或按天分行登记",
        )  # fmt: skip
        return
    if days == 1 and (crossed := within.add(row, person, limit)):
        context.problem(
            row, "minutes", crossed, "请核对当天各行和已登记的学时；多天的培训请填“结束日期”，或按天分行登记"
        )
        return
    values = {"minutes": row["minutes"]} | row.given("until_on")
    plan.add(
        StudyRecord, {"person": person, "title": row["title"], "on": row["on"]}, values, row,
        label=f"{person.name} · {row['title']}",
    )  # fmt: skip


HOURS = Sheet(
    "learning.hours", "学时", "learning.import",
    [
        STAFF_NO, NAME,
        Field("title", "学习内容", ("课程", "课程名称", "培训名称", "学习项目"), required=True),
        Field("on", "日期", ("学习日期", "培训日期", "完成日期"), parse=day, required=True),
        Field("until_on", "结束日期", ("结束时间", "培训结束日期"), parse=day, help="多天的培训填最后一天，一天的留空"),
        Field("minutes", "学时", ("学时数", "时长", "时长（小时）"), parse=minutes, required=True,
              help="没有学习的人写 0：有记录的 0 与没有记录不是一回事"),
    ],
    _studies,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "title": "理论学习专题", "on": "2025-04-18", "minutes": "4"}],
    help="1 学时按 60 分钟记。",
    list_url="learning:list",
)  # fmt: skip


def _module(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row.has("done_on") and row["done_on"] > context.today:
        context.problem(row, "done_on", f"完成日期 {row['done_on']} 在将来", "完成后再登记；未完成的留空")
        return
    plan.add(
        ModuleRecord,
        {"person": person, "course": row["course"], "module": row["module"], "due_on": row["due_on"]},
        row.given("done_on"), row, label=f"{person.name} · {row['module']}",
    )  # fmt: skip


MODULES = person_sheet(
    "learning.modules", "党性教育模块", "learning.import",
    [
        Field("course", "课程", ("课程名称", "专业课"), required=True),
        Field("module", "模块", ("模块名称", "党性教育模块"), required=True),
        Field("due_on", "应完成日期", ("截止日期", "期限"), parse=day, required=True),
        Field("done_on", "完成日期", ("完成时间",), parse=day),
    ],
    _module,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "course": "项目管理", "module": "职业道德与科研诚信",
                    "due_on": "2025-06-30", "done_on": "2025-06-20"}],
    help="非党员填写职业道德、普法与岗位学习模块。",
    list_url="learning:modules",
)  # fmt: skip
