"""A goal from plan to the approved review, as the offices and the head do it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Actual, ActualFile, Goal, GoalKpi, KpiResult, QuarterReview
from shuanglun.records.goals.operations.progress import Basis
from shuanglun.records.goals.tests.factories import (
    AT,
    SYSTEM,
    YEAR,
    make_goal,
    make_house,
    make_kpi,
    make_pair,
    report,
)
from shuanglun.records.people.tests.factories import make_person, make_unit

pytestmark = pytest.mark.django_db
MODELS = (Goal, GoalKpi, Actual, ActualFile, QuarterReview, KpiResult)


def everything() -> list:
    """All that this room keeps, to show that a refusal changed nothing."""
    return [list(model._base_manager.order_by("pk").values()) for model in MODELS] + [Entry._base_manager.count()]


def refused(act, field=None, **arguments) -> str:
    """Run an act that must be refused and leave everything as it was. Returns the reason."""
    before = everything()
    with acting(SYSTEM), pytest.raises(RefusedError) as caught:
        act(**arguments)
    assert everything() == before
    assert caught.value.field == field
    return caught.value.reason


def reviewed(house, as_actor, quarter=4, problems=""):
    as_actor("section_head", unit=house.unit, person=house.head)
    review = operations.write(unit=house.unit, year=YEAR, quarter=quarter, done="已完成", problems=problems, at=AT)
    return operations.submit(review=review, at=AT)


def test_a_pair_goes_from_plan_to_the_approved_review(as_actor):
    house = make_house()
    report(house.party, 4, 100)
    report(house.hr, 4, "84.99")
    review = reviewed(house, as_actor, problems="骨干外派，下季补上")
    as_actor("integration")
    review = operations.approve(review=review, at=AT, words="同意")
    assert review.is_approved
    (row,) = review.figures
    assert [(side["attained"], side["lamp"]) for side in row["sides"]] == [("100.0", "done"), ("85.0", "soon")]
    assert (row["gap"], row["behind"], row["apart"]) == ("15.0", "人事", True)  # 15.01 before rounding


def test_a_unit_goal_without_its_partner_is_not_put_in_force():
    house = make_house(active=False)
    with acting(SYSTEM):
        operations.drop_kpi(kpi=house.hr)
        operations.activate(year=YEAR)
    reason = refused(operations.activate, year=YEAR, unit=house.unit)
    assert reason == "“支部建在项目上”缺少人事 KPI：请在目标页补上后再启用。"


def test_weights_of_a_unit_make_one_hundred_percent():
    house = make_house(active=False)
    make_pair(house.unit, house.strategy, (house.secretary, house.head), weight=500)
    with acting(SYSTEM):
        operations.activate(year=YEAR)
    reason = refused(operations.activate, year=YEAR, unit=house.unit)
    assert reason == "一所 2025 年目标权重合计 105%（2 项），应为 100%，多了 5%：请调整各项权重。"


def test_a_goal_waits_for_what_it_hangs_on():
    house = make_house(active=False)
    reason = refused(operations.activate, year=YEAR, unit=house.unit)
    assert "上级目标“政治过硬、业务精湛”不在执行中" in reason


def test_both_sides_have_their_own_owner():
    house = make_house(active=False)
    reason = refused(
        operations.set_kpi, "owner", goal=house.goal, side="hr", name="x", owner=house.secretary, target=Decimal(1)
    )
    assert "须由两人分别牵头" in reason


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": Decimal(0)}, "target"),
        ({"target": Decimal(5), "bound": Decimal(5)}, "target"),
        ({"target": Decimal(4), "bound": Decimal(5)}, "target"),
        ({"target": Decimal(6), "bound": Decimal(5), "direction": "lower"}, "target"),
        ({"target": Decimal(6), "direction": "lower"}, "bound"),
        ({"target": Decimal(6), "weight": 0}, "weight"),
        ({"target": Decimal(6), "origin": "computed", "measure": "nobody.offers"}, "measure"),
    ],
)
def test_a_kpi_that_cannot_be_measured_is_refused(values, field):
    house = make_house(active=False)
    refused(operations.set_kpi, field, goal=house.goal, side="hr", name="x", owner=house.head, **values)


@pytest.mark.parametrize(("measure", "pace"), [("life.attendance.share", "level"), ("study.minutes.sum", "cumulative")])
def test_what_is_computed_decides_its_own_pace(measure, pace):
    house = make_house(active=False)
    other = {"level": "cumulative", "cumulative": "level"}[pace]
    with acting(SYSTEM):
        kpi = operations.set_kpi(
            goal=house.goal, side="hr", name="x", owner=house.head, target=Decimal(95), origin="computed",
            measure=measure, pace=other,
        )  # fmt: skip
    assert kpi.pace == pace


def test_an_actual_of_a_quarter_that_has_not_begun_is_refused():
    house = make_house()
    in_march = datetime(2025, 3, 31, 2, 0, tzinfo=UTC)
    reason = refused(operations.record_actual, "quarter", kpi=house.party, quarter=2, value=Decimal(1), at=in_march)
    assert reason == "2025 年第 2 季度从 2025-04-01 开始，现在还没有结果可填；请选已经开始的季度。"


def test_no_value_needs_its_reason_and_is_not_zero():
    house = make_house()
    refused(operations.record_actual, "words", kpi=house.party, quarter=1, value=None, at=AT)
    assert report(house.party, 1, None, "系统尚未启用").value is None


def test_a_sum_of_the_year_shrinks_only_with_its_reason():
    house, act = make_house(), operations.record_actual
    told = {"kpi": house.party, "at": AT}
    assert "-1 低于 0，" in refused(act, "words", quarter=1, value=Decimal(-1), **told)
    report(house.party, 2, 4)
    reason = refused(act, "words", quarter=3, value=Decimal(2), **told)
    assert reason == "累计完成值 2 低于第 2 季度的 4，请核对；确实减少的请在说明中写明原因。"
    assert "5 高于第 2 季度的 4，" in refused(act, "words", quarter=1, value=Decimal(5), **told)
    assert report(house.party, 3, 2, "两项未通过验收").value == 2
    report(house.party, 4, 2)
    GoalKpi._base_manager.filter(pk=house.hr.pk).update(pace="level")
    for quarter, value in ((1, 95), (2, 90), (3, 92)):
        report(house.hr, quarter, value)


def test_a_computed_sum_is_not_asked_why_it_shrank():
    house = make_house()
    GoalKpi._base_manager.filter(pk=house.party.pk).update(origin="computed", measure="study.minutes.sum")
    basis = Basis("2025M03-01", "a" * 64, 12)
    with acting(SYSTEM):
        for quarter, value in ((1, 90), (2, 80)):
            operations.record_computed(kpi=house.party, quarter=quarter, value=Decimal(value), basis=basis, at=AT)
    assert Actual._base_manager.count() == 2


def test_a_draft_gets_no_actual():
    house = make_house(active=False)
    assert "不在执行中" in refused(operations.record_actual, kpi=house.party, quarter=1, value=Decimal(1), at=AT)


def test_what_is_in_force_changes_only_after_it_was_taken_back():
    house = make_house()
    assert "改回草稿" in refused(operations.edit, goal=house.goal, code="X", title="别的", weight=10_000)
    with acting(SYSTEM):
        operations.reopen(goal=house.goal, reason="目标调整")
        operations.edit(goal=house.goal, code="X", title="别的", weight=10_000)
        operations.activate(year=YEAR, unit=house.unit)
    house.goal.refresh_from_db()
    assert (house.goal.title, house.goal.state) == ("别的", "active")


def test_a_code_stands_once_a_year():
    make_goal(code="G01")
    reason = refused(operations.draft, "code", year=YEAR, code="G01", title="另一个", level="strategy", weight=100)
    assert reason == "2025 年已有编号 G01 的目标；请换一个，例如 G02。"


def test_a_review_waits_for_every_kpi(as_actor):
    house = make_house()
    report(house.party, 1, 20)
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=AT)
    assert refused(operations.submit, review=review, at=AT).startswith("还有 1 个 KPI 没有登记本季完成值：hr 指标")


def test_a_pair_that_parts_is_explained_before_the_review_is_handed_over(as_actor):
    house = make_house()
    report(house.party, 4, 100)
    report(house.hr, 4, 80)
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", problems=" ", at=AT)
    reason = refused(operations.submit, "problems", review=review, at=AT)
    assert reason == "1 对目标两侧分离，请在“存在问题”中说明原因和措施，填写后再提交。"
    assert reviewed(house, as_actor, problems="人员外派，下季补上").state == "submitted"


def test_a_review_waits_for_the_end_of_its_quarter():
    house = make_house()
    in_march = datetime(2025, 3, 30, 2, 0, tzinfo=UTC)
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=in_march)
    assert "2025-03-31 结束" in refused(operations.submit, "quarter", review=review, at=in_march)


def test_what_is_under_review_is_locked_until_it_is_returned(as_actor):
    house = make_house()
    report(house.party, 4, 90)
    report(house.hr, 4, 90)
    review = reviewed(house, as_actor)
    assert "已提交" in refused(operations.record_actual, "quarter", kpi=house.hr, quarter=4, value=Decimal(95), at=AT)
    as_actor("integration")
    operations.return_review(review=review, at=AT, reason="请补佐证")
    report(house.hr, 4, 95)
    as_actor("section_head", unit=house.unit)
    review = operations.submit(review=review, at=AT)
    as_actor("integration")
    operations.approve(review=review, at=AT)
    assert "已通过" in refused(operations.record_actual, "quarter", kpi=house.hr, quarter=4, value=Decimal(99), at=AT)
    operations.reopen_review(review=review, at=AT, reason="数据更正")
    report(house.hr, 4, 96)


def test_approved_figures_stay_when_targets_change(as_actor):
    house = make_house()
    report(house.party, 4, 90)
    report(house.hr, 4, 90)
    review = reviewed(house, as_actor)
    with acting(SYSTEM):
        operations.reopen(goal=house.goal, reason="调整")
    make_kpi(house.goal, "hr", house.head, target=Decimal(200))
    review.refresh_from_db()
    assert review.figures[0]["sides"][1]["attained"] == "90.0"


def test_two_people_stand_behind_a_review(as_actor):
    house = make_house()
    report(house.party, 4, 90)
    report(house.hr, 4, 90)
    review = reviewed(house, as_actor)
    before = everything()
    same = Actor("另一账号", person_id=house.head.pk, account_id=999, everything=True)
    with acting(same), pytest.raises(RefusedError, match="须为两人"):
        operations.approve(review=review, at=AT)
    assert everything() == before


def test_a_head_reports_about_the_own_unit_only(as_actor):
    house = make_house()
    as_actor("section_head", unit=make_unit("二所"))
    before = everything()
    with pytest.raises(Forbidden):
        operations.record_actual(kpi=house.party, quarter=1, value=Decimal(1), at=AT)
    with pytest.raises(Forbidden):
        operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=AT)
    assert everything() == before


def test_whoever_answers_for_a_kpi_reports_it(as_actor):
    house = make_house()
    as_actor("staff", person=house.secretary)
    actual = operations.record_own(kpi=house.party, quarter=1, value=Decimal(25), at=AT)
    operations.attach_own(actual=actual, name="通报.pdf", content=b"%PDF-1.4 x", at=AT)
    assert ActualFile._base_manager.get().name == "通报.pdf"
    with pytest.raises(Forbidden):
        operations.record_own(kpi=house.hr, quarter=1, value=Decimal(25), at=AT)
    with pytest.raises(Forbidden):
        operations.record_actual(kpi=house.party, quarter=1, value=Decimal(26), at=AT)


def test_a_computed_kpi_is_not_typed_over():
    house = make_house()
    GoalKpi._base_manager.filter(pk=house.party.pk).update(origin="computed", measure="life.attendance.share")
    assert "由证据快照计算" in refused(
        operations.record_actual, "value", kpi=house.party, quarter=1, value=Decimal(1), at=AT
    )
    basis = Basis("2025M03-01", "a" * 64, 12)
    with acting(SYSTEM):
        row = operations.record_computed(kpi=house.party, quarter=1, value=Decimal("91.6667"), basis=basis, at=AT)
    assert (row.value, row.how, row.snapshot, row.facts) == (Decimal("91.6667"), "computed", "2025M03-01", 12)
    assert "由人填报" in refused(
        operations.record_computed, "value", kpi=house.hr, quarter=1, value=Decimal(1), basis=basis, at=AT
    )


def test_a_review_names_what_only_a_snapshot_answers():
    house = make_house()
    GoalKpi._base_manager.filter(pk=house.party.pk).update(origin="computed", measure="life.attendance.share")
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=2, done="…", at=AT)
    computed = (
        " 1 个 KPI 由证据快照计算，本季还没有计算，不能填报：party 指标。请融合办在“证据快照”打开或冻结 "
        "2025-01-01 至 2025-06-30 的快照，在快照页面点“计算目标 KPI”，之后再提交。"
    )
    typed = "还有 1 个 KPI 没有登记本季完成值：hr 指标。没有数据的请写明原因。"
    assert refused(operations.submit, review=review, at=AT) == f"{typed}另有{computed}"
    report(house.hr, 2, 20)
    assert refused(operations.submit, review=review, at=AT) == f"还有{computed}"


def test_a_later_figure_keeps_the_former_one_in_the_trail():
    house = make_house()
    row = report(house.party, 1, 20)
    report(house.party, 1, 22)
    entry = Entry._base_manager.order_by("-seq").first()
    assert entry.object == f"goals:actual:{row.pk}"
    assert '"value":"20.0000"' in entry.canonical and '"value":"22.0000"' in entry.canonical


def test_a_goal_of_a_post_becomes_the_result_of_its_person(as_actor):
    house = make_house()
    person = make_person("研究员", unit=house.unit)
    with acting(SYSTEM):
        known = KpiResult.objects.create(person=person, year=YEAR, code="K1", name="项目验收", weight=10, target=5)
    post = make_goal("post", person=person, parent=house.goal, weight=10_000, code="P01")
    linked = make_kpi(post, "hr", person, name="项目验收", target=Decimal(4), weight=6000)
    make_kpi(post, "party", person, name="党课", target=Decimal(2), weight=4000)
    assert linked.result == known
    with acting(SYSTEM):
        operations.activate(year=YEAR, person=person)
    for kpi, value in ((house.party, 80), (house.hr, 80), (linked, 3)):
        report(kpi, 4, value)
    report(GoalKpi._base_manager.get(goal=post, side="party"), 4, None, "尚未开课")
    review = reviewed(house, as_actor)
    as_actor("integration")
    operations.approve(review=review, at=AT)
    rows = (
        KpiResult._base_manager.filter(person=person).order_by("code").values_list("code", "weight", "target", "actual")
    )
    assert list(rows) == [("K1", 6000, Decimal(4), Decimal(3)), ("P01-D", 4000, Decimal(2), None)]


def test_deleting_leaves_nothing_behind_and_spares_what_is_used():
    house = make_house(active=False)
    assert "还有下级目标" in refused(operations.drop, goal=house.strategy)
    with acting(SYSTEM):
        operations.drop(goal=house.goal)
        operations.drop(goal=house.strategy)
    assert Goal._base_manager.count() == GoalKpi._base_manager.count() == 0


def test_a_system_task_hands_over_no_review():
    house = make_house()
    report(house.party, 1, 20)
    report(house.hr, 1, 20)
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=AT)
    assert "须由本人登录" in refused(operations.submit, review=review, at=AT)


def test_only_the_offices_keep_the_tree(as_actor):
    house = make_house(active=False)
    for role in ("section_head", "staff"):
        as_actor(role, unit=house.unit, person=make_person(unit=house.unit))
        with pytest.raises(Forbidden):
            operations.edit(goal=house.goal, code="X", title="别的", weight=1)
