"""One book: a figure that the person's KPI result has is asked for by nobody, and lost by nothing."""

from decimal import Decimal

import pytest

from shuanglun.base.actor import acting, using
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Actual, KpiResult
from shuanglun.records.goals.queries import open_items
from shuanglun.records.goals.tests.factories import AT, SYSTEM, YEAR, make_goal, make_house, make_kpi, report
from shuanglun.records.goals.tests.test_flow import refused, reviewed
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db


def make_post_with_result(house, actual=3):
    """A post's KPI that is an imported KPI result: the person, the KPI, the result."""
    person = make_person("研究员", unit=house.unit)
    with acting(SYSTEM):
        result = KpiResult.objects.create(
            person=person, year=YEAR, code="K1", name="项目验收", weight=10, target=5, actual=actual
        )
    post = make_goal("post", person=person, parent=house.goal, weight=10_000, code="P01")
    kpi = make_kpi(post, "hr", person, name="项目验收", target=Decimal(4), weight=10_000, unit_word="项")
    with acting(SYSTEM):
        operations.activate(year=YEAR, person=person)
    return person, kpi, result


def test_a_figure_in_the_persons_result_is_asked_for_by_nobody_and_stays(as_actor):
    house = make_house()
    person, kpi, result = make_post_with_result(house)
    report(house.party, 4, 80)
    report(house.hr, 4, 80)
    as_actor("staff", person=person)
    with using("goals.view"):
        assert open_items(AT.date()) == []
    review = reviewed(house, as_actor)
    as_actor("integration")
    operations.approve(review=review, at=AT)
    result.refresh_from_db()
    assert (result.actual, result.weight, Actual._base_manager.filter(kpi=kpi).count()) == (Decimal(3), 10_000, 0)


def test_a_report_without_a_figure_takes_none_away_and_one_with_a_figure_counts(as_actor):
    house = make_house()
    _, kpi, result = make_post_with_result(house)
    report(house.party, 4, 80)
    report(house.hr, 4, 80)
    report(kpi, 4, None, "见 KPI 结果")
    review = reviewed(house, as_actor)
    as_actor("integration")
    operations.approve(review=review, at=AT)
    result.refresh_from_db()
    assert result.actual == Decimal(3)
    operations.reopen_review(review=review, at=AT, reason="更正")
    report(kpi, 4, 4)
    as_actor("section_head", unit=house.unit)
    review = operations.submit(review=review, at=AT)
    as_actor("integration")
    operations.approve(review=review, at=AT)
    result.refresh_from_db()
    assert result.actual == Decimal(4)


def test_a_result_without_a_figure_is_still_asked_for(as_actor):
    house = make_house()
    person, _, _ = make_post_with_result(house, actual=None)
    as_actor("staff", person=person)
    with using("goals.view"):
        assert [item.title for item in open_items(AT.date())] == ["登记完成值：项目验收"]
    report(house.party, 4, 80)
    report(house.hr, 4, 80)
    with acting(SYSTEM):
        review = operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", at=AT)
    assert refused(operations.submit, review=review, at=AT).startswith("还有 1 个 KPI 没有登记本季完成值：项目验收")


def test_the_page_of_a_kpi_says_that_the_result_has_its_figure(sign_in):
    house = make_house()
    person, kpi, _ = make_post_with_result(house)
    for client in (sign_in("staff", person=person), sign_in("integration")):
        page = client.get(f"/goals/tree/kpi/{kpi.pk}/").content.decode()
        assert "KPI 结果中已有全年完成值 3 项" in page
    with acting(SYSTEM):
        KpiResult.objects.update(actual=None)
    assert "已有全年完成值" not in sign_in("integration").get(f"/goals/tree/kpi/{kpi.pk}/").content.decode()
