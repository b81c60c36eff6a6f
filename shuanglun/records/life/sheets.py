"""What the life room takes in: attendance of meetings, own issues, volunteer service."""

from __future__ import annotations

from datetime import date

from shuanglun.base import review
from shuanglun.base.checkin.models import How
from shuanglun.base.imports.cleaning import choice, day, minutes
from shuanglun.base.imports.sheet import Context, Field, Plan, Ref, Row, Sheet
from shuanglun.records.life.choices import MeetingKind
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person
from shuanglun.records.people.per_person import NAME, STAFF_NO, of_persons, person_sheet

KIND = choice(
    *((kind.value, kind.label) for kind in MeetingKind if kind.value not in "1269"),
    ("1", "支部党员大会", "党员大会"), ("2", "支部委员会", "支委会"), ("6", "组织生活会"), ("9", "民主评议党员", "民主评议"),
)  # fmt: skip
PRESENCE = choice(
    ("present", "到会", "出席", "实到", "是", "√", "到"), ("absent", "未到会", "缺席", "无故缺席", "否", "×"),
    ("leave", "请假", "事假"), ("exempt", "豁免", "病假", "产假", "公出", "免除"),
)  # fmt: skip


Key = tuple[int, str, date, str]
A_DAY = 24 * 60


def _attendance(rows: list[Row], context: Context) -> Plan:
    plan = Plan()
    branches = {key: item for item in PartyOrganization.objects.all() for key in (item.name, item.code)}
    unfinished, kept = _kept_here(rows)
    for row, person in of_persons(rows, context):
        branch = branches.get(row["branch"])
        if branch is None:
            context.problem(row, "branch", f"没有党组织“{row['branch']}”", "请写组织机构中的党支部名称或编号")
        elif row["on"] > context.today:
            context.problem(row, "on", f"日期 {row['on']} 在将来", "会议召开后再登记出勤")
        elif (branch.pk, row["kind"], row["on"], row["title"]) in unfinished:
            context.problem(
                row, "title", "这次会议正在系统内登记，还没有通过审核", "请在会议页面登记到会，或审核通过后再导入更正"
            )
        elif (branch.pk, row["kind"], row["on"], row["title"]) in kept:
            context.problem(
                row,
                "title",
                "这次会议由党组织在系统内登记并已通过审核，不能用导入改写",
                "请在会议页面“退回更正”，由记录人修改后再提交",
            )
        elif _fits_a_day(row, context):
            _one(plan, row, person, branch)
    return plan


def _fits_a_day(row: Row, context: Context) -> bool:
    if row.has("minutes") and not 0 < row["minutes"] <= A_DAY:
        context.problem(
            row, "minutes", f"时长 {row['minutes']} 分钟不在 1 分钟到 24 小时之间", "请核对单位：按小时填写，例如 1.5"
        )
        return False
    return True


def _kept_here(rows: list[Row]) -> tuple[set[Key], set[Key]]:
    """Meetings of those days which a Party organization keeps itself, by whether the record still is written: a file must
    neither overtake it nor rewrite what was reviewed. What came by a file was never handed over."""
    here = Meeting.objects.filter(on__in={row["on"] for row in rows}).values_list("branch_id", "kind", "on", "title")
    reviewed = here.filter(state=review.APPROVED, submitted_at__isnull=False)
    return set(here.exclude(state=review.APPROVED)), set(reviewed)


def _one(plan: Plan, row: Row, person: Person, branch: PartyOrganization) -> Ref:
    key = {"branch": branch, "kind": row["kind"], "on": row["on"], "title": row["title"]}
    meeting = plan.add(
        Meeting, key, {"minutes": row["minutes"]} if row.has("minutes") else {}, row, shared=True, label=row["title"],
        # The office that brings the sheet is the one that reviews: what it imports is a finished record.
        on_create={"state": review.APPROVED},
    )  # fmt: skip
    return plan.add(
        Attendance, {"meeting": meeting, "person": person}, {"presence": row["presence"]}, row,
        label=f"{person.name} · {row['title']}", on_create={"how": How.SHEET},
    )  # fmt: skip


