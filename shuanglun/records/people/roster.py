"""From one row of a roster to a person, the appointment held and the Party membership: pure decisions about rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from shuanglun.base.imports.sheet import Context, Plan, Ref, Row
from shuanglun.base.sealed import blind
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people import names
from shuanglun.records.people.models import Appointment, Membership, Person
from shuanglun.records.people.rules import id_birth, id_sex

MEMBER_STAGES = {"01": "5", "02": "4"}


@dataclass
class House:
    """What the rows refer to, read once for the whole file; `blinded` is the index of each row's id card."""

    units: Mapping[str, Unit]
    branches: Mapping[str, PartyOrganization]
    people: Mapping[str, Person]
    appointments: Mapping[int, Appointment] = field(default_factory=dict)
    memberships: Mapping[int, Membership] = field(default_factory=dict)
    owners: Mapping[str, Person] = field(default_factory=dict)
    blinded: Mapping[int, str] = field(default_factory=dict)


def read_house(rows: list[Row], context: Context) -> House:
    """Units and branches by name and number, persons by number and id card, their open appointments and memberships."""
    units = {key: unit for unit in Unit.objects.all() for key in (unit.name, unit.code)}
    branches = {key: branch for branch in PartyOrganization.objects.all() for key in (branch.name, branch.code)}
    people = context.lookup(Person.objects.all(), "staff_no", (row["staff_no"] for row in rows))
    blinded = {row.number: blind(row["id_number"]) for row in rows if row.has("id_number")}
    owners = context.lookup(Person.objects.all(), "id_index", blinded.values())
    keys = [person.pk for person in people.values()]
    return House(
        units,
        branches,
        people,
        context.lookup(Appointment.objects.filter(until_on=None), "person_id", keys),
        context.lookup(Membership.objects.filter(until_on=None), "person_id", keys),
        owners,
        blinded,
    )


def plan_row(plan: Plan, row: Row, house: House, context: Context) -> None:
    """Add the targets of one row, or report what is wrong with it."""
    unit = house.units.get(row["unit"])
    branch = house.branches.get(row["branch"]) if row.has("branch") else None
    before = house.people.get(row["staff_no"])
    if not _sound(row, unit, branch, before, house, context):
        return
    assert unit is not None
    person = plan.add(
        Person, {"staff_no": row["staff_no"]}, _values(row, unit, branch, before, house), row, label=f"{row['name']}",
    )  # fmt: skip
    since = row["post_since"] or row["joined_on"] or context.today
    _appointment(plan, row, unit, house.appointments.get(before.pk) if before else None, person, since)
    held = house.memberships.get(before.pk) if before else None
    if branch:
        _membership(plan, row, branch, held, person, since)
    elif held and _left_the_party(row):
        plan.add(
            Membership, {"person": person, "from_on": held.from_on},
            {"until_on": max(context.today, held.from_on + timedelta(days=1))}, row, label="原组织关系",
        )  # fmt: skip


def _left_the_party(row: Row) -> bool:
    return row.has("political_status") and row["political_status"] not in MEMBER_STAGES


def _sound(
    row: Row, unit: Unit | None, branch: PartyOrganization | None, before: Person | None, house: House, context: Context
) -> bool:
    reported = len(context.problems)
    if unit is None:
        context.problem(row, "unit", f"没有部门“{row['unit']}”", "请写组织机构中的部门名称或编号；新部门先建立再导入")
    if row.has("branch") and branch is None:
        context.problem(row, "branch", f"没有党组织“{row['branch']}”", "请写组织机构中的党支部名称或编号")
    status = row["political_status"] or (before and before.political_status)
    if status in MEMBER_STAGES and branch is None and not (before and before.branch_id):
        context.problem(row, "branch", "党员没有填写所在党支部", "请补填党支部；党员的组织生活应出勤由支部确定")
    if branch is not None and status not in MEMBER_STAGES:
        context.problem(row, "political_status", "填写了党支部，但政治面貌不是党员", "请核对政治面貌或去掉党支部")
    if row["category"] is None and not before and (row["grade"] or "")[:1] not in ("M", "P", "W"):
        context.problem(row, "category", "看不出岗位类别", "请填写管理岗、专业技术岗或工勤技能岗")
    _check_id(row, before, house, context)
    return len(context.problems) == reported


