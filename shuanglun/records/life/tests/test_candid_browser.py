"""One candid meeting from the plan to the look-back, on real screens: the secretary and a member with a phone in the
hand, the political-work office at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shuanglun.records.life.models import CandidMeeting, IssueItem, SelfCheck, Talk
from shuanglun.records.life.tests import candid_cases as cases
from tests.fixtures.chromium import DESKTOP, PHONE
from tests.journey.screen import sound

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


class Reader:
    """Somebody with a page open."""

    def __init__(self, page):
        self.page = page

    def at(self, address: str) -> Reader:
        """Go there."""
        self.page.goto(address)
        sound(self.page)
        return self

    def follow(self, name: str) -> Reader:
        """Follow a link of the page's own content."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        return self

    def fill(self, **values: str) -> Reader:
        """Type into fields by their names; a choice is chosen, a radio button pressed."""
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]").first
            kind = field.evaluate("field => field.type || field.tagName")
            if kind == "radio":
                self.page.locator(f"main [name={name}][value='{value}']").check()
            elif kind.startswith("select"):
                field.select_option(value)
            else:
                field.fill(value)
        return self

    def press(self, name: str) -> Reader:
        """Send the form."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()
        sound(self.page)
        return self

    def step(self, name: str) -> Reader:
        """The button of the next stage and the question behind it."""
        return self.follow(name).press(name)

    def sees(self, text: str) -> Reader:
        """The page says so."""
        assert text in self.page.inner_text("main"), (text, self.page.url)
        return self


@pytest.fixture
def house(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return cases.Branch()


@pytest.mark.whole
@pytest.mark.postgres
def test_from_the_plan_to_the_look_back(house, sign_in, open_page, tmp_path):
    today = timezone.localdate()
    keeper = sign_in("branch_secretary", branch=house.branch, person=house.secretary)
    secretary = Reader(open_page("/", client=keeper, size=PHONE))
    member = Reader(open_page("/", client=sign_in("staff", person=house.first), size=PHONE))
    office = Reader(open_page("/", client=sign_in("political"), size=DESKTOP))

    secretary.at("/life/candid/").follow("拟订方案")
    secretary.fill(theme="改进作风", text="一、征求意见", host="程若谷", persons="林一禾、白露晞", year=str(today.year))
    secretary.press("保存方案")
    candid = CandidMeeting._base_manager.get()
    page = candid.get_absolute_url()
    secretary.step("开始征求意见").sees("征求意见：还没有").follow("登记意见")
    secretary.fill(texts="材料要得急\n例会太多").press("登记").sees("共 2 条").step("转入谈心谈话")

    secretary.follow("登记谈话").fill(subject="林一禾", content="交换对支部工作的看法").press("登记").sees("待本人确认")
    member.at("/life/talks/mine/").follow(f"查看并答复 谈{today.year}-00001").sees("交换对支部工作的看法").follow(
        "答复"
    )
    member.fill(agrees="1", view="属实").press("提交答复").sees("双方已确认")
    assert Talk._base_manager.get().candid_id == candid.pk

    secretary.at(page).step("转入对照检查").sees("已交 0 / 2")
    member.at(page).follow("我的对照检查").follow("提交对照检查材料")
    member.fill(text="三次例会的材料当天才发").press("提交").sees("三次例会的材料当天才发")
    secretary.at(page).follow("白露晞").step("登记免交").sees("免交").at(page).sees("已交 1 / 1").step("转入开会")

    cases.held(house, candid, on=today - timedelta(days=1))
    secretary.follow("关联会议")
    secretary.page.locator("main [name=meeting]").first.check()
    secretary.press("关联").sees("应到 3，实到 3").follow("登记批评与自我批评")
    secretary.fill(speaker="林一禾", addressee="林一禾", issue="通知太晚", happened="三次例会当天才通知").press("登记")
    secretary.follow("登记批评与自我批评").fill(kind="mutual", speaker="白露晞", addressee="林一禾", issue="例会材料")
    secretary.fill(happened="三月例会材料缺两份").press("登记").sees("白露晞 → 林一禾").step("转入整改")

    member.at(page).sees("三月例会材料缺两份").follow("我的对照检查").sees("三月例会材料缺两份").follow("列出问题")
    member.fill(title="通知太晚", fact="三次例会当天才通知", measure="提前两天", due_on=f"{today + timedelta(days=60)}")
    member.press("列入清单").follow("去交清单").follow("交问题清单").press("交清单").sees(f"{today}")
    file = tmp_path / "通知记录.pdf"
    file.write_bytes(b"%PDF-1.7 proof")
    member.at("/life/issues/mine/").follow("报告整改完成 通知太晚").fill(words="已改为会前两天通知")
    member.page.set_input_files("main [name=file]", str(file))
    member.press("报告完成").sees("待核实").sees("通知记录.pdf")

    issue = IssueItem._base_manager.get()
    office.at(page).sees("待核实 1").follow("通知太晚").step("核实销号").sees("已销号")
    office.at(page).step("转入回头看").at(issue.get_absolute_url()).follow("回头看")
    office.fill(outcome="kept", words="仍在执行").press("保存").sees("已巩固")
    secretary.at(page).sees("已看 1 / 1").step("办结").sees("已办结")

    candid.refresh_from_db()
    assert (candid.stage, SelfCheck._base_manager.get(person=house.first).listed_on) == ("closed", today)
