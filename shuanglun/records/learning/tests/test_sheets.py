"""Hours from a spreadsheet stay within the day, or say of how many days they are."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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


def checked(*rows: list[str]):
    """The dry run of some rows."""
    data = text([HEADS, *rows])
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


def test_a_day_is_not_split_into_rows_to_hold_more():
    person, other = member("林一禾"), member()
    batch = checked(
        [person.staff_no, "上午", "2025-04-18", "", "6"], [person.staff_no, "下午", "2025-04-18", "", "6"],
        [person.staff_no, "晚上", "2025-04-18", "", "2"], [person.staff_no, "下午", "2025-04-19", "", "6"],
        [other.staff_no, "下午", "2025-04-18", "", "6"],
    )  # fmt: skip
    [problem] = batch.problems.all()
    assert (problem.row_no, "学时" in problem.place) == (3, True)
    assert "林一禾 2025-04-18 的学时到这一行合计 720 分钟，当天已登记的其他学习 0 分钟" in problem.problem


def test_what_the_book_holds_that_day_counts_unless_the_file_rewrites_it():
    person, on = member("林一禾"), date(2025, 4, 18)
    StudyRecord.objects.create(person=person, title="网络学院", on=on, minutes=200)
    StudyRecord.objects.create(person=person, title="轮训", on=on, until_on=date(2025, 4, 20), minutes=900)
    new, same = ([person.staff_no, title, "2025-04-18", "", "5"] for title in ("讲座", "网络学院"))
    [problem] = checked(new).problems.all()
    assert "合计 300 分钟，当天已登记的其他学习 200 分钟，共 500 分钟" in problem.problem
    assert list(checked(same).problems.all()) == []
    assert [row.row_no for row in checked(same, new).problems.all()] == [3]


def test_the_sums_of_days_cost_as_many_queries_for_many_rows():
    counts = []
    for many in (2, 30):
        rows = [[member().staff_no, "讲座", f"2025-04-{day % 28 + 1:02}", "", "5"] for day in range(many)]
        with CaptureQueriesContext(connection) as queries:
            checked(*rows)
        counts.append(sum('"learning_studyrecord"' in query["sql"] for query in queries))
    assert counts[0] == counts[1]