def _check_id(row: Row, before: Person | None, house: House, context: Context) -> None:
    if not row.has("id_number"):
        return
    owner = house.owners.get(house.blinded[row.number])
    if owner is not None and (before is None or owner.pk != before.pk):
        context.problem(
            row,
            "id_number",
            f"身份证号与工号“{owner.staff_no}”相同",
            "同一人不能有两个工号，请核对；确为同一人请沿用原工号",
        )
    if row.has("sex") and row["sex"] in "12" and id_sex(row["id_number"]) != row["sex"]:
        context.problem(row, "sex", "性别与身份证号第 17 位不符", "请核对性别或身份证号")


def _values(
    row: Row, unit: Unit, branch: PartyOrganization | None, before: Person | None, house: House
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "name": row["name"],
        "name_key": names.sort_key(row["name"]),
        "initials": names.initials(row["name"]),
        "unit": unit,
        "unit_path": unit.path,
        **row.given("sex", "political_status", "joined_on", "post_name", "grade"),
    }
    if category := row["category"] or (row["grade"] or "")[:1]:
        values["category"] = category
    if row.has("id_number"):
        values |= {"id_number": row["id_number"], "id_index": house.blinded[row.number]}
        values.setdefault("sex", id_sex(row["id_number"]))
        values["born"] = f"{id_birth(row['id_number']):%Y-%m}"
    if row.has("born"):
        values["born"] = str(row["born"])
    if branch:
        values |= {"branch": branch, "branch_path": branch.path}
    elif _left_the_party(row):
        values |= {"branch": None, "branch_path": None}
    return values


def _appointment(plan: Plan, row: Row, unit: Unit, held: Appointment | None, person: Ref, since: date) -> None:
    """Keep the open appointment when nothing changed; else close it on the day the new one begins."""
    category = row["category"] or (row["grade"] or "")[:1] or (held.category if held else "")
    values = {
        "unit": unit,
        "post_name": row["post_name"] or (held.post_name if held else ""),
        "category": category,
        "grade": row["grade"] or (held.grade if held else ""),
    }
    if held and held.unit_id == unit.pk and held.category == category and held.post_name == values["post_name"]:
        plan.add(Appointment, {"person": person, "from_on": held.from_on}, values, row, label=f"{row['name']} 任职")
        return
    if held and since > held.from_on:
        plan.add(Appointment, {"person": person, "from_on": held.from_on}, {"until_on": since}, row, label="原任职")
    plan.add(Appointment, {"person": person, "from_on": since}, values, row, label=f"{row['name']} 任职")


def _membership(
    plan: Plan, row: Row, branch: PartyOrganization, held: Membership | None, person: Ref, since: date
) -> None:
    """The same for the membership: another branch or another post opens a new one."""
    values = {
        "branch": branch,
        "stage": MEMBER_STAGES.get(row["political_status"] or "01", "5"),
        "post": row["party_post"] or (held.post if held else "member"),
    }
    since = row["party_since"] or since
    same = held and held.branch_id == branch.pk and held.post == values["post"] and held.stage == values["stage"]
    if held and (same or since <= held.from_on):
        plan.add(
            Membership, {"person": person, "from_on": held.from_on}, values, row, label=f"{row['name']} 党组织关系"
        )
        return
    if held:
        plan.add(Membership, {"person": person, "from_on": held.from_on}, {"until_on": since}, row, label="原组织关系")
    plan.add(Membership, {"person": person, "from_on": since}, values, row, label=f"{row['name']} 党组织关系")
