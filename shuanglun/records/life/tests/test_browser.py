"""A quarter of one branch, kept with a phone in the hand and reviewed at a desk."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from shuanglun.base.actor import Actor, acting
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.tests.conftest import MINUTES
from tests.fixtures.chromium import PHONE
from tests.journey.screen import press, sees, sound

pytestmark = pytest.mark.django_db(transaction=True)
HELD = (("1", "季度党员大会", "09:00"), ("2", "支委会", "11:00"), ("5", "主题党日", "14:00"))


@pytest.mark.whole
@pytest.mark.sqlite
def test_a_quarter_is_kept_on_a_phone_and_reviewed_at_a_desk(branch, sign_in, open_page):
    keeper = open_page("/life/", client=sign_in("branch_secretary", branch=branch.row), size=PHONE)
    press(sound(keeper), "党组织年度")
    press(sound(keeper), "排定全年")
    press(sound(keeper), "排定")
    expect(keeper.locator("body")).to_contain_text("已安排")
    sound(keeper)
    for kind, title, begins in HELD:
        set_down(keeper, branch, kind, title, begins)
    people_sign_in(keeper, branch, open_page, sign_in)
    for _, title, _ in HELD:
        write(keeper, title, branch.people[0])

    office = open_page("/", client=sign_in("political"))
    sees(office, "审核会议记录：一支部", "3 份待审核")
    for _, title, _ in HELD[1:]:
        review(office, title, "审核通过")
    review(office, HELD[0][1], "退回", "请补充表决情况")

    keeper.goto("/")
    sees(keeper, "修改会议记录：支部党员大会《季度党员大会》")
    opened(keeper, "季度党员大会")
    sees(keeper, "请补充表决情况")
    press(keeper, "登记决议")
    keeper.fill("[name=title]", "通过下半年计划")
    press(sound(keeper), "保存")
    sees(keeper, "应到 5 · 到会 5 · 赞成 5")
    hand_over(keeper)
    review(office, HELD[0][1], "审核通过")

    office.goto(f"/life/branches/{branch.row.pk}/")
    sound(office)
    for kind in ("支部党员大会", "支部委员会", "主题党日"):
        row = office.locator(".year-plan tr").filter(has=office.locator("th", has_text=kind))
        expect(row).to_contain_text("已开")
    with acting(Actor.system("test")):
        assert Meeting.objects.approved().count() == 3
        assert Attendance.objects.filter(presence="present").count() == 13


def set_down(page: Page, branch, kind: str, title: str, begins: str) -> None:
    page.goto(f"/life/plan/?branch={branch.row.pk}")
    page.select_option("[name=kind]", kind)
    page.fill("[name=title]", title)
    page.fill("[name=begins_at]", begins)
    page.fill("[name=agenda]", "一、学习；二、讨论")
    press(sound(page), "安排")
    sees(page, title, "已安排")


def opened(page: Page, title: str) -> Page:
    page.goto("/life/")
    page.locator("main").get_by_role("link", name=title, exact=True).first.click()
    page.wait_for_load_state()
    return page


def people_sign_in(keeper: Page, branch, open_page, sign_in) -> None:
    """The theme day: two with their own phones, one of them without an account, the rest told by hand."""
    press(opened(keeper, "主题党日"), "开放签到")
    press(sound(keeper), "开放签到")
    sees(keeper, "0 / 5 人已到会")
    sound(keeper)
    address = keeper.locator("#code .visually-hidden").inner_text()
    path = re.sub(r"^https?://[^/]+", "", address)
    guest = sound(open_page(path, size=PHONE))
    guest.fill("[name=staff_no]", branch.people[3].staff_no)
    guest.fill("[name=name]", branch.people[3].name)
    press(guest, "签到")
    sees(sound(guest), "签到成功")
    member = branch.people[4]
    own = sound(open_page(path, client=sign_in("staff", person=member, name=member.name), size=PHONE))
    press(own, f"{member.name} 签到")
    sees(own, "签到成功")
    keeper.reload()
    sees(keeper, "2 / 5 人已到会")


def write(page: Page, title: str, host) -> None:
    press(opened(page, title), "登记到会")
    page.select_option("[name=rest]", label="都到会")
    press(sound(page), "保存")
    press(page, "填写记录")
    page.fill("[name=host]", host.staff_no)
    page.fill("[name=record]", f"{timezone.localdate()} {title}。{MINUTES}")
    press(sound(page), "保存")
    hand_over(page)


def hand_over(page: Page) -> None:
    press(page, "提交审核")
    press(sound(page), "提交审核")
    sees(page, "待审核")


def review(page: Page, title: str, verb: str, reason: str = "") -> None:
    press(sound(opened(page, title)), verb)
    if reason:
        page.fill("[name=reason]", reason)
    press(sound(page), verb)
    sees(page, "已通过" if verb == "审核通过" else "已退回")
