"""What waits for whom in this room."""

from datetime import date

import pytest

from shuanglun.base.actor import using
from shuanglun.records.goals import operations
from shuanglun.records.goals.queries import open_items
from shuanglun.records.goals.tests.factories import AT, YEAR, make_house, report

pytestmark = pytest.mark.django_db
ON = date(YEAR, 10, 10)


def titles(on=ON) -> list[tuple]:
    with using("goals.view"):
        return [(item.title, item.due_on) for item in open_items(on)]


def test_an_owner_is_asked_for_quarters_that_are_over(as_actor):
    house = make_house()
    for quarter in (1, 2):
        report(house.party, quarter, 30)
    as_actor("staff", person=house.secretary)
    assert titles() == [("登记完成值：party 指标", date(YEAR, 10, 15))]
    report(house.party, 3, 30)
    assert titles() == []


def test_a_head_is_asked_for_reviews_and_the_office_decides(as_actor):
    house = make_house()
    as_actor("section_head", unit=house.unit)
    assert [title for title, _ in titles(date(YEAR, 6, 30))] == ["提交季度评估：一所"]
    assert titles(date(YEAR, 7, 1)) == [
        ("提交季度评估：一所", date(YEAR, 4, 15)), ("提交季度评估：一所", date(YEAR, 7, 15)),
    ]  # fmt: skip
    for kpi in (house.party, house.hr):
        report(kpi, 1, 25)
    as_actor("section_head", unit=house.unit)
    review = operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=AT)
    operations.submit(review=review, at=AT)
    assert titles(date(YEAR, 6, 30)) == []
    as_actor("integration")
    assert titles() == [("审核季度评估：一所", None)]
    as_actor("personnel")
    assert titles() == []
