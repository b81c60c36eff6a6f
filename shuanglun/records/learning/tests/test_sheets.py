"""Hours from a spreadsheet stay within the day, or say of how many days they are."""

from __future__ import annotations

from datetime import date

import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.imports import operations as imports
from shuanglun.base.imports.tests.files import text
from shuanglun.records.learning import sheets
from shuanglun.records.learning.models import StudyRecord
from shuanglun.records.learning.tests.factories import enrol, finish, make_session, member
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]
OFFICER = Actor("白露晞", 7, "political", (Grant("learning.import", "unit", "/"),))
HEADS = ["工号", "课程名称", "日期", "结束日期", "学时"]


def check(*cells: str):
    """The dry run of one row about somebody."""
    return checked([make_person().staff_no, *cells])


def checked(cells: list[str]):
    """The dry run of one row."""
    data = text([HEADS, cells])
    with acting(OFFICER), using("learning.import"):
        batch = imports.receive(sheets.HOURS, "学时.csv", [data])
        return imports.check(sheets.HOURS, batch, batch.mapping)


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (("轮训", "2025-04-18", "", "9"), "540 分钟超过 1 天最多可登记的 480 分钟"),
        (("轮训", "2025-04-18", "2025-04-19", "16.5"), "990 分钟超过 2 天最多可登记的 960 分钟"),
        (("轮训", "2025-04-18", "2025-04-17", "2"), "结束日期 2025-04-17 早于开始日期"),
        (("轮训", "2025-04-18", "2099-01-01", "2"), "在将来"),
    ],
)
def test_more_than_a_day_holds_is_a_problem_with_its_place(cells, problem):
    found = check(*cells)
    [row] = found.problems.all()
    assert problem in row.problem
    assert row.row_no == 2
    assert not StudyRecord._base_manager.exists()


def test_several_days_hold_more():
    batch = check("轮训", "2025-04-18", "2025-04-20", "3 天")
    assert list(batch.problems.all()) == []
    with acting(OFFICER), using("learning.import"):
        imports.commit(sheets.HOURS, batch)
    row = StudyRecord._base_manager.get()
    assert (row.on, row.until_on, row.minutes) == (date(2025, 4, 18), date(2025, 4, 20), 1350)


def test_hours_that_a_session_wrote_are_corrected_there():
    person = member("林一禾")
    session = make_session()
    finish(session, enrol(session, person))
    row = StudyRecord._base_manager.get()
    same = checked([person.staff_no, row.title, f"{row.on}", "", "3"])
    assert [list(same.problems.all()), same.unchanged] == [[], 1]
    [problem] = checked([person.staff_no, row.title, f"{row.on}", "", "4"]).problems.all()
    assert "由班次办结登记" in problem.problem
    assert "更正" in problem.suggestion
