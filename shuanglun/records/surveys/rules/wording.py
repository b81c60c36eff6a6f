"""How a published figure is written down: strings with fixed decimals, ready for screen and paper.

Each figure is {"state", "text", "at", …}: text is what people read, at the place of its bar (0–100). state is exact,
coarse (a range: ≥ 90 or ≤ 10), hidden (another figure would follow from it) or lacking (n < 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from shuanglun.records.surveys.rules.disclosure import COARSE, EXACT, HIDDEN, HIGH, LEAST, LOW, SPREAD, WIDTH
from shuanglun.records.surveys.rules.figures import Number, rounded, wilson

LACKING = "lacking"

METHODS = {
    "mean": {"name": "平均分", "formula": "Σ 选项分值 ÷ n；选项分值 = 100×（分值−最低）÷（最高−最低），“不了解”不计入 n"},
    "score": {"name": "加权得分", "formula": "Σ（类别权重 × 类别平均分）÷ Σ 类别权重；合并的类别用合并后的权重和平均分"},
    "index": {"name": "指标得分", "formula": "Σ（题目权重 × 题目得分）÷ Σ 题目权重；n 取各题中最少的"},
    "rate": {"name": "比率", "formula": "计入的票数 ÷ n；区间为 Wilson 95% 区间，z = 1.959964"},
    "flag": {"name": "反向测评勾选比例", "formula": "勾选“反映一般”等选项的票数 ÷ n；只作谈话核实的线索，不计分"},
    "pick": {"name": "推荐得票比率", "formula": "推荐票数 ÷ 收回的有效推荐票"},
    "many": {"name": "多选题提及比例", "formula": "勾选该项的票数 ÷ 有效票"},
    "icc": {"name": "评价者一致性 ICC(1,k)", "formula": "（MSB−MSW）÷MSB，单因素随机效应；人数不等时 k0 =（N−Σn²÷N）÷（g−1）"},
    "kendall": {"name": "和谐系数 Kendall W", "formula": "12S ÷（m²（n³−n）−mΣT），T = Σ（t³−t），校正相同名次"},
    "alpha": {"name": "内部一致性 Cronbach α", "formula": "k÷(k−1) ×（1−Σ各题方差÷总分方差），样本方差"},
    "straight": {"name": "整票同一档比例", "formula": "所有单选题都选同一档的票数 ÷ 有效票；只供判断答题质量，不剔除"},
}  # fmt: skip
RULES = [
    f"平均分在 n ≥ {LEAST} 时公布；分布、得票数、弃权票数、文字意见在 n ≥ {SPREAD} 时公布；不足的并入相邻类别或部门，不单独隐藏。",
    f"n < {SPREAD} 的平均分，{HIGH} 及以上的一律只公布“≥ {HIGH}”，{LOW} 及以下的一律只公布“≤ {LOW}”。n ≥ {SPREAD} 而其中有不公布的数字、"
    "与全体一致相差不超过一个人的意见的，也这样公布。可能由此推算的相邻数字和分布一并不公布（记作“不单列”）；"
    "“整票同一档比例”在有任何数字没有如实公布时不公布。",
    f"推荐得票分类别、分部门的，并到每类不少于 {SPREAD} 张才列。n < {SPREAD} 的得票比率只有全体一致才到“≥ {HIGH}%”或“≤ {LOW}%”，"
    f"所以这两种写法等于说明全体一致；n ≥ {SPREAD} 的如实公布，全票和零票也如实公布，其中每个人投了什么也就知道了。"
    f"反向测评 n < {SPREAD} 的只公布“≤ 25%”“25%—75%”“≥ 75%”三档。",
    f"公布前由程序验算：知道全部已公布数字和以上规则、把分值看作 0—100 任意数的人，推不出任何“不单列”的平均分，对 n < {SPREAD} 的"
    f"“≥ {HIGH}”“≤ {LOW}”也推不到 {WIDTH} 分之内；否则不予公布。限度：选项只有几档，把分值当作整票逐一试算的人，凭两位小数的加权得分往往能算出人少的类别的平均分；"
    "知道一个小组其余各人意见的人，能推出最后一人的意见。",
    "对象按名册次序排列，不按得分排序。测评结果是重要参考，不得简单以票取人。",
]


def turnout_words(turnout: Mapping[str, Any]) -> str:
    """Who took part, against the roster, in one sentence."""
    eligible = turnout["eligible"]

    def of_all(count: int) -> str:
        return f"占应参加的 {rounded(Fraction(100 * count, eligible))}%"

    rate = f"收回率 {turnout['rate']}%（收回 ÷ 发出），" if turnout["rate"] else ""
    return (
        f"应参加 {eligible} 人；发出 {turnout['issued']} 张，{of_all(turnout['issued'])}；"
        f"收回 {turnout['returned']} 张，{rate}{of_all(turnout['returned'])}；"
        f"有效 {turnout['cast']} 张，作废 {turnout['void']} 张，发出未投 {turnout['missing']} 张。"
    )


def value(number: Number | None, state: str = EXACT, *, unit: str = "", places: int = 2) -> dict[str, Any]:
    """A figure from 0 to 100."""
    if number is None or state in (HIDDEN, LACKING):
        return {"state": LACKING if state == EXACT else state, "text": "", "at": ""}
    if state == COARSE:
        sign, bound = ("≥", HIGH) if number >= HIGH else ("≤", LOW)
        return {"state": COARSE, "text": f"{sign} {bound}{unit}", "at": str(bound)}
    text = rounded(number, places)
    return {"state": EXACT, "text": text + unit, "at": text}


def share(count: int, n: int, state: str = EXACT) -> dict[str, Any]:
    """A share in percent with its count; the count only when the share is exact."""
    made = value(Fraction(100 * count, n) if n else None, state, unit="%")
    return {**made, "count": count if made["state"] == EXACT else None}


def rate(count: int, n: int) -> dict[str, Any]:
    """A share with Wilson's interval."""
    low, high = (rounded(100 * bound) for bound in wilson(count, n))
    return {**share(count, n), "low": low, "high": high, "n": n, "method": "rate"}


def band(count: int, n: int) -> dict[str, Any]:
    """A share of few: one of three bands, each of which holds more than one count from five on."""
    text, at = ("≤ 25%", 25) if 4 * count <= n else ("≥ 75%", 75) if 4 * count >= 3 * n else ("25%—75%", 50)
    return {"state": COARSE, "text": text, "at": str(at), "count": None}


def distribution(counts: list[tuple[str, int]]) -> list[dict[str, Any]]:
    """A distribution: label, count and share of each option."""
    n = sum(count for _, count in counts)
    return [{"label": label, **share(count, n)} for label, count in counts]
