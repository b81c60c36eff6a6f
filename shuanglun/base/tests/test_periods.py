"""Periods and partial dates, without a database."""

from datetime import date, datetime

import pytest

from shuanglun.base import periods
from shuanglun.base.columns import PartialDateField
from shuanglun.base.periods import PartialDate, Period, months_present
from shuanglun.base.verdicts import RefusedError


def test_a_period_holds_its_first_day_and_not_its_end():
    period = Period(date(2025, 1, 1), date(2025, 2, 1))
    assert date(2025, 1, 1) in period
    assert date(2025, 2, 1) not in period
    assert period.length == 31
    assert period.last_day == date(2025, 1, 31)
    assert date(2099, 1, 1) in Period(date(2025, 1, 1))


def test_an_empty_period_is_refused_with_its_field():
    with pytest.raises(RefusedError) as refusal:
        Period(date(2025, 2, 1), date(2025, 2, 1))
    assert refusal.value.field == "until"


def test_meeting_periods_do_not_overlap():
    january, february = periods.month(2025, 1), periods.month(2025, 2)
    assert not january.overlaps(february)
    assert january.overlaps(Period(date(2025, 1, 31)))
    assert periods.year(2025).intersection(Period(date(2025, 12, 1))) == periods.month(2025, 12)
    assert periods.quarter(2025, 4) == Period(date(2025, 10, 1), date(2026, 1, 1))
    assert list(periods.months(periods.quarter(2025, 1))) == [periods.month(2025, n) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("intervals", "months"),
    [
        ([Period(date(2024, 5, 1))], 12),
        ([Period(date(2025, 3, 17))], 10),  # 15 days of March
        ([Period(date(2025, 3, 18))], 9),  # 14 days
        ([Period(date(2025, 1, 1), date(2025, 2, 15)), Period(date(2025, 2, 15))], 12),  # moved in mid-month
        ([Period(date(2025, 1, 1), date(2025, 1, 11)), Period(date(2025, 1, 5), date(2025, 1, 13))], 0),
        ([Period(date(2024, 1, 1), date(2025, 1, 1))], 0),
        ([], 0),
    ],
)
def test_months_present_need_fifteen_days(intervals, months):
    assert months_present(intervals, periods.year(2025)) == months


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("1988", "1988"),
        ("1988-11", "1988-11"),
        ("1988.11", "1988-11"),
        ("198811", "1988-11"),
        ("1988年11月", "1988-11"),
        ("１９８８．１１", "1988-11"),
        (" 1988 年 1 月 5 日 ", "1988-01-05"),
        ("1988/11/5", "1988-11-05"),
        ("1988-1", "1988-01"),
        ("19881105", "1988-11-05"),
        (198811, "1988-11"),
        (198811.0, "1988-11"),
        (date(1988, 11, 5), "1988-11-05"),
        (datetime(1988, 11, 5, 8), "1988-11-05"),  # noqa: DTZ001 - spreadsheets carry no zone
    ],
)
def test_partial_dates_are_read_and_never_padded(written, stored):
    assert str(PartialDate.parse(written)) == stored
    assert PartialDate.parse(stored) == PartialDate.parse(written)


@pytest.mark.parametrize("written", ["", "无", "1988.1", 1988.11, 32448, "1988-13", "2023-02-30", "88.11", "1988-11-"])
def test_what_may_mean_two_dates_is_refused(written):
    with pytest.raises(RefusedError):
        PartialDate.parse(written)


def test_partial_dates_order_like_their_text_and_know_their_span():
    dates = [PartialDate.parse(text) for text in ("1988", "1988-02", "1988-02-10", "1988-11", "1989")]
    assert dates == sorted(dates, key=str) == sorted(dates)
    assert dates[1].latest() == date(1988, 2, 29)
    assert dates[0].latest() == date(1988, 12, 31)
    assert [d.precision for d in dates] == ["year", "month", "day", "month", "year"]
    assert dates[3].plus_months(26) == PartialDate(1991, 1)
    assert (dates[3].dotted(), dates[2].spoken(), dates[0].spoken()) == ("1988.11", "1988年2月10日", "1988年")


def test_the_column_stores_the_text():
    column = PartialDateField(null=True)
    assert column.get_prep_value(PartialDate(1988, 11)) == "1988-11"
    assert column.get_prep_value("1988.11") == "1988-11"
    assert column.get_prep_value("") is None
    assert column.from_db_value("1988-11", None, None) == PartialDate(1988, 11)
    assert column.deconstruct()[3] == {"null": True}
