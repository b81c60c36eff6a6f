"""What only a browser shows: live sums, a problem that leads to its line."""

import pytest

from shuanglun.evidence.indicators.tests.factories import drafted, text
from shuanglun.records.people.tests.factories import make_person
from tests.fixtures.chromium import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(sign_in):
    return sign_in("personnel", person=make_person("程若谷"), name="程若谷")


def test_sums_follow_the_typed_figures(officer, open_page):
    version = drafted()
    page = open_page(f"/indicators/{version.pk}/numbers/", client=officer, size=PHONE)
    assert "全部通过" in page.inner_text("#outcome")
    page.fill("#id_weight_0_0", "20")
    page.locator("#id_weight_0_0").blur()
    page.wait_for_selector("#outcome .lamp-late")
    assert "95%" in page.inner_text("#outcome")
    assert page.input_value("#id_weight_0_0") == "20"


def test_a_problem_leads_to_its_line(officer, open_page):
    version = drafted(text().replace("name: 绩效目标结果", "name: 政治立场坚定"))
    page = open_page(f"/indicators/{version.pk}/edit/", client=officer)
    page.click("#outcome button[data-line]")
    selected = "t => t.value.substring(t.selectionStart, t.selectionEnd)"
    assert page.eval_on_selector("textarea[name=source]", selected) == "      - id: kpi"
    page.fill("textarea[name=source]", text())
    page.click("button[name=check]")
    page.wait_for_selector("#outcome .notice-ok")
    version.refresh_from_db()
    assert "政治立场坚定" in version.source
