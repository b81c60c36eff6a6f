"""Two at once: what a submitted review kept is what the KPIs say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Event

import pytest
from django.db import connections

from shuanglun.base.actor import Actor, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Actual, KpiResult, QuarterReview
from shuanglun.records.goals.operations import progress, reviews
from shuanglun.records.goals.tests.factories import (
    AT,
    SYSTEM,
    YEAR,
    make_goal,
    make_house,
    make_kpi,
    report,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
HEAD = Actor("负责人", person_id=1, account_id=1, everything=True)
OFFICE = Actor("融合办", person_id=2, account_id=2, everything=True)


def meanwhile(monkeypatch, module, name, first, second) -> tuple:
    """Do the first act, which stops once at the named step; the second gets a second to be done before the first goes
    on: without a lock it is, with one it waits. Returns how each ended: what it answered, or its refusal."""
    reached, go_on = Event(), Event()
    step = getattr(module, name)

    def stop(*args):
        answer = step(*args)
        if not reached.is_set():
            reached.set()
            go_on.wait(1)
        return answer

    monkeypatch.setattr(module, name, stop)

    def ended(act):
        try:
            return act()
        except RefusedError as refused:
            return refused
        finally:
            connections.close_all()

    def run_second():
        reached.wait(10)
        try:
            return ended(second)
        finally:
            go_on.set()

    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(ended, first), pool.submit(run_second)
        return both[0].result(), both[1].result()


def handed_over(house) -> QuarterReview:
    with acting(HEAD):
        review = operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", at=AT)
        return operations.submit(review=review, at=AT)


@pytest.mark.parametrize("begun", [True, False])
def test_a_submission_waits_for_a_figure_that_is_being_reported(monkeypatch, begun):
    house = make_house()
    report(house.party, 4, 80)
    report(house.hr, 4, 80)
    if begun:
        with acting(HEAD):
            operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", at=AT)
    kpi = house.hr
    actual, review = meanwhile(
        monkeypatch, progress.rules, "is_unlocked", lambda: report(kpi, 4, 90), lambda: handed_over(house)
    )
    assert (actual.value, review.state) == (Decimal(90), "submitted")
    kept = QuarterReview._base_manager.get().figures[0]["sides"][1]["attained"]
    assert (Actual._base_manager.get(kpi=kpi).value, kept) == (Decimal(90), "90.0")


def test_a_figure_and_an_approval_do_not_wait_for_each_other_for_ever(monkeypatch):
    house, person = make_house(), make_person("研究员")
    post = make_goal("post", person=make_person("研究员", unit=house.unit), parent=house.goal, code="P01")
    kpi = make_kpi(post, "hr", person, weight=10_000)
    with acting(SYSTEM):
        operations.activate(year=YEAR, person=post.person)
    for row in (house.party, house.hr, kpi):
        report(row, 4, 80)
    review = handed_over(house)

    def agree():
        with acting(OFFICE):
            return operations.approve(review=review, at=AT)

    approved, refused = meanwhile(monkeypatch, reviews, "_locked", agree, lambda: report(kpi, 4, 95))
    assert (approved.state, "已通过" in str(refused)) == ("approved", True), refused
    assert KpiResult._base_manager.get().actual == Decimal(80)
