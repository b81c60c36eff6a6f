"""The demo accounts: one for each role, held by people of the fictional institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuanglun.front.demo import truth
from shuanglun.front.demo.institution import Institution
from shuanglun.front.demo.staff import Person

PASSWORD = "shuanglun-demo"
"""Known to everybody: these accounts exist on demo machines only."""


@dataclass(frozen=True)
class Account:
    """A demo account: the role, and the unit its holder works in (None: an officer without a staff file)."""

    username: str
    role: str
    unit: str | None


ACCOUNTS = [
    Account("renshi", "personnel", "人事处"),
    Account("zhenggong", "political", "党群工作部"),
    Account("ronghe", "integration", "党政办公室"),
    Account("bumen", "section_head", "信息研究所"),
    Account("shuji", "branch_secretary", "材料研究所"),
    Account("zhigong", "staff", truth.IMPROVING),
    Account("shenji", "auditor", None),
    Account("anquan", "security_admin", None),
]


@dataclass(frozen=True)
class Seat:
    """Who holds an account: positions of the person, and of the unit or Party organization it ranges over."""

    account: Account
    person: int | None
    unit: int | None = None
    branch: int | None = None


def seats(house: Institution, people: list[Person], first: date) -> list[Seat]:
    """A different, settled person for each account; the nearest there is in a very small institution."""
    settled = [p for p in people if p.left is None and p.joined < first]
    taken: set[int] = set()
    found = []
    for account in ACCOUNTS:
        if account.unit is None:
            found.append(Seat(account, None))
            continue
        holder = max(
            (person for person in settled if person.index not in taken),
            key=lambda person: (_fits(house, person, account), -person.index),
        )
        taken.add(holder.index)
        unit = holder.stints[-1].unit if account.role == "section_head" else None
        branch = holder.belongings[-1].branch if account.role == "branch_secretary" else None
        found.append(Seat(account, holder.index, unit, branch))
    return found


def _fits(house: Institution, person: Person, account: Account) -> int:
    """How well a person suits an account; more is better."""
    here = house.units[person.stints[-1].unit].name == account.unit
    heads = person.stints[-1].grade == "M05"
    copied = bool(person.belongings) and house.party[person.belongings[-1].branch].name == truth.COPIED_MINUTES
    if account.role == "section_head":
        return 4 * heads + 2 * here
    if account.role == "branch_secretary":
        return 4 * person.secretary + 2 * copied + here
    plain = not person.secretary and not heads
    whole = len(person.stints) == 1 and not person.exempt
    scored = person.stints[-1].category in "MP"  # the shipped schemes score managers and specialists
    return 16 * scored + 8 * here + 4 * plain + 2 * bool(person.belongings) + whole
