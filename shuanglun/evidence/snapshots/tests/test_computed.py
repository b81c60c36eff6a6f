"""Computed KPIs: exact figures of a small frozen house, handed down to the goals room."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.base.jobs.progress import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.evidence.snapshots import computed, handing, jobs, opening, queries, rules
from shuanglun.evidence.snapshots.choices import Part
from shuanglun.evidence.snapshots.computed import COMPUTABLES, Whose
from shuanglun.evidence.snapshots.tests.factories import make_house, make_snapshot, move
from shuanglun.records.goals import operations as goals
from shuanglun.records.goals.models import Actual, QuarterReview
from shuanglun.records.people.tests.factories import make_unit

AT = datetime(2026, 2, 1, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system("test")
HAND = pytest.mark.django_db(transaction=True)


def test_a_snapshot_speaks_for_the_quarter_it_reaches_from_january():
    spans = {
        (date(2025, 1, 1), date(2026, 1, 1)): (2025, 4),
        (date(2025, 1, 1), date(2025, 4, 1)): (2025, 1),
        (date(2025, 1, 1), date(2025, 7, 1)): (2025, 2),
        (date(2025, 4, 1), date(2025, 7, 1)): None,
        (date(2025, 1, 1), date(2025, 11, 1)): None,
        (date(2024, 1, 1), date(2026, 1, 1)): None,
    }
    assert {span: computed.quarter_of(*span) for span in spans} == spans


def test_every_quarter_can_be_frozen_as_its_kpis_need_it_on_any_later_day():
    parts = [rules.period_of(2025, part, AT.date()) for part in Part.values]
    assert {computed.quarter_of(period.from_, period.until) for period in parts} == {
        (2025, 1), (2025, 2), (2025, 3), (2025, 4), None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "told"), [(Fraction(1, 3), "0.3333"), (Fraction(1, 20_000), "0.0001"), (2, "2.0000")]
)
def test_figures_are_rounded_once_half_up(value, told):
    assert str(computed.rounded(Fraction(value))) == told


@HAND
def test_figures_are_exact_and_exemptions_leave_the_denominator():
    house = make_house()
    other = make_unit("无人的部门")
    snapshot = make_snapshot()
    member, unit = Whose("person", str(house.member.pk)), Whose("unit", house.member.unit_path)
    with acting(SYSTEM), opening.opened(snapshot) as evidence:
        reckoning = computed.Reckoning(evidence)

        def told(key: str, whose: Whose = unit) -> tuple:
            answer = reckoning.answer(COMPUTABLES[key], whose)
            return answer.value, answer.facts

        # Came, absent, on leave, exempt, and two lectures attended: six occasions, one of them exempt.
        assert told("life.attendance.share") == (Decimal("60.0000"), 6)
        # 17 of 20 − 2 exempt days; the month whose 21 days are all exempt counts for nothing.
        assert told("work.attendance.share", member) == (Decimal("94.4444"), 2)
        assert told("work.tasks.share") == (Decimal("50.0000"), 2)
        assert told("work.outcomes.sum") == (Decimal("12.3500"), 1)
        # 45 minutes of study, 0 recorded by the colleague, 90 of a lecture; two people on the last day.
        assert told("study.minutes.sum") == (Decimal("2.2500"), 3)
        assert told("study.minutes.mean_per_person") == (Decimal("1.1250"), 3)
        assert told("life.attendance.share", Whose("unit", other.path)) == (None, 0)
        assert told("life.attendance.share", Whose("party", house.member.branch_path)) == (Decimal("60.0000"), 6)
        assert told("life.attendance.share", Whose("unit", "/")) == (Decimal("60.0000"), 6)


@HAND
def test_a_fact_belongs_to_the_unit_of_its_day():
    house = make_house()
    later = make_unit("新部门")
    move(house.member, date(2025, 4, 15), unit=later)
    snapshot = make_snapshot()
    with acting(SYSTEM), opening.opened(snapshot) as evidence:
        item = COMPUTABLES["life.attendance.share"]
        before = computed.Reckoning(evidence).answer(item, Whose("unit", house.member.unit_path))
        after = computed.Reckoning(evidence).answer(item, Whose("unit", later.path))
    assert (before.value, before.facts) == (Decimal("50.0000"), 3)  # came, on leave, exempt
    assert (after.value, after.facts) == (Decimal("66.6667"), 3)  # two lectures, absent once


def make_goal(house, **kpi):
    """A unit goal of 2025 in force; its Party side is computed."""
    unit = house.member.unit
    with acting(SYSTEM):
        top = goals.draft(year=2025, code="S1", title="战略", level="strategy", weight=10_000)
        goal = goals.draft(year=2025, code="G1", title="部门", level="unit", weight=10_000, parent=top, unit=unit)
        side = goals.set_kpi(
            goal=goal, side="party", name="出勤率", owner=house.member, target=Decimal(90), origin="computed",
            measure="life.attendance.share", **kpi,
        )  # fmt: skip
        goals.set_kpi(goal=goal, side="hr", name="项目", owner=house.colleague, target=Decimal(9))
        goals.activate(year=2025)
        goals.activate(year=2025, unit=unit)
    return side


@HAND
def test_the_figure_reaches_its_kpi_with_its_snapshot():
    house = make_house()
    kpi = make_goal(house)
    snapshot = make_snapshot()
    with acting(SYSTEM):
        assert jobs.compute_kpis(Progress(), snapshot=snapshot.pk) == snapshot.get_absolute_url()
        handed = handing.hand_down(snapshot=snapshot, at=AT, tell=Progress())  # again: nothing doubles
    row = Actual._base_manager.get()
    assert handed.words == "已登记 1 个 KPI"
    assert (row.kpi_id, row.quarter, row.value, row.how, row.facts) == (kpi.pk, 4, Decimal("60"), "computed", 6)
    assert (row.snapshot, row.sha256) == (snapshot.name, snapshot.sha256)
    assert row.words == "完成 3，应完成 5（已除去豁免）"


@HAND
def test_a_locked_kpi_is_left_alone_and_said():
    house = make_house()
    make_goal(house)
    snapshot = make_snapshot()
    with acting(SYSTEM):
        goals.write(unit=house.member.unit, year=2025, quarter=4, done="…", at=AT)
        QuarterReview._base_manager.update(state="approved")
        handed = handing.hand_down(snapshot=snapshot, at=AT, tell=Progress())
    assert (handed.written, handed.left) == (0, 1)
    assert "评估已通过" in handed.words
    assert not Actual._base_manager.exists()


@HAND
def test_a_single_quarter_is_refused():
    make_house()
    snapshot = make_snapshot(part="Q2")
    with acting(SYSTEM), pytest.raises(RefusedError, match="不是从年初到季末"):
        handing.hand_down(snapshot=snapshot, at=AT, tell=Progress())


@HAND
def test_the_button_is_for_the_offices(sign_in):
    house = make_house()
    make_goal(house)
    snapshot = make_snapshot()
    page = sign_in("political").get(snapshot.get_absolute_url()).content.decode()
    assert "计算目标 KPI" in page
    assert sign_in("section_head", unit=house.member.unit).post(f"/snapshots/{snapshot.pk}/compute/").status_code == 404
    assert sign_in("political").post(f"/snapshots/{snapshot.pk}/compute/").status_code == 302


def waiting(on: date) -> list[tuple]:
    with acting(SYSTEM):
        return [(item.title, item.meta, item.url, item.due_on) for item in queries.open_items(on)]


@HAND
def test_what_waits_for_a_snapshot_is_on_the_list_of_who_freezes():
    house = make_house()
    assert waiting(AT.date()) == []
    kpi = make_goal(house)
    first, *_, last = waiting(AT.date())
    assert first == (
        "计算目标 KPI：2025 年第 1 季度", "出勤率（1 个）；先冻结 2025-01-01 至 2025-03-31 的快照",
        "/snapshots/freeze/", date(2025, 4, 15),
    )  # fmt: skip
    snapshot = make_snapshot()
    *_, last = waiting(AT.date())
    assert last[1:3] == (f"出勤率（1 个）；快照 {snapshot.name} 已冻结，在其页面计算", snapshot.get_absolute_url())
    with acting(SYSTEM):
        handing.hand_down(snapshot=snapshot, at=AT, tell=Progress())
        QuarterReview.objects.create(
            unit=kpi.goal.unit, unit_path=kpi.goal.unit_path, year=2025, quarter=1, done="…", state="submitted"
        )
    assert [title for title, *_ in waiting(AT.date())] == [
        "计算目标 KPI：2025 年第 2 季度", "计算目标 KPI：2025 年第 3 季度",
    ]  # fmt: skip
