"""Batches from file to rows and back: nothing half-written, nothing twice, nothing out of range, nothing lost."""

import threading
from datetime import date

import pytest
from django.db import connection

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.imports import operations
from shuanglun.base.imports.models import Batch, BatchProblem, BatchRow, uploads
from shuanglun.base.imports.sheet import SHEETS
from shuanglun.base.imports.tests.files import text, xlsx
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.goals.models import KpiResult
from shuanglun.records.people.models import Appointment, Membership, Person, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

HEADS = ["工号", "姓名", "部门", "岗位类别", "身份证号", "政治面貌", "党支部", "到单位日期"]
IDS = ["999999199003070012", "999999198811150024", "999999200002290043"]
WHOLE = Actor("王芳", 7, "personnel", (Grant("people.import", "unit", "/"), Grant("goals.import", "unit", "/")))
KPI_HEADS = ["工号", "年度", "指标编号", "指标名称", "权重", "目标值", "完成值"]


def row(number, **other):
    cells = {
        "工号": f"A{number}", "姓名": f"示例{'甲乙丙丁戊己庚辛'[number % 8]}", "部门": "材料研究所", "岗位类别": "管理岗",
        "身份证号": IDS[number] if number < 3 else "", "政治面貌": "党员", "党支部": "材料支部", "到单位日期": "2014-07-01",
    }  # fmt: skip
    return [(cells | other)[head] for head in HEADS]


def roster(*rows):
    return xlsx([HEADS, *rows])


@pytest.fixture
def house(db):
    unit = make_unit("材料研究所")
    return unit, make_branch("材料支部", unit=unit)


@pytest.fixture
def sheet(house):
    with acting(WHOLE), using("people.import"):
        yield SHEETS["people.roster"]


def checked(sheet, data, name="名册.xlsx"):
    batch = operations.receive(sheet, name, [data])
    return operations.check(sheet, batch, batch.mapping)


def imported(sheet, data, **options):
    return operations.commit(sheet, checked(sheet, data), **options)


def everything():
    return [list(model._base_manager.order_by("pk").values()) for model in (Person, Appointment, Membership, WorkMonth)]


def test_a_roster_becomes_rows_and_one_entry(sheet):
    batch = checked(sheet, roster(row(0), row(1), row(2)))
    assert (batch.new, batch.changed, batch.unchanged, batch.bad_rows) == (3, 0, 0, 0)
    assert Person._base_manager.count() == 0
    before = Entry._base_manager.count()
    operations.commit(sheet, batch)
    assert Entry._base_manager.count() == before + 1
    entry = Entry._base_manager.first()
    assert entry.act == "people.roster.commit"
    assert EntryObject._base_manager.filter(entry=entry).count() == 9
    person = Person._base_manager.get(staff_no="A1")
    assert (person.name, person.id_number, person.sex, person.born) == ("示例乙", IDS[1], "2", "1988-11")
    assert Appointment._base_manager.get(person=person).from_on == date(2014, 7, 1)
    assert person.name not in entry.canonical
    assert IDS[1] not in entry.canonical


def test_the_same_file_five_times_changes_nothing(sheet):
    data = roster(row(0), row(1), row(2))
    imported(sheet, data)
    once = everything()
    for _ in range(4):
        batch = checked(sheet, data)
        assert (batch.new, batch.changed, batch.unchanged) == (0, 0, 3)
        assert any("相同，没有变化" in remark for remark in batch.remarks)
        with pytest.raises(RefusedError, match="没有需要写入的变化"):
            operations.commit(sheet, batch)
    assert everything() == once


def test_what_changed_is_shown_old_and_new(sheet):
    imported(sheet, roster(row(0), row(1)))
    batch = checked(sheet, roster(row(0), row(1, 姓名="示例新")))
    assert (batch.new, batch.changed, batch.unchanged) == (0, 1, 1)
    change = next(item for item in batch.preview if item["row"] == 3)
    assert change["changes"] == [["姓名", "示例乙", "示例新"]]
    operations.commit(sheet, batch)
    assert Person._base_manager.get(staff_no="A1").name == "示例新"


