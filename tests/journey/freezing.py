"""Chapter 2: a year becomes evidence that nobody changes any more."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journey.house import YEAR, House
from tests.journey.screen import facts, listed, press, rows, sees, sound

NAME = f"{YEAR}Y-01"
SOURCES = {"组织生活出勤": ["30", "6"], "学习时长": ["12", "12"], "党性教育与职业道德模块": ["24", "12"],
           "工作出勤": ["24", "12"], "KPI 业绩": ["7", "7"]}  # fmt: skip
FILES = {"人员与所属": 15, "口径": 13, "事实": 90, "KPI": 7, "豁免": 1}


def the_year(house: House) -> None:
    """The integration officer freezes; the job has ended when the page comes; counts and hashes stand on it."""
    officer = house["integration"]
    page = sound(officer.opens("/snapshots/freeze/"))
    page.select_option("[name=year]", str(YEAR))
    page.get_by_label("全年", exact=True).check()
    press(page, "开始冻结")
    sees(page, f"已发起冻结 {NAME}", "共 90 行事实、15 人；已冻结，不再改动。")
    the_page_tells_counts_and_hashes(sound(page))
    page = sound(officer.opens("/jobs/"))
    assert [row[:2] for row in listed(page)] == [["冻结快照", "已完成"]]
    page.locator("#rows").get_by_role("link", name="冻结快照").click()
    press(sound(page), "打开结果")
    sees(page, f"证据快照 {NAME}")
    nobody_else_may_freeze(house)


def the_page_tells_counts_and_hashes(page: Page) -> None:
    """Persons, rows of each source, one SHA-256 for each file and one for the whole."""
    assert facts(page) == {"纳入人员": "15人", "有证据": "12人", "尚无证据": "3人"}
    sources = rows(page.get_by_label("来源", exact=True))
    assert {row[0]: row[2:] for row in sources if row[2] != "0"} == SOURCES
    assert len(sources) == 13
    files = rows(page.get_by_label("文件", exact=True))
    assert {row[0]: int(row[2]) for row in files} == FILES
    hashes = [row[3] for row in files] + page.locator("aside .hash, .c-4 .hash").all_inner_texts()
    assert len(set(hashes)) == len(hashes) == 7
    assert all(re.fullmatch("[0-9a-f]{64}", text) for text in hashes)


def nobody_else_may_freeze(house: House) -> None:
    """Heads, secretaries, staff and auditors get no form."""
    for who in ("personnel", "political", "head", "secretary", "staff", "auditor", "security"):
        assert house[who].asks("/snapshots/freeze/") == 403, who
