"""Sheets whose rows are about persons: every record room declares its sheets with `person_sheet` in a few lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from shuanglun.base.imports.cleaning import code, name
from shuanglun.base.imports.sheet import Context, Field, Plan, Row, Sheet
from shuanglun.records.people.models import Person

STAFF_NO = Field("staff_no", "工号", ("工作证号", "职工号", "人员编号", "员工编号"), parse=code, required=True)
NAME = Field("person_name", "姓名", ("名字", "干部姓名", "人员姓名"), parse=name)
"""Not `name`: a row's own column may be called so, and a page tells a column by the field of that name."""

Write = Callable[[Plan, Row, Person, Context], None]


def of_persons(rows: Iterable[Row], context: Context) -> Iterator[tuple[Row, Person]]:
    """Each row with its person; rows whose person is not found are reported and left out.

    Persons are looked up through their scoped manager: a number outside the actor's range is a problem, not a
    write. A name that does not fit the number is a problem too: one of the two is wrong.
    """
    rows = list(rows)
    people = context.lookup(Person.objects.defer("id_number"), "staff_no", (row["staff_no"] for row in rows))
    for row in rows:
        person = people.get(row["staff_no"])
        if person is None:
            context.problem(
                row, "staff_no", f"工号“{row['staff_no']}”不存在，或不在您的管理范围",
                "请核对工号；新进人员先由人事部门导入人员名册",
            )  # fmt: skip
        elif row.has("person_name") and row["person_name"] != person.name:
            context.problem(
                row,
                "person_name",
                f"工号“{row['staff_no']}”登记的姓名不是“{row['person_name']}”",
                "工号和姓名必有一个写错，请核对",
            )
        else:
            yield row, person


def person_sheet(kind: str, label: str, right: str, fields: Sequence[Field], write: Write, **more: Any) -> Sheet:
    """A sheet with 工号 and 姓名 in front. `write(plan, row, person, context)` adds the row's targets."""

    def prepare(rows: list[Row], context: Context) -> Plan:
        plan = Plan()
        for row, person in of_persons(rows, context):
            write(plan, row, person, context)
        return plan

    return Sheet(kind, label, right, [STAFF_NO, NAME, *fields], prepare, **more)
