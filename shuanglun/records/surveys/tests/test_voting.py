"""Voting in a real browser: on a phone from the ticket to the receipt, with crashes in between; at a meeting; on a wide
screen without a mouse; and checking afterwards that one was counted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import acting, using
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Campaign, Envelope, RosterEntry
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.test_box import casting, issuing, moved
from tests.fixtures.chromium import PHONE
from tests.journey.screen import sees, sound, tab_to

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_system")]
BODY = "第二研究所领导班子"
HEADS = 5


def about_a_body(size: int = 5, **values: Any) -> Campaign:
    """A campaign about a leading team, opened; `size` voters in each of three classes."""
    row = made.make_campaign(made.make_house({"A": size, "B": size, "C": size}, subjects=0), kind="team", **values)
    with acting(made.PREPARES):
        operations.add_subjects(campaign=row, body=BODY)
    return made.opened(row)


def roster(row: Campaign, count: int) -> list[RosterEntry]:
    rows = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group").order_by("pk")
    return list(rows[::5][:count] if count <= 3 else rows[:count])


def lose_the_answer(page: Any, where: str) -> None:
    """The server does it, its answer never arrives: as when either side is killed in between."""

    def lost(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(where, lost, times=1)


def take_ticket(open_page: Any, sign_in: Any, row: Campaign, entry: RosterEntry, *, crash: bool = False) -> Any:
    """Somebody's phone with their ticket in it."""
    client = sign_in("staff", person=entry.person, name=entry.person.name)
    page = sound(open_page(reverse("surveys:ticket", args=[row.uid]), client=client, size=PHONE))
    page.client = client
    if crash:
        lose_the_answer(page, "**/sign/")
        page.get_by_role("button", name="领取票据").click()
        page.get_by_text("没有丢失任何东西").wait_for()
        page.reload()
    else:
        page.get_by_role("button", name="领取票据").click()
    page.get_by_role("heading", name="票据已领到").wait_for()
    return sound(page)


def fill_in(page: Any, choice: str = "好") -> None:
    """Answer every question about the body, leave the open question, stand before the check list."""
    for place in range(HEADS):
        sees(page, f"{place + 1} / {HEADS + 1}", BODY)
        page.get_by_label("优秀" if place == HEADS - 1 else choice, exact=True).check()
        page.get_by_role("button", name="下一项").click()
    page.get_by_role("button", name="核对").click()
    page.get_by_role("heading", name="核对后提交").wait_for()


def receipt(page: Any) -> str:
    """The short code on the last screen."""
    page.get_by_role("heading", name="测评已提交").wait_for()
    return page.locator(".receipt code").inner_text()


def vote(page: Any, row: Campaign, *, crash: bool = False) -> str:
    """From the ticket's page to the receipt; answers its short code."""
    page.goto(reverse("box:page", args=[row.uid]))
    page.get_by_role("button", name="开始填写").click()
    fill_in(page)
    if crash:
        lose_the_answer(page, "**/cast/")
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_role("heading", name="没有收到回复").wait_for()
        page.reload()
        page.get_by_role("button", name="再次提交").click()
    else:
        page.get_by_role("button", name="提交", exact=True).click()
    return receipt(page)


def sealed(row: Campaign, signer: Any) -> Campaign:
    moved(row, **({"issue_from": -30, "issue_until": -25} if row.is_online else {}), cast_from=-20, cast_until=-10)
    with signer.at(made.AFTER):
        return made.sealed(row)


@pytest.mark.parametrize("people", [3, pytest.param(15, marks=pytest.mark.nightly)])
def test_people_vote_on_their_phones_and_a_crash_costs_nobody_the_vote(open_page, sign_in, signer, people):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body())
        pages = [take_ticket(open_page, sign_in, row, one, crash=n == 1) for n, one in enumerate(roster(row, people))]
        casting(row)
        shorts = [vote(page, row, crash=n == 2) for n, page in enumerate(pages)]
    assert Envelope._base_manager.count() == people == len(set(shorts))
    row = sealed(row, signer)
    assert sorted(tickets.short_code(leaf) for leaf in queries.leaves(row)) == sorted(shorts)
    counted = Counter()
    for group in queries.by_database(row).values():
        for letters in group.values():
            counted.update(letters)
    assert counted == {"a": HEADS * people}
    kept = pages[0].evaluate("Object.entries(localStorage)")
    assert [key.split(":")[0] for key, _ in kept] == ["shuanglun-ticket"] and json.loads(kept[0][1])["code"] == ""