def test_a_problem_stops_all_rows_unless_chosen_otherwise(sheet):
    data = roster(row(0), row(1, 身份证号=IDS[1][:-1] + "5"), row(2, 部门="没有的部门"), row(0))
    batch = checked(sheet, data)
    problems = list(BatchProblem._base_manager.order_by("row_no").values_list("row_no", "place", "problem"))
    assert [(number, place) for number, place, _ in problems] == [
        (3, "E 列 身份证号"),
        (4, "C 列 部门（所在单位）"),
        (5, "整行"),
    ]
    assert "校验位" in problems[0][2] and "没有的部门" in problems[1][2] and "与第 2 行重复" in problems[2][2]
    assert all(BatchProblem._base_manager.values_list("suggestion", flat=True))
    with pytest.raises(RefusedError, match="3 行有问题"):
        operations.commit(sheet, batch)
    assert everything() == [[], [], [], []]
    batch = operations.commit(sheet, batch, only_clean=True)
    assert (batch.new, batch.bad_rows, batch.only_clean) == (1, 3, True)
    assert [person.staff_no for person in Person._base_manager.all()] == ["A0"]


def test_what_only_the_database_knows_is_found_by_the_dry_run(sheet):
    """Two new rows with one identity number: no rule sees it, the unique index does."""
    batch = checked(sheet, roster(row(0), row(1, 身份证号=IDS[0])))
    assert batch.bad_rows == 1
    assert "重复" in BatchProblem._base_manager.get().problem
    assert Person._base_manager.count() == 0


def test_an_undo_deletes_what_was_new_and_restores_what_was_changed(sheet):
    imported(sheet, roster(row(0)))
    before = everything()
    batch = imported(sheet, roster(row(0, 姓名="示例改", 身份证号=IDS[2]), row(1)))
    assert Person._base_manager.count() == 2
    operations.undo(sheet, batch)
    assert Batch._base_manager.get(pk=batch.pk).state == "undone"
    person = Person._base_manager.get()
    assert (person.name, person.id_number) == ("示例甲", IDS[0])
    assert [
        [{key: value for key, value in row.items() if key != "id_number"} for row in rows] for rows in everything()
    ] == [[{key: value for key, value in row.items() if key != "id_number"} for row in rows] for rows in before]
    assert "removed" in Entry._base_manager.first().canonical
    with pytest.raises(RefusedError, match="已撤销"):
        operations.undo(sheet, batch)


def test_an_undo_refuses_what_was_changed_since(sheet):
    batch = imported(sheet, roster(row(0), row(1)))
    Person._base_manager.filter(staff_no="A1").update(post_name="副处长")
    with pytest.raises(RefusedError, match="第 3 行 示例乙"):
        operations.undo(sheet, batch)
    assert Person._base_manager.count() == 2
    assert Batch._base_manager.get(pk=batch.pk).state == "committed"


def test_an_undo_refuses_what_others_refer_to(sheet):
    batch = imported(sheet, roster(row(0)))
    WorkMonth._base_manager.create(
        person=Person._base_manager.get(), month=date(2025, 1, 1), work_days=20, present_days=20
    )
    with pytest.raises(RefusedError, match="第 2 行 示例甲 已被“出勤月报”使用"):
        operations.undo(sheet, batch)
    assert Person._base_manager.count() == 1


def test_a_section_head_imports_only_for_the_own_unit(house):
    unit, _ = house
    mine, other = make_person(unit=unit, staff_no="M1"), make_person(staff_no="X1")
    head = Actor("李强", 9, "section_head", (Grant("goals.import", "unit", unit.path),))
    data = text([KPI_HEADS, ["M1", "2025", "K1", "验收", "40", "5", "4"], ["X1", "2025", "K1", "验收", "40", "5", "4"]])
    sheet = SHEETS["goals.kpi"]
    with acting(head), using("goals.import"):
        batch = operations.receive(sheet, "kpi.csv", [data])
        batch = operations.check(sheet, batch, batch.mapping)
        assert BatchProblem.objects.get().problem == "工号“X1”不存在，或不在您的管理范围"
        batch = operations.commit(sheet, batch, only_clean=True)
    assert [result.person_id for result in KpiResult._base_manager.all()] == [mine.pk]
    with (
        acting(Actor("外人", 8, "section_head", (Grant("goals.import", "unit", other.unit_path),))),
        using("goals.import"),
    ):
        assert not Batch.objects.exists()
        assert not BatchRow.objects.exists()
        with pytest.raises(PermissionError):
            operations.undo(sheet, batch)
    assert KpiResult._base_manager.count() == 1


