"""A course with both modules is opened, attended by QR, finished, its quiz passed, its certificate downloaded and read."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.learning.models import Course, Enrolment, Question, StudyRecord
from shuanglun.records.learning.tests.factories import SHORT, make_course, make_session_today, member
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_person
from tests.fixtures.chromium import PHONE
from tests.journey.screen import sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def prepared() -> tuple[Course, Person, Person]:
    """A draft with its modules and a quiz, a member with an account, somebody without one."""
    with acting(Actor.system("test")):
        course = make_course(parts=SHORT, opens=False, title="项目管理实务")
        for order in range(3):
            Question.objects.create(
                course=course, text=f"第{order + 1}题", options=["甲", "乙"], answer=order % 2, order=order
            )
        return course, member("林一禾"), make_person("陆知远")


@pytest.mark.whole
@pytest.mark.postgres
def test_from_the_draft_to_the_certificate(open_page, sign_in):
    course, person, guest = prepared()
    office = open_page(f"/learning/courses/{course.pk}/", client=sign_in("political"))
    sound(office)
    office.get_by_role("link", name="开课", exact=True).click()
    office.get_by_role("button", name="开课").click()
    office.get_by_text("已开课，可以排班次").wait_for()
    with acting(Actor.system("test")):
        session = make_session_today(person, guest, course=Course.objects.get())
    address = open_the_sign_in(office, session.pk)
    mine = open_page("/learning/mine/", client=sign_in("staff", person=person, name=person.name), size=PHONE)
    sound(mine)
    sign_in_with_phones(open_page, mine, address, guest)
    office.goto(f"/learning/sessions/{session.pk}/")
    sound(office)
    office.get_by_role("link", name="办结").click()
    office.get_by_role("button", name="办结").click()
    office.get_by_text("已办结，学时和模块已登记").wait_for()
    with acting(Actor.system("test")):
        assert set(StudyRecord.objects.values_list("person_id", "minutes")) == {(person.pk, 2), (guest.pk, 2)}
    pass_the_quiz(mine)
    assert read(certificate(mine)) >= {"林一禾", "项目管理实务", "党性修养与担当"}


def open_the_sign_in(office: Any, pk: int) -> str:
    """Open it on the desktop; returns the address behind the code on the wall."""
    office.goto(f"/learning/sessions/{pk}/")
    office.get_by_role("link", name="打开签到").click()
    office.get_by_role("button", name="打开签到").click()
    office.locator(".wall .qr").wait_for()
    sound(office)
    return str(office.locator(".wall .visually-hidden").text_content()).strip()


def sign_in_with_phones(open_page: Any, mine: Any, address: str, guest: Person) -> None:
    """One with the own account, one who has none."""
    mine.goto(address)
    sound(mine)
    mine.get_by_role("button", name="林一禾 签到").click()
    mine.get_by_text("已签到").wait_for()
    other = open_page(address, size=PHONE)
    sound(other)
    other.get_by_label("工号").fill(guest.staff_no)
    other.get_by_label("姓名").fill("陆知远")
    other.get_by_role("button", name="签到").click()
    other.get_by_text("已签到").wait_for()
    with acting(Actor.system("test")):
        assert sorted(Enrolment.objects.values_list("how", flat=True)) == ["account", "number"]


def pass_the_quiz(mine: Any) -> None:
    """On the phone: every question answered rightly."""
    mine.goto("/learning/mine/")
    sound(mine)
    mine.get_by_role("link", name="作答").click()
    sound(mine)
    for order in range(3):
        mine.get_by_role("group", name=f"第{order + 1}题").get_by_label("乙" if order % 2 else "甲").check()
    mine.get_by_role("button", name="提交答卷").click()
    mine.get_by_text("答对 3 / 3，合格").wait_for()


def certificate(mine: Any) -> bytes:
    """Claim it and download its page."""
    mine.goto("/learning/mine/")
    mine.get_by_role("link", name="领取证书").click()
    mine.get_by_role("button", name="领取证书").click()
    mine.get_by_role("link", name="下载证书").wait_for()
    sound(mine)
    with mine.expect_download() as waiting:
        mine.get_by_role("link", name="下载证书").click()
    return waiting.value.path().read_bytes()


def read(content: bytes) -> set[str]:
    """Which of the words stand on the page."""
    text = "".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    return {word for word in ("林一禾", "项目管理实务", "党性修养与担当", "职业道德与科研诚信") if word in text}