@pytest.mark.parametrize("people", [2, pytest.param(15, marks=pytest.mark.nightly)])
def test_people_vote_at_a_meeting_with_the_slip_they_drew(open_page, signer, people):
    with signer.at(made.DURING_ISSUE):
        row = about_a_body(mode="onsite", issue_from=None, issue_until=None)
        codes: list[str] = []
        for group in row.groups.all():
            made_for_it = tickets.make_codes(queries.slips_wanted(group))
            codes += made_for_it[: group.eligible]
            with acting(made.PREPARES), using("surveys.run"):
                run = operations.print_slips(group=group, codes=made_for_it, at=made.BEGIN)
                rest = made_for_it[group.eligible :]
                operations.void_slips(run=run, codes=rest, witnesses="甲、乙", at=made.BEGIN)
        moved(row, cast_from=-1, cast_until=1)
        shorts = []
        for code in codes[::7][:people] if people < 5 else codes[:people]:
            page = open_page(f"{reverse('box:page', args=[row.uid])}#c={code}", size=PHONE)
            sees(page, "票条打乱后抽取")
            assert "#" not in page.url and code not in page.content()
            fill_in(page)
            page.get_by_role("button", name="提交", exact=True).click()
            shorts.append(receipt(page))
        sound(page)
        page.goto(f"{reverse('box:page', args=[row.uid])}")
        sound(page).get_by_label("20 位代码").fill(f"{code[:10].lower()} {code[10:]}")
        page.keyboard.press("Enter")
        fill_in(page, "一般")
        page.get_by_role("button", name="提交", exact=True).click()
        page.get_by_text("已有一张内容不同的票").wait_for()
    assert Envelope._base_manager.count() == people
    row = sealed(row, signer)
    assert sorted(tickets.short_code(leaf) for leaf in queries.leaves(row)) == sorted(shorts)


def test_on_another_device_the_code_brings_the_ticket_back_and_nothing_else_does(open_page, sign_in, signer):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body())
        [entry] = roster(row, 1)
        phone = take_ticket(open_page, sign_in, row, entry)
        code = phone.locator(".ticket-code code").inner_text()
        other = sound(open_page(reverse("surveys:ticket", args=[row.uid]), client=phone.client))
        sees(other, "不在这台设备上", "再发一张就是一人两票")
        for typed, words in ((code[:-1], "应为 20 位"), (tickets.make_code(), "不是一张")):
            other.get_by_label("找回码").fill(typed)
            other.keyboard.press("Enter")
            other.get_by_role("alert").filter(has_text=words).wait_for()
        other.get_by_label("找回码").fill(code.lower().replace("-", " "))
        other.keyboard.press("Enter")
        other.get_by_role("heading", name="票据已领到").wait_for()
        sound(other).get_by_role("button", name="从本机删除").click()
        other.get_by_role("button", name="已保存，从本机删除").click()
        sees(other, "不在这台设备上")
        assert other.evaluate("localStorage.length") == 0
        with phone.expect_download() as waiting:
            phone.get_by_role("button", name="保存票据文件").click()
        file = waiting.value.path().read_bytes()
        other.set_input_files("input[type=file]", {"name": "t.json", "mimeType": "application/json", "buffer": file})
        other.get_by_role("heading", name="票据已领到").wait_for()
        casting(row)
        stranger = open_page(reverse("box:page", args=[row.uid]), size=PHONE)
        sound(stranger).set_input_files("input[type=file]", {"name": "t.json", "mimeType": "a/b", "buffer": file})
        fill_in(stranger)
        sound(stranger).get_by_role("button", name="提交", exact=True).click()
        receipt(stranger)
    saved = json.loads(file)
    assert (saved["kind"], saved["receipt"], tickets.normal(code)) == ("shuanglun-ticket", None, saved["code"])


def test_what_the_box_does_not_take_stays_on_the_phone_and_says_why(open_page, sign_in, signer):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body())
        page = take_ticket(open_page, sign_in, row, roster(row, 1)[0])
        page.goto(reverse("box:page", args=[row.uid]))
        sees(sound(page), "投票还没有开始")
        casting(row)
        page.get_by_role("button", name="重新查看").click()
        page.get_by_role("button", name="开始填写").click()
        page.get_by_label("好", exact=True).check()
        page.reload()
        page.get_by_role("button", name="继续填写").click()
        assert page.get_by_label("好", exact=True).is_checked()
        fill_in(page)
        with signer.down():
            page.get_by_role("button", name="提交", exact=True).click()
            page.get_by_role("heading", name="票箱暂时打不开").wait_for()
        moved(row, issue_from=-9, issue_until=-8, cast_from=-6, cast_until=-1)
        page.get_by_role("button", name="再次提交").click()
        sees(sound(page), "投票已经截止")
        casting(row)
        page.get_by_role("button", name="再次提交").click()
        receipt(page)
    assert Envelope._base_manager.count() == 1


