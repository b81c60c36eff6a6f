"""Judgements of the life room: exact vectors, no database."""

from __future__ import annotations

from datetime import date, time
from fractions import Fraction
from itertools import pairwise

import pytest

from shuanglun.base.review import APPROVED, SUBMITTED
from shuanglun.records.life import parameters as figures
from shuanglun.records.life.choices import LeaveReason, MeetingKind, Presence
from shuanglun.records.life.rules import candid, plan
from shuanglun.records.life.rules import meetings as rules
from shuanglun.records.life.rules.meetings import Span, Tally, Vote, tally

ONCE = {key: 1 for _, _, key in plan.DUTIES}
LIMITS = {figures.MEMBER_QUORUM: 50, figures.COMMITTEE_QUORUM: 50, figures.VOTE_PASS: 50}


def test_frequency_compliance_is_that_of_the_methods():
    """methods §2: 4/4, 11/12, 10/12, 4/4, 12/12, 1/1, 1/1 → mean 0.964286, pooled 43/46 = 0.934783."""
    found = plan.compliance([(4, 4), (11, 12), (10, 12), (4, 4), (12, 12), (1, 1), (1, 1)])
    assert found.mean is not None and found.pooled is not None
    assert round(float(found.mean), 6) == 0.964286
    assert found.pooled == Fraction(43, 46) and round(float(found.pooled), 6) == 0.934783
    assert (found.held, found.required, found.percent) == (43, 46, "96.4%")


def test_more_than_due_counts_as_due_and_nothing_due_is_no_rate():
    assert plan.compliance([(9, 4)]).mean == 1
    assert plan.compliance([(3, 0)]).mean is None and plan.compliance([]).percent == ""


def test_a_branch_without_committee_or_groups_owes_no_such_meetings():
    kinds = {duty.kind for duty in plan.duties(ONCE, has_committee=False, has_groups=False)}
    assert kinds == {"1", "4", "5", "6", "9"}
    assert {duty.kind for duty in plan.duties(ONCE, has_committee=True, has_groups=True)} - kinds == {"2", "3"}
    assert not plan.duties(dict.fromkeys(ONCE, 0), has_committee=True, has_groups=True)


def test_periods_cover_the_year_without_gap():
    for months in (1, 3, 12):
        parts = plan.slots(plan.Duty("5", months, 1), 2026)
        assert len(parts) == 12 // months
        assert parts[0].begins == date(2026, 1, 1) and parts[-1].ends == date(2027, 1, 1)
        assert all(first.ends == then.begins for first, then in pairwise(parts))


@pytest.mark.parametrize(
    ("held", "planned", "unwritten", "today", "said"),
    [
        (1, 0, 0, date(2026, 3, 5), ("done", "已开")), (0, 1, 0, date(2026, 3, 5), ("ok", "已安排")),
        (0, 0, 0, date(2026, 3, 5), ("soon", "待安排")), (0, 0, 0, date(2026, 2, 28), ("idle", "未安排")),
        (0, 0, 0, date(2026, 4, 1), ("late", "逾期")), (0, 0, 1, date(2026, 4, 1), ("late", "待登记")),
        (0, 0, 1, date(2026, 3, 31), ("soon", "待登记")), (0, 0, 0, date(2026, 3, 31), ("soon", "待安排")),
    ],
)  # fmt: skip
def test_the_lamp_of_a_period_is_computed_from_its_days(held, planned, unwritten, today, said):
    march = plan.slots(plan.Duty("5", 1, 1), 2026)[2]
    found = plan.standing(march, held, planned, unwritten, today)
    assert (found.lamp, found.words) == said


def test_only_periods_that_are_over_are_required():
    quarterly = plan.Duty("1", 3, 1)
    assert [plan.required_by(quarterly, 2026, day) for day in (date(2026, 3, 31), date(2026, 4, 1), date(2027, 1, 1))] == [
        0, 1, 4,
    ]  # fmt: skip


def test_the_usual_day_lies_within_its_period():
    assert plan.usual_day(plan.slots(plan.Duty("5", 1, 1), 2026)[1], 31) == date(2026, 2, 28)
    assert plan.usual_day(plan.slots(plan.Duty("1", 3, 1), 2026)[0], 15) == date(2026, 2, 15)
    assert plan.usual_day(plan.slots(plan.Duty("6", 12, 1), 2026)[0], 15) == date(2026, 12, 15)


def test_present_and_absent_are_always_those_due():
    for present in range(4):
        for absent in range(3):
            for exempt in range(3):
                counts = Tally(present, absent, 2, exempt, 1)
                assert counts.present + counts.missing == counts.due
    assert tally({Presence.PRESENT: 9, Presence.ABSENT: 1, Presence.EXEMPT: 2}).due == 10


