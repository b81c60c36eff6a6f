"""Finding one's way in a long ballot, in a real browser: a code that cannot vote, the overview, the browser's own "back", a
ticket that has voted, a mistyped code, what becomes of facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shuanglun.base.actor import Actor, acting
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry, Slip
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.phones import (
    AT_ONCE,
    BODY,
    Phone,
    at_a_meeting,
    button,
    carried,
    receipt,
    roster,
)
from shuanglun.records.surveys.tests.test_box import casting, issuing
from tests.fixtures.chromium import DESKTOP, PHONE
from tests.journey.screen import sees, sound, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("committed", "as_system")]
QUESTIONS = 17
FACTS = "只作核实的线索，不公布、不计分"


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's: the rows are the module's, nothing is taken back after each test."""


@pytest.fixture(scope="module")
def campaign(committed, signer) -> Campaign:
    """About two people, with the reverse list: 34 screens on a phone."""
    with acting(Actor.system("test")), signer.at(made.DURING_ISSUE):
        house = made.make_house({"A": 5, "B": 5, "C": 5}, subjects=2)
        return made.opened(made.make_campaign(house, kind="political", title="两个人的测评"))


@pytest.fixture(scope="module")
def crowd(campaign) -> Iterator[RosterEntry]:
    with acting(Actor.system("test")):
        return iter(roster(campaign))


@pytest.fixture
def ticket(campaign, crowd, signer) -> Iterator[dict[str, str]]:
    """What a browser keeps of somebody's ticket, while votes are cast."""
    Envelope._base_manager.all().delete()
    with signer.at(made.DURING_ISSUE):
        issuing(campaign)
        kept = carried(next(crowd))
        casting(campaign)
        yield kept


@pytest.fixture
def names(campaign) -> list[str]:
    return [row.label for row in queries.subjects(campaign)]


def begun(phone: Phone, row: Campaign, ticket: dict[str, str], size: tuple[int, int] = PHONE) -> Any:
    """The first question on somebody's device, after a page that "back" may lead to."""
    page = phone.is_of(None, json.dumps(ticket), size)
    page.goto("/healthz")
    page.goto(reverse("box:page", args=[row.uid]))
    button(page, "开始填写").click()
    sees(page, "1 / ")
    return page


def at(page: Any, number: int, *texts: str) -> None:
    sees(page, f"{number} / {2 * QUESTIONS}", *texts)


def next_one(page: Any, choice: str) -> None:
    page.get_by_label(choice, exact=True).check()
    button(page, "下一项").click()


def test_a_code_that_cannot_vote_is_noticed_before_anything_is_asked(phone, signer):
    with signer.at(made.DURING_ISSUE):
        row, codes = at_a_meeting("会场输码")
        Slip._base_manager.filter(key=tickets.key_of_slip(row.uid, codes[1])).update(is_void=True)
        page, sent = phone.page, []
        page.on("request", lambda request: sent.append(request))
        page.goto(reverse("box:page", args=[row.uid]))
        field = page.get_by_label("20 位代码")
        foreign = tickets.make_code()
        cases = [("12345", "现在是 5 位"), ("U" + codes[0][1:], "没有“U”这样的字符"), ("", "现在是 0 位"),
                 (foreign, "这次测评没有这个码"), (codes[1].lower(), "已经作废，不能投票")]  # fmt: skip
        for typed, words in cases:
            field.fill(typed)
            page.keyboard.press("Enter")
            page.get_by_role("alert").filter(has_text=words).wait_for()
            expect(field).to_have_value(typed)
            expect(field).to_be_focused()
            expect(field).to_have_attribute("aria-invalid", "true")
        sound(page)
        page.goto("/healthz")
        page.goto(f"{reverse('box:page', args=[row.uid])}#c={codes[1]}")
        page.get_by_role("alert").filter(has_text="已经作废").wait_for()
        expect(field).to_have_value(codes[1])
        field.fill(tickets.show(codes[0]))
        page.keyboard.press("Enter")
        sees(page, BODY, "1 / ")
        paths = {request.url.rpartition("/ballot/")[2] for request in sent if "/ballot/" in request.url}
        assert {request.method for request in sent} == {"GET"}
        assert [path for path in paths if foreign in path or "?" in path] == []


def test_the_overview_tells_what_is_filled_in_and_leads_to_everything(phone, campaign, ticket, names):
    page = begun(phone, campaign, ticket)
    next_one(page, "好")
    at(page, 2)
    button(page, "总览").click()
    sees(sound(page), "共 34 项，已填 1 项，未填 33 项", "必填的还有 33 项没有填好", "未填，必填")
    first, second = (page.locator(".overview section").filter(has_text=name) for name in names)
    expect(first.locator("h2")).to_contain_text("已填 1 / 17 项未填完")
    expect(second.locator("h2")).to_contain_text("已填 0 / 17 项未填")
    expect(first.locator("[aria-current]")).to_contain_text("政治定力")
    second.locator("h2 button").click()
    at(page, QUESTIONS + 1, names[1])
    button(page, "总览").click()
    first.locator("summary").click()
    first.get_by_role("button", name="拖延变通").click()
    at(page, 6, names[0])
    page.get_by_label("反映一般", exact=True).check()
    assert FACTS in page.locator(".q-words").inner_text()
    button(page, "总览").click()
    expect(first).to_contain_text("未填完，需要写明事实")
    page.get_by_role("button", name="去第一项").click()
    at(page, 2, names[0])
    button(page, "总览").click()
    button(page, "去核对").click()
    sees(page, "核对后提交", "还有 33 项没有填好")


