"""The formula of a line in Chinese words and numbers, as it stands on the explanation page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from shuanglun.engine.evidence import KpiRow, Offer
from shuanglun.engine.rounding import ONE, half_up, published

UNITS = {"occasions": "次", "minutes": "分钟", "points": "分", "days": "天", "hours": "学时"}
KPI_SCALE = 10_000


def human(stored: int, scale: int) -> str:
    """Return a stored integer as a person writes it: 8730 at scale 100 is 87.3."""
    text = f"{Decimal(stored) / scale:.4f}".rstrip("0").rstrip(".")
    return text or "0"


def formula(row: Mapping[str, Any], offer: Offer, kpis: Sequence[KpiRow]) -> str:
    """Return the sentence that shows how a line's value came about, or why it has none."""
    if row["status"] == "not_applicable":
        return "不适用于本类人员"
    if row["status"] == "missing":
        return _lacking(row, offer)
    worded = {"rate": _rate, "target": _target, "mean": _mean}
    text = _kpi(row, kpis) if offer.kind == "kpi" else worded[offer.kind](row, offer)
    reached = half_up(row["num"] * ONE, row["den"])
    tail = "，至多计满" if reached > row["value"] == ONE else "，按封顶值计" if reached > row["value"] else ""
    return f"{text} = {published(row['value'], 6, 1)}{tail}"


def _lacking(row: Mapping[str, Any], offer: Offer) -> str:
    if row["due"] and row["due"] == row["exempt_due"]:
        return f"应计 {row['due']} {UNITS.get(offer.unit, '')}全部豁免，不计分，也不算缺失之过"
    if offer.kind == "target" and row["records"] and not row["months"]:
        return "期间在岗不足一个整月（15 天），没有目标可比"
    return "没有记录，计为缺失而不是零分，其权重由其余指标分担"


def _rate(row: Mapping[str, Any], offer: Offer) -> str:
    unit = UNITS.get(offer.unit, "")
    quantity, due = human(row["quantity"], offer.scale), human(row["due"], offer.scale)
    if row["exempt_due"]:
        return f"完成 {quantity} {unit} ÷（应计 {due} − 豁免 {human(row['exempt_due'], offer.scale)}）"
    return f"完成 {quantity} {unit} ÷ 应计 {due} {unit}"


def _target(row: Mapping[str, Any], offer: Offer) -> str:
    unit = UNITS.get(offer.unit, "")
    goal = f"目标 {human(row['target'], offer.scale)} {unit}"
    if row["target_prorated"] != row["target"]:
        goal = f"（全年{goal} × 在岗 {row['months']}/12 月）"
    return f"累计 {human(row['quantity'], offer.scale)} {unit} ÷ {goal}"


def _mean(row: Mapping[str, Any], offer: Offer) -> str:
    low, high = offer.low or 0, offer.high or 0
    mean = half_up(row["num"] * (high - low), row["den"]) + low
    text = f"（均值 {human(mean, offer.scale)} − {human(low, offer.scale)}）÷（{human(high, offer.scale)} − "
    return f"{text}{human(low, offer.scale)}），有效意见 {row['due']} 份"


def _kpi(row: Mapping[str, Any], kpis: Sequence[KpiRow]) -> str:
    done = [kpi for kpi in kpis if kpi.attained is not None]
    terms = " + ".join(f"{kpi.weight}×{published(kpi.attained or 0, 4, 1)}" for kpi in done)
    text = f"（{terms}）÷ {sum(kpi.weight for kpi in done)}"
    return text if len(done) == len(kpis) else f"{text}（{len(kpis) - len(done)} 项尚无结果，按比例计为缺失）"
