"""How far a KPI is, whether its two sides part, and what may be reported. No database, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shuanglun.base.periods import quarter as days_of
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.goals.choices import ACTIVE, QUARTERS, Direction, Origin, Pace

DONE, OK, SOON, LATE, UNKNOWN = "done", "ok", "soon", "late", "idle"
LAMP_WORDS = {DONE: "完成", OK: "正常", SOON: "临期", LATE: "逾期", UNKNOWN: "资料不足"}


@dataclass(frozen=True)
class Limits:
    """Parameters, in percentage points: behind the time by which a lamp turns, and from which two sides part."""

    soon: int
    late: int
    apart: int


def attainment(direction: str, bound: Decimal, target: Decimal, actual: Decimal | None) -> Fraction | None:
    """The share of the way from bound to target, within 0 and 1 (methods §0b); None without an actual, never 0.

    Raises ValueError when target and bound are equal: such a KPI is refused when it is defined.
    """
    if target == bound:
        raise ValueError("target equals bound")
    if actual is None:
        return None
    sign = -1 if direction == Direction.LOWER else 1
    share = Fraction((actual - bound) * sign) / Fraction((target - bound) * sign)
    return min(max(share, Fraction(0)), Fraction(1))


def points(share: Fraction) -> Decimal:
    """A share as percentage points with one decimal, rounded half up away from zero."""
    tenths = abs(share) * 1000
    whole = (2 * tenths.numerator + tenths.denominator) // (2 * tenths.denominator)
    return Decimal(whole).scaleb(-1).copy_sign(Decimal(share.numerator))


def amount(value: Decimal | None, word: str) -> str:
    """A figure with its unit as people write it: 12 个, 95%, at most two decimals; empty without a figure."""
    if value is None:
        return ""
    figure = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():,f}"
    return f"{figure}{word}" if not word or word[0] in "%‰" else f"{figure} {word}"


def expected(pace: str, quarter: int) -> Fraction:
    """The attainment that is due at a quarter's end: the share of the year that is over, or all of it for a KPI that
    holds its level (a rate is not to wait for December)."""
    return Fraction(1) if pace == Pace.LEVEL else Fraction(quarter, 4)


def ahead(attained: Fraction | None, due: Fraction) -> Fraction | None:
    """How far a KPI lies before what is due; negative when behind, None without an actual."""
    return None if attained is None else attained - due


def lamp(attained: Fraction | None, due: Fraction, limits: Limits) -> str:
    """Attainment against what is due, judged before rounding."""
    if attained is None:
        return UNKNOWN
    if attained == 1:
        return DONE
    behind = (due - attained) * 100
    return LATE if behind >= limits.late else SOON if behind >= limits.soon else OK


def gap(party: Fraction | None, hr: Fraction | None) -> Fraction | None:
    """How much further the Party side lies before what is due than the HR side; None unless both are known. Of two KPIs
    of one pace it is the difference of their attainments."""
    return None if party is None or hr is None else party - hr


def part(difference: Fraction | None, limits: Limits) -> bool:
    """Whether the two sides part: as far as the limit is enough."""
    return difference is not None and abs(difference) * 100 >= limits.apart


def begins(year: int, quarter: int) -> date:
    """First day of a quarter."""
    return days_of(year, quarter).from_


def last_day(year: int, quarter: int) -> date:
    """Last day of a quarter."""
    day = days_of(year, quarter).last_day
    assert day is not None  # a quarter ends
    return day


def due_on(year: int, quarter: int, days: int) -> date:
    """Last day for the actuals and the review of a quarter."""
    return last_day(year, quarter) + timedelta(days=days)


def ended(year: int, on: date) -> list[int]:
    """Quarters of a year that are over on a day."""
    return [number for number in QUARTERS if last_day(year, number) < on]


def shown(year: int, on: date) -> int:
    """The quarter a page shows by itself: the last one that is over, or the first."""
    return max(ended(year, on), default=1)


def has_begun(year: int, quarter: int, today: date) -> Verdict:
    """Nothing is reported about a quarter that has not begun."""
    first = begins(year, quarter)
    if today < first:
        return Refused(
            f"{year} 年第 {quarter} 季度从 {first} 开始，现在还没有结果可填；请选已经开始的季度。", "quarter"
        )
    return Allowed()


def is_over(year: int, quarter: int, today: date) -> Verdict:
    """A review tells of a whole quarter."""
    last = last_day(year, quarter)
    if today <= last:
        return Refused(f"{year} 年第 {quarter} 季度到 {last} 结束，之后才能提交评估；现在可以先保存。", "quarter")
    return Allowed()


def may_come_as(origin: str, how: str) -> Verdict:
    """A computed KPI is not typed over, and others are not computed."""
    if origin == Origin.COMPUTED and how != Origin.COMPUTED:
        return Refused("这个 KPI 由证据快照计算，不能填报；要改为填报，请由融合办修改 KPI 的来源。", "value")
    if origin != Origin.COMPUTED and how == Origin.COMPUTED:
        return Refused("这个 KPI 由人填报，不由快照计算；要改为计算，请由融合办修改 KPI 的来源。", "value")
    return Allowed()


def is_running(state: str, title: str) -> Verdict:
    """Only goals in force get actuals."""
    if state != ACTIVE:
        return Refused(f"“{title}”不在执行中，不能登记完成值；请先由融合办等办公室启用。")
    return Allowed()


def is_unlocked(review_state: str | None, year: int, quarter: int) -> Verdict:
    """What a review rests on does not change under it. `review_state`: draft, submitted, returned, approved or None."""
    if review_state == "submitted":
        return Refused(f"{year} 年第 {quarter} 季度评估已提交，完成值不能再改；要改请先由融合办退回评估。", "quarter")
    if review_state == "approved":
        return Refused(f"{year} 年第 {quarter} 季度评估已通过，完成值不能再改；要改请由融合办退回更正。", "quarter")
    return Allowed()


def says_why(value: Decimal | None, words: str) -> Verdict:
    """No value is an answer too, with its reason; it is never taken for zero."""
    if value is None and not words.strip():
        return Refused("没有完成值时请写明原因；资料不足不按 0 计。", "words")
    return Allowed()


def accumulates(
    pace: str, quarter: int, value: Decimal | None, words: str, others: Mapping[int, Decimal | None]
) -> Verdict:
    """What adds up over the year does not shrink without a reason. `others`: what the other quarters were reported with;
    the nearest on each side with a value is compared, and the year begins at zero."""
    if pace != Pace.CUMULATIVE or value is None or words.strip():
        return Allowed()
    known = {number: figure for number, figure in others.items() if figure is not None}
    before = max((number for number in known if number < quarter), default=None)
    after = min((number for number in known if number > quarter), default=None)
    least = Decimal(0) if before is None else known[before]
    if value < least:
        than = f"第 {before} 季度的 {_plain(least)}" if before else " 0"
        return _asks_why(f"{_plain(value)} 低于{than}")
    if after is not None and value > known[after]:
        return _asks_why(f"{_plain(value)} 高于第 {after} 季度的 {_plain(known[after])}")
    return Allowed()


def _asks_why(found: str) -> Verdict:
    return Refused(f"累计完成值 {found}，请核对；确实减少的请在说明中写明原因。", "words")


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def is_complete(year: int, quarter: int, missing: list[str], uncomputed: list[str]) -> Verdict:
    """A review is handed over when every KPI was answered. `missing` are names of KPIs that somebody reports,
    `uncomputed` of those that only a snapshot answers."""
    parts = []
    if missing:
        parts.append(f"还有 {len(missing)} 个 KPI 没有登记本季完成值：{_named(missing)}。没有数据的请写明原因。")
    if uncomputed:
        parts.append(
            f"{'另有' if missing else '还有'} {len(uncomputed)} 个 KPI 由证据快照计算，本季还没有计算，不能填报："
            f"{_named(uncomputed)}。请融合办在“证据快照”打开或冻结 {_span(year, quarter)} 的快照，"
            "在快照页面点“计算目标 KPI”，之后再提交。"
        )
    return Refused("".join(parts)) if parts else Allowed()


def explains_gaps(apart: int, problems: str) -> Verdict:
    """A review of `apart` pairs whose sides part says why and what is done about it."""
    if apart and not problems.strip():
        return Refused(f"{apart} 对目标两侧分离，请在“存在问题”中说明原因和措施，填写后再提交。", "problems")
    return Allowed()


def _named(names: list[str]) -> str:
    return "、".join(names[:5]) + ("等" if len(names) > 5 else "")


def _span(year: int, quarter: int) -> str:
    return f"{begins(year, 1)} 至 {last_day(year, quarter)}"