def test_the_overview_on_a_wide_screen_leads_to_the_row_of_a_person_without_a_mouse(phone, campaign, ticket, names):
    page = begun(phone, campaign, ticket, DESKTOP)
    assert page.locator(".matrix").count() == 1
    tab_to(page, button(page, "总览"))
    page.keyboard.press("Enter")
    second = page.locator(".overview section").filter(has_text=names[1])
    sees(sound(page), "未填 34 项")
    tab_to(page, second.locator("summary"))
    page.keyboard.press("Enter")
    tab_to(page, second.get_by_role("button", name="政治能力"))
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith(f"{names[1]}，") and focused.endswith("：好")
    page.keyboard.press("Space")
    button(page, "总览").click()
    expect(second).to_contain_text("已填 1 / 17 项")


def test_back_goes_one_question_back_keeps_the_answers_and_leaves_from_the_first(phone, campaign, ticket):
    page = begun(phone, campaign, ticket)
    address = page.url
    next_one(page, "好")
    next_one(page, "较好")
    at(page, 3)
    assert page.evaluate("Object.keys(history.state)") == ["depth"] and page.url == address
    page.go_back()
    at(page, 2)
    assert page.get_by_label("较好", exact=True).is_checked()
    page.go_forward()
    at(page, 3)
    for opener, words in (("总览", "共 34 项"), ("退出", "还没有提交")):
        button(page, opener).click()
        sees(page, words)
        page.go_back()
        at(page, 3)
    page.go_back()
    page.go_back()
    at(page, 1)
    assert page.get_by_label("好", exact=True).is_checked()
    page.go_back()
    button(page, "继续填写").click()
    at(page, 2)
    page.go_back()
    at(page, 1)
    button(page, "下一项").click()
    at(page, 2)
    page.reload()
    button(page, "继续填写").wait_for()
    assert page.url == address
    page.go_back()
    page.wait_for_url("**/healthz")


def test_back_from_the_middle_of_a_long_ballot_and_from_its_end(phone, campaign, ticket):
    page = begun(phone, campaign, ticket)
    page.evaluate(AT_ONCE, "a")
    page.get_by_role("heading", name="核对后提交").wait_for()
    page.get_by_role("button", name="修改：").nth(20).click()
    at(page, 21)
    page.go_back()
    page.get_by_role("heading", name="核对后提交").wait_for()
    for number in range(2 * QUESTIONS, 0, -1):
        page.go_back()
        at(page, number)
    page.go_back()
    button(page, "继续填写").wait_for()
    page.go_back()
    page.wait_for_url("**/healthz")


def test_a_ticket_that_has_voted_shows_what_counts_and_has_nothing_to_send(phone, campaign, ticket):
    page = begun(phone, campaign, ticket)
    page.evaluate(AT_ONCE, "a")
    button(page, "提交").click()
    short = receipt(page)
    page.evaluate("more => Object.assign(localStorage, more)", ticket)
    page.reload()
    page.get_by_role("button", name="看回执").click()
    assert receipt(page) == short
    page.reload()
    button(page, "开始填写").click()
    page.evaluate(AT_ONCE, "a")
    button(page, "提交").click()
    for _ in range(2):
        sees(sound(page), "这张票已经投过", "已有一张内容不同的票", f"本机上的票据 {short}", "核对是否计入")
        assert button(page, "再次提交").count() == 0
        page.reload()
    assert phone.kinds() == ["receipt", "sealed", "ticket"], "that it has voted is kept, what was filled in is not"
    assert "marks" not in page.evaluate("JSON.stringify(Object.entries(localStorage))")
    ask = page.get_by_role("dialog")
    for answer in ("取消", "确定"):
        button(page, "放弃这张票").click()
        expect(ask).to_contain_text("票箱里先投的那一张不受影响")
        sound(page)
        button(ask, answer).click()
        ask.wait_for(state="hidden")
        if answer == "取消":
            expect(button(page, "放弃这张票")).to_be_focused()
    sees(page, "本机没有这次测评的票据", "本机有一张票据已经提交")
    assert phone.kinds() == ["receipt"] and Envelope._base_manager.count() == 1


def test_a_mistyped_code_stays_in_its_field_to_be_corrected(phone, campaign, crowd, ticket):
    entry = RosterEntry._base_manager.select_related("person", "campaign", "group").get(
        campaign=campaign, pk=int(next(iter(ticket)).rpartition(":")[2], 16)
    )
    code = tickets.show(json.loads(next(iter(ticket.values())))["code"])
    page = phone.is_of(entry)
    page.goto(reverse("surveys:ticket", args=[campaign.uid]))
    field = page.get_by_label("找回码")
    for typed, words in ((code[:-1], "现在是 19 位"), (tickets.show(tickets.make_code()), "不是一张")):
        field.fill(typed)
        page.keyboard.press("Enter")
        page.get_by_role("alert").filter(has_text=words).wait_for()
        expect(field).to_have_value(typed)
        expect(field).to_be_focused()
        assert page.evaluate("id => document.getElementById(id).innerText", field.get_attribute("aria-describedby"))
        sound(page)
    field.fill(code[:-1])
    page.keyboard.press("Enter")
    page.get_by_role("alert").filter(has_text="19 位").wait_for()
    page.keyboard.press("End")
    page.keyboard.type(code[-1])
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="票据在本机").or_(page.get_by_role("heading", name="票据已领到")).wait_for()
