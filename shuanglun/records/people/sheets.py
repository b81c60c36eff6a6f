"""What the people room takes in: the roster, working attendance by month, exemptions."""

from __future__ import annotations

from datetime import date

from shuanglun.base.imports.cleaning import Bad, choice, code, day, id_number, integer, month, name, text
from shuanglun.base.imports.reader import Cell
from shuanglun.base.imports.sheet import Context, Field, Plan, Row, Sheet
from shuanglun.base.periods import PartialDate
from shuanglun.records.organization.choices import GRADES, grade_label
from shuanglun.records.people.choices import PoliticalStatus
from shuanglun.records.people.models import Exemption, Person, WorkMonth
from shuanglun.records.people.per_person import person_sheet
from shuanglun.records.people.roster import plan_row, read_house
from shuanglun.records.people.rules import POLITICAL_STATUS

CATEGORY = choice(
    ("M", "管理岗", "管理岗位", "管理", "职员"),
    ("P", "专业技术岗", "专业技术岗位", "专技岗", "专技", "专业技术"),
    ("W", "工勤技能岗", "工勤技能岗位", "工勤岗", "工勤"),
)
GRADE = choice(*((grade, grade_label(grade), grade) for grades in GRADES.values() for grade in grades))
PARTY_POST = choice(
    ("member", "普通党员", "党员", "无"), ("secretary", "党支部书记", "支部书记", "书记"),
    ("deputy", "党支部副书记", "支部副书记", "副书记"),
    ("committee", "支部委员", "组织委员", "宣传委员", "纪检委员", "青年委员", "统战委员", "委员"),
    ("group_leader", "党小组组长", "党小组长", "组长"),
)  # fmt: skip
STATUS = choice(*((key, PoliticalStatus(key).label, *words) for key, words in POLITICAL_STATUS.items()))


def _roster(rows: list[Row], context: Context) -> Plan:
    house, plan = read_house(rows, context), Plan()
    for row in rows:
        plan_row(plan, row, house, context)
    return plan


ROSTER = Sheet(
    "people.roster", "人员名册", "people.import",
    [
        Field("staff_no", "工号", ("工作证号", "职工号", "人员编号", "员工编号"), parse=code, required=True),
        Field("name", "姓名", ("名字", "干部姓名", "人员姓名"), parse=name, required=True),
        Field("unit", "所在单位", ("部门", "所在部门", "单位", "呈报单位", "工作部门"), required=True,
              help="组织机构中的名称或编号"),
        Field("post_name", "现任职务", ("职务", "岗位", "现职务", "岗位名称", "所在单位及职务"), parse=text),
        Field("category", "岗位类别", ("岗位性质", "职务属性"), parse=CATEGORY),
        Field("grade", "岗位等级", ("职员等级", "行政级别(职员等级)"), parse=GRADE),
        Field("sex", "性别", parse=choice(("1", "男"), ("2", "女"), ("0", "未知"), ("9", "未说明"))),
        Field("id_number", "身份证号", ("证件号码", "身份证号码", "公民身份号码"), parse=id_number),
        Field("born", "出生时间", ("出生年月", "出生日期"), parse=month),
        Field("political_status", "政治面貌", ("党派",), parse=STATUS),
        Field("branch", "所在党组织", ("党支部", "所在党支部", "所属支部", "支部"), help="党员必填"),
        Field("party_post", "党内职务", ("支部职务",), parse=PARTY_POST),
        Field("party_since", "任党内职务时间", ("组织关系转入时间",), parse=day),
        Field("joined_on", "到单位日期", ("到单位时间", "入职日期", "来院时间"), parse=day),
        Field("post_since", "任现职时间", ("现职务始任时间",), parse=day, help="调整部门或岗位时必填，旧任职到此日为止"),
    ],
    _roster,
    template_rows=[{"staff_no": "A00001", "name": "林一禾", "unit": "材料研究所", "post_name": "助理研究员",
                    "category": "专业技术岗", "grade": "专业技术岗十级", "sex": "女", "id_number": "999999198811150024",
                    "born": "1988-11", "political_status": "群众", "joined_on": "2014-07-01", "post_since": "2018-05-01"}],
    help="同一份名册可以反复导入：没有变化的行不会写入。民族、健康、家庭等列不读取。",
    list_url="people:list",
)  # fmt: skip