@pytest.mark.parametrize(
    ("eligible", "present", "agree", "passed"),
    [(20, 11, 11, True), (20, 10, 10, False), (21, 11, 11, True), (20, 20, 10, False)],
)
def test_a_branch_meeting_resolves_by_those_due(eligible, present, agree, passed):
    """methods §7: quorum and majority are more than half of those due, never of those who came."""
    vote = Vote(eligible, present, agree, present - agree, 0)
    assert vote.adds_up()
    assert vote.passed(MeetingKind.MEMBER_MEETING, LIMITS) is passed


@pytest.mark.parametrize(
    ("should", "present", "agree", "quorum", "passed"),
    [(9, 6, 5, True, True), (9, 5, 5, False, False), (9, 7, 4, True, False), (7, 5, 4, True, True),
     (11, 8, 6, True, True), (12, 8, 6, True, False)],
)  # fmt: skip
def test_two_thirds_of_those_due_meet_and_more_than_half_of_them_agree(should, present, agree, quorum, passed):
    """methods §7: a meeting that deliberates; 6 is not more than half of 12."""
    has_met = candid.has_quorum(present, should, 666)
    in_favor = Vote(should, present, agree, present - agree, 0).passed(MeetingKind.COMMITTEE, LIMITS)
    assert (has_met, has_met and in_favor) == (quorum, passed)


def test_half_of_a_committee_is_enough_to_meet_but_not_to_resolve():
    assert Vote(6, 3, 3, 0, 0).has_quorum(MeetingKind.COMMITTEE, LIMITS)
    assert not Vote(6, 3, 3, 0, 0).passed(MeetingKind.COMMITTEE, LIMITS)
    assert Vote(6, 4, 4, 0, 0).passed(MeetingKind.COMMITTEE, LIMITS)
    assert not Vote(7, 3, 3, 0, 0).has_quorum(MeetingKind.COMMITTEE, LIMITS)


def test_more_present_than_due_and_votes_that_do_not_add_up_are_refused():
    assert "多于应到" in Vote(5, 6, 6, 0, 0).adds_up().reason
    refused = Vote(9, 6, 5, 0, 0).adds_up()
    assert "合计 5 票" in refused.reason and refused.field == "agree"


@pytest.mark.parametrize(
    ("begins", "minutes", "words"),
    [(time(9), 0, "至少 1 分钟"), (time(23), 61, "只有 60 分钟"), (None, 1441, "只有 1440 分钟")],
)
def test_hours_above_the_days_length_are_refused(begins, minutes, words):
    assert words in rules.fits_in_a_day(begins, minutes).reason
    assert rules.fits_in_a_day(time(23), 60) and rules.fits_in_a_day(None, 1440)


def test_signing_in_is_for_the_day_itself():
    today = date(2026, 5, 8)
    assert rules.may_open_checkin(today, today)
    assert "还没有到" in rules.may_open_checkin(date(2026, 5, 9), today).reason
    assert "已经过去" in rules.may_open_checkin(date(2026, 5, 7), today).reason


def test_nobody_is_in_two_places_at_one_hour():
    here = Span("支委会", time(9), 60)
    assert rules.is_in_one_place("林一禾", here, [Span("党课", time(10), 60), Span("党课", None, 60)])
    refused = rules.is_in_one_place("林一禾", here, [Span("党课", time(9, 59), 5)])
    assert refused.reason.startswith("林一禾同一时段已登记参加党课")


def test_a_record_is_complete_before_it_is_handed_over():
    fine = {"on": date(2026, 5, 8), "today": date(2026, 5, 8), "counts": Tally(5, 1, 1, 1, 0), "record": "议题、讨论与结论" * 4,
            "minutes": 60, "host": True}  # fmt: skip
    assert rules.is_complete(**fine)
    for change, words in (
        ({"today": date(2026, 5, 7)}, "还没有召开"), ({"counts": Tally()}, "名单是空的"),
        ({"counts": Tally(5, 0, 0, 0, 2)}, "还有 2 人"), ({"host": False}, "主持人"), ({"minutes": 0}, "时长"),
        ({"record": "好  好"}, "太短"),
    ):  # fmt: skip
        assert words in rules.is_complete(**(fine | change)).reason


def test_g05_every_reason_but_personal_leave_exempts():
    assert frozenset(LeaveReason) - rules.EXEMPTING == {LeaveReason.PERSONAL}


def test_what_was_handed_over_is_not_changed():
    assert rules.may_change("draft") and rules.may_change("returned")
    for state in (SUBMITTED, APPROVED, "cancelled"):
        assert "不能修改" in rules.may_change(state).reason
