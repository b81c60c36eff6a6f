"""Names and identity numbers of people who do not exist.

Given names always have two characters from short pools that make them sound like names and rarely belong to a
known person. Identity numbers use region 999999, which no place has.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

from shuanglun.records.people import rules

COMMON = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
FURTHER = (
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段"
    "钱汤尹黎易常武乔贺赖龚文单解仇查区朴覃翟盛柳温季鲍葛"
)
COMPOUND = ("欧阳", "上官", "尉迟", "司徒", "诸葛", "皇甫")
FIRST = "一以若知予清景言书子思安秋墨云亦可听沐怀望允砚舒澄嘉雨佳星向致承延启弘修本元和广世守念锦逸"
LAST = {
    "1": "舟宁然远泽航霖遥枫原朗辰柏岩庭林初帆松越恒晨凡卓楠钧川禾安杉",
    "2": "禾宁然安岚溪棠笙遥澜桐冉萱初彤颖晨曦瑶琪楠淼钰霖枫辰舒荷苒杉",
}
"""Second characters by sex (GB/T 2261.1)."""


def combinations() -> int:
    """How many distinct names the pools give."""
    surnames = len(set(COMMON + FURTHER)) + len(COMPOUND)
    return surnames * len(set(FIRST)) * len(set(LAST["1"] + LAST["2"]))


class Registry:
    """Hands out names and identity numbers; a number is never given twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: Counter[tuple[date, str]] = Counter()

    def name(self, sex: str) -> str:
        """A name; common surnames are common."""
        draw = self._rng.random()
        pool: str | tuple[str, ...] = COMMON if draw < 0.72 else FURTHER if draw < 0.985 else COMPOUND
        first = self._rng.choice(FIRST)
        last = self._rng.choice([c for c in LAST[sex] if c != first])
        return self._rng.choice(pool) + first + last

    def id_number(self, born: date, sex: str) -> str:
        """An identity number of the test region with the right check digit."""
        taken = self._given[born, sex]
        self._given[born, sex] += 1
        order = taken * 2 + (1 if sex == rules.MALE else 2)
        first17 = f"{rules.TEST_REGION}{born:%Y%m%d}{order:03d}"
        return first17 + rules.id_check_digit(first17)
