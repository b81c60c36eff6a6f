"""Working days: the vectors of formats §10, both conventions."""

from datetime import date

import pytest

from shuanglun.base import calendar
from shuanglun.base.calendar import WorkCalendar
from shuanglun.base.verdicts import RefusedError

POSTED = date(2025, 9, 29)


def test_five_working_days_of_a_public_notice():
    assert calendar.add_working_days(POSTED, 5, count_start_day=True) == date(2025, 10, 11)
    assert calendar.add_working_days(POSTED, 5) == date(2025, 10, 13)


def test_a_start_day_off_does_not_count_itself():
    assert calendar.add_working_days(date(2025, 10, 1), 1, count_start_day=True) == date(2025, 10, 9)
    assert calendar.add_working_days(POSTED, 0) == POSTED


def test_a_calendar_day_term_rolls_over_the_holiday():
    assert calendar.deadline(date(2025, 9, 5), 30) == date(2025, 10, 9)
    assert calendar.deadline(date(2025, 9, 5), 30, roll=False) == date(2025, 10, 5)


def test_make_up_days_are_worked_and_holidays_are_not():
    assert calendar.is_working(date(2025, 9, 28))  # a Sunday
    assert calendar.is_working(date(2025, 10, 11))  # a Saturday
    assert not any(calendar.is_working(date(2025, 10, day)) for day in range(1, 9))
    assert calendar.working_days_between(date(2025, 10, 1), date(2025, 11, 1)) == 18


def test_beyond_the_notices_nothing_is_guessed():
    last = calendar.official().last
    assert last == date(2026, 12, 31)
    for ask in (lambda: calendar.is_working(date(2027, 1, 4)), lambda: calendar.add_working_days(last, 3)):
        with pytest.raises(RefusedError, match="2026-12-31"):
            ask()


def test_a_unit_may_bring_its_own_table():
    own = WorkCalendar.from_rows([("2030-01-01", "off"), ("2030-01-05", "worked")])
    assert calendar.is_working(date(2030, 1, 5), own)
    assert calendar.add_working_days(date(2030, 1, 3), 2, calendar=own) == date(2030, 1, 5)
