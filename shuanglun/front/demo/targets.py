"""The goal tree of a year: strategy, three paired goals for each unit, the goals of its head's post, with quarters.

Units whose wheels part in `truth` part in their pairs as well; everywhere else both sides go together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from shuanglun.front.demo import truth
from shuanglun.front.demo.chances import Setting
from shuanglun.front.demo.institution import OFFICE, RESEARCH, SUPPORT, Unit
from shuanglun.front.demo.staff import Person

STRATEGY = [
    ("S1", "强化政治引领，把准发展方向", 2500), ("S2", "党建与业务同部署，攻克关键技术", 2500),
    ("S3", "建强人才队伍，畅通成长通道", 2000), ("S4", "优化服务保障，提升管理效能", 1500),
    ("S5", "守牢安全与廉洁底线", 1500),
]  # fmt: skip
WEIGHTS = (4000, 3000, 3000)


@dataclass(frozen=True)
class Aim:
    """One KPI: cumulative ones grow with the year, others (rates) hold their level. `measure`: what computes it."""

    name: str
    word: str
    target: int
    bound: int = 0
    direction: str = "higher"
    places: int = 0
    grows: bool = True
    measure: str = ""


PAIRS = {
    RESEARCH: [
        ("S2", "支部建在项目上，重点项目按期验收",
         Aim("党员攻关小组覆盖重点项目", "个", 12), Aim("重点项目节点完成数", "个", 24)),
        ("S3", "青年骨干政治业务双培养",
         Aim("骨干谈心谈话人次", "人次", 40), Aim("骨干进入重点岗位", "人", 8)),
    ],
    OFFICE: [
        ("S4", "作风建设带动流程提速",
         Aim("党员示范岗服务事项", "项", 20), Aim("优化审批流程数", "项", 16)),
        ("S1", "重大部署落实到岗到人",
         Aim("专题学习研讨次数", "次", 12), Aim("重点督办事项办结", "项", 24)),
    ],
    SUPPORT: [
        ("S4", "党员责任区与服务质量同提升",
         Aim("党员责任区巡查次数", "次", 48), Aim("服务工单按时办结数", "百单", 60)),
        ("S5", "安全责任一岗双责",
         Aim("廉洁与安全警示教育场次", "场", 8), Aim("安全隐患整改数", "项", 50)),
    ],
}  # fmt: skip
SHARED = (
    "S1", "组织生活与业务学习双达标",
    Aim("组织生活出勤率", "%", 95, 60, places=1, grows=False, measure="life.attendance.share"),
    Aim("人均学时", "学时", 32, places=1, measure="study.minutes.mean_per_person"),
)  # fmt: skip
"""The third goal of every unit; in the last year both sides are computed from the snapshot."""


@dataclass
class Quarter:
    """An actual; without a value its reason."""

    number: int
    value: Decimal | None
    words: str = ""


@dataclass
class Side:
    """One side of a pair with its owner's position and its quarters."""

    side: str
    aim: Aim
    owner: int
    is_computed: bool
    quarters: list[Quarter] = field(default_factory=list)


@dataclass
class Pair:
    """One goal of a unit."""

    code: str
    title: str
    carries: str
    unit: int
    weight: int
    sides: list[Side]


def pairs(setting: Setting, rng: Random, last_year: int) -> Iterator[Pair]:
    """Three pairs for each unit in which two people at least can answer for them."""
    by_unit: dict[int, list[Person]] = {}
    for person in setting.people:
        stint = person.stint_in(setting.year)
        if stint is not None and person.left is None:
            by_unit.setdefault(stint.unit, []).append(person)
    for unit in setting.house.working_units:
        owners = leaders(by_unit.get(unit.index, []), setting.year)
        if owners is None:
            continue
        for number, (carries, title, party, hr) in enumerate([*PAIRS[unit.kind], SHARED], start=1):
            aims = {"party": party, "hr": hr}
            yield Pair(
                f"{unit.code}-{number}", title, carries, unit.index, WEIGHTS[number - 1],
                [
                    _side(setting, rng, unit, side, aim, owner.index, last_year)
                    for (side, aim), owner in zip(aims.items(), owners, strict=True)
                ],
            )  # fmt: skip


def leaders(people: list[Person], year: int) -> tuple[Person, Person] | None:
    """Who answers for the Party side and for the HR side: the secretary and the head, or the nearest there are."""
    if len(people) < 2:
        return None

    def grade(person: Person) -> str:
        stint = person.stint_in(year)
        return stint.grade if stint else "Z"

    head = min(people, key=lambda person: (grade(person) != "M05", grade(person), person.index))
    rest = [person for person in people if person is not head]
    party = min(rest, key=lambda person: (not person.secretary, not person.belongings, person.index))
    return party, head


def _side(setting: Setting, rng: Random, unit: Unit, side: str, aim: Aim, owner: int, last_year: int) -> Side:
    shift = truth.shift(unit.name.rpartition("分院")[2], setting.year, last_year)
    final = min(1.0, rng.gauss(0.9 + (shift.party if side == "party" else shift.work), 0.018))
    computed = bool(aim.measure) and setting.year == last_year
    made = Side(side, aim, owner, computed)
    for number in range(1, 5):
        if computed:
            if number < 4:
                made.quarters.append(Quarter(number, None, "当季没有冻结年初至季末的快照"))
            continue
        made.quarters.append(_quarter(rng, aim, final, number))
    return made


def _quarter(rng: Random, aim: Aim, final: float, number: int) -> Quarter:
    share = final * (number / 4 if aim.grows else 1) * (1 if number == 4 else rng.uniform(0.97, 1.03))
    if rng.random() < 0.01 and number < 4:
        return Quarter(number, None, "牵头部门尚未报送数据")
    reached = aim.bound + min(share, 1.0) * (aim.target - aim.bound)
    return Quarter(number, Decimal(f"{reached:.{aim.places}f}"))
