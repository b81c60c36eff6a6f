"""Acts on actuals: reported by the office or the head, by whoever answers for the KPI, or computed from a snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals.choices import QUARTERS, Origin
from shuanglun.records.goals.models import Actual, ActualFile, Goal, GoalKpi, QuarterReview
from shuanglun.records.goals.queries.tree import goal_of
from shuanglun.records.goals.rules import progress as rules
from shuanglun.records.organization.models import Unit

REPORT, OWN = "goals.report", "goals.own"


@dataclass(frozen=True)
class Basis:
    """What a computed actual rests on: the snapshot's name and hash, and how many facts."""

    snapshot: str
    sha256: str
    facts: int


@operation(REPORT, act="goals.record_actual", label="登记季度完成值")
def record_actual(*, kpi: GoalKpi, quarter: int, value: Decimal | None, at: datetime, words: str = "") -> Actual:
    """Say what a KPI had reached by the end of a quarter; without a value, why. A later change keeps the former one in
    the trail."""
    return _recorded(kpi, quarter, value, at, words, Origin.TYPED)


@operation(OWN, act="goals.record_own", label="登记本人牵头 KPI 完成值")
def record_own(*, kpi: GoalKpi, quarter: int, value: Decimal | None, at: datetime, words: str = "") -> Actual:
    """The same by whoever answers for the KPI."""
    return _recorded(kpi, quarter, value, at, words, Origin.TYPED)


@operation(REPORT, act="goals.record_computed", label="登记快照计算的完成值")
def record_computed(
    *, kpi: GoalKpi, quarter: int, value: Decimal | None, basis: Basis, at: datetime, words: str = ""
) -> Actual:
    """Take over what evidence computed. Without facts there is no value: it is missing, not zero."""
    return _recorded(kpi, quarter, value, at, words, Origin.COMPUTED, basis)


def _recorded(
    kpi: GoalKpi, quarter: int, value: Decimal | None, at: datetime, words: str, how: str, basis: Basis | None = None
) -> Actual:
    review = _held_review(kpi, quarter)
    kpi = _standing(kpi)
    goal = kpi.goal
    if quarter not in QUARTERS:
        raise RefusedError("季度只能是 1 至 4。", "quarter")
    rules.is_running(goal.state, goal.title).or_refuse()
    rules.has_begun(goal.year, quarter, timezone.localdate(at)).or_refuse()
    rules.may_come_as(kpi.origin, how).or_refuse()
    rules.says_why(value, words).or_refuse()
    _may_write(review, goal, quarter)
    if how != Origin.COMPUTED:
        others = Actual.objects.filter(kpi=kpi).exclude(quarter=quarter).values_list("quarter", "value")
        rules.accumulates(kpi.pace, quarter, value, words, dict(others)).or_refuse()
    row = Actual.objects.select_for_update().filter(kpi=kpi, quarter=quarter).first()
    if row is None:
        row = Actual(kpi=kpi, quarter=quarter)
    else:
        note(row, before=state(row))
    row.value, row.how, row.words = value, how, words.strip()
    row.snapshot, row.sha256 = (basis.snapshot, basis.sha256) if basis else ("", "")
    row.facts = basis.facts if basis else None
    row.save()
    return row


def _standing(kpi: GoalKpi) -> GoalKpi:
    """The KPI and its goal as they stand now; an owner from another unit may not see the goal itself."""
    kpi = GoalKpi.objects.select_for_update().get(pk=kpi.pk)
    kpi.goal = goal_of(kpi)
    return kpi


def _held_review(kpi: GoalKpi, quarter: int) -> QuarterReview | None:
    """The review of the KPI's unit and quarter, also for an owner who may not see it, held until the act is done: a
    submission keeps the figures as they stand, so either it waits for this act or this act is refused. Where there is no
    review yet, the unit's row is held, as `write` does before it begins one.

    Before the KPI, never after it: an approval holds the review when it writes to the KPIs of posts.
    """
    goal = goal_of(kpi)
    with acting(Actor.system("评估提交后完成值不再改动")):
        reviews = QuarterReview.objects.select_for_update().filter(unit=goal.unit_id, year=goal.year, quarter=quarter)
        if (review := reviews.first()) is None and goal.unit_id is not None:
            Unit.objects.select_for_update(no_key=True).get(pk=goal.unit_id)
            review = reviews.first()  # somebody may have begun it while this act waited
        return review


def _may_write(review: QuarterReview | None, goal: Goal, quarter: int) -> None:
    rules.is_unlocked(review.state if review else None, goal.year, quarter).or_refuse()


def _unlocked(actual: Actual) -> None:
    _may_write(_held_review(actual.kpi, actual.quarter), goal_of(actual.kpi), actual.quarter)


@operation(REPORT, act="goals.attach", label="上传完成值佐证")
def attach(*, actual: Actual, name: str, content: bytes, at: datetime) -> ActualFile:
    """Add a file that proves an actual."""
    return _attached(actual, name, content, at)


@operation(OWN, act="goals.attach_own", label="上传本人牵头 KPI 佐证")
def attach_own(*, actual: Actual, name: str, content: bytes, at: datetime) -> ActualFile:
    """The same by whoever answers for the KPI."""
    return _attached(actual, name, content, at)


def _attached(actual: Actual, name: str, content: bytes, at: datetime) -> ActualFile:
    _unlocked(actual)
    row = ActualFile.made(name=name, content=content, at=at, actual=actual)
    row.save()
    return row


@operation(REPORT, act="goals.detach", label="移除完成值佐证")
def detach(*, file: ActualFile) -> None:
    """Take a file away; the trail keeps that it was there."""
    _unlocked(file.actual)
    note(file, before=state(file))
    file.delete()
