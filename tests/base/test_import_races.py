"""Two at once, an error in the middle, a change of mind: one effect or none."""

import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.audit.models import Entry
from shuanglun.base.imports import operations
from shuanglun.base.imports.models import Batch, BatchProblem, BatchRow
from shuanglun.base.imports.operations import committing
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.imports.tests.files import text
from shuanglun.base.jobs import Cancelled
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.models import Appointment, Person
from shuanglun.records.people.tests.factories import make_person, make_unit

HEADS = ["工号", "姓名", "部门", "岗位类别"]
NAMES = "甲乙丙丁戊己庚辛壬癸"
OFFICER = Actor("王芳", 7, "personnel", (Grant("people.import", "unit", "/"),))


@pytest.fixture
def unit(db):
    return make_unit("材料研究所")


@pytest.fixture
def sheet(unit):
    with acting(OFFICER), using("people.import"):
        yield SHEETS["people.roster"]


def checked(sheet, *rows):
    data = text([HEADS, *([number, name, "材料研究所", "管理岗"] for number, name in rows)])
    batch = operations.receive(sheet, "名册.csv", [data])
    return operations.check(sheet, batch, batch.mapping)


def named():
    return dict(Person._base_manager.values_list("staff_no", "name"))


def untouched(batch):
    """Nothing was written, and the batch can still be imported."""
    batch = Batch._base_manager.get(pk=batch.pk)
    assert (named(), Appointment._base_manager.count(), BatchRow._base_manager.count()) == ({}, 0, 0)
    assert (batch.state, batch.path.exists()) == ("checked", True)
    assert not Entry._base_manager.filter(act="people.roster.commit").exists()
    return batch


def test_two_batches_over_the_same_row_are_taken_back_in_order(sheet):
    """Both were checked against the same state; the second compares anew and remembers what the first wrote."""
    operations.commit(sheet, checked(sheet, ("A1", "示例甲")))
    first, second = checked(sheet, ("A1", "示例乙")), checked(sheet, ("A1", "示例丙"))
    operations.commit(sheet, first)
    second = operations.commit(sheet, second)
    assert named() == {"A1": "示例丙"}
    with pytest.raises(RefusedError, match=r"导入之后又有改动.*第 2 行 示例乙"):
        operations.undo(sheet, Batch._base_manager.get(pk=first.pk))
    operations.undo(sheet, second)
    assert named() == {"A1": "示例乙"}
    operations.undo(sheet, Batch._base_manager.get(pk=first.pk))
    assert named() == {"A1": "示例甲"}


def test_a_row_that_was_new_at_the_check_is_a_change_at_the_commit(sheet):
    late = checked(sheet, ("A1", "示例甲"), ("A2", "示例乙"))
    operations.commit(sheet, checked(sheet, ("A1", "示例丙")))
    assert (late.new, late.changed) == (2, 0)
    late = operations.commit(sheet, late)
    assert (late.new, late.changed) == (1, 1)
    assert named() == {"A1": "示例甲", "A2": "示例乙"}
    assert Appointment._base_manager.count() == 2


def test_more_problems_than_the_check_showed_stop_the_commit(sheet, unit):
    """Somebody else took the unit's name away in between: what was agreed to is no longer what would happen."""
    batch = checked(sheet, ("A1", "示例甲"))
    unit.name = "改名研究所"
    unit.save()
    with pytest.raises(RefusedError, match="1 行有问题"):
        operations.commit(sheet, batch)
    with pytest.raises(RefusedError, match=r"由 0 行变为 1 行.*重新检查"):
        operations.commit(sheet, batch, only_clean=True)
    untouched(batch)


@pytest.mark.parametrize("step", range(4))
def test_a_commit_cancelled_at_any_step_has_written_nothing(sheet, step):
    batch, heard = checked(sheet, *((f"A{n}", f"示例{name}") for n, name in enumerate(NAMES))), []

    def tell(done, total, message):
        if len(heard) == step:
            raise Cancelled
        heard.append(message)

    with pytest.raises(Cancelled):
        operations.commit(sheet, batch, tell=tell)
    operations.commit(sheet, untouched(batch))
    assert len(named()) == 10


def test_a_fault_at_the_last_moment_has_written_nothing(sheet, monkeypatch):
    batch = checked(sheet, ("A1", "示例甲"))
    monkeypatch.setattr(committing, "remember", lambda batch, found: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        operations.commit(sheet, batch)
    untouched(batch)


def test_the_file_is_gone_when_somebody_else_has_just_committed(sheet):
    """The second press finds neither file nor work, and no error."""
    batch = checked(sheet, ("A1", "示例甲"))
    stale = Batch._base_manager.get(pk=batch.pk)
    operations.commit(sheet, batch)
    batch.path.unlink()
    assert operations.commit(sheet, stale).state == "committed"
    assert BatchRow._base_manager.filter(batch=batch).count() == 2


def test_a_person_of_another_unit_is_neither_taken_over_nor_doubled(unit):
    other = make_person("江望舒", staff_no="X1")
    head = Actor("李强", 9, "section_head", (Grant("people.import", "unit", unit.path),))
    sheet = SHEETS["people.roster"]
    with acting(head), using("people.import"):
        batch = checked(sheet, ("A1", "示例甲"), ("X1", "江望舒"))
        problem = BatchProblem.objects.get()
        assert (problem.row_no, problem.problem) == (3, "江望舒已存在，但不在您的管理范围内")
        assert problem.suggestion == "请由所属部门导入"
        operations.commit(sheet, batch, only_clean=True)
    assert named() == {"X1": "江望舒", "A1": "示例甲"}
    assert Person._base_manager.get(staff_no="X1").unit_id == other.unit_id


def test_an_officer_without_a_staff_file_sees_the_own_uploads(unit):
    """Seconded officers have an account and no file among the staff."""
    sheet = SHEETS["people.roster"]
    grants = (Grant("people.import", "unit", unit.path),)
    with acting(Actor("借调", None, "section_head", grants, account_id=5)), using("people.import"):
        batch = checked(sheet, ("A1", "示例甲"))
        assert Batch.objects.get() == batch
    for account, person in ((6, None), (None, None), (6, 5)):
        with acting(Actor("别人", person, "section_head", grants, account_id=account)), using("people.import"):
            assert not Batch.objects.exists()
