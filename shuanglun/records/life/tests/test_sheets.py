"""Attendance from a spreadsheet: what a Party organization keeps itself is not rewritten, and a bad row keeps nobody out."""

from __future__ import annotations

from datetime import date

import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.imports import operations as imports
from shuanglun.base.imports.tests.files import text
from shuanglun.records.life import sheets
from shuanglun.records.life.models import Attendance, Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
OFFICER = Actor("白露晞", 7, "political", (Grant("life.import", "unit", "/"),))
HEADS = ["党支部", "会议类型", "主题", "日期", "工号", "到会情况", "会议时长"]
ON = date(2026, 3, 6)


@pytest.fixture
def reading():
    """The test reads and prepares rows as the system."""
    with acting(Actor.system("test")):
        yield


def checked(*rows):
    """The dry run of some rows."""
    with acting(OFFICER), using("life.import"):
        batch = imports.receive(sheets.ATTENDANCE, "签到.csv", [text([HEADS, *rows])])
        return imports.check(sheets.ATTENDANCE, batch, batch.mapping)


def row(branch, person, title="三月主题党日", minutes="1.5", presence="到会"):
    return [branch.row.name, "主题党日", title, f"{ON}", person.staff_no, presence, minutes]


def test_a_reviewed_meeting_of_the_organization_is_not_rewritten(branch):
    meeting = Meeting.objects.create(
        branch=branch.row, kind="5", title="三月主题党日", on=ON, minutes=90, state="approved", submitted_name="甲",
        submitted_at="2026-03-07T01:00:00Z", reviewed_name="乙", reviewed_at="2026-03-08T01:00:00Z",
    )  # fmt: skip
    Attendance.objects.create(meeting=meeting, person=branch.people[0], presence="present", how="hand")
    [problem] = checked(row(branch, branch.people[0], presence="未到会")).problems.all()
    assert "不能用导入改写" in problem.problem
    assert "退回更正" in problem.suggestion


def test_what_an_earlier_file_brought_is_corrected_by_a_later_one(branch):
    for presence in ("到会", "请假"):
        batch = checked(row(branch, branch.people[0], presence=presence))
        assert list(batch.problems.all()) == []
        with acting(OFFICER), using("life.import"):
            imports.commit(sheets.ATTENDANCE, batch)
    assert Attendance.objects.get().presence == "leave"


def test_a_length_beyond_the_day_is_told_at_its_column_and_the_others_go_in(branch):
    batch = checked(row(branch, branch.people[0]), row(branch, branch.people[1], "四月主题党日", "24.5"))
    [problem] = batch.problems.all()
    assert (problem.row_no, "会议时长" in problem.place) == (3, True)
    with acting(OFFICER), using("life.import"):
        imports.commit(sheets.ATTENDANCE, batch, only_clean=True)
    assert [meeting.title for meeting in Meeting.objects.all()] == ["三月主题党日"]
