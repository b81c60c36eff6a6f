"""A small fictional institute: what exists before the first spreadsheet arrives, and who works with the system.

The staff of the two research institutes comes by the roster; only units, branches and the three officers are there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.evidence.indicators import operations as indicators
from shuanglun.evidence.indicators.tests.factories import BAI, DAY, LIN
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from tests.journey.screen import Visitor

PASSWORD = "虚构-journey-2468"
YEAR = timezone.localdate().year - 1
"""The last whole year: all records are of this year, so that it can be frozen whenever the test runs."""


@dataclass
class House:
    """The places, and the visitors who have signed in so far, by role."""

    enter: Callable[..., Visitor]
    units: dict[str, Any] = field(default_factory=dict)
    branches: dict[str, Any] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def sign_in(self, who: str, role: str, **values: Any) -> Visitor:
        """Somebody at a screen of their own, known as `who` from now on."""
        self.visitors[who] = self.enter(role, **values)
        return self.visitors[who]

    def __getitem__(self, who: str) -> Visitor:
        return self.visitors[who]


def found(enter: Callable[..., Visitor]) -> House:
    """Units, branches and the three officers."""
    house = House(enter)
    root = make_unit("示例研究院")
    for name in ("人事处", "党群工作部", "党政办公室", "材料研究所", "信息研究所"):
        house.units[name] = make_unit(name, root)
    for name, unit in (
        ("机关党支部", "党政办公室"),
        ("材料研究所党支部", "材料研究所"),
        ("信息研究所党支部", "信息研究所"),
    ):
        house.branches[name] = make_branch(name, unit=house.units[unit])
    for who, role, name, unit in (
        ("personnel", "personnel", "程若谷", "人事处"),
        ("political", "political", "白露晞", "党群工作部"),
        ("integration", "integration", "江望舒", "党政办公室"),
    ):
        person = make_person(name, unit=house.units[unit], branch=house.branches["机关党支部"])
        house.sign_in(who, role, person=person, name=name)
    _give_a_password(house["personnel"].client)
    indicators.ship(submitter=LIN, publisher=BAI, on=DAY)
    return house


def _give_a_password(client: Any) -> None:
    """A new password ends the sessions made before it, so the client begins another."""
    client.user.set_password(PASSWORD)
    client.user.save()
    client.force_login(client.user, backend="django.contrib.auth.backends.ModelBackend")


def person(staff_no: str) -> Person:
    """Somebody of the roster."""
    with acting(Actor.system("test")):
        return Person.objects.get(staff_no=staff_no)


def staff_moves_in(house: House) -> None:
    """Once the roster is in, its people get their accounts: heads, a secretary, staff, and an auditor from outside."""
    units, branches = house.units, house.branches
    house.sign_in("head", "section_head", unit=units["材料研究所"], person=person("M001"), name="周砚秋")
    house.sign_in("other_head", "section_head", unit=units["信息研究所"], person=person("X001"), name="沈知行")
    house.sign_in(
        "secretary", "branch_secretary", branch=branches["材料研究所党支部"], person=person("M002"), name="顾南星"
    )
    house.sign_in(
        "other_secretary", "branch_secretary", branch=branches["信息研究所党支部"], person=person("X003"), name="温如玉"
    )
    house.sign_in("staff", "staff", person=person("M003"), name="林一禾")
    house.sign_in("other_staff", "staff", person=person("M004"), name="许清越")
    house.sign_in("auditor", "auditor", name="审计员")
    house.sign_in("security", "security_admin", name="安全管理员")
