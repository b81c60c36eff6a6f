"""Figures of the learning room that an institution may have to change."""

from __future__ import annotations

from shuanglun.base.parameters.registry import Standing, declare

MEMBER_HOURS = declare(
    "learning.member_hours", "党员集中学习培训学时", 32, unit="学时/年",
    basis="《中国共产党党员教育管理工作条例》第二十条", standing=Standing.VERIFIED, low=1, high=400,
)  # fmt: skip
LEADER_HOURS = declare(
    "learning.leader_hours", "党支部书记、副书记和委员学习培训学时", 56, unit="学时/年",
    basis="《中国共产党党员教育管理工作条例》关于基层党组织书记和班子成员集中学习培训的要求", standing=Standing.UNVERIFIED,
    low=1, high=400,
)  # fmt: skip
STAFF_HOURS = declare(
    "learning.staff_hours", "事业单位工作人员培训学时", 90, unit="学时/年",
    basis="《事业单位工作人员培训规定》：各类培训每年累计不少于 90 学时或者 12 天", standing=Standing.VERIFIED, low=1, high=400,
)  # fmt: skip
DAY_MINUTES = declare(
    "learning.day_minutes", "一人一天最多登记的学习时长", 480, unit="分钟",
    basis="本单位规定：按一个工作日 8 小时", standing=Standing.OWN, low=60, high=1440,
)  # fmt: skip
QUIZ_PASS = declare(
    "learning.quiz_pass", "测验合格线", 60, unit="%", basis="本单位规定", standing=Standing.OWN, low=1, high=100
)
QUIZ_ATTEMPTS = declare(
    "learning.quiz_attempts",
    "一个班次最多测验次数",
    3,
    unit="次",
    basis="本单位规定",
    standing=Standing.OWN,
    low=1,
    high=20,
)
