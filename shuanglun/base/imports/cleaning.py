"""Parsers of one cell. Each takes the cell with its type and returns a clean value, or raises `Bad` saying in plain
Chinese what is wrong and what to write instead. Nothing is guessed: what may mean two things is refused.

A parser is a frozen object that is called with a cell; `hint` is what the upload page says about the column, and
`say`, where there is one, puts a stored value back into words. Rooms may pass any callable instead (RefusedError
counts as Bad).
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from shuanglun.base.imports.reader import Broken, Cell
from shuanglun.base.periods import PartialDate
from shuanglun.base.ui.exports import unescape

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOTHING = frozenset(("", "-", "—", "——", "/", "无", "－"))
DATE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$|(\d{4})(\d{2})(\d{2})$")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2200, 1, 1)


class Bad(ValueError):  # a verdict on a cell, not a fault of the program
    """A cell cannot be used: what is wrong, and what to write instead."""

    def __init__(self, problem: str, suggestion: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.suggestion = suggestion


def raw_text(cell: Cell) -> str:
    """A cell as half-width text without outer spaces and invisible characters; a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, Broken):
        raise broken(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.timedelta):
        raise Bad("这一格是时间长度，不是文字", "请把单元格设为文本格式后重新填写")
    if isinstance(cell, datetime.datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    text = str(cell).strip(" \u3000")
    if (opened := unescape(text)) != text:  # one of our own exports: as it stands, no more cleaning
        return opened
    return INVISIBLE.sub("", text).strip()


def half_width(cell: Cell) -> str:
    """Text with full-width digits, letters and marks made half-width, without any spaces: for codes and figures."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", raw_text(cell)))


def broken(cell: Broken) -> Bad:
    """The refusal of a cell without a value."""
    if cell.kind == "formula":
        return Bad("公式没有计算结果", "请在表格软件中打开并保存一次，或把公式粘贴为数值")
    return Bad("公式出错（#N/A、#REF! 等）", "请更正公式，或直接填写数值")


def is_blank(cell: Cell) -> bool:
    """Whether nothing was written: empty, spaces, or the dashes with which people say "none"."""
    if isinstance(cell, Broken):
        return False
    if not isinstance(cell, str):
        return cell is None
    return cell in NOTHING or (not cell.isalnum() and raw_text(cell) in NOTHING)


def _shown(cell: Cell) -> str:
    text = cell.isoformat(" ") if isinstance(cell, datetime.datetime) else str(cell)
    return text if len(text) <= 30 else text[:30] + "…"


@dataclass(frozen=True)
class Text:
    """Plain text of at most `longest` characters; line breaks and runs of spaces become one space."""

    longest: int = 200
    hint: str = "文本"

    def __call__(self, cell: Cell) -> str:
        if isinstance(cell, float) and (not cell.is_integer() or abs(cell) >= 1e15):
            raise Bad(f"“{cell!r}”是数字，不是文字，位数可能已经丢失", "请把这一列设为文本格式后重新填写")
        text = raw_text(cell)
        if not (isinstance(cell, str) and cell.startswith("'")):
            text = re.sub(r"\s+", " ", text)
        if len(text) > self.longest:
            raise Bad(f"有 {len(text)} 个字，超过 {self.longest} 个", "请缩短")
        return text


@dataclass(frozen=True)
class Code:
    """A number or code that is text: half-width, without spaces ("Ａ００１ " → "A001")."""

    longest: int = 20
    hint: str = "文本，前面的 0 要保留"

    def __call__(self, cell: Cell) -> str:
        if isinstance(cell, (datetime.date, datetime.timedelta)) and not isinstance(cell, Broken):
            raise Bad(f"“{_shown(cell)}”被表格软件变成了日期", "请把这一列设为文本格式后重新填写")
        text = half_width(cell)
        if isinstance(cell, bool) or re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+|\d+\.\d+", text):
            raise Bad(f"“{_shown(cell)}”不是编号，位数可能已经丢失", "请把这一列设为文本格式后重新填写")
        return Text(self.longest)(text)


@dataclass(frozen=True)
class Name:
    """A person's name: all inner spaces go when it is Chinese ("王　芳" → "王芳"), else runs become one."""

    longest: int = 60
    hint: str = "姓名"

    def __call__(self, cell: Cell) -> str:
        if not isinstance(cell, str):
            raise Bad(f"“{_shown(cell)}”不是姓名", "请填写姓名")
        text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", raw_text(cell))).replace("•", "·")
        if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", text):
            text = text.replace(" ", "")
        if re.search(r"\d", text) or not text:
            raise Bad(f"“{_shown(cell)}”不是姓名", "请核对是否填错了列")
        return Text(self.longest)(text)


@dataclass(frozen=True)
class Number:
    """A decimal with at most `scale` places between `low` and `high`. "1,234.5", "85%" only where `percent`."""

    scale: int = 2
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    unit: str = ""
    hint: str = "数字"

    def __call__(self, cell: Cell) -> Decimal:
        if isinstance(cell, Broken):
            raise broken(cell)
        if isinstance(cell, (bool, datetime.date, datetime.timedelta)):
            raise Bad(f"“{_shown(cell)}”不是数字", f"请填写数字{self._range()}")
        text = half_width(cell).replace(",", "").removesuffix(self.unit)
        try:
            if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", text.lower()) or len(text) > 40:
                raise InvalidOperation
            value = Decimal(text)
            if isinstance(cell, float):  # 0.1 + 0.2 typed by a formula is 0.3 with noise beyond 12 digits
                value = Decimal(f"{cell:.12g}")
            fixed = value.quantize(Decimal(1).scaleb(-self.scale))
        except InvalidOperation:
            raise Bad(f"“{_shown(cell)}”不是数字", f"请填写数字{self._range()}") from None
        if fixed != value:
            raise Bad(f"“{_shown(cell)}”的小数超过 {self.scale} 位", f"请保留 {self.scale} 位小数以内")
        if (self.low is not None and fixed < self.low) or (self.high is not None and fixed > self.high):
            raise Bad(f"“{_shown(cell)}”超出范围", f"应{self._range()}")
        return fixed

    def _range(self) -> str:
        if self.low is not None and self.high is not None:
            return f"在 {self.low} 到 {self.high} 之间"
        if self.low is not None:
            return f"不小于 {self.low}"
        return f"不大于 {self.high}" if self.high is not None else ""


@dataclass(frozen=True)
class Integer:
    """A whole number between `low` and `high`."""

    low: int | None = None
    high: int | None = None
    unit: str = ""
    hint: str = "整数"

    def __call__(self, cell: Cell) -> int:
        return int(Number(0, self.low, self.high, self.unit)(cell))


MINUTES_OF_A_DAY = 450


@dataclass(frozen=True)
class Minutes:
    """Hours as people write them (1.5, "1.5 小时", "1:30", "90 分钟", "2 天"), stored as whole minutes.

    A day of training is 7.5 hours: 12 days are the 90 hours of 《事业单位工作人员培训规定》.
    """

    most_hours: int = 2000
    hint: str = "小时，如 1.5；也可写 90 分钟，或 2 天（每天 7.5 小时）"

    def __call__(self, cell: Cell) -> int:
        if isinstance(cell, datetime.timedelta):
            minutes = Decimal(int(cell.total_seconds())) / 60
        else:
            minutes = self._from_text(cell)
        if minutes != minutes.to_integral_value():
            raise Bad(f"“{_shown(cell)}”小时不是整分钟", "请写成 0.5 小时的倍数，或直接写分钟，如 50 分钟")
        if not 0 <= minutes <= self.most_hours * 60:
            raise Bad(f"“{_shown(cell)}”超出范围", f"应在 0 到 {self.most_hours} 小时之间")
        return int(minutes)

    def say(self, minutes: int) -> str:
        """Stored minutes as people write them: 90 → "1.5 小时", 50 → "50 分钟"."""
        return f"{minutes / 60:g} 小时" if minutes % 15 == 0 else f"{minutes} 分钟"

    def _from_text(self, cell: Cell) -> Decimal:
        text = half_width(cell) if isinstance(cell, str) else ""
        if found := re.fullmatch(r"(\d{1,4}):([0-5]\d)(:00)?", text):
            return Decimal(int(found[1]) * 60 + int(found[2]))
        if text.endswith(("分钟", "分")):
            return Number(0)(text.removesuffix("分钟").removesuffix("分"))
        if text.endswith("天"):
            return Number(2)(text.removesuffix("天")) * MINUTES_OF_A_DAY
        for unit in ("个学时", "学时", "个小时", "小时", "时", "h", "H"):
            text = text.removesuffix(unit)
        return Number(4)(text if isinstance(cell, str) else cell) * 60


@dataclass(frozen=True)
class Day:
    """A whole date: a real date cell, 2024-03-01, 2024.03.01, 2024/3/1, 2024年3月1日 or 20240301."""

    hint: str = "日期，如 2024-03-01"

    def __call__(self, cell: Cell) -> datetime.date:
        if isinstance(cell, Broken):
            raise broken(cell)
        if isinstance(cell, datetime.datetime):
            cell = cell.date()
        if isinstance(cell, datetime.date):
            return _in_range(cell, cell)
        if isinstance(cell, (bool, datetime.timedelta)):
            raise Bad(f"“{_shown(cell)}”不是日期", "请写成 2024-03-01")
        text = half_width(cell).removesuffix("00:00:00").removesuffix("00:00")
        found = DATE.match(text)
        if not found:
            _refuse_serial(cell, text)
            raise Bad(f"“{_shown(cell)}”不是完整的日期", "请写成 2024-03-01，年月日齐全")
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            return _in_range(datetime.date(year, month, day), cell)
        except ValueError as error:
            if isinstance(error, Bad):
                raise
            raise Bad(f"“{_shown(cell)}”这一天不存在", "请核对年月日") from None


@dataclass(frozen=True)
class Month:
    """A year and month (or a whole date) as PartialDate: the precision that was written, never padded."""

    hint: str = "年月，如 1988-11"

    def __call__(self, cell: Cell) -> PartialDate:
        if isinstance(cell, Broken):
            raise broken(cell)
        if isinstance(cell, datetime.date):
            _in_range(cell.date() if isinstance(cell, datetime.datetime) else cell, cell)
            # The programs turn "1988-11" into the first of November: such a day was not written by anybody.
            return PartialDate(cell.year, cell.month, cell.day if cell.day != 1 else None)
        if isinstance(cell, (bool, datetime.timedelta)):
            raise Bad(f"“{_shown(cell)}”不是年月", "请写成 1988-11")
        text = half_width(cell)
        if isinstance(cell, float) or re.fullmatch(r"\d{4}\.\d", text):
            raise Bad(
                f"“{text}”分不清 1 月还是 10 月（数字格式会丢掉末尾的 0）",
                f"请把这一列设为文本，写成 {text[:4]}-01 或 {text[:4]}-10",
            )
        _refuse_serial(cell, text)
        if re.fullmatch(r"\d{4}年?", text):
            raise Bad(f"“{_shown(cell)}”缺少月份", "请写成 1988-11")
        try:
            found = PartialDate.parse(text)
            _in_range(found.earliest(), cell)
            return found
        except Bad:
            raise
        except ValueError:
            raise Bad(f"“{_shown(cell)}”这个年月不存在", "请写成 1988-11") from None
        except Exception as error:
            raise Bad(f"“{_shown(cell)}”不是年月，或这一天不存在", "请核对，写成 1988-11 或 1988-11-05") from error


def _in_range(value: datetime.date, cell: Cell) -> datetime.date:
    if not EARLIEST <= value < LATEST:
        raise Bad(f"“{_shown(cell)}”的年份超出范围", "请核对年份")
    return value


def _refuse_serial(cell: Cell, text: str) -> None:
    """A bare 32448 is how the programs store 1988-11-01; which of two calendars it counts from is not known."""
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        raise Bad(f"“{_shown(cell)}”是表格软件的日期序号", "请把这一列设为日期格式，或写成 2024-03-01")


@dataclass(frozen=True)
class YesNo:
    """是 or 否, also √, 有, 1, Y; returns a boolean."""

    hint: str = "是 或 否"

    def __call__(self, cell: Cell) -> bool:
        text = half_width(cell).lower()
        if text in ("是", "有", "1", "y", "yes", "true", "√", "✓", "✔", "对", "已完成", "完成"):
            return True
        if text in ("否", "无", "没有", "不是", "0", "n", "no", "false", "×", "x", "✗", "未完成", "错"):
            return False
        raise Bad(f"“{_shown(cell)}”看不出是或否", "请填写“是”或“否”")


@dataclass(frozen=True)
class Choice:
    """One of a list: `words` maps what people write to the stored code; the first word of a code is the shown one."""

    words: Mapping[str, str]
    hint: str = ""
    _by_word: dict[str, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._by_word.update({_loose(word): code for word, code in self.words.items()})
        if not self.hint:
            object.__setattr__(self, "hint", "、".join(self.shown()))

    def knows(self, word: str) -> bool:
        """Whether the word is one of the list."""
        return _loose(word) in self._by_word

    def shown(self) -> list[str]:
        """One word for each code, in the order of the list."""
        return list({code: word for word, code in reversed([*self.words.items()])}.values())[::-1]

    def say(self, code: str) -> str:
        """The shown word of a stored code."""
        return next((word for word, known in self.words.items() if known == code), code)

    def __call__(self, cell: Cell) -> str:
        text = half_width(cell)
        code = self._by_word.get(_loose(text))
        if code is None:
            options = "、".join(self.shown()[:20])
            raise Bad(f"“{_shown(cell)}”不在可选范围内", f"请填写其中之一：{options}")
        return code


def _loose(word: str) -> str:
    return re.sub(r"[\s()（）·.、/-]+", "", unicodedata.normalize("NFKC", word)).lower()


@dataclass(frozen=True)
class IdNumber:
    """A citizen identity number (GB 11643) as text of 18 characters. A number is refused even when its check digit
    happens to fit: 15 significant digits cannot hold 18. `allow_test_region` admits the fictional 999999."""

    allow_test_region: bool = True
    hint: str = "18 位，必须是文本格式"

    def __call__(self, cell: Cell) -> str:
        if isinstance(cell, (bool, int, float)):
            raise Bad("身份证号是数字格式，末几位已经丢失", "请把这一列设为文本格式，重新填写 18 位号码")
        text = half_width(cell).upper().lstrip("'")
        if re.search(r"E\+?\d", text):
            raise Bad(f"“{_shown(cell)}”是科学计数，末几位已经丢失", "请把这一列设为文本格式，重新填写 18 位号码")
        if re.fullmatch(r"\d{15}", text):
            raise Bad("这是 15 位旧号码", "请填写 18 位号码")
        if not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
            raise Bad(f"应为 18 位数字（末位可为 X），现有 {len(text)} 位或含其他字符", "请对照证件核对")
        try:
            datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
        except ValueError:
            raise Bad(f"第 7—14 位“{text[6:14]}”不是真实的日期", "请对照证件核对") from None
        if CHECK_DIGITS[sum(int(d) * w for d, w in zip(text[:17], WEIGHTS, strict=True)) % 11] != text[17]:
            raise Bad("校验位不符，至少有一位写错", "请对照证件核对")
        if text.startswith("999999") and not self.allow_test_region:
            raise Bad("999999 是演示用的地区代码", "请对照证件核对")
        return text


text, code, name, number, integer = Text(), Code(), Name(), Number(), Integer()
minutes, day, month, yes_no, id_number = Minutes(), Day(), Month(), YesNo(), IdNumber()


def choice(*options: tuple[str, ...], **coded: tuple[str, ...]) -> Choice:
    """`choice(("01", "中共党员", "党员"), ("13", "群众"))`: code first, then the shown word, then what people write."""
    words = {word: entry[0] for entry in options for word in entry[1:]}
    words.update({word: code_ for code_, entry in coded.items() for word in entry})
    return Choice(words)
