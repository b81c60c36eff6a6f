"""The river once from end to end, as the demo accounts would do it: publish the schemes, freeze a year, score it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from django.utils import timezone

from shuanglun.base.actor import Actor, acting, using
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.indicators import operations as indicators
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots import handing
from shuanglun.evidence.snapshots import operations as snapshots
from shuanglun.evidence.snapshots.choices import Part
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.front.accounts.models import User, actor_for
from shuanglun.front.demo import goal_operations
from shuanglun.records.goals import operations as goals
from shuanglun.records.goals.models import Goal
from shuanglun.records.goals.rules import progress
from shuanglun.records.life.jobs import find_hints
from shuanglun.records.life.models import Hint
from shuanglun.records.life.queries.hints import REVIEW
from shuanglun.records.organization.models import Unit
from shuanglun.scores.scoring import operations as scoring

Timed = Callable[[str], AbstractContextManager[Callable[[str], None]]]


def run(year: int, timed: Timed, today: date | None = None) -> None:
    """Publish the shipped schemes by two people, freeze the year, score it; with `today`, which lies in the year after
    it, the year's goals end. Not inside a transaction."""
    with timed("发布指标方案") as say:
        versions = indicators.ship(
            submitter=actor("renshi", "personnel"),
            publisher=actor("zhenggong", "political"),
            on=timezone.localdate(),
        )
        say("、".join(str(version) for version in versions))
    with timed("待审方案") as say:
        say(_leave_a_draft(timezone.localdate().year + 1))
    with timed("核实提示") as say, acting(actor("zhenggong", "political")), using(REVIEW):
        find_hints(Progress())
        say(f"{Hint.objects.count()} 条")
    with acting(actor("ronghe", "integration")):
        with timed("冻结快照") as say, using(snapshots.RIGHT):
            snapshot = snapshots.queue(year=year, part=Part.YEAR, at=timezone.now())
            snapshot = snapshots.freeze(snapshot=snapshot, progress=_quiet)
            say(f"{snapshot.name}，{snapshot.facts:,} 条事实")
        with timed("计算目标 KPI") as say:
            say(handing.hand_down(snapshot=snapshot, at=timezone.now(), tell=_quiet).words)
        if any(version.valid_from <= date(year, 12, 31) for version in versions):
            with timed("双维度计分") as say:
                say(_score(year, snapshot))
    with timed("季度评估") as say:
        if today is None:
            say(_hand_in_a_review(year, 4))
        else:
            with acting(Actor.system("装入虚构单位")):
                say(f"结束 {goal_operations.finish_year(year=year)} 个目标")
            if over := progress.ended(today.year, today):
                say(_hand_in_a_review(today.year, over[-1]))


def _hand_in_a_review(year: int, quarter: int) -> str:
    """One head's review of the last quarter waits for the integration office; the other heads have not written yet."""
    with acting(actor("bumen", "section_head")), using("goals.report"):
        unit = Unit.objects.in_order().first()
        if unit is None or not Goal.objects.of_units().active().filter(unit=unit, year=year).exists():
            return "该部门没有目标"
        try:
            row = goals.write(
                unit=unit, year=year, quarter=quarter, at=timezone.now(),
                done="重点项目节点按计划完成，青年骨干培养按计划推进。", problems="党建侧进度落后于业务侧，攻关小组覆盖不足。",
                next_steps="支部与课题组每月同检查，补齐攻关小组。",
            )  # fmt: skip
            return str(goals.submit(review=row, at=timezone.now()))
        except RefusedError as refused:  # a very small house has other units, or the machine's clock is behind
            return refused.reason


def _leave_a_draft(year: int) -> str:
    """A version for the coming year waits for a second officer, so that a newcomer sees why it takes two (G-14)."""
    latest = SchemeVersion.objects.published().filter(scheme__code="management").first()
    if latest is None:
        return "没有可供起草的版本"
    text = latest.source.replace(f'"{latest.version}"', f'"{year}.1"')
    text = text.replace(f"valid_from: {latest.valid_from}", f"valid_from: {date(year, 1, 1)}")
    text = text.replace("1200", "1440").replace("20学时", "24学时")  # a change worth looking at: 20 → 24 hours
    with acting(actor("renshi", "personnel")):
        draft = indicators.draft_from(source=text, words="演示：待第二人核对")
        return str(indicators.submit(version=draft, words="请核对后发布"))


def actor(username: str, role: str) -> Actor:
    """A demo account acting in a role."""
    user = User.objects.get(username=username)
    return actor_for(user, list(user.grants.all()), role)


def _score(year: int, snapshot: Snapshot) -> str:
    name = f"{year}年度双维度计分"
    with using(scoring.RIGHT):
        asked = scoring.request_run(name=name, snapshot=snapshot, drafts=[], trial=False, at=timezone.now())
        done = scoring.carry_out(run=asked, tell=_quiet)
    return f"{done.people:,} 人，资料不足 {done.lacking:,} 人，不在方案范围 {done.unscored:,} 人"


def _quiet(done: int, total: int = 0, message: str = "") -> None:
    """A step of a long act; the demo prints whole steps only."""
