"""The result in a real browser: on paper, by keyboard, and without a violation on a desktop or in the hand."""

import pytest
from django.urls import reverse

from shuanglun.scores.scoring.tests.test_screens import key_of, result
from tests.journey.screen import sound

PORTRAIT, LANDSCAPE = (688, 980), (1016, 660)
"""The printed width of A4 in CSS pixels, within the margins of print.css."""
SIZES = [(1440, 900), (390, 844)]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def cut_off(page) -> list[str]:
    """Texts that stand beyond the right edge of the paper."""
    return page.evaluate(
        "Array.from(document.querySelectorAll('main td, main th, main dd, main p, main h1, main h2'))"
        ".filter(el => el.offsetParent && el.getBoundingClientRect().right > document.documentElement.clientWidth + 1)"
        ".map(el => el.textContent.trim())"
    )


def on_paper(open_page, path, client, size):
    page = open_page(path, client=client, size=size)
    page.emulate_media(media="print")
    return page


def test_the_result_prints_with_its_official_head(open_page, run, house, sign_in):
    page = on_paper(open_page, result(run, house.member), sign_in("staff", person=house.member), PORTRAIT)
    head = page.inner_text(".official")
    assert "结果说明" in head and "打印：" in head and run.result_hash[:16] in head
    assert not page.is_visible(".topbar") and not page.is_visible("#sidebar") and not page.is_visible("[data-print]")
    assert not page.is_visible("main .page-head h1"), "the official head carries the title"
    assert cut_off(page) == []


@pytest.mark.parametrize(("name", "size"), [("scores", LANDSCAPE), ("run", PORTRAIT)])
def test_other_pages_print_their_title_and_who_printed(open_page, run, house, sign_in, name, size):
    page = on_paper(open_page, reverse(f"scoring:{name}", args=[run.pk]), sign_in("personnel"), size)
    assert page.is_visible("main h1")
    assert "打印：" in page.inner_text(".printed")
    assert cut_off(page) == []


def test_pages_are_numbered_heads_repeat_and_rows_stay_whole(open_page, run, house, sign_in):
    page = on_paper(open_page, reverse("scoring:scores", args=[run.pk]), sign_in("personnel"), LANDSCAPE)
    looks = "selector => { const look = getComputedStyle(document.querySelector(selector)); return [look.display, look.breakInside]; }"
    assert page.evaluate(looks, "#rows thead")[0] == "table-header-group"
    assert page.evaluate(looks, "#rows tbody tr")[1] == "avoid"
    assert page.evaluate("getComputedStyle(document.body).page") == "wide"
    assert page.evaluate(looks, ".card2") == ["block", "auto"], "a card that may not break leaves half a page empty"


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(open_page, run, house, sign_in, size):
    page = open_page("/", client=sign_in("personnel"), size=size)
    detail = reverse("scoring:indicator", args=[key_of(run, house.member), "work", "kpi"])
    for path in (result(run, house.bare), detail, "/search/?q=林", "/search/"):
        page.goto(path)
        sound(page)


def test_the_search_box_is_used_by_keyboard_alone(open_page, house, sign_in):
    page = open_page("/", client=sign_in("personnel"))
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("lyh")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=lyh")
    assert page.get_by_role("link", name="林一禾").is_visible()


def test_the_search_is_reached_in_the_hand(open_page, house, sign_in):
    page = open_page("/", client=sign_in("personnel"), size=SIZES[1])
    page.get_by_role("link", name="搜索").click()
    page.fill("#search-here", "林一禾")
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/search/?q=*")
    assert page.get_by_role("link", name="林一禾").is_visible()


def test_the_corners_of_the_chart_say_what_to_develop(open_page, house):
    """The chart's own names, used where a page gives none: high political and low work, right below, is 促业务."""
    page = open_page("/pattern/")
    texts = page.evaluate("""() => {
        const made = SL.kinds.quadrant({x: 'P', y: 'B', points: [{name: '', x: 90, y: 70}]}), group = made.series[0].renderItem(
            {coordSys: {x: 0, y: 0, width: 100, height: 100}}, {coord: () => [50, 50]});
        return group.children.slice(1).map(part => [part.x > 50 ? 'right' : 'left', part.y > 50 ? 'below' : 'above', part.style.text]);
    }""")
    assert texts == [
        ["right", "above", "双优"],
        ["left", "above", "强思想"],
        ["right", "below", "促业务"],
        ["left", "below", "重点帮带"],
    ]
