"""What the goals room takes in: KPI results, key tasks, outcomes."""

from __future__ import annotations

from decimal import Decimal

from shuanglun.base.imports.cleaning import Integer, Number, choice, code, day
from shuanglun.base.imports.reader import Cell
from shuanglun.base.imports.sheet import Context, Field, Plan, Row
from shuanglun.records.goals.models import KeyTask, KpiResult, Outcome
from shuanglun.records.people.models import Person
from shuanglun.records.people.per_person import person_sheet

FIGURE = Number(scale=4, low=-(10**9), high=10**9)


def _weight(cell: Cell) -> int:
    """Percent as people write it (30, 30%, 0.3 as a percent cell) in basis points."""
    text = str(cell).strip().removesuffix("%").removesuffix("％")
    share = Number(scale=4, low=0, high=100)(text if isinstance(cell, str) else cell)
    return int(share * (10_000 if not isinstance(cell, str) and share <= 1 else 100))


_weight.hint = "百分数，如 30"  # type: ignore[attr-defined]
_weight.say = lambda points: f"{points / 100:g}%"  # type: ignore[attr-defined]


def _kpi(plan: Plan, row: Row, person: Person, context: Context) -> None:
    direction, bound = row["direction"] or "higher", row["bound"]
    if direction == "lower" and bound is None:
        context.problem(row, "bound", "“越低越好”的指标没有上限值", "请填写上限值：达到或超过上限得 0 分")
        return
    bound = Decimal(0) if bound is None else bound
    if (direction == "higher" and row["target"] <= bound) or (direction == "lower" and row["target"] >= bound):
        context.problem(
            row, "target", f"目标值 {row['target']} 与底线值 {bound} 相等或方向相反", "请核对目标值和底线值"
        )
        return
    plan.add(
        KpiResult, {"person": person, "year": row["year"], "code": row["code"]},
        {"name": row["name"], "weight": row["weight"], "direction": direction, "bound": bound, "target": row["target"],
         **row.given("actual")},
        row, label=f"{person.name} · {row['name']}",
    )  # fmt: skip


KPI = person_sheet(
    "goals.kpi", "KPI 结果", "goals.import",
    [
        Field("year", "年度", ("考核年度", "年份"), parse=Integer(2000, 2100, "年"), required=True),
        Field("code", "指标编号", ("编号", "KPI编号"), parse=code, required=True),
        Field("name", "指标", ("指标名称", "KPI", "KPI名称"), required=True),
        Field("weight", "权重", ("权重（%）", "占比"), parse=_weight, required=True),
        Field("direction", "方向", ("指标方向",), parse=choice(("higher", "越高越好", "正向"), ("lower", "越低越好", "负向"))),
        Field("bound", "底线值", ("上限值", "下限值", "起点值"), parse=FIGURE),
        Field("target", "目标值", ("目标", "年度目标"), parse=FIGURE, required=True),
        Field("actual", "完成值", ("实际值", "完成情况", "实际完成"), parse=FIGURE, help="没有结果的留空，不写 0"),
    ],
    _kpi,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "year": "2025", "code": "K01", "name": "项目验收",
                    "weight": "40", "direction": "越高越好", "bound": "0", "target": "5", "actual": "4"}],
    help="只能导入本部门人员。完成值留空的指标不计 0，按权重计入未覆盖。",
    list_url="goals:list",
)  # fmt: skip


def _task(plan: Plan, row: Row, person: Person, context: Context) -> None:
    if row.has("done_on") and row["done_on"] > context.today:
        context.problem(row, "done_on", f"完成日期 {row['done_on']} 在将来", "未完成的留空")
        return
    plan.add(
        KeyTask, {"person": person, "title": row["title"], "due_on": row["due_on"]}, row.given("done_on"), row,
        label=f"{person.name} · {row['title']}",
    )  # fmt: skip


TASKS = person_sheet(
    "goals.tasks", "重点任务", "goals.import",
    [
        Field("title", "任务", ("任务名称", "重点任务"), required=True),
        Field("due_on", "期限", ("完成时限", "截止日期"), parse=day, required=True),
        Field("done_on", "完成日期", ("完成时间",), parse=day),
    ],
    _task,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "title": "数据平台上线", "due_on": "2025-09-30",
                    "done_on": "2025-09-20"}],
    list_url="goals:tasks",
)  # fmt: skip


def _outcome(plan: Plan, row: Row, person: Person, context: Context) -> None:
    plan.add(
        Outcome, {"person": person, "title": row["title"], "on": row["on"]}, {"points": row["points"]}, row,
        label=f"{person.name} · {row['title']}",
    )  # fmt: skip


OUTCOMES = person_sheet(
    "goals.outcomes", "成果与创新", "goals.import",
    [
        Field("title", "成果", ("成果名称",), required=True),
        Field("on", "认定日期", ("日期", "认定时间"), parse=day, required=True),
        Field("points", "分值", ("得分", "积分"), parse=Number(scale=2, low=0, high=1000), required=True),
    ],
    _outcome,
    template_rows=[{"staff_no": "A00001", "person_name": "林一禾", "title": "行业标准一项", "on": "2025-10-15", "points": "30"}],
    help="没有成果的人登记一行 0 分：有记录的 0 与没有记录不是一回事。",
    list_url="goals:outcomes",
)  # fmt: skip
