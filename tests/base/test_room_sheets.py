"""The sheets of the rooms: what each takes in, and what each refuses with place and remedy."""

from datetime import date

import pytest

from shuanglun.base.actor import Actor, Grant, acting, using
from shuanglun.base.imports import operations
from shuanglun.base.imports.models import BatchProblem
from shuanglun.base.imports.planning import Draft, Item
from shuanglun.base.imports.preview import preview
from shuanglun.base.imports.sheet import SHEETS, Problem, Target
from shuanglun.base.imports.tests.files import xlsx
from shuanglun.records.goals.models import KpiResult, Outcome
from shuanglun.records.learning.models import ModuleRecord, StudyRecord
from shuanglun.records.life.models import Attendance, IssueItem, Meeting, VolunteerService
from shuanglun.records.people.models import Appointment, Exemption, Membership, Person, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.records.surveys.models import PublishedMean

RIGHTS = ("people.import", "life.import", "learning.import", "goals.import", "surveys.import")
OFFICER = Actor("王芳", 7, "personnel", tuple(Grant(right, "unit", "/") for right in RIGHTS))


@pytest.fixture
def house(db):
    unit, other = make_unit("材料研究所"), make_unit("信息研究所")
    branch = make_branch("材料支部", unit=unit)
    person = make_person("林一禾", unit=unit, branch=branch, category="P", staff_no="A1")
    return unit, other, branch, person


def take_in(kind: str, heads: list[str], *rows: list) -> list[str]:
    """Import one file; returns what was wrong, as "column: problem"."""
    sheet = SHEETS[kind]
    with acting(OFFICER), using(sheet.right):
        batch = operations.receive(sheet, "表.xlsx", [xlsx([heads, *rows])])
        batch = operations.check(sheet, batch, batch.mapping)
        if not batch.bad_rows:
            operations.commit(sheet, batch)
        problems = BatchProblem._base_manager.filter(batch=batch)
        return [f"{problem.row_no} {problem.place}: {problem.problem}" for problem in problems]


def test_a_move_closes_the_old_post_and_opens_the_new_one(house):
    _, other, _, person = house
    heads = ["工作证号", "姓名", "所在单位", "职务", "岗位类别", "任现职时间"]
    assert take_in("people.roster", heads, ["A1", "林一禾", "信息研究所", "主任", "管理岗", "2025-06-01"]) == []
    held = list(Appointment._base_manager.filter(person=person).order_by("from_on").values_list("from_on", "until_on"))
    assert held == [(date(2015, 1, 1), date(2025, 6, 1)), (date(2025, 6, 1), None)]
    person = Person._base_manager.get(pk=person.pk)
    assert (person.unit_id, person.unit_path, person.category) == (other.pk, other.path, "M")


def test_a_member_moves_to_another_branch(house):
    _, _, _, person = house
    make_branch("信息支部")
    heads = ["工号", "姓名", "部门", "岗位类别", "政治面貌", "党支部", "党内职务", "任党内职务时间"]
    row = ["A1", "林 一禾", "材料研究所", "专技岗", "党员", "信息支部", "支部书记", "2025-03-01"]
    assert take_in("people.roster", heads, row) == []
    held = Membership._base_manager.filter(person=person).order_by("from_on").values_list("post", "until_on")
    assert list(held) == [("member", date(2025, 3, 1)), ("secretary", None)]


def test_who_is_no_longer_a_member_leaves_the_branch(house):
    """The branch on the person and the open membership always say the same."""
    _, _, _, person = house
    heads = ["工号", "姓名", "部门", "岗位类别", "政治面貌"]
    assert take_in("people.roster", heads, ["A1", "林一禾", "材料研究所", "专技岗", "群众"]) == []
    person = Person._base_manager.get(pk=person.pk)
    assert (person.political_status, person.branch_id, person.branch_path) == ("13", None, None)
    assert not Membership._base_manager.filter(person=person, until_on=None).exists()
    assert Membership._base_manager.filter(person=person).count() == 1


