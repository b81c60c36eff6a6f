"""Judgements over changes of parameters. No database."""

from __future__ import annotations

from datetime import date

from shuanglun.base.flow import Flow, Step
from shuanglun.base.parameters.registry import Parameter
from shuanglun.base.verdicts import Allowed, Refused, Verdict

PROPOSED, APPROVED, WITHDRAWN = "proposed", "approved", "withdrawn"
FLOW = Flow(
    "parameters.change",
    states={PROPOSED: "待另一人批准", APPROVED: "已批准", WITHDRAWN: "未采用"},
    steps=(
        Step("approve", (PROPOSED,), APPROVED, "批准"),
        Step("withdraw", (PROPOSED,), WITHDRAWN, "不采用"),
    ),
)
LAMPS = {PROPOSED: "soon", APPROVED: "done", WITHDRAWN: "off"}


def may_become(parameter: Parameter, value: int, now: int) -> Verdict:
    """A new value lies within the bounds of sense and is another one."""
    if not parameter.low <= value <= parameter.high:
        return Refused(
            f"“{parameter.label}”须在 {parameter.low} 至 {parameter.high}（{parameter.unit}）之间，现填 {value}。",
            "value",
        )
    if value == now:
        return Refused(f"“{parameter.label}”在这一天已经是 {value}，不必修改。", "value")
    return Allowed()


def may_hold_from(from_on: date, today: date) -> Verdict:
    """What was judged by a figure stays so: a new one holds from this year's first day at the earliest."""
    if from_on < date(today.year, 1, 1):
        return Refused(f"生效日期不能早于 {today.year}-01-01：以前年度已按原参数办理，不追溯。", "from_on")
    return Allowed()
