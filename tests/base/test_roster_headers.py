"""The headers of a real cadre roster (formats §6): each column that is read finds its field, the others find none."""

import pytest

from shuanglun.base.imports.headers import Header, normal
from shuanglun.base.imports.mapping import guess
from shuanglun.records.people.sheets import ROSTER

HEADS = (
    "序号 工作证号 姓名 所在单位 所在单位及职务 行政级别(职员等级) 职务属性 是否正职 是否班子负责人 性别 民族 籍贯 出生地 身份证号 出生时间 "
    "年龄 政治面貌 党派加入时间 参加工作时间 到单位日期 最高学历 最高学位 毕业学校 所学专业 全日制教育学历学位 全日制教育院校及专业 "
    "在职教育学历学位 在职教育院校及专业 专业技术职务 评定时间 现职务任命文件 任现职时间 现职务始任时间 始任年限 现职级始任时间 任现职级年限 "
    "兼任单位及职务 是否双肩挑 所在党组织 是否有挂职经历 联系方式 年度考核结果(近三年) 简历 备注"
)
READ = {
    "staff_no": "工作证号", "name": "姓名", "unit": "所在单位", "post_name": "所在单位及职务",
    "grade": "行政级别(职员等级)", "category": "职务属性", "sex": "性别", "id_number": "身份证号", "born": "出生时间",
    "political_status": "政治面貌", "joined_on": "到单位日期", "post_since": "任现职时间", "branch": "所在党组织",
}  # fmt: skip
ALIASES = {
    "name": ("姓名", "名字", "干部姓名"),
    "id_number": ("身份证号", "证件号码", "身份证号码"),
    "post_name": ("现任职务", "职务", "现职务"),
    "unit": ("呈报单位", "单位"),
}


def guessed(names: list[str]) -> dict[str, str]:
    columns = [Header(index, name, (normal(name),)) for index, name in enumerate(names)]
    return {field: names[index] for field, index in guess(ROSTER, columns).items()}


def test_a_real_roster_is_guessed_whole():
    assert guessed(HEADS.split()) == READ


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in ALIASES.items() for name in names])
def test_an_alias_finds_its_field(field, name):
    assert guessed([name]) == {field: name}
    assert guessed([f" {name}： "])[field] == f" {name}： "
