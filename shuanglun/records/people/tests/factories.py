"""Small institutions for tests: real rows, made under a system actor. A tree of paths keeps ids in them."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from shuanglun.base.actor import Actor, acting
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people import names
from shuanglun.records.people.models import Appointment, Membership, Person

FIRST_DAY = date(2015, 1, 1)
_number = count(1)


def _tree(model: type, parent: Any, **values: Any) -> Any:
    with acting(Actor.system("test")):
        row = model._base_manager.create(parent=parent, opened_on=FIRST_DAY, path="/", **values)
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        return row


def make_unit(name: str = "", parent: Unit | None = None) -> Unit:
    """A unit under `parent`."""
    number = next(_number)
    return _tree(Unit, parent, code=f"U{number:05d}", name=name or f"第{number}研究室", order=number)


def make_branch(name: str = "", parent: PartyOrganization | None = None, unit: Unit | None = None) -> PartyOrganization:
    """A Party branch of `unit`."""
    number = next(_number)
    return _tree(
        PartyOrganization, parent, code=f"B{number:05d}", name=name or f"第{number}党支部", kind="branch", unit=unit,
        order=number,
    )  # fmt: skip


def make_person(
    name: str = "",
    *,
    unit: Unit | None = None,
    branch: PartyOrganization | None = None,
    category: str = "M",
    party_post: str = "member",
    joined_on: date = FIRST_DAY,
    **values: Any,
) -> Person:
    """A person with an open appointment, and an open membership when a branch is given."""
    number = next(_number)
    unit = unit or make_unit()
    name = name or f"示例{number}"
    with acting(Actor.system("test")):
        person = Person.objects.create(
            staff_no=values.pop("staff_no", f"T{number:06d}"), name=name, name_key=names.sort_key(name),
            initials=names.initials(name), political_status="01" if branch else "13", joined_on=joined_on, unit=unit,
            unit_path=unit.path, branch=branch, branch_path=branch.path if branch else None, post_name="科员",
            category=category, grade={"M": "M09", "P": "P10", "W": "W03"}[category], **values,
        )  # fmt: skip
        Appointment.objects.create(
            person=person, unit=unit, post_name="科员", category=category, grade=person.grade, from_on=joined_on
        )
        if branch:
            Membership.objects.create(person=person, branch=branch, stage="5", post=party_post, from_on=joined_on)
    return person
