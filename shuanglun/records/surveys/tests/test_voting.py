"""Voting in a real browser: on a phone from the ticket to the receipt, with crashes in between; at a meeting; on a wide
screen without a mouse; on a shared computer; and checking afterwards that one was counted.

One page is everybody's device in turn: `Phone.is_of` empties it, so that only the files of the site stay in its cache.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from shuanglun.base.actor import Actor, acting
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.secrecy import seal as sealing
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.phones import (
    HEADS,
    Phone,
    about_a_body,
    at_a_meeting,
    button,
    carried,
    fill_in,
    fill_in_at_once,
    receipt,
    roster,
    saved,
    send_in_vain,
    take_ticket,
    vote,
)
from shuanglun.records.surveys.tests.test_box import casting, issuing, moved
from tests.fixtures.chromium import DESKTOP
from tests.journey.screen import sees, sound, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.usefixtures("committed", "as_system")]
SYSTEM = Actor.system("test")


@pytest.fixture
def _django_db_helper() -> None:
    """In place of pytest-django's: the rows are the module's, nothing is taken back after each test."""


@pytest.fixture(scope="module")
def campaign(committed, signer) -> Campaign:
    """About a leading team, opened, five voters in each of three classes; every test moves its windows and asks others."""
    with acting(SYSTEM), signer.at(made.DURING_ISSUE):
        return about_a_body()


@pytest.fixture(scope="module")
def crowd(campaign) -> Iterator[RosterEntry]:
    """People on its roster, each of them once, of all groups."""
    with acting(SYSTEM):
        rows = roster(campaign)
    return iter(rows[::5] + rows[1::5] + rows[2::5] + rows[3::5] + rows[4::5])


@pytest.fixture
def row(campaign, signer) -> Iterator[Campaign]:
    """The campaign while tickets are issued; its box is empty."""
    Envelope._base_manager.all().delete()
    with signer.at(made.DURING_ISSUE):
        yield issuing(campaign)


def sealed(row: Campaign, signer: Any) -> Campaign:
    moved(row, **({"issue_from": -30, "issue_until": -25} if row.is_online else {}), cast_from=-20, cast_until=-10)
    with signer.at(made.AFTER):
        return made.sealed(row)


def shorts_of(row: Campaign) -> list[str]:
    return sorted(tickets.short_code(leaf) for leaf in queries.leaves(row))


def counted(row: Campaign) -> Counter[str]:
    """All marks in the box."""
    found: Counter[str] = Counter()
    for group in queries.by_database(row).values():
        for letters in group.values():
            found.update(letters)
    return found


RECEIPT = {"v", "kind", "campaign", "title", "group_label", "receipt", "inclusion"}


def only_receipts(phone: Phone, entry: RosterEntry, row: Campaign) -> None:
    """What the browser keeps after the vote says nothing that a row of the database or the ticket's page could be held to."""
    kept = json.loads(phone.kept())
    for key, text in kept.items():
        kind, uid, name = key.split(":")
        assert (kind, uid, len(name)) == ("shuanglun-receipt", row.uid, 32)
        assert json.loads(text).keys() - {"unsure"} == RECEIPT
    entry.refresh_from_db(from_queryset=RosterEntry._base_manager.select_related("group", "campaign"))
    data = phone.page.request.get(reverse("surveys:ticket", args=[row.uid])).text()
    voter = json.loads(data.partition('id="ticket-data" type="application/json">')[2].partition("</script>")[0])[
        "voter"
    ]
    assert [part for part in (voter, entry.signature[:16], entry.group.uid) if part in json.dumps(kept)] == []


