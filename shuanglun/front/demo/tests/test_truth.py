"""The known truth is inside the generated records, and nowhere else. No database."""

from collections import defaultdict
from datetime import date
from difflib import SequenceMatcher
from itertools import pairwise
from random import Random

import pytest

from shuanglun.front.demo import institution, learning, life, names, truth, work
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.staff import Cast
from shuanglun.records.people import rules

YEARS = range(2023, 2026)


class Observed:
    """Rates by unit and year, counted from the records alone."""

    def __init__(self, people=600, seed=7):
        self.house = institution.build(people)
        self.people = Cast(self.house, YEARS, seed).hire()
        self.rates = defaultdict(lambda: [0.0, 0])
        self.minutes = defaultdict(list)
        self.published = []
        for year in YEARS:
            self._year(year, Setting(self.house, self.people, year, YEARS[-1]), seed)

    def _year(self, year, setting, seed):
        def rng(word):
            return Random(f"{seed}:{year}:{word}")

        for held in life.meetings(setting, rng("meetings")):
            self.minutes[self.house.party[held.branch].name].append(held.record)
            for person, presence in held.attendance:
                if presence in ("present", "absent", "leave"):
                    self._add("attendance", person, year, presence == "present")
        for kpi in work.kpis(setting, rng("kpis")):
            if kpi.actual is not None:
                self._add("kpi", kpi.person, year, float((kpi.actual - kpi.bound) / (kpi.target - kpi.bound)))
        for mean in work.means(setting, rng("means")):
            self.published.append(mean)
            self._add(mean.head, mean.person, year, float(mean.mean) / 100)

    def _add(self, what, person, year, value):
        unit = self.house.units[self.people[person].stint_in(year).unit].name
        for key in ((what, unit, year), (what, unit, None), (what, None, year)):
            self.rates[key][0] += value
            self.rates[key][1] += 1

    def __call__(self, what, unit=None, year=None):
        total, count = self.rates[what, unit, year]
        return total / count


@pytest.fixture(scope="module")
def observed():
    return Observed()


def test_three_units_have_parted_wheels(observed):
    ordinary = "材料研究所"
    for unit in ("信息研究所", "交通研究所"):
        assert observed("attendance", unit) < observed("attendance", ordinary) - 0.08
        assert observed("kpi", unit) > observed("kpi", ordinary)
    assert observed("attendance", "后勤保障中心") > observed("attendance", ordinary) + 0.02
    assert observed("kpi", "后勤保障中心") < observed("kpi", ordinary) - 0.12
    assert observed("capability", "后勤保障中心") < observed("capability", ordinary) - 0.05


def test_one_unit_improves_in_the_last_year_on_both_sides(observed):
    for what, gain in (("attendance", 0.12), ("kpi", 0.12), ("conduct", 0.06)):
        before, last = observed(what, truth.IMPROVING, 2024), observed(what, truth.IMPROVING, 2025)
        assert last > before + gain
        assert abs(before - observed(what, truth.IMPROVING, 2023)) < 0.06


def test_other_units_neither_part_nor_improve(observed):
    told = {*truth.PARTED, truth.IMPROVING}
    units = [unit.name for unit in observed.house.working_units if unit.name not in told]
    attendance = [observed("attendance", unit) for unit in units]
    kpi = [observed("kpi", unit) for unit in units]
    assert max(attendance) - min(attendance) < 0.08
    assert max(kpi) - min(kpi) < 0.08


def test_one_branch_copies_its_minutes(observed):
    def likeness(records):
        pairs = list(pairwise(records))[:30]
        return sum(SequenceMatcher(None, a, b).ratio() for a, b in pairs) / len(pairs)

    copied = likeness(observed.minutes.pop(truth.COPIED_MINUTES))
    others = max(likeness(records) for records in observed.minutes.values())
    assert copied > 0.95
    assert others < 0.6


def test_the_institution_has_its_size():
    house = institution.build(600)
    people = Cast(house, YEARS, 1).hire()
    here = [p for p in people if p.left is None]
    members = [p for p in here if p.belongings]
    sizes = [sum(p.belongings[-1].branch == branch.index for p in members) for branch in house.branches]
    assert len(here) == 600
    assert 10 <= len(house.working_units) <= 14
    assert 20 <= len(house.branches) <= 29
    assert min(sizes) >= 3
    assert max(sizes) <= 50
    assert 0.38 <= len(members) / len(here) <= 0.52
    assert sum(p.secretary for p in here) == len(house.branches)


def test_nobody_can_be_a_real_person():
    people = Cast(institution.build(600), YEARS, 1).hire()
    ids = [person.id_number for person in people]
    assert len(set(ids)) == len(ids) == len({person.staff_no for person in people})
    for person in people:
        assert person.id_number.startswith(rules.TEST_REGION)
        assert rules.is_id_number(person.id_number, allow_test_region=True)
        assert rules.id_sex(person.id_number) == person.sex
        assert rules.id_birth(person.id_number) == person.born
    assert names.combinations() > 100_000


def test_stretches_of_a_life_meet_without_overlap():
    for person in Cast(institution.build(600), YEARS, 3).hire():
        for before, after in pairwise(person.stints):
            assert before.until == after.from_
        for before, after in pairwise(person.belongings):
            assert before.until == after.from_
        for stretch in (*person.stints, *person.belongings, *person.exempt):
            assert stretch.until is None or stretch.until > stretch.from_
        assert person.stints[0].from_ == person.joined
        assert person.stints[-1].until == person.left


def test_the_same_seed_gives_the_same_institution():
    def print_of(seed):
        house = institution.build(100)
        people = Cast(house, YEARS, seed).hire()
        setting = Setting(house, people, 2025, 2025)
        return [(p.name, p.id_number, p.stints) for p in people], list(learning.studies(setting, Random(seed)))

    assert print_of(5) == print_of(5)
    assert print_of(5) != print_of(6)


def test_weights_add_up_and_small_ballots_stay_unpublished(observed):
    setting = Setting(observed.house, observed.people, 2025, 2025)
    by_person = defaultdict(int)
    for kpi in work.kpis(setting, Random(1)):
        by_person[kpi.person] += kpi.weight
        assert kpi.bound != kpi.target
    assert set(by_person.values()) == {10_000}
    assert min(mean.opinions for mean in observed.published) >= 5
    voted = {mean.person for mean in observed.published}
    assert any(person.index not in voted for person in setting.people if person.present_on(date(2025, 12, 20)))


def test_attendance_months_hold_exempt_days_apart(observed):
    setting = Setting(observed.house, observed.people, 2025, 2025)
    rows = list(work.months(setting, Random(1)))
    assert all(0 <= row.present_days <= row.work_days - row.exempt_days for row in rows)
    assert any(row.exempt_days for row in rows)
    october = next(row for row in rows if row.month == date(2025, 10, 1) and not row.exempt_days)
    assert october.work_days == 18
