"""What holds for a person's particulars: the identity number, the retirement month, the political status.

Sources: GB 11643 (identity number), the State Council's schedule of statutory retirement ages in force from
2025-01-01, GB/T 4762 (political status).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from shuanglun.base.periods import PartialDate
from shuanglun.base.verdicts import Allowed, Refused, RefusedError, Verdict

MALE, FEMALE = "1", "2"
TEST_REGION = "999999"
"""No place has this region code, so no real person can be hit by sample data."""

PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83, 91),
    )
    for code in codes
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"


def normalise_id(value: object) -> str:
    """The number as text: half-width, no spaces, X in upper case.

    A number instead of text is refused even when its check digit fits: 15 significant digits cannot hold 18,
    so the last digits are whatever the spreadsheet rounded to.
    """
    if isinstance(value, bool | int | float):
        raise RefusedError("身份证号是以数字格式存放的，末几位可能失真；请把该列设为文本后重录。", field="id_number")
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value))).upper().lstrip("'")
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", text):
        raise RefusedError("身份证号已变成科学计数法，末几位丢失；请把该列设为文本后重新录入。", field="id_number")
    return text


def id_check_digit(first17: str) -> str:
    """The 18th character that belongs to the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECK_DIGITS[total % 11]


def is_id_number(value: object, *, allow_test_region: bool = False) -> Verdict:
    """Whether it is a valid 18-character citizen identity number (form, region, real birth date, check digit)."""
    try:
        number = normalise_id(value)
    except RefusedError as refusal:
        return Refused(refusal.reason, refusal.field)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Refused(f"身份证号应为 18 位（末位可为 X），现为 {len(number)} 位或含其他字符，请核对。", "id_number")
    if not (number[:2] in PROVINCES or (allow_test_region and number[:6] == TEST_REGION)):
        return Refused("身份证号前两位不是行政区划代码，请核对。", "id_number")
    try:
        id_birth(number)
    except ValueError:
        return Refused("身份证号中的出生日期不存在，请核对第 7 至 14 位。", "id_number")
    if id_check_digit(number[:17]) != number[17]:
        return Refused("身份证号校验位不符，请逐位核对。", "id_number")
    return Allowed()


def id_birth(number: str) -> date:
    """The birth date inside a number; ValueError when there is no such day."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def id_sex(number: str) -> str:
    """Sex code (GB/T 2261.1), 1 male or 2 female: the 17th digit is odd for men."""
    return MALE if int(number[16]) % 2 else FEMALE


def agrees_with_id(number: str, *, sex: str | None = None, birth: PartialDate | None = None) -> Verdict:
    """Whether the stated sex and birth agree with the number, as far as they are known."""
    if sex in (MALE, FEMALE) and sex != id_sex(number):
        return Refused("性别与身份证号第 17 位不一致，请核对。", "sex")
    if birth and not birth.earliest() <= id_birth(number) <= birth.latest():
        return Refused(f"出生日期 {birth} 与身份证号中的日期不一致，请核对。", "birth")
    return Allowed()


def retirement_base(sex: str, post_category: str) -> int:
    """The base age in years: men 60; women 55 in management and specialist posts (M, P), else 50."""
    if sex == MALE:
        return 60
    return 55 if post_category in ("M", "P") else 50


def retirement_month(birth: PartialDate, base: int) -> PartialDate:
    """The statutory retirement month for a birth month and a base age of 60, 55 or 50 years.

    The delay grows by a month for each four months of birth (two for base 50), to 36 (60) months at most.
    Voluntary early or late retirement is a person's decision and is not computed.
    """
    if birth.month is None:
        raise RefusedError("只知道出生年份，无法推算退休年月，请补出生月份。", field="birth")
    if base not in (60, 55, 50):
        raise ValueError("base age is 60, 55 or 50")
    step, most = (2, 60) if base == 50 else (4, 36)
    months_late = (birth.year + base - 2025) * 12 + birth.month
    delay = 0 if months_late <= 0 else min(most, (months_late - 1) // step + 1)
    return birth.plus_months(base * 12 + delay)


POLITICAL_STATUS = {
    "01": ("中国共产党党员", "中共党员", "党员", "中共正式党员", "正式党员", "共产党员"),
    "02": ("中国共产党预备党员", "预备党员", "中共预备党员"),
    "03": ("中国共产主义青年团团员", "共青团员", "团员"),
    "04": ("中国国民党革命委员会会员", "民革", "民革党员", "民革会员"),
    "05": ("中国民主同盟盟员", "民盟", "民盟盟员"),
    "06": ("中国民主建国会会员", "民建", "民建会员"),
    "07": ("中国民主促进会会员", "民进", "民进会员"),
    "08": ("中国农工民主党党员", "农工党", "农工民主党", "农工党党员"),
    "09": ("中国致公党党员", "致公党", "致公党党员"),
    "10": ("九三学社社员", "九三", "九三学社"),
    "11": ("台湾民主自治同盟盟员", "台盟", "台盟盟员"),
    "12": ("无党派民主人士", "无党派", "无党派人士"),
    "13": ("群众", "普通群众", "无", "公民"),
}
"""GB/T 4762 code to: full name, short name of the appointment form, then what people write."""

_STATUS_BY_WORD = {word: code for code, words in POLITICAL_STATUS.items() for word in words}


def political_status(value: object) -> str:
    """The GB/T 4762 code of a status as people write it, or of the code itself. Unknown words are refused."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(value)))
    code = _STATUS_BY_WORD.get(text) or (text.zfill(2) if text.zfill(2) in POLITICAL_STATUS else None)
    if code is None:
        raise RefusedError(
            f"不认识的政治面貌“{value}”，请写中共党员、预备党员、共青团员、群众或民主党派简称。",
            field="political_status",
        )
    return code
