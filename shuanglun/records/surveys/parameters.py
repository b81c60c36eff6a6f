"""Figures of the surveys room that an institution may have to change."""

from __future__ import annotations

from shuanglun.base.parameters.registry import Standing, declare

GAP_MINUTES = declare(
    "surveys.gap_minutes", "领票截止到投票开始的最短间隔", 60, unit="分钟",
    basis="本单位规定：间隔越长，领票时间和投票时间越难对上人", standing=Standing.OWN, low=10, high=10_080,
)  # fmt: skip
SLIP_SURPLUS = declare(
    "surveys.slip_surplus", "票条多印比例", 10, unit="%", basis="本单位规定：多印的票条抽剩后当众作废",
    standing=Standing.OWN, low=0, high=50,
)  # fmt: skip
RETURN_PER_MILLE = declare(
    "surveys.return_per_mille", "回收率低于此数的结果不使用", 666, unit="‰",
    basis="本单位规定：收回票数不足发出票数的三分之二不使用；666‰ 按三分之二精确计算，其他数按所填的算", standing=Standing.OWN, low=500, high=1_000,
)  # fmt: skip
KEEP_DAYS = declare(
    "surveys.keep_days", "公布后原始票保存天数", 90, unit="天", basis="本单位规定：异议期满后销毁原始票，只留汇总",
    standing=Standing.OWN, low=30, high=730,
)  # fmt: skip
