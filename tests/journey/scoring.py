"""Chapter 4: the year is scored, and every point opens down to the record it came from."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journey import freezing
from tests.journey.house import YEAR, House
from tests.journey.screen import facts, listed, press, rows, sees, sound

NAME = f"{YEAR} 年度双维度评价"
EVERYBODY = [
    "白露晞", "程若谷", "顾南星", "江望舒", "林一禾", "陆知遥", "秦予安", "沈知行", "苏明远", "唐晚晴", "温如玉",
    "许清越", "叶疏桐", "周砚秋",
]  # fmt: skip


def the_run(house: House) -> None:
    """Asked for by the integration officer, done at once; the list, and two people's pages."""
    page = sound(house["integration"].opens("/scoring/new/"))
    sees(page, "有 1 人没有适用的方案")
    assert page.input_value("[name=name]") == NAME
    press(page, "发起计分")
    the_page_of_the_run(sound(page))
    press(page, "查看结果")
    everybody_is_listed_by_name(sound(page))
    page.get_by_role("link", name="林一禾").click()
    both_dimensions_and_how_they_balance(page)
    a_point_opens_down_to_its_record(page)
    house["integration"].opens("/scoring/results/")
    page.get_by_role("link", name="苏明远").click()
    lacking_evidence_has_no_number(page)


def the_page_of_the_run(page: Page) -> None:
    """Counts, and what the run was made from: snapshot, versions, result, each with its hash."""
    assert facts(page) == {"计分人数": "14", "任一维资料不足": "8", "无适用方案": "1", "复算核对": "未核对"}
    card = page.get_by_label("由什么算出")
    expect(card).to_contain_text(freezing.NAME)
    expect(card).to_contain_text(f"专业技术岗双维度计分方案 {YEAR}.2")
    expect(card).to_contain_text("管理岗双维度计分方案 2025.1")
    hashes = card.locator(".hash").all_inner_texts()
    assert len(hashes) == 7 and all(re.fullmatch("[0-9a-f]{64}", text) for text in hashes)


def everybody_is_listed_by_name(page: Page) -> None:
    """By pinyin, never by a score."""
    seen = listed(page)
    assert [row[0] for row in seen] == EVERYBODY
    lin = next(row for row in seen if row[0] == "林一禾")
    assert lin[1:] == ["材料研究所", "专业技术岗", "75.0", "60%", "90.0", "70%", "强思想", "证据部分缺失"]
    su = next(row for row in seen if row[0] == "苏明远")
    assert su[1:] == ["信息研究所", "专业技术岗", "67.5", "60%", "资料不足", "10%", "—", "业绩维度资料不足"]


def both_dimensions_and_how_they_balance(page: Page) -> None:
    """(20·75 + 20·50 + 20·100) / 60 = 75 and (60·90 + 10·90) / 70 = 90; C = √((1 − 0.15) · 75/90)."""
    sound(page)
    sees(page, "75.0", "缺证区间 45.0—85.0", "90.0", "缺证区间 63.0—93.0", "覆盖率 60%", "覆盖率 70%")
    sees(page, "分数是委员会的参考材料，不自动产生等次", "强思想", "良好协调")
    level = page.get_by_label("水平与均衡").locator("dd b").all_inner_texts()
    assert level == ["82.5", "82.2", "0.842", "0.825", "0.833"]
    lines = {row[0]: row[1:] for row in rows(page.locator("table.points")) if len(row) == 7}
    assert lines["组织生活出勤"][:4] == ["75.0", "20", "33.33%", "25.00"]
    assert lines["组织生活出勤"][5] == "到会 3/4 次 豁免 1 次，不影响"
    assert lines["党员集中学习学时"][:4] == ["50.0", "20", "33.33%", "16.67"]
    assert lines["党性教育模块完成"][:4] == ["100.0", "20", "33.33%", "33.33"]
    assert lines["绩效目标结果"][:4] == ["90.0", "60", "85.71%", "77.14"]
    assert lines["工作出勤"][:4] == ["90.0", "10", "14.29%", "12.86"]


def a_point_opens_down_to_its_record(page: Page) -> None:
    """Formula with numbers, five records with who recorded them, and the record's own page in its room."""
    page.locator("table.points").get_by_role("link", name="组织生活出勤").click()
    sound(page)
    sees(page, "贡献 = 75.00 × 折算权重 33.33% = 25.00 分")
    records = rows(page.locator("#records table"))
    assert [row[3] for row in records] == ["计入", "计入", "计入", "计入", "豁免，不计入应到"]
    assert records[0][1:3] == [f"{YEAR}-03-14", "1 / 1 次"]
    assert records[0][4].startswith("白露晞 留痕 A-")
    page.locator("#records").get_by_role("link").first.click()
    sound(page)
    expect(page).to_have_url(re.compile(r"/life/sign-ins/\d+/$"))
    sees(page, "3月主题党日", "到会", "材料研究所党支部", "登记", "白露晞")


def lacking_evidence_has_no_number(page: Page) -> None:
    """G-04: one dimension below its floor is no zero, and nothing that needs both is shown."""
    sound(page)
    sees(
        page,
        "67.5",
        "覆盖率 10%，低于下限 60%，不出数，也不算零分",
        "绩效目标结果（没有完成值，由人事干部或部门负责人补登）",
        "不形成",
    )
    sees(page, "两个维度都有数才计算综合、耦合度 C、水平 T 和协调度 D。")
    text = page.inner_text("main")
    assert not [word for word in ("综合（算术平均）", "优质协调", "良好协调", "双优", "强思想") if word in text]