def test_a_value_too_long_for_its_column_is_told_at_the_column_of_the_file(house):
    heads = ["工号", "姓名", "部门", "现职务", "岗位类别"]
    problems = take_in("people.roster", heads, ["A9", "白露晞", "材料研究所", "岗" * 81, "管理岗"])
    assert problems == ["2 D 列 现职务（现任职务）: 有 81 个字，最多 80 个"]
    assert BatchProblem._base_manager.get().suggestion == "请缩短后重新上传"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"所在单位": "没有的所"}, "没有部门“没有的所”"),
        ({"党支部": "没有的支部"}, "没有党组织“没有的支部”"),
        ({"政治面貌": "群众"}, "政治面貌不是党员"),
        ({"岗位类别": ""}, "看不出岗位类别"),
        ({"性别": "男"}, "性别与身份证号第 17 位不符"),
        ({"工号": "A1", "姓名": ""}, "没有填写"),
        ({"身份证号": 999999198811150024}, "数字格式"),
        ({"身份证号": "999999199002300015"}, "不是真实的日期"),
        ({"到单位日期": "2014-02-30"}, "不存在"),
    ],
)
def test_a_roster_row_is_refused_with_its_place(house, change, told):
    row = {
        "工号": "A9", "姓名": "白露晞", "所在单位": "材料研究所", "岗位类别": "专技岗", "身份证号": "999999198811150024",
        "性别": "女", "政治面貌": "党员", "党支部": "材料支部", "到单位日期": "2014-07-01",
    } | change  # fmt: skip
    problems = take_in("people.roster", list(row), list(row.values()))
    assert [problem for problem in problems if problem.startswith("2 ") and told in problem], problems
    assert not Person._base_manager.filter(staff_no="A9").exists()


def test_one_id_card_cannot_have_two_numbers(house):
    heads = ["工号", "姓名", "部门", "岗位类别", "身份证号"]
    assert take_in("people.roster", heads, ["A2", "江望舒", "材料研究所", "管理岗", "999999198811150024"]) == []
    problems = take_in("people.roster", heads, ["A3", "江望舒", "材料研究所", "管理岗", "999999198811150024"])
    assert len(problems) == 1
    assert "与工号“A2”相同" in problems[0]


def test_working_attendance(house):
    heads = ["工号", "姓名", "考勤月份", "应出勤", "实出勤", "豁免天数"]
    assert take_in("people.work", heads, ["A1", "林一禾", "2025年3月", 21, "19", "1"]) == []
    month = WorkMonth._base_manager.get()
    assert (month.month, month.work_days, month.present_days, month.exempt_days) == (date(2025, 3, 1), 21, 19, 1)
    problems = take_in("people.work", heads, ["A1", "林一禾", "2025-04", 20, 20, 3])
    assert "超过应出勤 20 天" in problems[0]


def test_personal_leave_is_no_exemption(house):
    heads = ["工号", "事由", "起", "止"]
    assert "事假不是豁免事由" in take_in("people.exemptions", heads, ["A1", "事假", "2025-03-01", "2025-03-10"])[0]
    assert take_in("people.exemptions", heads, ["A1", "产假", "2025-03-01", "2025-08-07"]) == []
    assert Exemption._base_manager.get().reason == "maternity"


def test_attendance_of_meetings(house):
    heads = ["支部", "会议类型", "会议主题", "召开时间", "工号", "姓名", "签到", "时长"]
    rows = [["材料支部", "党课", "党章学习", "2025/3/14", "A1", "林一禾", "√", 2]]
    assert take_in("life.attendance", heads, *rows) == []
    assert (Meeting._base_manager.get().minutes, Attendance._base_manager.get().presence) == (120, "present")
    future = take_in("life.attendance", heads, [*rows[0][:3], "2099-01-01", *rows[0][4:]])
    assert "在将来" in future[0]
    stranger = take_in("life.attendance", heads, [*rows[0][:5], "别人", *rows[0][6:]])
    assert "登记的姓名不是" in stranger[0]


def test_issues_and_services(house):
    heads = ["工号", "问题", "提出日期", "整改期限", "销号日期"]
    assert take_in("life.issues", heads, ["A1", "调研不够", "2025-01-20", "2025-06-30", "2025-06-01"]) == []
    assert IssueItem._base_manager.get().closed_on == date(2025, 6, 1)
    assert "早于提出日期" in take_in("life.issues", heads, ["A1", "又一个", "2025-01-20", "2025-01-01", ""])[0]
    assert take_in("life.services", ["工号", "项目", "日期", "小时数"], ["A1", "科普", "2025-04-12", "1.5"]) == []
    assert VolunteerService._base_manager.get().minutes == 90


def test_study_keeps_a_zero_as_a_row(house):
    heads = ["工号", "课程名称", "日期", "学时"]
    assert take_in("learning.hours", heads, ["A1", "理论学习", "2025-04-18", 0]) == []
    assert StudyRecord._base_manager.get().minutes == 0
    assert (
        take_in("learning.modules", ["工号", "课程", "模块", "期限"], ["A1", "项目管理", "科研诚信", "2025-06-30"])
        == []
    )
    assert ModuleRecord._base_manager.get().done_on is None


