"""Figures of organizational life that rules and the institution set (rules.md §1, §6)."""

from __future__ import annotations

from shuanglun.base.parameters.registry import Standing, declare

BRANCH_RULES = "《中国共产党支部工作条例（试行）》"
EDUCATION = "《中国共产党党员教育管理工作条例》"
HINTS = "核实提示的做法，本单位自定；仅作提示，不扣分"

MEMBER_MEETINGS = declare(
    "life.member_meetings", "支部党员大会", 1, unit="次/季度", basis=f"{BRANCH_RULES}（问答摘编）",
    standing=Standing.VERIFIED, high=6,
)  # fmt: skip
COMMITTEE_MEETINGS = declare(
    "life.committee_meetings", "支部委员会", 1, unit="次/月", basis=f"{BRANCH_RULES}第十二条",
    standing=Standing.VERIFIED, high=4,
)  # fmt: skip
GROUP_MEETINGS = declare(
    "life.group_meetings", "党小组会", 1, unit="次/月", basis=f"{BRANCH_RULES}第十三条",
    standing=Standing.VERIFIED, high=4,
)  # fmt: skip
LECTURES = declare(
    "life.lectures",
    "党课",
    1,
    unit="次/季度",
    basis="各地惯例；书记每年至少讲一次",
    standing=Standing.UNVERIFIED,
    high=6,
)
THEME_DAYS = declare(
    "life.theme_days", "主题党日", 1, unit="次/月", basis=f"{EDUCATION}第十六条", standing=Standing.VERIFIED, high=4
)
ORG_LIFE = declare(
    "life.org_life_meetings", "组织生活会", 1, unit="次/年", basis=f"{EDUCATION}第十七条", standing=Standing.VERIFIED,
    high=4,
)  # fmt: skip
APPRAISALS = declare(
    "life.member_appraisals", "民主评议党员", 1, unit="次/年", basis=f"{EDUCATION}第十八条", standing=Standing.VERIFIED,
    high=2,
)  # fmt: skip
MEMBER_QUORUM = declare(
    "life.member_quorum", "党员大会表决须到会多于应到的", 50, unit="%", basis="支部党员大会表决（双过半）",
    standing=Standing.VERIFIED, low=1, high=99,
)  # fmt: skip
COMMITTEE_QUORUM = declare(
    "life.committee_quorum", "支委会表决须到会不少于应到的", 50, unit="%", basis=f"{BRANCH_RULES}第十二条（半数以上委员）",
    standing=Standing.VERIFIED, low=1, high=99,
)  # fmt: skip
VOTE_PASS = declare(
    "life.vote_pass", "决议赞成须多于应到的", 50, unit="%", basis="支部党员大会表决（双过半），分母为应到有表决权正式党员",
    standing=Standing.VERIFIED, low=1, high=99,
)  # fmt: skip
LEADER_GRADE = declare(
    "life.leader_grade", "参加双重组织生活的领导干部：管理岗几级及以上", 6, unit="级", basis=f"{EDUCATION}第十六条；职级范围由本单位定",
    standing=Standing.OWN, low=1, high=10,
)  # fmt: skip

DEMOCRATIC_QUORUM = declare(
    "life.democratic_quorum", "民主生活会到会比例", 666, unit="‰（应到；666 即三分之二）",
    basis="民主生活会有关规定：到会人数须达应到的三分之二", standing=Standing.UNVERIFIED, low=500, high=1000,
)  # fmt: skip
"""Per mille, because two thirds of any meeting below 500 people is told exactly by 666 ‰ of those due."""

REPORT_DAYS = declare(
    "life.report_days", "民主生活会情况上报期限", 15, unit="天", basis="民主生活会有关规定：会后十五日内上报",
    standing=Standing.UNVERIFIED, low=1, high=90,
)  # fmt: skip

ISSUE_LIST_DAYS = declare(
    "life.issue_list_days", "会后交问题清单期限", 15, unit="天", basis="本单位自定；与民主生活会上报期限一致",
    standing=Standing.OWN, low=1, high=90,
)  # fmt: skip

LONGEST_TERM = declare(
    "life.longest_term", "个人问题整改期限最长", 730, unit="天", basis="本单位自定；防止误填年份",
    standing=Standing.OWN, low=30, high=3650,
)  # fmt: skip

HINT_YEARS = declare(
    "life.hint_years", "核实提示：比较最近几年的会议记录", 3, unit="年", basis=HINTS,
    standing=Standing.OWN, low=1, high=10,
)  # fmt: skip
SIMILAR_PERCENT = declare(
    "life.similar_percent", "核实提示：记录相似达到", 85, unit="%", basis=HINTS,
    standing=Standing.OWN, low=70, high=100,
)  # fmt: skip
LATE_DAYS = declare(
    "life.late_days", "核实提示：记录提交晚于会议", 30, unit="天", basis=HINTS,
    standing=Standing.OWN, low=1, high=365,
)  # fmt: skip
LATE_BATCH = declare(
    "life.late_batch", "核实提示：同一支部一天补录达到", 3, unit="份", basis=HINTS,
    standing=Standing.OWN, low=2, high=100,
)  # fmt: skip
FULL_MEETINGS = declare(
    "life.full_meetings", "核实提示：全年每次都全员到会的会议达到", 10, unit="次", basis=HINTS,
    standing=Standing.OWN, low=2, high=100,
)  # fmt: skip
FULL_DUE = declare(
    "life.full_due", "核实提示：只看应到人数达到", 5, unit="人", basis=HINTS,
    standing=Standing.OWN, low=2, high=100,
)  # fmt: skip
