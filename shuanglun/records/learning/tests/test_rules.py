"""Judgements of the learning room, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuanglun.records.learning.rules import courses, hours, quizzes, sessions
from shuanglun.records.learning.tests.factories import moment


@dataclass(frozen=True)
class Part:
    kind: str
    audience: str
    minutes: int = 60


WORK, WORK_MEMBER = Part("professional", "all"), Part("professional", "member")
PARTY = Part("party_spirit", "member")
TWIN, LAW = Part("ethics", "non_member"), Part("ethics", "all")


@pytest.mark.parametrize(
    ("parts", "needs", "audience", "allowed"),
    [
        ([], False, "all", False),
        ([WORK], False, "all", True),
        ([WORK], True, "all", False),
        ([WORK, PARTY], True, "all", False),
        ([WORK, PARTY], False, "all", False),
        ([WORK, PARTY, TWIN], True, "all", True),
        ([WORK, PARTY, LAW], True, "all", True),
        ([WORK, TWIN], True, "all", False),
        ([WORK, PARTY], True, "member", True),
        ([WORK], True, "member", False),
        ([WORK, LAW], True, "non_member", True),
        ([WORK], True, "non_member", False),
        ([WORK_MEMBER], False, "all", False),
        ([PARTY], False, "member", True),
    ],
)
def test_a_course_opens_with_what_its_kind_and_audience_need(parts, needs, audience, allowed):
    verdict = courses.may_open(parts, needs, audience, "专业技术")
    assert bool(verdict) is allowed
    assert allowed or verdict.reason.endswith("。")


@given(
    st.lists(st.sampled_from([WORK, WORK_MEMBER, PARTY, TWIN, LAW]), max_size=6),
    st.booleans(),
    st.sampled_from(["all", "member", "non_member"]),
)
def test_nobody_is_left_without_a_module_and_nobody_else_gets_party_spirit(parts, needs, audience):
    """G-06, G-20: an open course has something for everybody in its audience, Party spirit for members alone, and
    beside it ethics and law for the others."""
    if not courses.may_open(parts, needs, audience):
        return
    for is_member in (True, False):
        if courses.fits(audience, is_member):
            kinds = {part.kind for part in courses.fitting(parts, is_member)}
            assert kinds
            assert is_member or "party_spirit" not in kinds
            if needs:
                assert ("party_spirit" if is_member else "ethics") in kinds


@pytest.mark.parametrize(
    ("kind", "audience", "allowed"),
    [("party_spirit", "member", True), ("party_spirit", "all", False), ("party_spirit", "non_member", False),
     ("ethics", "all", True), ("professional", "non_member", True)],
)  # fmt: skip
def test_party_spirit_is_taught_to_members(kind, audience, allowed):
    assert bool(courses.may_be_module(kind, audience)) is allowed


@pytest.mark.parametrize(
    ("begins", "ends", "minutes", "needed", "field"),
    [
        (time(9), time(12), 180, 180, None),
        (time(9), time(12), 181, 10, "minutes"),
        (time(9), time(12), 120, 121, "minutes"),
        (time(12), time(9), 10, 10, "ends"),
        (time(9), time(9), 1, 1, "ends"),
        (time(8), time(16), 480, 480, None),
        (time(8), time(17), 481, 480, "minutes"),
        (time(0), time(23, 59), 1439, 60, "minutes"),
    ],
)
def test_hours_stay_within_the_times_and_the_day(begins, ends, minutes, needed, field):
    verdict = sessions.may_last(begins, ends, minutes, needed, 480)
    assert getattr(verdict, "field", None) == field


def test_modules_of_members_and_others_run_side_by_side():
    assert sessions.weight([("all", 120), ("member", 60), ("non_member", 45)]) == 180
    assert sessions.weight([]) == 0


@pytest.mark.parametrize(("clock", "allowed"), [("06:59", False), ("07:00", True), ("09:30", True), ("23:00", True)])
def test_signing_in_opens_two_hours_before(clock, allowed):
    day = date(2026, 3, 10)
    assert bool(sessions.may_open_checkin("planned", day, moment("09:00"), moment(clock), day)) is allowed


@pytest.mark.parametrize(
    ("state", "session", "today", "allowed"),
    [
        ("enrolled", "planned", date(2026, 3, 10), True),
        ("waiting", "planned", date(2026, 3, 10), False),
        ("withdrawn", "planned", date(2026, 3, 10), False),
        ("enrolled", "held", date(2026, 3, 10), False),
        ("enrolled", "planned", date(2026, 3, 9), False),
        ("enrolled", "planned", date(2026, 3, 11), False),
    ],
)
def test_who_signs_in_when(state, session, today, allowed):
    assert bool(sessions.may_sign_in(state, session, date(2026, 3, 10), today)) is allowed


@pytest.mark.parametrize(
    ("minutes", "target", "share", "shown"),
    [
        (26 * 60, 32, Decimal("0.8125"), Decimal("81.3")),
        (32 * 60, 32, Decimal(1), Decimal("100.0")),
        (40 * 60, 32, Decimal(1), Decimal("100.0")),
        (28 * 60, 56, Decimal("0.5"), Decimal("50.0")),
        (45 * 60, 90, Decimal("0.5"), Decimal("50.0")),
        (0, 32, Decimal(0), Decimal("0.0")),
        (None, 32, None, None),
        (60, None, None, None),
    ],
)
def test_hours_against_what_is_asked_for(minutes, target, share, shown):
    """methods §2, rate_study: 26/32 = .8125; nothing on the book is missing, not zero."""
    assert hours.rate(minutes, target) == share
    assert hours.percent(hours.rate(minutes, target)) == shown


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0.0"), (45, "0.8"), (50, "0.8"), (57, "1.0"), (90, "1.5")])
def test_hours_have_one_decimal(minutes, shown):
    assert str(hours.hours(minutes)) == shown


@pytest.mark.parametrize(
    ("right", "total", "percent", "passed"),
    [(3, 5, 60, True), (2, 5, 60, False), (2, 3, 67, False), (2, 3, 66, True), (0, 0, 60, False), (5, 5, 100, True)],
)
def test_the_line_of_a_quiz_is_not_rounded(right, total, percent, passed):
    assert quizzes.is_passed(right, total, percent) is passed


def test_every_question_needs_an_answer():
    assert quizzes.marked([0, 1, 2], [0, 1, 1]) == 2
    with pytest.raises(ValueError):
        quizzes.marked([0], [0, 1])


@pytest.mark.parametrize(
    ("options", "answer", "field"),
    [(["甲"], 0, "options"), (["甲", "甲"], 0, "options"), (["甲", "乙"], 2, "answer"), (["甲", "乙"], -1, "answer"),
     (["甲", "乙"], 1, None)],
)  # fmt: skip
def test_a_question_has_different_options_and_one_answer(options, answer, field):
    assert getattr(courses.may_be_question(options, answer), "field", None) == field
