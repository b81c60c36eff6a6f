"""Chapter 5: each reader sees what is theirs, and nobody sees anything else."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from shuanglun.scores.scoring.models import Score
from tests.journey.house import YEAR, House
from tests.journey.screen import Visitor, listed, sees, sound

RESULTS = "/scoring/results/"
READERS = {
    "head": ["顾南星", "林一禾", "陆知遥", "许清越", "叶疏桐", "周砚秋"],
    "other_head": ["秦予安", "沈知行", "苏明远", "唐晚晴", "温如玉"],
    "secretary": ["顾南星", "林一禾", "叶疏桐", "周砚秋"],
    "other_secretary": ["沈知行", "温如玉"],
    "staff": ["林一禾"],
    "other_staff": ["许清越"],
}
OFFICES = {"personnel", "political", "integration"}
SEE_LIN = OFFICES | {"head", "secretary", "staff"}


def what_is_theirs(house: House) -> None:
    """Staff, heads, secretaries, the auditor, and all the closed doors."""
    staff_read_their_own_result(house["staff"], result_of("林一禾"))
    other_results_do_not_exist(house["staff"], result_of("周砚秋"))
    for who in ("head", "secretary"):
        sees(sound(house[who].opens("/")), "本期双轮")
        page = sound(house[who].opens(RESULTS))
        assert [row[0] for row in listed(page)] == READERS[who]
    the_auditor_reads_the_trail(house["auditor"])
    closed_doors(house)


def staff_read_their_own_result(staff: Visitor, result: str) -> None:
    """Home, my two dimensions, the result, the records of one indicator."""
    page = sound(staff.opens("/"))
    page.get_by_role("link", name="查看我的双维度").click()
    sound(page)
    page.get_by_role("link", name=f"{YEAR} 年度双维度评价").click()
    expect(page).to_have_url(re.compile(f"{result}$"))
    sees(sound(page), "75.0", "90.0", "82.5", "到会 3/4 次")
    page.locator("table.points").get_by_role("link", name="绩效目标结果").click()
    sees(sound(page), "平台验收", "完成 9", "周砚秋")
    expect(sound(staff.opens("/people/")).get_by_role("heading", level=1)).to_have_text("林一禾")


def other_results_do_not_exist(staff: Visitor, result: str) -> None:
    """Somebody else's page answers as if it were not there, and says so in words."""
    page = sound(staff.opens(result))
    sees(page, "没有找到", "不在您当前角色的数据范围内")
    assert staff.asks(result) == 404


def the_auditor_reads_the_trail(auditor: Visitor) -> None:
    """Who imported and who published, with the objects, their commitments and the leaf's proof; no personal value."""
    page = sound(auditor.opens("/"))
    page = sound(
        auditor.opens("/audit/?" + urlencode({"act": "people.roster.commit"})),
    )
    assert [(row[2], row[3]) for row in listed(page)] == [("程若谷", "导入人员名册")] * 2
    page.locator("#rows tbody").get_by_role("link").first.click()
    sees(sound(page), "叶哈希与规范文本一致。", "程若谷", "人员 ", "默克尔根")
    assert "林一禾" not in page.inner_text("main")
    page = auditor.opens("/audit/?" + urlencode({"act": "indicators.publish"}))
    published = [row for row in listed(page) if row[2] == "程若谷"]
    assert len(published) == 1
    page.get_by_role("link", name=published[0][0], exact=True).click()
    sees(sound(page), "叶哈希与规范文本一致。", "程若谷", "待发布", "已发布")


def closed_doors(house: House) -> None:
    """The whole matrix, asked without a browser: who opens Lin's result, her record, the lists, the trail."""
    lin = result_of("林一禾")
    doors = {
        lin: SEE_LIN,
        f"{lin}political/org_life/": SEE_LIN,
        "/audit/": {"auditor"},
        "/accounts/users/": {"security"},
        "/people/import/roster/": {"personnel"},
        "/life/import/attendance/": {"political"},
        "/goals/import/kpi/": {"personnel", "head", "other_head"},
        "/scoring/new/": OFFICES,
    }
    for path, readers in doors.items():
        assert {who for who, visitor in house.visitors.items() if visitor.asks(path) == 200} == readers, path
    for who, names in READERS.items():
        text = house[who].client.get(RESULTS, follow=True).content.decode()
        assert [name for name in sorted(set().union(*READERS.values())) if name in text] == sorted(names), who


def result_of(name: str) -> str:
    """The address of somebody's result."""
    return f"/scoring/results/person/{Score._base_manager.get(person__name=name).pk}/"