def test_a_role_without_the_right_writes_nothing(house):
    sheet, before = SHEETS["people.roster"], set(uploads().iterdir())
    with acting(Actor("职工", 5, "staff", ())), using("people.import"), pytest.raises(PermissionError):
        operations.receive(sheet, "名册.xlsx", [roster(row(0))])
    assert Batch._base_manager.count() == 0
    assert set(uploads().iterdir()) == before


def test_a_refused_file_leaves_nothing_behind(sheet):
    before = set(uploads().iterdir())
    with pytest.raises(RefusedError, match=r"解压|压缩包|损坏"):
        operations.receive(sheet, "名册.xlsx", [roster(row(0))[:300]])
    assert Batch._base_manager.count() == 0
    assert set(uploads().iterdir()) == before


def test_plain_personal_values_do_not_outlast_the_commit(sheet, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        batch = imported(sheet, roster(row(0)))
    assert not batch.path.exists()
    kept = str(Batch._base_manager.values().get(pk=batch.pk)) + str(list(BatchRow._base_manager.values("before")))
    assert IDS[0] not in kept


def test_a_stored_file_that_was_exchanged_is_refused(sheet):
    batch = operations.receive(sheet, "名册.xlsx", [roster(row(0))])
    other = operations.receive(sheet, "名册.xlsx", [roster(row(1))])
    batch.path.write_bytes(other.path.read_bytes())
    with pytest.raises(RefusedError, match="与上传时不一致"):
        operations.check(sheet, batch, batch.mapping)


def test_the_number_of_queries_does_not_grow_with_the_rows(sheet, django_assert_max_num_queries):
    for number in (20, 200):
        data = text([HEADS, *[row(n + 10, 身份证号="", 政治面貌="群众", 党支部="") for n in range(number)]])
        batch = operations.receive(sheet, f"{number}.csv", [data])
        with django_assert_max_num_queries(60):
            operations.check(sheet, batch, batch.mapping)


@pytest.mark.django_db(transaction=True)
def test_two_commits_at_once_have_one_effect(house):
    """Twice the same batch, and twice the same file in two batches, from two threads each."""
    sheet = SHEETS["people.roster"]
    data = roster(row(0), row(1), row(2))
    with acting(WHOLE), using("people.import"):
        same = checked(sheet, data)
        twin = checked(sheet, data)
    for batches in ((same, same), (twin, twin)):
        gate, told = threading.Barrier(2), []

        def commit(batch, gate=gate, told=told):
            with acting(WHOLE), using("people.import"):
                gate.wait()
                try:
                    operations.commit(sheet, Batch._base_manager.get(pk=batch.pk))
                    told.append("done")
                except RefusedError as refused:
                    told.append(refused.reason)
                finally:
                    connection.close()

        threads = [threading.Thread(target=commit, args=(batch,)) for batch in batches]
        [thread.start() for thread in threads]
        [thread.join(60) for thread in threads]
        assert len(told) == 2
        assert Person._base_manager.count() == 3
        assert Appointment._base_manager.count() == 3
    assert Entry._base_manager.filter(act="people.roster.commit").count() == 1
    assert BatchRow._base_manager.filter(batch=twin).count() == 0


@pytest.mark.parametrize("part", range(20))
def test_a_file_cut_anywhere_imports_no_row(sheet, part):
    data = text([HEADS, *[row(number) for number in range(3)]])
    cut = data[: len(data) * (part + 1) // 21].rstrip(b"\r\n")
    with pytest.raises(RefusedError):
        operations.receive(sheet, "名册.csv", [cut])
    assert everything() == [[], [], [], []]
    assert Batch._base_manager.count() == 0