def _first_of_month(cell: Cell) -> date:
    value: PartialDate = month(cell)
    return date(value.year, value.month or 1, 1)


_first_of_month.hint = "年月，如 2025-03"  # type: ignore[attr-defined]
_first_of_month.say = lambda day: f"{day:%Y-%m}"  # type: ignore[attr-defined]


def _work(plan: Plan, row: Row, person: Person, context: Context) -> None:
    exempt = row["exempt_days"] or 0
    if row["present_days"] + exempt > row["work_days"]:
        context.problem(
            row, "present_days", f"实出勤 {row['present_days']} 天加豁免 {exempt} 天，超过应出勤 {row['work_days']} 天",
            "请核对三个天数；事假不是豁免",
        )  # fmt: skip
        return
    plan.add(
        WorkMonth, {"person": person, "month": row["month"]},
        {"work_days": row["work_days"], "exempt_days": exempt, "present_days": row["present_days"]}, row,
        label=f"{person.name} {row['month']:%Y-%m}",
    )  # fmt: skip


_DAYS = type(integer)(0, 31, "天")
WORK = person_sheet(
    "people.work", "出勤月报", "people.import",
    [
        Field("month", "月份", ("考勤月份", "年月"), parse=_first_of_month, required=True),
        Field("work_days", "应出勤天数", ("应出勤", "应到天数"), parse=_DAYS, required=True),
        Field("present_days", "实出勤天数", ("实出勤", "出勤天数", "实到天数"), parse=_DAYS, required=True),
        Field("exempt_days", "豁免天数", ("病产公出天数", "病假产假公出天数", "免考勤天数"), parse=_DAYS,
              help="病假、产假、公出；事假不算"),
    ],
    _work,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "month": "2025-03", "work_days": "21", "present_days": "20",
                    "exempt_days": "1"}],
    help="病假、产假、公出的天数不计入应出勤，不影响出勤率；事假计入应出勤。",
    list_url="people:work",
)  # fmt: skip


def _exempt(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row["until_on"] <= row["from_on"]:
        context.problem(row, "until_on", "止日期不晚于起日期", "止日期是豁免结束后的第一天，请核对")
        return
    plan.add(
        Exemption, {"person": person, "measure": "", "from_on": row["from_on"]},
        {"reason": row["reason"], "until_on": row["until_on"]}, row, label=f"{person.name} 豁免",
    )  # fmt: skip


def _reason(cell: Cell) -> str:
    if "事假" in str(cell):
        raise Bad("事假不是豁免事由", "只有病假、产假、借调外派、公出、年老体弱可以豁免；事假计入应出勤")
    return _REASONS(cell)


_REASONS = choice(
    ("sick", "病假", "病"), ("maternity", "产假", "产"), ("secondment", "借调、外派", "借调", "外派", "挂职"),
    ("duty", "公出", "公差", "出差"), ("age", "年老体弱", "年老"),
)  # fmt: skip
_reason.hint, _reason.say = _REASONS.hint, _REASONS.say  # type: ignore[attr-defined]

EXEMPTIONS = person_sheet(
    "people.exemptions", "豁免", "people.import",
    [
        Field("reason", "事由", ("豁免事由", "原因"), parse=_reason, required=True),
        Field("from_on", "起", ("开始日期", "起始日期"), parse=day, required=True),
        Field("until_on", "止", ("结束日期", "截止日期"), parse=day, required=True, help="豁免结束后的第一天"),
    ],
    _exempt,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "reason": "产假", "from_on": "2025-03-01",
                    "until_on": "2025-08-07"}],
    help="事由只留在人事部门，不进入快照，不在结果中显示。",
    list_url="people:list",
)  # fmt: skip
