"""Acts on the review of a unit's quarter: the head writes and submits it, the integration office approves or returns
it. With the approval of the fourth quarter the KPIs of posts become the persons' KPI results."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.review import approved, returned, submitted
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals.choices import ACTIVE, QUARTERS, WHOLE, Level
from shuanglun.records.goals.models import Actual, Goal, GoalKpi, KpiResult, QuarterReview
from shuanglun.records.goals.models.progress import REVIEW_FLOW
from shuanglun.records.goals.parameters import limits
from shuanglun.records.goals.queries import standing
from shuanglun.records.goals.rules import progress as rules
from shuanglun.records.organization.models import Unit

REPORT, REVIEW = "goals.report", "goals.review"
LAST_QUARTER = 4


@operation(REPORT, act="goals.write_review", label="填写季度评估")
def write(
    *, unit: Unit, year: int, quarter: int, done: str, problems: str = "", next_steps: str = "", at: datetime
) -> QuarterReview:
    """Write or change the words of a unit's review while it is open."""
    if quarter not in QUARTERS:
        raise RefusedError("季度只能是 1 至 4。", "quarter")
    rules.has_begun(year, quarter, timezone.localdate(at)).or_refuse()
    if not Goal.objects.filter(unit=unit, year=year, level=Level.UNIT, state=ACTIVE).exists():
        raise RefusedError(f"{unit} {year} 年没有执行中的目标，不需要季度评估；请先由办公室启用目标。")
    Unit.objects.select_for_update().get(pk=unit.pk)  # two people may begin the same review at once
    row = QuarterReview.objects.select_for_update().filter(unit=unit, year=year, quarter=quarter).first()
    if row is None:
        row = QuarterReview(unit=unit, unit_path=unit.path, year=year, quarter=quarter)
    else:
        note(row, before=state(row))
        if not row.is_open:
            raise RefusedError(f"这一季评估{row.get_state_display()}，不能修改；要改请先由融合办退回。")
    row.done, row.problems, row.next_steps = done, problems, next_steps
    row.save()
    return row


@operation(REPORT, act="goals.submit_review", label="提交季度评估")
def submit(*, review: QuarterReview, at: datetime) -> QuarterReview:
    """Hand the review over once the quarter is over and every KPI was answered, by a report or in the person's KPI
    result, and pairs that part are explained; the figures are kept with it."""
    review = _locked(review)
    rules.is_over(review.year, review.quarter, timezone.localdate(at)).or_refuse()
    kpis = standing.running_kpis(review.unit_id, review.year)
    told = set(Actual.objects.filter(kpi__in=kpis, quarter=review.quarter).values_list("kpi", flat=True))
    silent = [kpi for kpi in kpis if kpi.pk not in told and not kpi.is_in_result]
    typed, computed = ([kpi.name for kpi in silent if kpi.is_computed is how] for how in (False, True))
    rules.is_complete(review.year, review.quarter, typed, computed).or_refuse()
    now = limits(timezone.localdate(at))
    figures = standing.figures(review.unit_id, review.year, review.quarter, now)
    rules.explains_gaps(sum(item["apart"] for item in figures), review.problems).or_refuse()
    submitted(REVIEW_FLOW, review, at)
    review.figures = figures
    review.save()
    return review


@operation(REVIEW, act="goals.approve_review", label="通过季度评估")
def approve(*, review: QuarterReview, at: datetime, words: str = "") -> QuarterReview:
    """Agree with the review; only another person may (G-14)."""
    review = _locked(review)
    approved(REVIEW_FLOW, review, at, words)
    review.save()
    if review.quarter == LAST_QUARTER:
        _settle_posts(review.unit_id, review.year)
    return review


@operation(REVIEW, act="goals.return_review", label="退回季度评估")
def return_review(*, review: QuarterReview, at: datetime, reason: str) -> QuarterReview:
    """Send the review back to the unit, saying why."""
    review = _locked(review)
    returned(REVIEW_FLOW, review, at, reason)
    review.save()
    note.reason(reason)
    return review


@operation(REVIEW, act="goals.reopen_review", label="退回更正季度评估")
def reopen_review(*, review: QuarterReview, at: datetime, reason: str) -> QuarterReview:
    """Open an approved review again, so that an actual may be corrected; results of persons stay until the next
    approval."""
    review = _locked(review)
    returned(REVIEW_FLOW, review, at, reason, step="reopen")
    review.save()
    note.reason(reason)
    return review


def _locked(review: QuarterReview) -> QuarterReview:
    """The row as it stands now, held until the act is done: two people may click at once."""
    row = QuarterReview.objects.select_for_update(of=("self",)).select_related("unit").get(pk=review.pk)
    note(row, before=state(row))
    return row


def _settle_posts(unit: int, year: int) -> None:
    """One book: what was reported about a post's KPI by the year's end is the person's KPI result. A result without an
    actual is uncovered, never zero; a figure that the result has already stays when no other was reported."""
    kpis = GoalKpi.objects.filter(goal__unit=unit, goal__year=year, goal__level=Level.POST, goal__state=ACTIVE)
    rows = list(kpis.select_related("goal", "owner", "result").order_by("pk"))
    actuals = dict(Actual.objects.filter(kpi__in=rows, quarter=LAST_QUARTER).values_list("kpi", "value"))
    for kpi in rows:
        _settle(kpi, kpi.result or _result_of(kpi), actuals.get(kpi.pk))


def _result_of(kpi: GoalKpi) -> KpiResult:
    """The person's result under the KPI's code, or a new one."""
    known = KpiResult.objects.filter(person=kpi.owner, year=kpi.goal.year, code=kpi.code).first()
    return known or KpiResult(person=kpi.owner, year=kpi.goal.year, code=kpi.code)


def _settle(kpi: GoalKpi, result: KpiResult, actual: Decimal | None) -> None:
    if result.pk:
        note(result, before=state(result))
    result.name, result.direction, result.bound, result.target = kpi.name, kpi.direction, kpi.bound, kpi.target
    result.weight = max(1, (kpi.goal.weight * kpi.weight + WHOLE // 2) // WHOLE)
    result.actual = result.actual if actual is None else actual
    is_new = result.pk is None
    result.save()
    if is_new:
        note(result)
    if kpi.result_id != result.pk:
        note(kpi, before=state(kpi))
        kpi.result = result
        kpi.save(update_fields=["result"])
