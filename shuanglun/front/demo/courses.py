"""The catalogue of the fictional institution and the sessions it held: who had a place, who came."""

from __future__ import annotations

from datetime import date, time
from random import Random
from typing import NamedTuple

from shuanglun.front.demo import words
from shuanglun.front.demo.chances import Setting, away
from shuanglun.front.demo.staff import Person

PROFESSIONAL, PARTY, ETHICS = "professional", "party_spirit", "ethics"
PRESENT, ABSENT = "present", "absent"
TRAINING = "党支部书记和委员集中轮训"
ROSTER = 30


class Kind(NamedTuple):
    """A kind of course and whether it needs a Party-spirit module, from the first day on or only since a later one."""

    name: str
    needs_party: bool
    basis: str
    since_last_year: bool = False


class Part(NamedTuple):
    """A module."""

    kind: str
    title: str
    minutes: int
    audience: str


class Plan(NamedTuple):
    """A course; `state` as it stands now."""

    code: str
    title: str
    kind: str
    audience: str
    aim: str
    provider: str
    parts: tuple[Part, ...]
    state: str = "open"
    quiz: tuple[tuple[str, tuple[str, ...], int], ...] = ()


class Held(NamedTuple):
    """A session that was held: `parts` are places of modules, none for all; roster with presence."""

    code: str
    on: date
    begins: time
    ends: time
    minutes: int
    place: str
    parts: tuple[int, ...]
    roster: list[tuple[int, str]]


KINDS = (
    Kind("专业技术", True, "干部教育培训工作会议纪要第 3 号"),
    Kind("管理能力", True, "干部教育培训工作会议纪要第 3 号"),
    Kind("安全生产", True, "干部教育培训工作会议纪要第 7 号", since_last_year=True),
    Kind("党务工作", False, "课程内容即为党务"),
    Kind("网上必修", False, "党员与非党员分设课程"),
)


def _three(work: str, minutes: int, party: str, ethics: str, side: int) -> tuple[Part, ...]:
    """A professional module, and beside it Party spirit for members, ethics and law for others."""
    return (
        Part(PROFESSIONAL, work, minutes, "all"),
        Part(PARTY, party, side, "member"),
        Part(ETHICS, ethics, side, "non_member"),
    )


CATALOGUE = (
    Plan("ZY-01", "项目管理实务", "专业技术", "all", "掌握项目策划、进度和质量控制的方法，能独立编制项目计划。", "科研管理处",
         _three("项目策划与进度控制", 120, "党员在攻坚项目中的担当", "科研诚信与职业操守", 60)),
    Plan("GL-01", "管理能力提升", "管理能力", "all", "提高团队管理、沟通协调和依规决策的能力。", "人事处",
         _three("团队管理与沟通", 120, "民主集中制与科学决策", "依法依规履职", 60)),
    Plan("AQ-01", "安全生产专题", "安全生产", "all", "熟悉岗位风险和隐患排查治理的要求。", "后勤保障中心",
         _three("隐患排查治理", 60, "党员责任区与安全责任", "安全法律法规", 30)),
    Plan("GL-02", "公文写作与会议组织", "管理能力", "all", "规范起草公文、组织会议。", "党政办公室",
         _three("公文格式与常见错误", 90, "求真务实的文风", "保密与公文管理规定", 30),
         quiz=(
             ("请示可以同时报送几个主送机关？", ("一个", "两个", "不限"), 0),
             ("会议议定事项由谁跟踪落实？", ("会务人员", "会议明确的责任人", "参会全体人员"), 1),
             ("涉密内容能否录入本系统？", ("经批准可以", "简要录入", "不得录入"), 2),
             ("公文标题一般由哪几部分组成？", ("发文机关、事由、文种", "事由、日期", "文种、主送机关"), 0),
             ("紧急会议通知应写明什么？", ("只写时间", "时间、地点、议题和参会人员", "只写议题"), 1),
         )),
    Plan("DW-01", TRAINING, "党务工作", "member", "掌握支部工作规范，提高组织生活质量。", "党群工作部",
         tuple(Part(PROFESSIONAL, title, 480, "member") for title in
               ("党务工作规范与条例", "组织生活组织与案例", "谈心谈话与群众工作"))),
    Plan("ZY-02", "数据治理与信息安全", "专业技术", "all", "了解数据分类分级和安全要求。", "信息研究所",
         (Part(PROFESSIONAL, "数据分类分级", 90, "all"),), state="draft"),
)  # fmt: skip


def yearly(year: int) -> list[Plan]:
    """The courses on line of a year, which members and others learn by themselves, a module a quarter."""
    plans = []
    for member, code, kind, audience in ((True, "DX", PARTY, "member"), (False, "ZD", ETHICS, "non_member")):
        parts = tuple(Part(kind, title, 45, audience) for title in words.MODULES[member])
        plans.append(Plan(
            f"{code}-{year}", f"{words.COURSES[member]}（{year}）", "网上必修", audience, "网上自学，每季度完成一个模块。",
            "党群工作部" if member else "人事处", parts, state="closed",
        ))  # fmt: skip
    return plans


def officers(setting: Setting, day: date) -> list[Person]:
    """Who was due at a day of the training of branch officers."""
    return [
        person
        for person in setting.people
        if person.officer and person.member_in(setting.year) and person.present_on(day) and not away(person, day)
    ]


def training_days(setting: Setting) -> list[date]:
    """Days of that training: the study book already tells who came (`learning.studies`)."""
    return setting.working_days[95:98]


def held(setting: Setting, rng: Random) -> list[Held]:
    """Sessions of a year, but for the training of officers: some thirty people each, most of whom came."""
    wanted = (
        ("ZY-01", 4, 8, time(9), time(12), 180, "科研楼 201"),
        ("GL-01", 6, 6, time(14), time(17), 180, "报告厅"),
        ("AQ-01", 9, 5, time(14, 30), time(16), 90, "后勤楼会议室"),
        ("ZY-01", 10, 15, time(9), time(12), 180, "科研楼 201"),
    )
    sessions, heard = [], set[tuple[str, int]]()
    for code, month, place, begins, ends, minutes, room in wanted:
        on = setting.working_day(month, place)
        here = [person for person in setting.people if person.present_on(on) and not away(person, on)]
        free = [person for person in here if (code, person.index) not in heard]
        chosen = rng.sample(free, min(ROSTER, len(free), max(4, len(here) // 6)))
        heard |= {(code, person.index) for person in chosen}
        roster = [(person.index, _presence(setting, rng, person)) for person in chosen]
        sessions.append(Held(code, on, begins, ends, minutes, room, (), roster))
    return sessions


def _presence(setting: Setting, rng: Random, person: Person) -> str:
    return PRESENT if rng.random() < setting.chance(0.88, setting.party[person.index]) else ABSENT