def test_several_people_are_rated_on_a_wide_screen_without_a_mouse(open_page, sign_in, signer):
    with signer.at(made.DURING_ISSUE):
        row = issuing(made.opened(made.make_campaign(made.make_house({"A": 5, "B": 5, "C": 5}, subjects=4))))
        phone = take_ticket(open_page, sign_in, row, roster(row, 1)[0])
        casting(row)
        phone.set_viewport_size({"width": 1440, "height": 900})
        phone.goto(reverse("box:page", args=[row.uid]))
        tab_to(phone, phone.get_by_role("button", name="开始填写"))
        phone.keyboard.press("Enter")
        pages = 0
        while phone.locator(".matrix").count():
            sound(phone)
            assert phone.locator(".matrix tbody tr").count() == 4
            groups = phone.locator(".matrix tbody input[value=a]")
            tab_to(phone, groups.first)
            for _ in range(groups.count()):
                phone.keyboard.press("Space")
                phone.keyboard.press("ArrowRight")
                phone.keyboard.press("Tab")
            pages += 1
            tab_to(phone, phone.locator(".ballot-foot .btn-primary"))
            phone.keyboard.press("Enter")
        while phone.get_by_role("heading", name="核对后提交").count() == 0:
            phone.locator(".ballot-foot .btn-primary").press("Enter")
        sees(sound(phone), "全部填好")
        phone.locator(".ballot-foot .btn-primary").press("Enter")
        receipt(phone)
    assert pages >= 2
    row = sealed(row, signer)
    counted = Counter()
    for group in queries.by_database(row).values():
        for letters in group.values():
            counted.update(letters)
    assert set(counted) == {"b"}


def test_a_voter_finds_the_own_ballot_counted_also_offline_and_a_changed_list_is_noticed(
    open_page, sign_in, signer, browser, tmp_path
):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body())
        mine, other = roster(row, 2)
        page = take_ticket(open_page, sign_in, row, mine)
        second = made.filled(
            row, other.group, made.take(other, made.ticket_of(other), at=timezone.now()), lambda slot: "a"
        )
        casting(row)
        operations.cast(campaign=row, payload=second, at=timezone.now())
        vote(page, row)
        with page.expect_download() as waiting:
            page.get_by_role("button", name="保存票据文件").click()
        file = tmp_path / "ticket.json"
        waiting.value.save_as(file)
    row = sealed(row, signer)
    page = sound(open_page(reverse("box:check", args=[row.uid])))
    page.set_input_files("#ticket-file input", file)
    page.get_by_role("button", name="下载并核对").click()
    sees(sound(page), "已计入", "2 张票之中", row.root)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="保存带核对路径").click()
    assert json.loads(waiting.value.path().read_text())["inclusion"]["root"] == row.root
    with page.expect_download() as waiting:
        page.get_by_role("button", name="保存离线核对页").click()
    waiting.value.save_as(tmp_path / "check.html")
    honest = queries.seal_file(row)
    mine = json.loads(file.read_text())["receipt"]["leaf"]
    removed = {**honest, "size": 1, "leaves": [leaf for leaf in honest["leaves"] if leaf != mine]}
    removed["root"] = removed["leaves"][0]  # the root over one leaf: a list that agrees with itself
    cases = [
        (honest, "已计入"), (removed, "没有计入"), ({**honest, "root": mine}, "自相矛盾"),
        ({**honest, "campaign": "0" * 32}, "不属于同一次测评"), ({**honest, "leaves": honest["leaves"][:1]}, "自相矛盾"),
    ]  # fmt: skip
    context = browser.new_context(offline=True)
    offline = context.new_page()
    for content, words in cases:
        offline.goto((tmp_path / "check.html").as_uri())
        offline.set_input_files("#ticket-file input", file)
        (tmp_path / "seal.json").write_text(json.dumps(content))
        offline.set_input_files("#seal-file input", tmp_path / "seal.json")
        sees(offline, words)
    context.close()


def test_a_ticket_takes_no_longer_than_three_seconds(open_page, sign_in, signer):
    with signer.at(made.DURING_ISSUE):
        row = issuing(about_a_body())
        entry = roster(row, 1)[0]
        client = sign_in("staff", person=entry.person, name=entry.person.name)
        page = open_page(reverse("surveys:ticket", args=[row.uid]), client=client, size=PHONE)
        took = page.evaluate(
            """() => new Promise(done => {
              const began = performance.now();
              new MutationObserver(() => {
                if (document.querySelector('.ticket-code')) done(performance.now() - began);
              }).observe(document.getElementById('ticket'), {childList: true, subtree: true});
              document.querySelector('.ticket-acts .btn-primary').click();
            })"""
        )
    assert timedelta(milliseconds=took) <= timedelta(seconds=3)
