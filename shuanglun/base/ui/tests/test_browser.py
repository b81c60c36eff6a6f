"""The pattern page in a real browser: axe finds nothing, nothing overflows, the controllers work."""

import pytest

from tests.fixtures.axe import overflow, violations

SIZES = [(1440, 900), (390, 844)]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", ["/pattern/", "/pattern/form/", "/pattern/error/404/"])
def test_axe_finds_nothing_and_nothing_overflows(open_page, path, size):
    page = open_page(path, size=size)
    assert violations(page) == []
    assert overflow(page) == 0


def test_the_drawer_opens_takes_the_focus_and_gives_it_back(open_page):
    page = open_page("/pattern/", size=(390, 844))
    assert not page.is_visible("#sidebar")
    page.click("[data-drawer-open]")
    page.wait_for_selector("#sidebar", state="visible")
    page.wait_for_selector("#sidebar :focus")
    page.keyboard.press("Escape")
    page.wait_for_selector("#sidebar", state="hidden")
    assert page.evaluate("document.activeElement.hasAttribute('data-drawer-open')")


def test_sorting_filtering_and_columns_swap_the_rows(open_page):
    page = open_page("/pattern/")
    page.click("thead >> text=责任人")
    page.wait_for_selector("th[aria-sort=ascending] >> text=责任人")
    page.select_option("select[name=line]", "hr")
    page.wait_for_selector(".active-filters >> text=线：人事")
    assert "line=hr" in page.url
    assert "责任人" in page.text_content("th[aria-sort=ascending]"), "the filter keeps the order chosen before"
    page.click(".toolbar .menu summary")
    page.check("input[value=origin]")
    page.wait_for_selector("th >> text=来源会商")
    page.click("[data-columns-reset]")
    page.wait_for_selector("th >> text=来源会商", state="detached")


def test_an_act_is_asked_about_first(open_page):
    page = open_page("/pattern/")
    page.click("text=停用账号（先问）")
    assert page.is_visible("#ask")
    page.click("#ask >> text=取消")
    assert not page.is_visible("#ask")


def test_nothing_is_swapped_away_under_an_open_question(open_page):
    page = open_page("/pattern/")
    swaps = (
        "(() => { const event = new CustomEvent('htmx:beforeSwap', {bubbles: true, detail: {shouldSwap: true}});"
        " document.body.dispatchEvent(event); return event.detail.shouldSwap; })()"
    )
    page.click("text=停用账号（先问）")
    assert not page.evaluate(swaps)
    page.click("#ask >> text=取消")
    assert page.evaluate(swaps)


def test_errors_take_the_focus_and_lead_to_their_field(open_page):
    page = open_page("/pattern/form/")
    page.click("text=保存任务")
    page.wait_for_selector("[data-error-summary]")
    page.wait_for_selector("[data-error-summary]:focus")
    page.click("[data-error-summary] >> text=任务名称")
    assert page.evaluate("document.activeElement.id") == "id_name"


LOOK = """
const look = (at) => {
  const {outlineStyle, boxShadow, borderColor} = getComputedStyle(at);
  return [outlineStyle, boxShadow, borderColor].join();
};
const unfocused = new Map([...document.querySelectorAll("input, select, textarea")].map((at) => [at, look(at)]));
window.whereIsTheKeyboard = () => {
  const at = document.activeElement, ring = getComputedStyle(at).outlineStyle;
  const inside = !at.matches(":focus"); // on the calendar button of a date field, which the browser rings itself
  const shown = unfocused.has(at) ? inside || look(at) !== unfocused.get(at) : ["solid", "auto"].includes(ring);
  return [at.matches(".btn") ? "BUTTON" : at.tagName, shown];
};
"""


@pytest.mark.parametrize(
    ("path", "kinds"),
    [("/pattern/", {"BUTTON", "A", "INPUT", "SELECT"}), ("/pattern/form/", {"BUTTON", "INPUT", "SELECT", "TEXTAREA"})],
)
def test_the_keyboard_shows_where_it_is(open_page, path, kinds):
    """Links and buttons wear a ring; a field looks different from the same field without the focus."""
    page = open_page(path)
    page.emulate_media(reduced_motion="reduce")  # no transition hides the look it leads to
    page.evaluate(LOOK)
    seen = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        kind, shown = page.evaluate("whereIsTheKeyboard()")
        seen.add(kind)
        assert shown or kind == "BODY", kind
    assert kinds <= seen


def test_the_next_page_begins_at_its_top(open_page):
    page = open_page("/pattern/", size=(390, 844))
    page.click("a[rel=next]")
    page.wait_for_selector(".pager [aria-current] >> text=2")
    assert page.evaluate("Math.abs(document.getElementById('rows').getBoundingClientRect().top) < 80")
