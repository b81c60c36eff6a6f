"""A paper ballot is typed in a real browser with the keyboard alone, in the order of the sheet."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from shuanglun.records.surveys.tests import factories as made
from tests.fixtures.axe import violations
from tests.fixtures.chromium import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_system")]


@pytest.fixture
def path(signer: Any) -> str:
    """Where a ballot about two people is typed."""
    house = made.make_house({"A": 5, "B": 5, "C": 5}, subjects=2)
    with signer.at(made.BEGIN):
        row = made.opened(made.make_campaign(house, "political", "会场测评", mode="onsite"))
    return reverse("surveys:enter_paper", args=[row.groups.first().pk])


def value(page: Any, name: str) -> str:
    return page.eval_on_selector(f'[name="{name}"]', "field => field.value")


def focus(page: Any) -> str:
    return page.evaluate("document.activeElement.name")


def test_digits_choose_and_go_on_and_arrows_move(open_page, sign_in, path):
    page = open_page(path, client=sign_in("political"))
    assert violations(page) == []
    page.focus("[name=number]")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert focus(page) == "0:loyalty"
    for key in "12340":
        page.keyboard.press(key)
    heads = ("loyalty", "steadfastness", "responsibility", "capability", "self_discipline")
    assert [value(page, f"0:{head}") for head in heads] == ["a", "b", "c", "d", "."]
    assert focus(page) == "1:loyalty", "the next row of the sheet"
    page.keyboard.press("9")
    assert (value(page, "1:loyalty"), focus(page)) == ("", "1:loyalty"), "no such option"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    assert focus(page) == "0:steadfastness"
    page.focus('[name="0:n01"]')
    page.keyboard.press("1")
    assert focus(page) == "0:n03", "nothing to write where nothing was found"
    page.keyboard.press("2")
    assert (value(page, "0:n03"), focus(page)) == ("b", "w:0:n03"), "what needs facts waits for them"


def test_on_a_phone_the_sheet_scrolls_inside_the_page(open_page, sign_in, path):
    page = open_page(path, client=sign_in("political"), size=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
