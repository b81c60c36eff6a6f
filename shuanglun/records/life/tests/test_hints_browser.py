"""A reviewer looks at hints, at a desk and with a phone in the hand."""

from __future__ import annotations

from datetime import date

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.base.jobs import Progress
from shuanglun.records.life import jobs
from shuanglun.records.life.models import Hint
from shuanglun.records.life.tests.test_hints import TEXT, make_meeting
from shuanglun.records.people.tests.factories import make_branch
from tests.fixtures.chromium import DESKTOP, PHONE
from tests.journey.screen import press, sees, sound

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_reviewer_compares_two_records_and_answers(sign_in, open_page, size):
    branch = make_branch("一支部")
    for month in (1, 2, 3):
        make_meeting(branch, date(2026, month, 9), f"{month} 月 9 日。{TEXT}" + "散会前作了小结。" * (month == 3))
    with acting(Actor.system("test")):
        jobs.find_hints(Progress())
    page = open_page("/life/hints/", client=sign_in("political"), size=size)
    sees(sound(page), "与本支部 2026 年 2 月纪要相似", "仅作提示，不扣分")
    page.click("text=2026-03-09主题党日")
    sees(sound(page), "较早的记录", "这一份记录", "散会前作了小结")
    assert "全体党员参加" in page.locator("mark").first.inner_text()
    press(page, "看过，没有问题")
    page.check("[name=whole_group]")
    page.fill("[name=words]", "统一模板，已核对原件")
    press(sound(page), "看过，没有问题")
    sees(sound(page), "已答复")
    with acting(Actor.system("test")):
        assert set(Hint.objects.values_list("state", "words")) == {("fine", "统一模板，已核对原件")}
        assert Hint.objects.count() == 2