def test_kpi_results(house):
    heads = ["工号", "年度", "指标编号", "指标名称", "权重", "方向", "底线值", "目标值", "完成值"]
    assert take_in("goals.kpi", heads, ["A1", 2025, "K1", "验收", "40%", "", "", 5, ""]) == []
    kpi = KpiResult._base_manager.get()
    assert (kpi.weight, kpi.direction, kpi.actual) == (4000, "higher", None)
    assert "没有上限值" in take_in("goals.kpi", heads, ["A1", 2025, "K2", "差错", 10, "越低越好", "", 1, 2])[0]
    assert "相等或方向相反" in take_in("goals.kpi", heads, ["A1", 2025, "K3", "产出", 10, "", 5, 5, 2])[0]
    assert take_in("goals.outcomes", ["工号", "成果", "日期", "分值"], ["A1", "标准", "2025-10-15", 30]) == []
    assert Outcome._base_manager.get().points == 30


def test_a_mean_of_four_is_not_taken_in(house):
    heads = ["工号", "测评名称", "测评内容", "平均分", "有效票数", "公布日期"]
    assert "少于 5 份" in take_in("surveys.means", heads, ["A1", "2025", "能力", 88.5, 4, "2025-12-28"])[0]
    assert take_in("surveys.means", heads, ["A1", "2025", "能力", 88.5, 5, "2025-12-28"]) == []
    assert PublishedMean._base_manager.get().opinions == 5


def previewed(kind: str, heads: list[str], *rows: list) -> list[dict]:
    """What the page of the check shows before the commit."""
    sheet = SHEETS[kind]
    with acting(OFFICER), using(sheet.right):
        batch = operations.receive(sheet, "表.xlsx", [xlsx([heads, *rows])])
        return operations.check(sheet, batch, batch.mapping).preview


def test_the_preview_speaks_the_words_of_the_file(house):
    heads = ["工号", "姓名", "部门", "岗位", "岗位等级", "出生年月", "身份证号", "政治面貌"]
    row = ["A2", "江望舒", "材料研究所", "工程师", "P10", "1988-11", "999999198811150024", "群众"]
    (shown,) = previewed("people.roster", heads, row)
    assert (shown["row"], shown["label"], shown["action"], shown["along"]) == (2, "江望舒", "new", ["任职"])
    assert [change[::2] for change in shown["changes"]] == [
        ["工号", "A2"], ["姓名", "江望舒"], ["所在单位", "材料研究所"], ["现任职务", "工程师"], ["岗位类别", "专业技术岗"],
        ["岗位等级", "专业技术岗十级"], ["性别", "女"], ["身份证号", "（将加密保存）"], ["出生时间", "1988-11"],
        ["政治面貌", "群众"],
    ]  # fmt: skip
    take_in("people.roster", heads, row)
    moved = previewed("people.roster", heads, [*row[:4], "专业技术岗九级", *row[5:]])
    assert moved[0]["changes"] == [["岗位等级", "专业技术岗十级", "专业技术岗九级"]]


def test_figures_are_previewed_as_people_write_them(house):
    heads = ["工号", "年度", "指标编号", "指标名称", "权重", "方向", "底线值", "目标值", "完成值"]
    (kpi,) = previewed("goals.kpi", heads, ["A1", 2025, "K1", "验收", "40%", "正向", "", 5, "4.50"])
    said = {name: new for name, _, new in kpi["changes"]}
    assert said["指标"] == "验收" and "姓名" not in said
    assert (said["权重"], said["方向"], said["目标值"], said["完成值"]) == ("40%", "越高越好", "5", "4.5")
    (study,) = previewed(
        "learning.hours", ["工号", "课程名称", "日期", "学时"], ["A1", "理论学习", "2025-04-18", "1.5"]
    )
    assert ["学时", None, "1.5 小时"] in study["changes"]
    (work,) = previewed("people.work", ["工号", "考勤月份", "应出勤", "实出勤"], ["A1", "2025-03", 21, 20])
    assert ["月份", None, "2025-03"] in work["changes"]


def test_what_rows_share_is_previewed_at_the_first_row_without_a_problem():
    meeting = Item(Target(Meeting, {}, {}, 2, shared=True, label="三月主题党日"), [2, 3])
    draft = Draft([meeting], [Problem(2, "整行", "与系统中已有的记录重复", "请核对")])
    (shown,) = preview(SHEETS["life.attendance"], draft)
    assert (shown["row"], shown["label"]) == (3, "三月主题党日")
