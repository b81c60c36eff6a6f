"""Particulars of a person: the vectors of formats §8 and §9, and methods §0b."""

import pytest

from shuanglun.base.periods import PartialDate
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people import rules


@pytest.mark.parametrize(
    ("number", "sex"),
    [
        ("11010519491231002X", rules.FEMALE),
        ("440524188001010014", rules.MALE),
        ("999999199003070012", rules.MALE),
        ("999999198811150024", rules.FEMALE),
        ("999999200002290043", rules.FEMALE),
    ],
)
def test_valid_numbers_tell_the_sex(number, sex):
    assert rules.is_id_number(number, allow_test_region=True)
    assert rules.id_sex(number) == sex


@pytest.mark.parametrize(
    ("number", "total"),
    [
        ("11010519491231002X", 167),
        ("440524188001010014", 195),
        ("999999199003070012", 516),
        ("999999198811150024", 525),
        ("999999200002290043", 482),
    ],
)
def test_weighted_sums_are_those_of_the_standard(number, total):
    assert sum(int(digit) * weight for digit, weight in zip(number, rules.WEIGHTS, strict=False)) == total
    assert rules.id_check_digit(number[:17]) == number[17] == rules.CHECK_DIGITS[total % 11]


def test_what_a_wrong_number_should_have_been():
    assert rules.id_check_digit("99999919900307001") == "2"
    assert rules.id_check_digit("99999919900230001") == "5", "right, though the day does not exist"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("999999199003070011", "校验位"),
        ("999999199002300015", "出生日期"),
        ("99999919900307001", "18 位"),
        ("9999991990030700AX", "18 位"),
        ("101010199003070012", "行政区划"),
    ],
)
def test_wrong_numbers_say_why(number, reason):
    verdict = rules.is_id_number(number, allow_test_region=True)
    assert not verdict
    assert reason in verdict.reason


def test_the_test_region_is_only_for_samples():
    assert not rules.is_id_number("999999199003070012")


@pytest.mark.parametrize("value", [999999199003070012, 9.99999199003070012e17, "9.99999E+17"])
def test_a_number_is_refused_even_if_its_check_digit_fits(value):
    with pytest.raises(RefusedError):
        rules.normalise_id(value)
    assert not rules.is_id_number(value, allow_test_region=True)


def test_full_width_digits_spaces_and_small_x_are_mended():
    assert rules.normalise_id(" １１０１０５ 19491231 002ｘ ") == "11010519491231002X"


def test_stated_sex_and_birth_must_agree_as_far_as_known():
    number = "999999198811150024"
    assert rules.agrees_with_id(number, sex=rules.FEMALE, birth=PartialDate(1988, 11))
    assert rules.agrees_with_id(number, sex=rules.MALE).field == "sex"
    assert rules.agrees_with_id(number, birth=PartialDate(1988, 12)).field == "birth"


@pytest.mark.parametrize(
    ("birth", "base", "retires"),
    [
        ("196412", 60, "2024-12"),
        ("196501", 60, "2025-02"),
        ("196505", 60, "2025-07"),
        ("197008", 60, "2032-01"),
        ("197609", 60, "2039-09"),
        ("197001", 55, "2025-02"),
        ("198109", 55, "2039-09"),
        ("197501", 50, "2025-02"),
        ("197503", 50, "2025-05"),
        ("198411", 50, "2039-11"),
        ("198811", 55, "2046-11"),  # formats §3, 到龄年月
    ],
)
def test_statutory_retirement_months(birth, base, retires):
    assert str(rules.retirement_month(PartialDate.parse(birth), base)) == retires


def test_a_year_alone_gives_no_retirement_month():
    with pytest.raises(RefusedError):
        rules.retirement_month(PartialDate(1970), 60)
    people = [("1", "W"), ("2", "M"), ("2", "P"), ("2", "W")]
    assert [rules.retirement_base(sex, post) for sex, post in people] == [60, 55, 55, 50]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("党员", "01"),
        ("中共正式党员", "01"),
        ("中共预备党员", "02"),
        ("九三学社社员", "10"),
        ("农工民主党", "08"),
        ("群 众", "13"),
        ("01", "01"),
        (1, "01"),
        ("无党派人士", "12"),
    ],
)
def test_political_status_as_people_write_it(written, code):
    assert rules.political_status(written) == code


def test_an_unknown_status_is_refused():
    with pytest.raises(RefusedError, match="天马"):
        rules.political_status("天马")
