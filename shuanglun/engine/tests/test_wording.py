"""Formulas as people read them: human units, percent, an equals sign only where it holds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from shuanglun.engine import evidence, wording
from shuanglun.engine.evidence import KpiRow, Offer
from shuanglun.engine.rounding import ONE, half_up

TIMES, MINUTES = (
    Offer("rate", "occasions", 1, "life", None, None),
    Offer("target", "minutes", 1, "learning", None, None),
)
BALLOT, SCALE = Offer("mean", "points", 100, "surveys", 0, 10_000), Offer("mean", "points", 100, "surveys", 100, 500)
POINTS, KPI = Offer("target", "points", 100, "goals", None, None), Offer("kpi", "points", 10_000, "goals", None, None)


def row(num=None, den=None, cap=ONE, **more):
    """Return a row of `indicators` as far as the words need it."""
    counts = dict.fromkeys(("quantity", "due", "exempt_due", "records", "target", "target_prorated"), 0) | {
        "months": 12
    }
    value = None if den is None else min(half_up(num * ONE, den), cap)
    status = "missing" if den is None else "value"
    return counts | {"num": num, "den": den, "value": value, "status": status} | more


def studied(minutes, target, months=12, **more):
    prorated = half_up(target * months, 12)
    return row(minutes * 12, target * months, quantity=minutes, target=target, target_prorated=prorated, months=months,
               records=1, **more)  # fmt: skip


@pytest.mark.parametrize(
    ("offer", "line", "wanted"),
    [
        (TIMES, row(9, 12, quantity=9, due=12), "完成 9 次 ÷ 应计 12 次 = 75%"),
        (TIMES, row(5, 12, quantity=5, due=12), "完成 5 次 ÷ 应计 12 次 ≈ 41.67%"),
        (TIMES, row(9, 10, quantity=9, due=12, exempt_due=2), "完成 9 次 ÷（应计 12 次 − 豁免 2 次）= 90%"),
        (MINUTES, studied(1560, 1920), "累计 26 学时 ÷ 目标 32 学时 = 81.25%"),
        (MINUTES, studied(3360, 3360), "累计 56 学时 ÷ 目标 56 学时 = 100%"),
        (MINUTES, studied(50, 1200), "累计 0.83 学时 ÷ 目标 20 学时 ≈ 4.17%"),
        (MINUTES, studied(480, 1920, months=6), "累计 8 学时 ÷（全年目标 32 学时 × 在岗 6 个月 ÷ 12 个月）= 50%"),
        (MINUTES, studied(100, 1200, months=1), "累计 1.67 学时 ÷（全年目标 20 学时 × 在岗 1 个月 ÷ 12 个月）≈ 100%"),
        (MINUTES, studied(2400, 1920), "累计 40 学时 ÷ 目标 32 学时 = 125%，至多计 100%"),
        (MINUTES, studied(1920, 1920, cap=950_000_000), "累计 32 学时 ÷ 目标 32 学时 = 100%，封顶按 95% 计"),
        (POINTS, studied(800_000, 1_000_000), "累计 8,000 分 ÷ 目标 10,000 分 = 80%"),
        (BALLOT, row(8_730 * 12, 10_000 * 12, due=12), "测评均值（12 份有效意见）87.3 分 ÷ 满分 100 分 = 87.3%"),
        (SCALE, row(300 * 7, 400 * 7, due=7), "（测评均值（7 份有效意见）4 分 − 最低 1 分）÷（满分 5 分 − 最低 1 分）= 75%"),
        (TIMES, row(due=12, exempt_due=12), "应计 12 次全部豁免，不计分，也不算缺失之过"),
        (MINUTES, row(records=1, months=0), "期间在岗不足一个整月（15 天），没有目标可比"),
        (TIMES, row(), "没有记录，计为缺失而不是零分，其权重由其余指标分担"),
        (TIMES, row(status="not_applicable"), "不适用于本类人员"),
    ],
)  # fmt: skip
def test_formula(offer, line, wanted):
    assert wording.formula(line, offer, []) == wanted


def kpi(name, weight, actual):
    attained = None if actual is None else evidence.attainment("higher", 0, 100, actual)
    return KpiRow(name, weight, "higher", 0, 100, actual, f"goals:result:{name}", attained)


def weighed(kpis):
    done = [k for k in kpis if k.attained is not None]
    return row(sum(k.weight * k.attained for k in done), ONE * sum(k.weight for k in done), records=len(done))


@pytest.mark.parametrize(
    ("kpis", "wanted"),
    [
        ([kpi("a", 2500, 80), kpi("b", 7500, 100)], "权重 × 完成度：25% × 80% + 75% × 100% = 95%"),
        ([kpi("a", 3333, 50), kpi("b", 6667, 100)], "权重 × 完成度：33.33% × 50% + 66.67% × 100% ≈ 83.34%"),
        ([kpi("a", 6000, 80), kpi("b", 4000, None)],
         "权重 × 完成度：（60% × 80%）÷ 60%（另 1 项尚无结果，按权重计为缺失）= 80%"),
    ],
)  # fmt: skip
def test_formula_of_kpis_weighs_in_percent(kpis, wanted):
    assert wording.formula(weighed(kpis), KPI, kpis) == wanted


def test_a_bonus_says_its_points():
    line = row(6 * 12, 8 * 12, quantity=6, target=8, target_prorated=8, records=6)
    offer = Offer("target", "occasions", 1, "life", None, None)
    assert wording.formula(line, offer, [], 5) == "累计 6 次 ÷ 目标 8 次 = 75%，加分上限 5 分 × 75%"
    assert wording.formula(row(), offer, [], 5) == "没有记录，不加分，也不扣分"


@pytest.mark.parametrize(
    ("share", "wanted"),
    [(Fraction(0), "0%"), (Fraction(1), "100%"), (Fraction(1, 3), "33.33%"), (Fraction(2, 3), "66.67%"), (Fraction(1, 8), "12.5%")],
)  # fmt: skip
def test_percent(share, wanted):
    assert wording.percent(share) == wanted