ATTENDANCE = Sheet(
    "life.attendance", "组织生活签到", "life.import",
    [
        Field("branch", "党支部", ("支部", "所在党支部", "党组织", "支部名称"), required=True),
        Field("kind", "会议类型", ("类型", "活动类型", "类别"), parse=KIND, required=True),
        Field("title", "主题", ("会议名称", "活动主题", "名称", "会议主题"), required=True),
        Field("on", "日期", ("会议日期", "时间", "活动日期", "召开时间"), parse=day, required=True),
        STAFF_NO, NAME,
        Field("presence", "到会情况", ("出勤情况", "签到", "是否到会", "出席情况"), parse=PRESENCE, required=True),
        Field("minutes", "时长（小时）", ("时长", "会议时长", "学时"), parse=minutes),
    ],
    _attendance,
    template_rows=[{"branch": "材料研究所党支部", "kind": "主题党日", "title": "三月主题党日", "on": "2025-03-14",
                    "staff_no": "A00001", "person_name": "林一禾", "presence": "到会", "minutes": "2"}],
    quiet=("state",),
    help="一行一人一次会议。病假、产假、公出写“豁免”：不计入应到；请假计入应到。",
    list_url="life:sign-ins",
)  # fmt: skip


def _issue(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row["due_on"] < row["raised_on"]:
        context.problem(row, "due_on", "整改期限早于提出日期", "请核对两个日期")
    elif row.has("closed_on") and not row["raised_on"] <= row["closed_on"] <= context.today:
        context.problem(row, "closed_on", "销号日期早于提出日期，或在将来", "请核对；未销号的留空")
    else:
        plan.add(
            IssueItem, {"person": person, "title": row["title"], "raised_on": row["raised_on"]},
            {"due_on": row["due_on"], **row.given("fact", "measure", "closed_on")}, row, label=f"{person.name} · {row['title']}",
        )  # fmt: skip


ISSUES = person_sheet(
    "life.issues", "个人问题清单", "life.import",
    [
        Field("title", "问题", ("查摆问题", "问题描述"), required=True),
        Field("fact", "具体表现", ("表现", "具体事实")),
        Field("measure", "整改措施", ("措施",)),
        Field("raised_on", "提出日期", ("查摆日期", "会议日期"), parse=day, required=True),
        Field("due_on", "整改期限", ("期限", "完成时限"), parse=day, required=True),
        Field("closed_on", "销号日期", ("整改完成日期", "完成日期"), parse=day),
    ],
    _issue,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "title": "下基层调研不够", "fact": "全年到一线两次", "measure": "每季度到一线两次",
                    "raised_on": "2025-01-20", "due_on": "2025-06-30", "closed_on": ""}],
    help="只登记本人列出的问题和整改；别人的批评意见不登记、不计数。",
    list_url="life:issues",
)  # fmt: skip


def _service(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row["on"] > context.today:
        context.problem(row, "on", f"日期 {row['on']} 在将来", "活动结束后再登记")
        return
    if not _fits_a_day(row, context):
        return
    plan.add(
        VolunteerService, {"person": person, "title": row["title"], "on": row["on"]}, {"minutes": row["minutes"]}, row,
        label=f"{person.name} · {row['title']}",
    )  # fmt: skip


SERVICES = person_sheet(
    "life.services", "志愿服务", "life.import",
    [
        Field("title", "项目", ("活动名称", "志愿项目"), required=True),
        Field("on", "日期", ("服务日期", "活动日期"), parse=day, required=True),
        Field("minutes", "时长（小时）", ("时长", "服务时长", "小时数"), parse=minutes, required=True),
    ],
    _service,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "title": "社区科普", "on": "2025-04-12", "minutes": "2"}],
    help="志愿服务自愿参加：只加分，不扣分，不影响覆盖率。",
    list_url="life:services",
)  # fmt: skip