@pytest.mark.parametrize("people", [3, pytest.param(15, marks=pytest.mark.nightly)])
def test_people_vote_on_their_phones_and_a_crash_costs_nobody_the_vote(phone, signer, people, browser, tmp_path):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body(title=f"手机投票 {people}"))
        everybody, pockets, shorts = (roster(row)[:: 15 // people] if people < 15 else roster(row)), [], []
        for number, entry in enumerate(everybody):
            take_ticket(phone.is_of(entry), row, crash=number == 1)
            pockets.append(phone.kept())
        casting(row)
        for number, (entry, kept) in enumerate(zip(everybody, pockets, strict=True)):
            shorts.append(vote(phone.is_of(entry, kept), row, by_hand=number == 0 or people > 3, crash=number == 2))
            only_receipts(phone, entry, row)
        file = saved(phone.page, "保存票据文件")
    assert Envelope._base_manager.filter(campaign=row.uid).count() == people == len(set(shorts))
    row = sealed(row, signer)
    assert shorts_of(row) == sorted(shorts) and counted(row) == {"a": HEADS * people}
    assert json.loads(file).keys() == RECEIPT
    if people == 3:
        (tmp_path / "ticket.json").write_bytes(file)
        checks(phone, row, browser, tmp_path)


def checks(phone: Phone, row: Campaign, browser: Any, folder: Path) -> None:
    """The last voter finds the own ballot counted, also offline, and notices a changed list."""
    page, file = phone.is_of(None, size=DESKTOP), folder / "ticket.json"
    page.goto(reverse("box:check", args=[row.uid]))
    page.set_input_files("#ticket-file input", file)
    page.get_by_role("button", name="下载并核对").click()
    sees(sound(page), "已计入", "3 张票之中", row.root, "和公布的一致")
    found = json.loads(saved(page, "保存带核对路径"))
    assert found["inclusion"]["root"] == row.root and found.keys() == RECEIPT
    (folder / "check.html").write_bytes(saved(page, "保存离线核对页"))
    for typed, words in ((row.root[:12].upper(), "已计入"), ("0" * 12, "和公布的不一样"), ("xyz", "至少输入前 12 位")):
        page.get_by_label("公布的封箱根").fill(typed)
        sees(page, words)
    honest = queries.seal_file(row)
    mine = json.loads(file.read_text())["receipt"]["leaf"]
    removed = {**honest, "size": 2, "leaves": [leaf for leaf in honest["leaves"] if leaf != mine]}
    removed["root"] = sealing.root(removed["leaves"])  # a list that agrees with itself
    cases = [
        (honest, "", "已计入"), (removed, "", "封箱根和公布的不一样"), (removed, removed["root"], "没有计入"),
        ({**honest, "root": mine}, "", "自相矛盾"), ({**honest, "campaign": "0" * 32}, "", "不属于同一次测评"),
        ({**honest, "leaves": honest["leaves"][:1]}, "", "自相矛盾"),
    ]  # fmt: skip
    context = browser.new_context(offline=True)
    offline = context.new_page()
    offline.goto((folder / "check.html").as_uri())
    assert offline.locator("a[href]").count() == 0
    offline.set_input_files("#ticket-file input", file)
    for content, typed, words in cases:
        offline.locator("#root").fill(typed)
        (folder / "seal.json").write_text(json.dumps(content))
        offline.set_input_files("#seal-file input", folder / "seal.json")
        sees(offline, words)
    context.close()
    page.goto(reverse("box:result", args=[row.uid]))
    sees(sound(page), row.root, "3 张")


@pytest.mark.parametrize("people", [2, pytest.param(15, marks=pytest.mark.nightly)])
def test_people_vote_at_a_meeting_with_the_slip_they_drew(phone, signer, people):
    with signer.at(made.DURING_ISSUE):
        row, codes = at_a_meeting(f"会场投票 {people}")
        page, shorts = phone.page, []
        for code in codes[::7][:people] if people < 5 else codes[:people]:
            page.goto("/healthz")
            page.goto(f"{reverse('box:page', args=[row.uid])}#c={code}")
            sees(page, "票条打乱后抽取")
            assert "#" not in page.url and code not in page.content()
            (fill_in if not shorts or people > 2 else fill_in_at_once)(page)
            button(page, "提交").click()
            shorts.append(receipt(page))
            assert phone.kinds() == []
        sound(page)
        page.goto(f"{reverse('box:page', args=[row.uid])}")
        sound(page).get_by_label("20 位代码").fill(f"{code[:10].lower()} {code[10:]}")
        page.keyboard.press("Enter")
        fill_in_at_once(page, "c")
        button(page, "提交").click()
        page.get_by_text("已有一张内容不同的票").wait_for()
        assert phone.kinds() == [] and button(page, "放弃这张票").count() == 0, "everybody's device keeps nothing"
        button(page, "用另一张票投").click()
        page.get_by_label("20 位代码").wait_for()
    assert Envelope._base_manager.filter(campaign=row.uid).count() == people
    row = sealed(row, signer)
    assert shorts_of(row) == sorted(shorts)


@pytest.mark.whole
def test_a_slip_whose_box_never_answered_leaves_a_receipt_for_each_group_and_nothing_else(phone, signer, tmp_path):
    with signer.at(made.DURING_ISSUE):
        row, codes = at_a_meeting("会场断线")
        page = phone.page
        page.goto(f"{reverse('box:page', args=[row.uid])}#c={codes[8]}")
        fill_in_at_once(page)
        send_in_vain(page)
    row = sealed(row, signer)
    page.reload()
    sees(sound(page), "投票已经截止", "有一次提交没有收到回复")
    assert phone.kinds() == ["receipt"] and codes[8] not in phone.kept() and "marks" not in phone.kept()
    (tmp_path / "t.json").write_bytes(saved(page, "保存票据文件"))
    file = json.loads((tmp_path / "t.json").read_bytes())
    assert len({file["receipt"]["leaf"], *file["receipt"]["also"]} & set(queries.leaves(row))) == 1
    page.get_by_role("link", name="核对是否计入").click()
    page.set_input_files("#ticket-file input", tmp_path / "t.json")
    page.get_by_role("button", name="下载并核对").click()
    sees(page, "已计入", shorts_of(row)[0])


@pytest.mark.whole
def test_on_another_device_the_code_brings_the_ticket_back_and_nothing_else_does(phone, row, crowd):
    entry = next(crowd)
    page = phone.is_of(entry)
    take_ticket(page, row)
    code = page.locator(".ticket-code code").inner_text()
    file = saved(page, "保存票据文件")
    page.evaluate("localStorage.clear()")
    page.reload()
    sees(sound(page), "不在这台设备上", "再发一张就是一人两票")
    for typed, words in ((code[:-1], "应为 20 位"), (tickets.make_code(), "不是一张")):
        page.get_by_label("找回码").fill(typed)
        page.keyboard.press("Enter")
        page.get_by_role("alert").filter(has_text=words).wait_for()
    page.get_by_label("找回码").fill(code.lower().replace("-", " "))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="票据已领到").wait_for()
    button(page, "从本机删除").click()
    page.get_by_role("button", name="已保存，从本机删除").click()
    sees(page, "不在这台设备上")
    assert phone.kinds() == []
    page.set_input_files("input[type=file]", {"name": "t.json", "mimeType": "application/json", "buffer": file})
    page.get_by_role("heading", name="票据已领到").wait_for()
    casting(row)
    page = phone.is_of(None)
    page.goto(reverse("box:page", args=[row.uid]))
    sound(page).set_input_files("input[type=file]", {"name": "t.json", "mimeType": "a/b", "buffer": file})
    fill_in_at_once(page)
    button(sound(page), "提交").click()
    receipt(page)
    assert phone.kinds() == ["receipt"]
    read = json.loads(file)
    assert (read["kind"], read["receipt"], tickets.normal(code)) == ("shuanglun-ticket", None, read["code"])
    phone.is_of(entry, phone.kept()).goto(reverse("surveys:ticket", args=[row.uid]))
    sees(sound(page), "不在这台设备上", "本机有一份投票回执")


@pytest.mark.whole
def test_what_the_box_does_not_take_stays_on_the_phone_until_it_is_shut(phone, row, crowd, signer):
    entry = next(crowd)
    page = phone.is_of(entry, json.dumps(carried(entry)))
    page.goto(reverse("box:page", args=[row.uid]))
    sees(sound(page), "投票还没有开始")
    casting(row)
    page.get_by_role("button", name="重新查看").click()
    page.get_by_role("button", name="开始填写").click()
    page.get_by_label("好", exact=True).check()
    page.reload()
    page.get_by_role("button", name="继续填写").click()
    assert page.get_by_label("好", exact=True).is_checked()
    fill_in_at_once(page)
    with signer.down():
        button(page, "提交").click()
        page.get_by_role("heading", name="票箱暂时打不开").wait_for()
    issuing(row)
    button(page, "再次提交").click()
    sees(page, "投票还没有开始")
    assert phone.kinds() == ["draft", "sealed", "ticket"], "a box that is not open yet is no reason to drop anything"
    moved(row, issue_from=-9, issue_until=-8, cast_from=-6, cast_until=-1)
    button(page, "再次提交").click()
    sees(sound(page), "投票已经截止", "有一次提交没有收到回复")
    only_receipts(phone, entry, row)
    assert phone.kinds() == ["receipt"] and Envelope._base_manager.count() == 0


@pytest.mark.whole
def test_when_the_box_is_shut_no_ballot_no_choice_and_no_ticket_stays(phone, row, crowd):
    entry, idle = next(crowd), next(crowd)
    mine, others = carried(entry), carried(idle)
    page = phone.is_of(entry, json.dumps(mine))
    casting(row)
    page.goto(reverse("box:page", args=[row.uid]))
    page.get_by_role("button", name="开始填写").click()
    fill_in_at_once(page)
    moved(row, issue_from=-9, issue_until=-8, cast_from=-6, cast_until=-1)
    button(page, "提交").click()
    sees(page, "这张票没有投进去", "投票已经截止")
    assert phone.kept() == "{}", "it was refused for certain: there is nothing to prove"
    page = phone.is_of(None, json.dumps(mine | others))
    page.goto(reverse("box:page", args=[row.uid]))
    sees(page, "投票已经截止")
    assert phone.kept() == "{}"
    page = phone.is_of(entry, json.dumps(mine))
    page.goto(reverse("surveys:ticket", args=[row.uid]))
    sees(page, "投票已经截止", "本机没有保留")


@pytest.mark.whole
def test_at_a_shared_computer_nobody_has_to_send_the_ballot_of_another(phone, row, crowd):
    first, second = next(crowd), next(crowd)
    others = carried(first)
    page = phone.is_of(None, json.dumps(others))
    casting(row)
    page.goto(reverse("box:page", args=[row.uid]))
    page.get_by_role("button", name="开始填写").click()
    fill_in_at_once(page)
    page.route("**/cast/", lambda route: route.abort(), times=1)
    button(page, "提交").click()
    page.get_by_role("heading", name="没有收到回复").wait_for()
    issuing(row)
    mine = carried(second)
    casting(row)
    page.evaluate("more => Object.assign(localStorage, more)", mine)
    page.reload()
    sees(sound(page), "上次的提交没有收到回复")
    button(page, "用另一张票投").click()
    sees(sound(page), "本机有一次提交没有收到回复")
    page.get_by_role("button", name="开始填写").click()
    fill_in_at_once(page, "c")
    button(page, "提交").click()
    receipt(page)
    assert Envelope._base_manager.count() == 1
    page.reload()
    button(page, "不是我的票，删除这份").click()
    sees(sound(page), "从本机删除这份票")
    button(page, "删除").click()
    sees(page, "本机没有这次测评的票据")
    assert phone.kinds() == ["receipt"] and Envelope._base_manager.count() == 1


@pytest.mark.whole
def test_several_people_are_rated_on_a_wide_screen_without_a_mouse(phone, signer):
    with signer.at(made.DURING_ISSUE):
        house = made.make_house({"A": 5, "B": 5, "C": 5}, subjects=4)
        row = issuing(made.opened(made.make_campaign(house, title="几个人")))
        page = phone.is_of(None, json.dumps(carried(roster(row)[0])), DESKTOP)
        casting(row)
        page.goto(reverse("box:page", args=[row.uid]))
        tab_to(page, page.get_by_role("button", name="开始填写"))
        page.keyboard.press("Enter")
        pages = 0
        while page.locator(".matrix").count():
            sound(page)
            assert page.locator(".matrix tbody tr").count() == 4
            groups = page.locator(".matrix tbody input[value=a]")
            tab_to(page, groups.first)
            for _ in range(groups.count()):
                page.keyboard.press("Space")
                page.keyboard.press("ArrowRight")
                page.keyboard.press("Tab")
            pages += 1
            tab_to(page, page.locator(".ballot-foot .btn-primary"))
            page.keyboard.press("Enter")
        while page.get_by_role("heading", name="核对后提交").count() == 0:
            page.locator(".ballot-foot .btn-primary").press("Enter")
        sees(sound(page), "全部填好")
        page.locator(".ballot-foot .btn-primary").press("Enter")
        receipt(page)
    assert pages >= 2
    assert set(counted(sealed(row, signer))) == {"b"}


@pytest.mark.nightly  # a time is measured at night or by a bench, never by day
def test_a_ticket_takes_no_longer_than_three_seconds(phone, row, crowd):
    page = phone.is_of(next(crowd))
    page.goto(reverse("surveys:ticket", args=[row.uid]))
    took = page.evaluate(
        """() => new Promise(done => {
          const began = performance.now();
          new MutationObserver(() => {
            if (document.querySelector('.ticket-code')) done(performance.now() - began);
          }).observe(document.getElementById('ticket'), {childList: true, subtree: true});
          document.querySelector('.ticket-acts .btn-primary').click();
        })"""
    )
    assert took <= 3_000
