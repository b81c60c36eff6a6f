"""示例研究院: its units and Party organizations, growing with the number of people.

Up to about 1,800 people there is one site of 13 units; beyond that further sites (分院) of the same shape stand
beside it. The known truth lives in the first site.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NAME = "示例研究院"
MEMBER_SHARE = 0.45
PEOPLE_PER_SITE = 1200
MEMBERS_PER_BRANCH = 13
SMALLEST_OWN_BRANCH = 6
"""Units with fewer expected members share a joint branch."""

OFFICE, RESEARCH, SUPPORT = "office", "research", "support"
SHAPE = [
    ("党政办公室", OFFICE, 0.05),
    ("党群工作部", OFFICE, 0.04),
    ("人事处", OFFICE, 0.04),
    ("科研管理处", OFFICE, 0.05),
    ("财务处", OFFICE, 0.04),
    ("材料研究所", RESEARCH, 0.14),
    ("信息研究所", RESEARCH, 0.13),
    ("能源研究所", RESEARCH, 0.13),
    ("海洋研究所", RESEARCH, 0.11),
    ("交通研究所", RESEARCH, 0.09),
    ("试验检测中心", RESEARCH, 0.08),
    ("成果转化中心", SUPPORT, 0.05),
    ("后勤保障中心", SUPPORT, 0.05),
]
"""Name, kind, share of a site's people."""

ORDINALS = "零一二三四五六七八九十"


@dataclass
class Unit:
    """One unit; `parent` and `index` are positions in `Institution.units`."""

    index: int
    code: str
    name: str
    kind: str
    parent: int | None
    headcount: int = 0
    branches: list[int] = field(default_factory=list)


@dataclass
class PartyOrg:
    """One organization of the Party; `kind` as in the organization room; positions as in `Unit`."""

    index: int
    code: str
    name: str
    kind: str
    parent: int | None
    unit: int | None


@dataclass
class Institution:
    """Units and Party organizations, parents before children; the first of each is the root."""

    units: list[Unit]
    party: list[PartyOrg]

    @property
    def branches(self) -> list[PartyOrg]:
        """The branches, in order."""
        return [org for org in self.party if org.kind == "branch"]

    @property
    def working_units(self) -> list[Unit]:
        """Units in which people work (the root and the sites only hold others)."""
        return [unit for unit in self.units if unit.headcount]


def build(people: int) -> Institution:
    """The institution for so many people in post. At least 20 people are needed for one branch."""
    if people < 20:
        raise ValueError("the fictional institution needs at least 20 people")
    house = Institution(
        [Unit(0, "000", NAME, OFFICE, None)], [PartyOrg(0, "D000", f"{NAME}党委", "committee", None, 0)]
    )
    sites = max(1, round(people / PEOPLE_PER_SITE))
    for site in range(sites):
        share = people // sites + (site < people % sites)
        _add_site(house, site, share)
    return house


def _add_site(house: Institution, site: int, people: int) -> None:
    unit_parent, party_parent = 0, 0
    if site:
        unit_parent = _unit(house, f"{site:03d}00", f"第{site + 1}分院", OFFICE, 0)
        party_parent = _org(house, f"第{site + 1}分院党委", "committee", 0, unit_parent)
    prefix = f"第{site + 1}分院" if site else ""
    pooled: list[Unit] = []
    for place, (name, kind, headcount) in enumerate(_headcounts(people), start=1):
        unit = house.units[_unit(house, f"{site:03d}{place:02d}", prefix + name, kind, unit_parent)]
        unit.headcount = headcount
        members = headcount * MEMBER_SHARE
        if members < SMALLEST_OWN_BRANCH:
            pooled.append(unit)
        else:
            _add_branches(house, unit, party_parent, max(1, round(members / MEMBERS_PER_BRANCH)))
    if pooled:
        joint = _org(house, f"{prefix}机关联合党支部", "branch", party_parent, None)
        for unit in pooled:
            unit.branches = [joint]


def _headcounts(people: int) -> list[tuple[str, str, int]]:
    """People by unit: whole numbers that add up."""
    counts = [int(people * share) for _, _, share in SHAPE]
    for place in range(people - sum(counts)):
        counts[place % len(counts)] += 1
    return [(name, kind, count) for (name, kind, _), count in zip(SHAPE, counts, strict=True) if count]


def _add_branches(house: Institution, unit: Unit, parent: int, count: int) -> None:
    if count >= 3:
        parent = _org(house, f"{unit.name}党总支", "general_branch", parent, unit.index)
    for number in range(1, count + 1):
        name = f"{unit.name}第{ORDINALS[number]}党支部" if count > 1 else f"{unit.name}党支部"
        unit.branches.append(_org(house, name, "branch", parent, unit.index))


def _unit(house: Institution, code: str, name: str, kind: str, parent: int) -> int:
    house.units.append(Unit(len(house.units), code, name, kind, parent))
    return len(house.units) - 1


def _org(house: Institution, name: str, kind: str, parent: int, unit: int | None) -> int:
    house.party.append(PartyOrg(len(house.party), f"D{len(house.party):03d}", name, kind, parent, unit))
    return len(house.party) - 1
