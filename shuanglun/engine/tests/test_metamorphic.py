"""What must not change, or only one way, when the evidence changes (C4): pairs of subjects in one run."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from shuanglun.engine.tests import agreement, factories, strategies
from shuanglun.engine.tests.factories import Case, Exemption, Fact

COUNT = int(os.environ.get("SHUANGLUN_METAMORPHIC_CASES", "200"))
RATES = (*strategies.RATES, "work.attendance")
ALL_YEAR = Exemption(None, date(2025, 1, 1), None)


def doubled(case: Case) -> Case:
    twice = [replace(fact, ref=f"again-{i}") for i, fact in enumerate(case.facts) if fact.measure in RATES]
    whole = [e for e in case.exemptions if e.fact_ref is None]
    return case.but(facts=case.facts + tuple(twice), exemptions=tuple(whole))


def halves(case: Case) -> Case:
    """Split every quantity of a target measure into two records."""
    facts = []
    for fact in case.facts:
        if fact.measure in strategies.TARGETS:
            facts += [replace(fact, quantity=fact.quantity // 2), replace(fact, quantity=-(-fact.quantity // 2))]
        else:
            facts.append(fact)
    return case.but(facts=tuple(replace(f, ref=f"half-{i}") for i, f in enumerate(facts)))


def split_interval(case: Case) -> Case:
    (begins, until), *rest = case.intervals
    middle = max(begins, date(2025, 1, 1)).replace(day=28)
    if not begins < middle or (until is not None and middle >= until):
        return case
    return case.but(intervals=((begins, middle), (middle, until), *rest))


def flipped(case: Case) -> Case:
    standing = {"member": "non_member", "non_member": "member"}
    return case.but(groups=tuple(standing.get(g, g) for g in case.groups if g != "secretary"))


def without_ref_exemptions(case: Case) -> Case:
    return case.but(exemptions=tuple(e for e in case.exemptions if e.fact_ref is None))


def plain(case: Case) -> Case:
    return case


def exempt_all_year(case: Case) -> Case:
    return case.but(exemptions=(*case.exemptions, ALL_YEAR))


# name -> (how the base case is prepared, how its twin is made)
CHANGES: dict[str, tuple[Callable[[Case], Case], Callable[[Case], Case]]] = {
    "attended_more": (plain, lambda c: c.plus(Fact("study.modules", 1, 1, ref="more"))),
    "absent_but_exempt": (
        plain,
        lambda c: c.plus(Fact("study.modules", 0, 1, ref="away")).but(
            exemptions=(*c.exemptions, Exemption("study.modules", fact_ref="away"))
        ),
    ),
    "exempted": (plain, exempt_all_year),
    "attended_although_exempt": (
        exempt_all_year,
        lambda c: c.plus(Fact("study.modules", 1, 1, ref="came")).but(exemptions=(*c.exemptions, ALL_YEAR)),
    ),
    "rates_doubled": (without_ref_exemptions, doubled),
    "shuffled": (without_ref_exemptions, lambda c: without_ref_exemptions(c).but(facts=c.facts[::-1])),
    "targets_split": (without_ref_exemptions, lambda c: halves(without_ref_exemptions(c))),
    "outside_period": (plain, lambda c: c.plus(Fact("study.minutes", 9_999, None, date(2026, 1, 1), "late"))),
    "unread_measure": (plain, lambda c: c.plus(Fact("t.unread", 0, 1, ref="unread"))),
    "interval_split": (plain, split_interval),
    "kpi_scaled": (
        plain,
        lambda c: c.but(
            kpis=tuple(
                replace(k, actual=None if k.actual is None else k.actual * 10, target=k.target * 10, bound=k.bound * 10)
                for k in c.kpis
            )
        ),
    ),
    "kpi_weights_doubled": (plain, lambda c: c.but(kpis=tuple(replace(k, weight=k.weight * 2) for k in c.kpis))),
    "status_flipped": (plain, flipped),
    "volunteer_removed": (
        without_ref_exemptions,
        lambda c: without_ref_exemptions(c).but(facts=tuple(f for f in c.facts if f.measure != "life.volunteer")),
    ),
    "moved_to_another_unit": (plain, lambda c: c.but(unit="unit:2")),
}
SAME = {
    "rates_doubled", "shuffled", "targets_split", "outside_period", "unread_measure", "interval_split",
    "kpi_scaled", "kpi_weights_doubled", "moved_to_another_unit",
}  # fmt: skip
FIGURES = ("political", "work", "political_coverage", "work_coverage", "arithmetic", "coordination", "political_low")
CATALOGUE = (*factories.CATALOGUE, replace(factories.CATALOGUE[0], name="t.unread"))


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    drawn, cases = strategies.drawn(COUNT), {}
    for name, (prepare, change) in CHANGES.items():
        for i, case in enumerate(drawn):
            cases[f"{prepare.__name__}:{i}"], cases[f"{name}:{i}"] = prepare(case), change(case)
    return factories.run(tmp_path_factory.mktemp("metamorphic"), cases, factories.everybody(), CATALOGUE)


def pairs(scored, name):
    """Return (base, twin) of a change for everybody; all are scored."""
    prepare = CHANGES[name][0].__name__
    found = [(f"{prepare}:{i}", f"{name}:{i}") for i in range(COUNT)]
    assert {subject for pair in found for subject in pair} <= scored.results.keys()
    return found


@pytest.mark.parametrize("name", sorted(SAME))
def test_nothing_changes(scored, name):
    for base, twin in pairs(scored, name):
        before, after = scored.results[base], scored.results[twin]
        assert {key: before[key] for key in FIGURES} == {key: after[key] for key in FIGURES}, (base, twin)


@pytest.fixture(scope="module")
def modules(scored):
    """Values of study.modules by subject: the measure that the changes below touch."""
    return {
        subject: line["value"]
        for (subject, _), line in scored.indicators.items()
        if line["measure"] == "study.modules" and line["status"] != "not_applicable"
    }


@pytest.mark.parametrize("name", ["attended_more", "attended_although_exempt"])
def test_attending_never_lowers(scored, modules, name):
    for base, twin in pairs(scored, name):
        assert modules[twin] >= (modules[base] or 0)


def test_an_exempt_absence_costs_nothing(scored, modules):
    for base, twin in pairs(scored, "absent_but_exempt"):
        assert modules[twin] == modules[base]
        assert {k: scored.results[base][k] for k in FIGURES} == {k: scored.results[twin][k] for k in FIGURES}


def test_an_exemption_never_lowers_a_rate(scored, modules):
    for base, twin in pairs(scored, "exempted"):
        assert modules[twin] is None or modules[twin] >= modules[base]


def test_membership_never_touches_the_work_dimension(scored):
    for base, twin in pairs(scored, "status_flipped"):
        assert scored.results[base]["work"] == scored.results[twin]["work"]


def test_without_volunteering_only_the_bonus_is_missing(scored):
    for base, twin in pairs(scored, "volunteer_removed"):
        before, after = scored.results[base], scored.results[twin]
        assert after["political_bonus"] == 0
        assert after["political_base"] == before["political_base"]
        assert after["political_coverage"] == before["political_coverage"]


def test_independent_scorer_agrees(scored):
    assert agreement.differences(scored) == []


def test_an_irrelevant_person_changes_nobody(tmp_path):
    cases = strategies.random_cases(500, seed=5)
    alone = factories.run(tmp_path / "alone", cases)
    crowd = cases | {f"zz:{name}": case for name, case in strategies.random_cases(100, seed=6).items()}
    together = factories.run(tmp_path / "together", crowd)
    for table in ("results", "indicators", "contributions"):
        before, after = getattr(alone, table), getattr(together, table)
        assert before == {key: row for key, row in after.items() if key in before}
    assert len(together.results) > len(alone.results)
