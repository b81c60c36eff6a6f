"""Chapter 3: two people put a new version of a scheme in force (G-14); then nobody edits it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from shuanglun.evidence.indicators.models import SchemeVersion
from tests.journey.house import YEAR, House
from tests.journey.screen import listed, press, rows, sees, sound

NUMBER = f"{YEAR}.2"
TITLE = f"专业技术岗双维度计分方案 {NUMBER}"
ORG_LIFE, MODULES = "#id_weight_0_0", "#id_weight_0_4"
CHANGES = [
    ["方案", "调整", "生效日期", "2025-01-01", f"{YEAR}-07-01", "—"],
    ["政治维度 › 组织生活出勤", "调整", "权重", "25%", "20%", "−5 个百分点"],
    ["政治维度 › 党性教育模块完成", "调整", "权重", "15%", "20%", "+5 个百分点"],
]


def the_scheme(house: House) -> None:
    """Drafted, broken, mended, submitted by one officer; published by another; closed for good."""
    page = a_draft_of_the_shipped_version(house)
    a_broken_weight_is_named(page)
    the_mended_draft_is_submitted(page)
    address = page.url.partition("//")[2].partition("/")[2]
    the_submitter_cannot_publish(house, f"/{address}")
    another_officer_publishes(house)
    what_was_published_stays(house, f"/{address}")


def a_draft_of_the_shipped_version(house: House) -> Page:
    """A copy under a new number, in force from July."""
    page = sound(house["integration"].opens("/indicators/"))
    page.locator("#rows").get_by_role("link", name="专业技术岗双维度计分方案").click()
    sound(page)
    press(page, "以此起草新版本")
    page.fill("[name=version]", NUMBER)
    page.fill("[name=valid_from]", f"{YEAR}-07-01")
    press(sound(page), "建立草稿")
    sees(page, "草稿已建立", TITLE)
    return page


def a_broken_weight_is_named(page: Page) -> None:
    """The place, what is wrong and the remedy; a broken draft can be kept but not submitted."""
    press(page, "改数值")
    page.fill(ORG_LIFE, "20")
    press(page, "保存草稿")
    sees(page, "草稿已保存，有 2 处需要修改", "有 2 处需要修改，修改后才能提交")
    expect(page.get_by_role("button", name="提交", exact=True)).to_be_disabled()
    press(page, "检查")
    sound(page)
    assert [row[1:] for row in rows(page.get_by_label("需要修改的地方").first)] == [
        [
            "政治维度 · 指标",
            f"“政治维度”对{who}·专业技术岗的权重合计为 95%（9500），不是 100%（10000）。",
            "请增加 5%（500）。",
        ]
        for who in ("党员", "党员·支部班子")
    ]


def the_mended_draft_is_submitted(page: Page) -> None:
    """Five points more for the modules, and the sums are whole again."""
    press(page, "改数值")
    page.fill(MODULES, "20")
    page.locator(MODULES).blur()
    expect(page.locator("#outcome")).to_contain_text("项检查全部通过")
    press(sound(page), "保存草稿")
    press(page, "提交")
    page.fill("[name=words]", "模块与出勤并重")
    press(sound(page), "提交")
    sees(page, "已提交，等待另一人发布", "江望舒 已提交，待另一人发布")


def the_submitter_cannot_publish(house: House, address: str) -> None:
    """The button says why; the address itself refuses as well."""
    officer = house["integration"]
    page = sound(officer.page)
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    sees(page, "由您提交，须由另一人发布")
    assert officer.asks(f"{address}publish/") == 422
    assert officer.asks(f"{address}publish/", {"words": "", "seen": ""}) == 422
    assert SchemeVersion._base_manager.get(version=NUMBER).state == "submitted"


def another_officer_publishes(house: House) -> None:
    """The second person finds it among the things that wait, reads what changes for whom, and publishes."""
    page = sound(house["personnel"].opens("/"))
    page.get_by_role("link", name=f"审核发布“{TITLE}”").click()
    press(page, "发布")
    sees(sound(page), "对谁有影响", "组织生活出勤 25% → 20%", "江望舒")
    press(page, "发布")
    sees(page, "已发布", "江望舒 提交、程若谷 发布")


def what_was_published_stays(house: House, address: str) -> None:
    """No way to edit is offered or open; the comparison with the former version tells each change."""
    officer = house["personnel"]
    page = sound(officer.page)
    for words in ("改数值", "改原文", "提交"):
        expect(page.get_by_role("link", name=words, exact=True)).to_have_count(0)
    assert officer.asks(f"{address}edit/") == officer.asks(f"{address}numbers/", {}) == 422
    press(page, "与上一版比较")
    sound(page)
    assert rows(page.get_by_label("变更项").first) == CHANGES
    listing = {(row[0], row[1]): row[2] for row in listed(house["staff"].opens("/indicators/"))}
    assert listing["专业技术岗双维度计分方案", NUMBER] == "施行中"
