"""A voter's device in a real browser, and what a voter does at it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import acting, using
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Campaign, RosterEntry
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.tests import factories as made
from shuanglun.records.surveys.tests.test_box import moved
from tests.fixtures.chromium import PHONE
from tests.fixtures.signing import make_user
from tests.journey.screen import sees, sound

BODY = "第二研究所领导班子"
HEADS = 5


@dataclass
class Phone:
    """A device: the page, and what somebody may take along from it."""

    page: Any
    errors: list[str]
    clients: dict[int, Client] = field(default_factory=dict)

    def is_of(self, entry: RosterEntry | None, kept: str = "{}", size: tuple[int, int] = PHONE) -> Any:
        """Give it to somebody, signed in unless nobody, with what their browser kept."""
        self.page.context.clear_cookies()
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.evaluate("kept => { localStorage.clear(); Object.assign(localStorage, JSON.parse(kept)); }", kept)
        if entry is not None:
            origin = self.page.evaluate("location.origin")
            known = self.client_of(entry).cookies
            self.page.context.add_cookies([{"name": it, "value": known[it].value, "url": origin} for it in known])
        return self.page

    def client_of(self, entry: RosterEntry) -> Client:
        """Somebody's session, one for the whole module."""
        if entry.person_id not in self.clients:
            client = self.clients[entry.person_id] = Client()
            user = make_user("staff", person=entry.person, name=entry.person.name)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return self.clients[entry.person_id]

    def kept(self) -> str:
        """All that the browser keeps, as text."""
        return str(self.page.evaluate("JSON.stringify(localStorage)"))

    def kinds(self) -> list[str]:
        """What kinds of things it keeps."""
        return sorted(key.partition(":")[0].removeprefix("shuanglun-") for key in json.loads(self.kept()))


def about_a_body(**values: Any) -> Campaign:
    house = made.make_house({"A": 5, "B": 5, "C": 5}, subjects=0)
    row = made.make_campaign(house, kind="team", title=values.pop("title", "班子测评"), **values)
    with acting(made.PREPARES):
        operations.add_subjects(campaign=row, body=BODY)
    return made.opened(row)


def at_a_meeting(title: str) -> tuple[Campaign, list[str]]:
    """An on-site campaign while votes are cast, and the codes that were drawn; the rest was voided."""
    row, codes = about_a_body(title=title, mode="onsite", issue_from=None, issue_until=None), []
    for group in row.groups.all():
        printed = tickets.make_codes(queries.slips_wanted(group))
        drawn, rest = printed[: group.eligible], printed[group.eligible :]
        with acting(made.PREPARES), using("surveys.run"):
            run = operations.print_slips(group=group, codes=printed, at=made.BEGIN)
            operations.void_slips(run=run, codes=rest, witnesses="甲、乙", at=made.BEGIN)
        codes += drawn
    return moved(row, cast_from=-1, cast_until=1), codes


def roster(row: Campaign) -> list[RosterEntry]:
    rows = RosterEntry._base_manager.filter(campaign=row).select_related("person", "group", "campaign")
    return list(rows.order_by("pk"))


def carried(entry: RosterEntry) -> dict[str, str]:
    """What a browser keeps that took this person's ticket, made without one."""
    row, ticket = entry.campaign, made.ticket_of(entry)
    token = made.take(entry, ticket, at=timezone.now())
    file = {
        "v": 1, "kind": tickets.KIND, "campaign": row.uid, "title": row.title, "group": entry.group.uid, "code": ticket.code,
        "group_label": entry.group.label, **token, "cast_from": row.cast_from.isoformat(),
        "cast_until": row.cast_until.isoformat(), "receipt": None, "inclusion": None,
    }  # fmt: skip
    return {f"shuanglun-ticket:{row.uid}:{entry.pk:016x}": json.dumps(file)}


def lose_the_answer(page: Any, where: str) -> None:
    """The server does it, its answer never arrives: as when either side is killed in between."""

    def lost(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(where, lost, times=1)


def button(page: Any, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def saved(page: Any, name: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def take_ticket(page: Any, row: Campaign, *, crash: bool = False) -> None:
    """Up to the ticket on the screen."""
    page.goto(reverse("surveys:ticket", args=[row.uid]))
    sound(page)
    if crash:
        lose_the_answer(page, "**/sign/")
        page.get_by_role("button", name="领取票据").click()
        page.get_by_text("没有丢失任何东西").wait_for()
        page.reload()
    else:
        page.get_by_role("button", name="领取票据").click()
    page.get_by_role("heading", name="票据已领到").wait_for()
    sound(page)


def fill_in(page: Any, choice: str = "好") -> None:
    """Answer every question about the body, leave the open question, stand before the check list."""
    for place in range(HEADS):
        sees(page, f"{place + 1} / {HEADS + 1}", BODY)
        page.get_by_label("优秀" if place == HEADS - 1 else choice, exact=True).check()
        page.get_by_role("button", name="下一项").click()
    page.get_by_role("button", name="核对").click()
    page.get_by_role("heading", name="核对后提交").wait_for()


AT_ONCE = """letter => {
  for (let left = 40; left && !document.querySelector('.check-list'); left--) {
    const option = document.querySelector(`#question input[value=${letter}], .opts input[value=${letter}]`);
    if (option) option.click();
    document.querySelector('.ballot-foot .btn-primary').click();
  }
}"""


def fill_in_at_once(page: Any, letter: str = "a") -> None:
    """The same, for tests that are about something else."""
    sees(page, f"1 / {HEADS + 1}", BODY)
    page.evaluate(AT_ONCE, letter)
    page.get_by_role("heading", name="核对后提交").wait_for()


def receipt(page: Any) -> str:
    """The short code on the last screen."""
    page.get_by_role("heading", name="测评已提交").wait_for()
    return str(page.locator(".receipt code").inner_text())


def send_in_vain(page: Any) -> None:
    """Send the ballot; the box takes it and the page never hears."""
    lose_the_answer(page, "**/cast/")
    button(page, "提交").click()
    page.get_by_role("heading", name="没有收到回复").wait_for()


def vote(page: Any, row: Campaign, *, by_hand: bool, crash: bool = False) -> str:
    """From the ticket's page to the receipt; answers its short code."""
    page.goto(reverse("box:page", args=[row.uid]))
    page.get_by_role("button", name="开始填写").click()
    (fill_in if by_hand else fill_in_at_once)(page)
    if crash:
        send_in_vain(page)
        page.reload()
        button(page, "再次提交").click()
    else:
        button(page, "提交").click()
    return receipt(page)
