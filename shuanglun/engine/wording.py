"""The formula of a line in Chinese words and numbers, as it stands on the explanation page.

Quantities are said in the unit people use (study is kept in minutes and said in 学时), shares and weights in percent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from shuanglun.engine.evidence import KpiRow, Offer
from shuanglun.engine.rounding import ONE, half_up
from shuanglun.engine.terms import FULL_WEIGHT

UNITS = {"occasions": "次", "minutes": "分钟", "points": "分", "days": "天", "hours": "学时"}
LESSON = 60
"""Minutes in a 学时, the unit people count study in (docs/parameters.md, "length of a study hour")."""


def human(stored: int, scale: int) -> str:
    """Return a stored integer as a person writes it: 8730 at scale 100 is 87.3."""
    text = f"{Decimal(stored) / scale:.4f}".rstrip("0").rstrip(".")
    return text or "0"


def percent(share: Fraction) -> str:
    """Return a share of 1 in percent, at most two decimals, half up: 5/12 is 41.67%."""
    hundredths = half_up(share.numerator * FULL_WEIGHT, share.denominator)
    return f"{human(hundredths, 100)}%"


def formula(row: Mapping[str, Any], offer: Offer, kpis: Sequence[KpiRow], points: int = 0) -> str:
    """Return the sentence that shows how a line's value came about, or why it has none.

    `points` are what a bonus gives at most.
    """
    if row["status"] == "not_applicable":
        return "不适用于本类人员"
    if row["status"] == "missing":
        return _lacking(row, offer, points)
    worded = {"rate": _rate, "target": _target, "mean": _mean}
    text = _kpi(row, kpis) if offer.kind == "kpi" else worded[offer.kind](row, offer)
    said = text + _reached(row, offer) + (_earned(row["value"], points) if points else "")
    return said.replace(" （", "（").replace("） ", "）")  # wide brackets bring their own space


def _reached(row: Mapping[str, Any], offer: Offer) -> str:
    """Return the quotient, and what it counts as where a cap stops it."""
    is_exact = not any(_is_rounded(row[name] or 0, offer) for name in ("quantity", "target"))
    reached, value = Fraction(row["num"], row["den"]), Fraction(row["value"], ONE)
    if half_up(row["num"] * ONE, row["den"]) <= row["value"]:
        return _equals(reached, is_exact)
    tail = "，至多计 100%" if row["value"] == ONE else f"，封顶按 {percent(value)} 计"
    return _equals(reached, is_exact) + tail


def _equals(share: Fraction, is_exact: bool) -> str:
    """Return the share; = only where it is whole and what stands before it is not rounded."""
    return f" {'=' if is_exact and (share * FULL_WEIGHT).denominator == 1 else '≈'} {percent(share)}"


def _is_rounded(stored: int, offer: Offer) -> bool:
    return offer.unit == "minutes" and stored * 100 % (LESSON * offer.scale) != 0


def _earned(value: int, points: int) -> str:
    return f"，加分上限 {points} 分 × {percent(Fraction(value, ONE))}"


def _said(stored: int, offer: Offer) -> str:
    """Return a quantity with its unit, thousands apart; minutes as 学时 with at most two decimals."""
    number, unit = Decimal(stored) / offer.scale, UNITS.get(offer.unit, "")
    if offer.unit == "minutes":
        number, unit = (number / LESSON).quantize(Decimal("0.01"), ROUND_HALF_UP), UNITS["hours"]
    text = f"{number:,.4f}".rstrip("0").rstrip(".")
    return f"{text} {unit}".rstrip()


def _lacking(row: Mapping[str, Any], offer: Offer, points: int) -> str:
    if row["due"] and row["due"] == row["exempt_due"]:
        return f"应计 {_said(row['due'], offer)}全部豁免，不计分，也不算缺失之过"
    if offer.kind == "target" and row["records"] and not row["months"]:
        return "期间在岗不足一个整月（15 天），没有目标可比"
    if points:
        return "没有记录，不加分，也不扣分"
    return "没有记录，计为缺失而不是零分，其权重由其余指标分担"


def _rate(row: Mapping[str, Any], offer: Offer) -> str:
    done, due = _said(row["quantity"], offer), _said(row["due"], offer)
    if row["exempt_due"]:
        return f"完成 {done} ÷（应计 {due} − 豁免 {_said(row['exempt_due'], offer)}）"
    return f"完成 {done} ÷ 应计 {due}"


def _target(row: Mapping[str, Any], offer: Offer) -> str:
    goal = f"目标 {_said(row['target'], offer)}"
    if row["target_prorated"] != row["target"]:
        goal = f"（全年{goal} × 在岗 {row['months']} 个月 ÷ 12 个月）"
    return f"累计 {_said(row['quantity'], offer)} ÷ {goal}"


def _mean(row: Mapping[str, Any], offer: Offer) -> str:
    low, high = offer.low or 0, offer.high or 0
    mean, full = _said(half_up(row["num"] * (high - low), row["den"]) + low, offer), _said(high, offer)
    opinions = f"测评均值（{row['due']} 份有效意见）{mean}"
    if not low:
        return f"{opinions} ÷ 满分 {full}"
    return f"（{opinions} − 最低 {_said(low, offer)}）÷（满分 {full} − 最低 {_said(low, offer)}）"


def _kpi(row: Mapping[str, Any], kpis: Sequence[KpiRow]) -> str:
    """Return weight × attainment of each KPI with an actual; weights that are not whole are divided out."""
    done = [kpi for kpi in kpis if kpi.attained is not None]
    whole = sum(kpi.weight for kpi in done)
    terms = " + ".join(f"{_weight(kpi.weight)} × {percent(Fraction(kpi.attained or 0, ONE))}" for kpi in done)
    text = f"权重 × 完成度：{terms}" if whole == FULL_WEIGHT else f"权重 × 完成度：（{terms}）÷ {_weight(whole)}"
    lacking = len(kpis) - len(done)
    return f"{text}（另 {lacking} 项尚无结果，按权重计为缺失）" if lacking else text


def _weight(basis_points: int) -> str:
    return percent(Fraction(basis_points, FULL_WEIGHT))
