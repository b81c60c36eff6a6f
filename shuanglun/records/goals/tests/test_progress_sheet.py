"""Actuals from a file: judged as typed ones are, with row, column and remedy."""

from decimal import Decimal

import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.imports import operations as imports
from shuanglun.base.imports.models import Batch, BatchProblem
from shuanglun.base.imports.tests.files import xlsx
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals import operations
from shuanglun.records.goals.models import Actual, GoalKpi, QuarterReview
from shuanglun.records.goals.progress_sheet import PROGRESS
from shuanglun.records.goals.tests.factories import AT, SYSTEM, YEAR, make_house, report
from shuanglun.records.people.tests.factories import make_unit

pytestmark = pytest.mark.django_db
HEADS = ["年度", "目标编号", "线", "季度", "累计完成值", "说明"]


def take_in(*rows: list, unit: str = "/") -> list[str]:
    """Import one file; returns what was wrong."""
    actor = Actor("部门负责人", 7, "section_head", (Grant("goals.report", "unit", unit),))
    with acting(actor), using(PROGRESS.right):
        batch = imports.receive(PROGRESS, "进展.xlsx", [xlsx([HEADS, *rows])])
        batch = imports.check(PROGRESS, batch, batch.mapping)
        if not batch.bad_rows:
            imports.commit(PROGRESS, batch)
        problems = BatchProblem._base_manager.filter(batch=batch).order_by("row_no")
        return [f"{problem.row_no} {problem.place}: {problem.problem}" for problem in problems]


def test_both_sides_come_in_and_a_missing_figure_keeps_its_reason():
    house = make_house()
    code = house.goal.code
    assert take_in([YEAR, code, "党建", 4, 76.5, ""], [YEAR, code, "人事", 4, None, "尚未决算"]) == []
    rows = Actual._base_manager.order_by("kpi__side").values_list("kpi__side", "value", "how", "words")
    assert list(rows) == [("hr", None, "imported", "尚未决算"), ("party", Decimal("76.5"), "imported", "")]


def test_what_the_screen_refuses_the_file_is_refused_too():
    house = make_house()
    code = house.goal.code
    future = make_house(name="二所", year=2099)
    GoalKpi._base_manager.filter(pk=house.hr.pk).update(origin="computed", measure="life.attendance.share")
    with acting(SYSTEM):
        operations.write(unit=house.unit, year=YEAR, quarter=1, done="…", at=AT)
    QuarterReview._base_manager.update(state="approved")
    found = take_in(
        [YEAR, "NOBODY", "党建", 4, 1, ""],
        [YEAR, code, "人事", 4, 1, ""],
        [YEAR, code, "党建", 1, 1, ""],
        [YEAR, code, "党建", 2, None, ""],
        [2099, future.goal.code, "党建", 1, 1, ""],
        [YEAR, code, "党建", 5, 1, ""],
    )
    assert [line.partition(" ")[0] for line in found] == ["2", "3", "4", "5", "6", "7"]
    for line, words in zip(
        found,
        ("没有编号“NOBODY”", "由证据快照计算", "评估已通过", "请写明原因", "从 2099-01-01 开始", "季度"),
        strict=True,
    ):
        assert words in line
    assert not Actual._base_manager.exists()


def test_a_head_takes_in_the_own_unit_only():
    house = make_house()
    assert "不在您的管理范围" in take_in([YEAR, house.goal.code, "党建", 4, 1, ""], unit=make_unit("二所").path)[0]
    assert not Actual._base_manager.exists()


def test_a_file_changes_a_figure_that_was_there():
    house = make_house()
    report(house.party, 4, 50)
    assert take_in([YEAR, house.goal.code, "党建", 4, 60, ""], unit=house.unit.path) == []
    assert Actual._base_manager.get().value == 60


def test_what_a_review_rests_on_is_not_taken_back():
    house = make_house()
    assert take_in([YEAR, house.goal.code, "党建", 4, 60, ""]) == []
    with acting(SYSTEM):
        operations.write(unit=house.unit, year=YEAR, quarter=4, done="…", at=AT)
    QuarterReview._base_manager.update(state="submitted")
    actor = Actor("部门负责人", 7, "section_head", (Grant("goals.report", "unit", "/"),))
    with acting(actor), using(PROGRESS.right):
        batch = Batch.objects.get()
        with pytest.raises(RefusedError, match="评估已提交"):
            imports.undo(PROGRESS, batch)
        assert Actual._base_manager.get().value == 60
        QuarterReview._base_manager.update(state="returned")
        imports.undo(PROGRESS, batch)
    assert not Actual._base_manager.exists()


def test_a_sum_that_shrinks_from_row_to_row_is_asked_why():
    house = make_house()
    report(house.party, 1, 10)
    second, third = ([YEAR, house.goal.code, "党建", quarter, value, ""] for quarter, value in ((2, 20), (3, 15)))
    [found] = take_in(second, third)
    assert found.startswith("3 ") and "15 低于第 2 季度的 20，请核对" in found
    assert take_in(second, [*third[:-1], "核减"]) == []
    [found] = take_in([YEAR, house.goal.code, "党建", 1, 21, ""])
    assert "21 高于第 2 季度的 20" in found
