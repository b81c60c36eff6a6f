"""Runs from request to result: exact figures, sameness, nothing half-written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from shuanglun.base import gate
from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.audit import Forbidden
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.jobs import Cancelled
from shuanglun.base.verdicts import RefusedError
from shuanglun.engine.rounding import half_up
from shuanglun.records.people.models import Person
from shuanglun.scores.scoring import computing, figures, operations
from shuanglun.scores.scoring.models import Run, Score
from shuanglun.scores.scoring.tests import factories

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
ONE = 10**9


def ratio(num: int, den: int) -> int:
    return half_up(num * ONE, den)


def score_of(run: Run, person: Person) -> Score:
    with acting(SYSTEM):
        return Score.objects.get(run=run, person=person)


def test_a_member_is_scored_as_by_hand(run, house):
    found = score_of(run, house.member)
    # life 9/(12-1 exempt occasion -1 exempt stretch), study 1560/1920, modules 7/8, issues 2/3, conduct 88/100
    weighted = 2500 * ratio(9, 10) + 2000 * ratio(1560, 1920) + 1500 * ratio(7, 8) + 1000 * ratio(2, 3)
    base = half_up(weighted + 3000 * ratio(88, 100), 10_000)
    assert found.political_base == base
    assert found.political_bonus == half_up(ratio(6, 8) * 5, 100)
    assert found.political == base + found.political_bonus
    assert (found.political_coverage, found.political_low, found.political_high) == (
        ONE,
        found.political,
        found.political,
    )
    # KPI 0.9 on 60 % of its weight, outcomes 60/100, capability 88/100, attendance 20/20
    work = half_up(6000 * ratio(9, 10) + 1500 * ratio(60, 100) + 1500 * ratio(88, 100) + 1000 * ONE, 10_000)
    assert found.work == work
    assert found.work_coverage == ratio(6000 * 6 + 4000 * 10, 100_000)
    assert found.work_low < found.work < found.work_high
    assert found.arithmetic == found.level == half_up(found.political + found.work, 2)
    assert figures.score(found.political) == Decimal("88.7")
    assert (found.quadrant, found.sufficiency, found.groups) == ("both", "both", "member,specialist")
    assert (found.unit_path, found.branch_path) == (house.unit.path, house.branch.path)


def test_missing_is_no_zero_and_takes_what_needs_both(run, house):
    """G-04: nothing recorded gives no number anywhere, and never a 0."""
    found = score_of(run, house.bare)
    assert (found.political, found.work, found.sufficiency) == (None, None, "neither")
    assert {found.arithmetic, found.geometric, found.coupling, found.level, found.coordination} == {None}
    assert (found.quadrant, found.political_coverage) == ("", 0)


def test_who_has_no_scheme_has_no_row(run, house):
    with acting(SYSTEM):
        assert not Score.objects.filter(person=house.worker).exists()
    assert (run.people, run.unscored, run.lacking) == (3, 1, 1)


def test_status_flipped_keeps_the_work_side_and_drops_party_life(run, house):
    """G-06: the non-member is judged without Party-life items, and on work by the same rules."""
    member, outsider = score_of(run, house.member), score_of(run, house.outsider)
    assert member.work == outsider.work
    base = half_up(3500 * ratio(600, 1200) + 2500 * ONE + 4000 * ratio(88, 100), 10_000)
    assert (outsider.political, outsider.political_coverage) == (base, ONE)


def test_the_same_again_gives_the_same_hash(run, house):
    """C1: another run over the same evidence, under another name, is the same to the last bit."""
    other = factories.make_run(run.snapshot, name="再算一次")
    assert other.result_hash == run.result_hash != ""
    with acting(SYSTEM):
        checked = operations.check(run=run, tell=factories.silent)
    assert (checked.problems, checked.is_same) == ([], True)


def test_a_changed_result_file_is_found(run):
    path = computing.place(run.pk) / "results.parquet"
    path.write_bytes(path.read_bytes()[:-40] + b"x" * 40)
    with acting(SYSTEM):
        assert operations.check(run=run, tell=factories.silent).is_same is False


@pytest.mark.parametrize("at", [0, 5, 60, 65, 95])
def test_a_cancelled_run_leaves_nothing(house, at):
    """Given up at any step: no score, no folder, no entry of the batch."""
    run = factories.request(factories.make_snapshot())

    def stop(done: int, total: int, message: str) -> None:
        if done >= at:
            raise Cancelled

    with acting(SYSTEM), pytest.raises(Cancelled):
        operations.carry_out(run=run, tell=stop)
    with acting(SYSTEM):
        assert Run.objects.get(pk=run.pk).state == "cancelled"
        assert not Score.objects.exists()
        assert not Entry.objects.filter(act="scoring.run").exists()
    assert list(computing.home().iterdir()) == []


def test_a_right_taken_back_while_the_engine_computes_writes_nothing(house, monkeypatch):
    run = factories.request(factories.make_snapshot())
    asker = Actor("甲", role="personnel", grants=(Grant("scoring.run", "unit", "/"),), account_id=1)
    taken: list[int] = []
    monkeypatch.setattr(gate, "_renew", lambda actor: replace(actor, grants=()) if taken else actor)

    def tell(done: int, total: int, message: str) -> None:
        if done >= 60:
            taken.append(done)

    with gate.watching(), acting(asker), pytest.raises(Forbidden):
        operations.carry_out(run=run, tell=tell)
    with acting(SYSTEM):
        row = Run.objects.get(pk=run.pk)
        assert (row.state, row.failure) == ("failed", operations.TAKEN_BACK)
        assert not Score.objects.exists()
    assert list(computing.home().iterdir()) == []


def test_a_run_that_breaks_says_why_and_can_be_repeated(house, monkeypatch):
    run = factories.request(factories.make_snapshot())
    with monkeypatch.context() as patch, acting(SYSTEM):
        patch.setattr(operations.opening, "opened", _broken)
        with pytest.raises(RefusedError):
            operations.carry_out(run=run, tell=factories.silent)
    with acting(SYSTEM):
        row = Run.objects.select_related("snapshot").get(pk=run.pk)
        assert (row.state, row.failure) == ("failed", "快照坏了，请重新冻结。")
        assert operations.carry_out(run=row, tell=factories.silent).state == "done"


def _broken(snapshot):
    raise RefusedError("快照坏了，请重新冻结。")


def test_one_entry_with_a_root_over_all_scores(run):
    with acting(SYSTEM):
        entry = Entry.objects.get(act="scoring.run")
        parts = EntryObject.objects.filter(entry=entry).values_list("object", flat=True)
        assert sorted(parts) == sorted(f"scoring:score:{pk}" for pk in Score.objects.values_list("pk", flat=True))
    assert run.result_hash in entry.canonical


def test_a_score_changes_no_status(house):
    """G-10: whatever the figures, every row about a person stands as before."""
    with acting(SYSTEM):
        before = list(Person.objects.order_by("pk").values())
    factories.make_run(factories.make_snapshot())
    with acting(SYSTEM):
        assert list(Person.objects.order_by("pk").values()) == before


def test_refusals_leave_nothing(house):
    snapshot = factories.make_snapshot("2024Y-01", factories.date(2024, 1, 1), factories.date(2025, 1, 1))
    with acting(SYSTEM), using("scoring.run"):
        for name, wanted in (("", "填写名称"), ("2024 年度", "没有生效的指标方案")):
            with pytest.raises(RefusedError, match=wanted):
                operations.request_run(name=name, snapshot=snapshot, drafts=[], trial=False, at=factories.AT)
        assert not Run.objects.exists()
