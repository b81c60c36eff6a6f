"""The fixtures for real screens work: session, static files, content policy, no address elsewhere."""

import pytest

from tests.fixtures.chromium import DESKTOP, PHONE


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_a_signed_in_page_opens_with_its_styles_and_without_errors(open_page, sign_in, size):
    page = open_page("/", client=sign_in("personnel"), size=size)
    assert page.title().endswith("双轮")
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--ink').length") > 0
    assert page.evaluate("typeof htmx") == "object"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_page_cannot_reach_another_host(open_page):
    page = open_page("/accounts/login/")
    answer = page.evaluate("fetch('http://192.0.2.1/').then(() => 'reached', () => 'refused')")
    assert answer == "refused"
    assert "Content Security Policy" in open_page.errors[0]
    open_page.errors.clear()
