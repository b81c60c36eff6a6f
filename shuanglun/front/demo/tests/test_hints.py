"""What the check of minutes finds in the fictional institution is what was put in, and nothing else. No database."""

from datetime import date
from random import Random

import pytest

from shuanglun.front.demo import institution, life, truth
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.staff import Cast
from shuanglun.records.life import similarity
from shuanglun.records.life.rules.hints import Attended, Entered, always_full, late_batches

YEARS, SEED = range(2023, 2026), 7


@pytest.fixture(scope="module")
def held():
    """Every meeting of three years with the name of its branch, by day."""
    house = institution.build(600)
    people = Cast(house, YEARS, SEED).hire()
    found = []
    for year in YEARS:
        setting = Setting(house, people, year, YEARS[-1])
        found += life.meetings(setting, Random(f"{SEED}:{year}:meetings"))
    return [(house.party[one.branch].name, one) for one in sorted(found, key=lambda one: one.on)]


def test_every_copied_record_is_found_and_no_other(held):
    texts = [one.record for _, one in held]
    found = similarity.nearest(texts, 8_500)
    copied = [place for place, (name, _) in enumerate(held) if name == truth.COPIED_MINUTES]
    assert len(texts) > 2_000 and len(copied) > 60
    assert sorted(found) == copied[1:]  # recall and precision 1; the first is no copy
    assert {near.size for near in found.values()} == {len(copied)}


def test_the_batch_of_december_is_found_and_no_other(held):
    rows = [Entered(n, one.branch, one.on, one.handed_over) for n, (_, one) in enumerate(held)]
    (batch,) = late_batches(rows, days=30, batch=3)
    assert held[batch.meeting][0] == truth.BATCHED
    assert batch.evidence["entered_on"] == date(2025, *truth.BATCH_DAY).isoformat()
    assert len(batch.evidence["meetings"]) > 15


def test_the_branch_that_is_always_complete_is_found_and_no_other(held):
    rows = []
    for number, (_, one) in enumerate(held):
        due = [presence for _, presence in one.attendance if presence != "exempt"]
        rows.append(Attended(number, one.branch, one.on, len(due), due.count("present")))
    (full,) = always_full(rows, meetings=10, due=5)
    assert held[full.meeting][0] == truth.ALWAYS_FULL
    assert full.evidence["year"] == 2025
