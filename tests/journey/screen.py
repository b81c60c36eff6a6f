"""A person at a screen, and what every screen must keep: nothing serious from axe, nothing sticking out sideways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.fixtures.axe import overflow, violations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 60_000
"""Milliseconds an act may take on a busy machine: jobs run inside the request."""
MOST_TABS = 60
KINDS = """() => {
  const named = part => part.textContent.trim() || part.ariaLabel || part.title || part.labels?.length
  const kind = part => [part.tagName, part.getAttribute('class'), part.getAttribute('role'), part.getAttribute('type'),
    part.disabled ? 'disabled' : '', named(part) ? '' : 'bare'].join('|')
  const headings = Array.from(document.querySelectorAll('h1, h2, h3, h4, h5, h6'), part => part.tagName).join('>')
  return [...new Set(Array.from(document.querySelectorAll('body *'),
    part => kind(part.parentElement) + ' > ' + kind(part))), headings]
}"""
JUDGED: dict[int, set[str]] = defaultdict(set)
"""What axe has seen in this run at which width: kinds of elements, each in the kind that holds it, whatever they say;
and orders of headings."""
expect.set_options(timeout=PATIENCE)


class Visitor:
    """Somebody signed in: `client` asks without a browser, `page` is their screen once they opened one."""

    def __init__(self, client: Any, open_page: Callable[..., Page], size: tuple[int, int]) -> None:
        self.client, self.size, self._open_page, self._page = client, size, open_page, None

    def opens(self, path: str) -> Page:
        """Their screen at an address."""
        if self._page is None:
            self._page = self._open_page(path, client=self.client, size=self.size)
            self._page.set_default_timeout(PATIENCE)
        else:
            self._page.goto(path)
        return self._page

    def signs_in_by_keyboard(self, username: str, password: str) -> Page:
        """Their screen, reached without a mouse and without a session made beforehand."""
        self._page = sound(self._open_page("/accounts/login/", size=self.size))
        self._page.set_default_timeout(PATIENCE)
        tab_to(self._page, self._page.locator("[name=username]"))
        self._page.keyboard.type(username)
        self._page.keyboard.press("Tab")
        self._page.keyboard.type(password)
        self._page.keyboard.press("Enter")
        expect(self._page.get_by_role("heading", level=1)).to_have_text("工作台")
        return self._page

    def asks(self, path: str, data: dict[str, str] | None = None) -> int:
        """The status of an answer, without a browser; `data` is posted."""
        answer = self.client.get(path) if data is None else self.client.post(path, data)
        return answer.status_code

    @property
    def page(self) -> Page:
        """The screen as it stands."""
        assert self._page is not None, "nothing was opened yet"
        return self._page


def sound(page: Page) -> Page:
    """Judge the page as it stands, on the screen that it is read on; axe is asked when there is something it has not seen.

    A click returns as soon as the answer begins to arrive, so that the rest of it is waited for.
    """
    page.wait_for_load_state()
    kinds, judged = set(page.evaluate(KINDS)), JUDGED[page.viewport_size["width"]]
    if not kinds <= judged:
        found = violations(page)
        assert found == [], f"{page.url} at {page.viewport_size}: {found}"
        judged |= kinds
    assert "None" not in page.inner_text("body"), page.url
    assert overflow(page) == 0, f"{page.url} at {page.viewport_size} scrolls sideways"
    return page


def press(page: Page, words: str) -> None:
    """Press a button, or follow the link that looks like one; the answer has come when this returns."""
    target = page.locator("main").get_by_role("button", name=words, exact=True)
    link = page.locator("main").get_by_role("link", name=words, exact=True)
    target.or_(link).first.click()
    page.wait_for_load_state()


def tab_to(page: Page, target: Locator) -> None:
    """Reach a control by keyboard alone."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("item => item === document.activeElement"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not reach {target}")


def sees(page: Page, *texts: str) -> None:
    """Every text stands on the page."""
    for text in texts:
        expect(page.locator("body")).to_contain_text(text)


def rows(table: Locator) -> list[list[str]]:
    """The cells of a table's body."""
    return [
        [" ".join(cell.split()) for cell in row.locator("th,td").all_inner_texts()]
        for row in table.locator("tbody tr").all()
    ]


def listed(page: Page) -> list[list[str]]:
    """The cells of a list screen."""
    return rows(page.locator("#rows table"))


def facts(page: Page) -> dict[str, str]:
    """Label → figure of the stat boxes."""
    boxes = page.locator("main .stat").all()
    return {box.locator("dt").inner_text().strip(): box.locator("dd").first.inner_text().strip() for box in boxes}


def send_file(page: Page, name: str, content: bytes) -> Page:
    """Choose a file and upload it; answers the mapping page."""
    page.set_input_files("input[type=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    press(page, "上传文件")
    expect(page.get_by_role("heading", level=1)).to_have_text("核对各列的含义")
    return page
