"""Chapter 1: spreadsheets become records. Nothing is written before it was checked; what was written can be undone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journey import books
from tests.journey.house import PASSWORD, House
from tests.journey.screen import Visitor, facts, listed, press, rows, sees, send_file, sound, tab_to

ROSTER = "/people/import/roster/"
OFFICERS = ["白露晞", "程若谷", "江望舒"]
DIRTY = [
    ["3", "H 列 身份证号码（身份证号）", "身份证号是数字格式，末几位已经丢失", "请把这一列设为文本格式，重新填写 18 位号码"],
    ["4", "C 列 科室（所在单位）", "没有部门“第九研究所”", "请写组织机构中的部门名称或编号；新部门先建立再导入"],
    ["6", "J 列 政治面貌", "“三好学生”不在可选范围内", "请填写其中之一：中共党员、预备党员、共青团员、民革、民盟、"
     "民建、民进、农工党、致公党、九三、台盟、无党派、群众"],
    ["7", "H 列 身份证号码（身份证号）", "第 7—14 位“19940230”不是真实的日期", "请对照证件核对"],
]  # fmt: skip


def the_roster(house: House) -> None:
    """A dirty file is reported, the corrected one goes in, changes nothing when sent again, is undone, is in for good."""
    officer = house["personnel"]
    sound(officer.signs_in_by_keyboard(officer.client.user.username, PASSWORD))
    a_dirty_file_is_reported_row_by_row(officer)
    the_corrected_file_goes_in(officer)
    the_same_file_changes_nothing(officer)
    the_batch_is_undone(officer)
    the_corrected_file_goes_in(officer)


def the_records(house: House) -> None:
    """Each office brings its own sheets; the columns are guessed, so nobody maps anything."""
    imported(house["personnel"], "/people/import/work/", "出勤月报.xlsx", books.months(), 24)
    imported(house["political"], "/life/import/attendance/", "组织生活签到.xlsx", books.theme_days(), 30)
    imported(house["political"], "/learning/import/hours/", "学时登记.xlsx", books.study(), 12)
    imported(house["political"], "/learning/import/modules/", "党性教育模块.xlsx", books.modules(), 24)


def the_results_of_the_section(house: House) -> None:
    """A head reports on the own section; somebody else's person is refused with place and remedy."""
    head = house["head"]
    page = send_file(head.opens("/goals/import/kpi/"), "KPI结果.xlsx", books.kpis(with_stranger=True))
    press(page, "检查数据")
    assert listed(page) == [
        ["9", "A 列 工号", "工号“X002”不存在，或不在您的管理范围", "请核对工号；新进人员先由人事部门导入人员名册"]
    ]
    imported(head, "/goals/import/kpi/", "KPI结果.xlsx", books.kpis(), 7)


def a_dirty_file_is_reported_row_by_row(officer: Visitor) -> None:
    """Given a roster with an unknown header, the officer maps it, and reads what to mend where."""
    page = sound(officer.opens(ROSTER))
    sound(send_file(page, "人员名册.xlsx", books.dirty_roster()))
    assert chosen(page, "B") == "name"
    assert chosen(page, "C") == chosen(page, "N") == ""
    press(page, "检查数据")
    sees(page, "有 1 处需要修改，尚未保存", "必填的列还没有对应：所在单位")
    map_column(page, "C", "所在单位（必填）")
    press(page, "检查数据")
    sound(page)
    assert facts(page) == {"数据行": "12", "新增": "8", "修改": "0", "没有变化": "0", "有问题": "4"}
    assert listed(page) == DIRTY
    assert people(officer) == OFFICERS, "a check writes nothing"


def the_corrected_file_goes_in(officer: Visitor) -> None:
    """Twelve rows, one batch, one trail number."""
    page = send_file(officer.opens(ROSTER), "人员名册.xlsx", books.roster())
    map_column(page, "C", "所在单位（必填）")
    press(page, "检查数据")
    assert facts(page) == {"数据行": "12", "新增": "12", "修改": "0", "没有变化": "0", "有问题": "0"}
    tab_to(page, page.get_by_role("button", name="导入 12 行"))
    page.keyboard.press("Enter")
    sees(page, "已导入 12 行：新增 12 行，修改 0 行", "留痕 A-")
    sound(page)
    assert len(people(officer)) == 15


def the_same_file_changes_nothing(officer: Visitor) -> None:
    """The second time there is nothing to press."""
    page = send_file(officer.opens(ROSTER), "人员名册.xlsx", books.roster())
    map_column(page, "C", "所在单位（必填）")
    press(page, "检查数据")
    assert facts(page) == {"数据行": "12", "新增": "0", "修改": "0", "没有变化": "12", "有问题": "0"}
    sees(page, "文件内容与系统中的一致，无需导入。")
    expect(page.get_by_role("button", name="导入")).to_have_count(0)


def the_batch_is_undone(officer: Visitor) -> None:
    """The house stands as before the import."""
    page = officer.opens(ROSTER)
    done = [row[0] for row in listed(page) if row[1] == "已导入"]
    assert done == ["人员名册.xlsx"]
    page.locator("#rows tr", has_text="已导入").get_by_role("link").click()
    press(page, "撤销这一批次")
    sees(page, "新增的 12 行将删除")
    sound(page)
    press(page, "撤销这一批次")
    sees(page, "已撤销，数据恢复到导入之前")
    assert people(officer) == OFFICERS


def imported(officer: Visitor, path: str, name: str, content: bytes, count: int) -> None:
    """Upload, check, commit; every row is new."""
    page = sound(send_file(officer.opens(path), name, content))
    press(page, "检查数据")
    assert facts(sound(page)) == {"数据行": f"{count}", "新增": f"{count}", "修改": "0", "没有变化": "0", "有问题": "0"}
    press(page, f"导入 {count} 行")
    sees(sound(page), f"已导入 {count} 行")


def chosen(page: Page, letter: str) -> str:
    """Which field the mapping page holds for a column."""
    return page.locator(f"select[aria-label^='{letter} 列']").input_value()


def map_column(page: Page, letter: str, field: str) -> None:
    """Decide which field a column is."""
    page.select_option(f"select[aria-label^='{letter} 列']", label=field)


def people(officer: Visitor) -> list[str]:
    """The names of the list of people, in its order."""
    return [row[0] for row in rows(officer.opens("/people/").locator("#rows table"))]
