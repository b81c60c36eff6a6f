"""The screens of persons and of the rows about them, as each role meets them."""

import re
from datetime import date

import pytest

from shuanglun.base.actor import Actor, acting
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Exemption, Membership, WorkMonth
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit

pytestmark = pytest.mark.django_db


def page_of(client, address: str, **asked) -> str:
    answer = client.get(address, asked, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def make_month(person, month: int = 3):
    with acting(Actor.system("test")):
        return WorkMonth.objects.create(person=person, month=date(2025, month, 1), work_days=21, present_days=20)


def test_somebody_who_sees_only_oneself_is_led_to_the_own_page(sign_in):
    person = make_person("林一禾")
    client = sign_in("staff", person=person)
    assert client.get("/people/").headers["Location"] == f"/people/{person.pk}/"
    page = page_of(client, "/people/")
    assert "干部人事" not in page
    assert "我的学习" in page_of(client, "/learning/").partition("<h1>")[2][:20], "called as in the menu"


def test_a_persons_page_leads_to_the_rows_of_that_person_only(sign_in):
    person, other = make_person("林一禾", staff_no="A1"), make_person("林一禾", staff_no="A10")
    make_month(person)
    make_month(other)
    client = sign_in("personnel")
    href = re.search(r'href="(/people/work/\?person=\d+)"', page_of(client, f"/people/{person.pk}/")).group(1)
    page = page_of(client, href)
    assert "共 1 条" in page
    assert "只看一个人" in page
    assert f'<input type="hidden" name="person" value="{person.pk}">' in page, "other filters keep it"
    assert "共 2 条" in page_of(client, "/people/work/", person="²"), "what is no key is ignored"


def test_a_persons_page_offers_no_book_the_role_may_not_open(sign_in):
    unit = make_unit()
    person = make_person(unit=unit)
    page = page_of(sign_in("section_head", unit=unit), f"/people/{person.pk}/")
    assert "/goals/?person=" in page
    assert "/life/sign-ins/" not in page and "/life/issues/" not in page


def test_stretches_of_time_end_on_their_last_day(sign_in):
    person = make_person(branch=make_branch())
    with acting(Actor.system("test")):
        Exemption.objects.create(person=person, reason="sick", from_on=date(2025, 3, 1), until_on=date(2025, 4, 1))
        Membership.objects.filter(person=person).update(until_on=date(2025, 7, 1))
    page = page_of(sign_in("political"), f"/people/{person.pk}/")
    assert "2025-03-01 至 2025-03-31" in page
    assert "正式党员 · 至 2025-06-30" in page
    assert "病假" not in page
    assert "病假" in page_of(sign_in("personnel"), f"/people/{person.pk}/"), "who records it sees the reason"


def test_a_member_without_membership_is_not_called_a_non_member(sign_in):
    person = make_person(branch=make_branch())
    with acting(Actor.system("test")):
        Membership.objects.filter(person=person).delete()
    page = page_of(sign_in("political"), f"/people/{person.pk}/")
    assert "没有登记党组织关系" in page
    assert "非党员" not in page
    assert "非党员" in page_of(sign_in("political"), f"/people/{make_person().pk}/")


def test_months_are_asked_for_as_months(sign_in):
    person = make_person()
    for month in (2, 3, 4):
        make_month(person, month)
    client = sign_in("personnel")
    page = page_of(client, "/people/work/", month_from="2025-03", month_to="2025-03")
    assert "共 1 条" in page
    assert "月份：2025-03 — 2025-03" in page
    assert 'type="month"' in page
    assert "共 3 条" in page_of(client, "/people/work/", month_from="2025-13", month_to="x")


def test_the_page_of_a_row_stands_below_its_list(sign_in):
    person = make_person("林一禾")
    row = make_month(person)
    page = page_of(sign_in("personnel"), f"/people/work/{row.pk}/")
    crumbs = re.search(r'<nav class="crumbs".*?</nav>', page, re.S).group()
    assert 'href="/people/work/"' in crumbs
    assert 'href="/people/"' not in crumbs
    assert f'<a href="/people/{person.pk}/">林一禾</a>' in page
    assert re.search(r'href="/people/work/"\s+aria-current="page"', page), "the menu marks the place"


def test_every_file_has_a_button_that_takes_it_in(sign_in):
    page = page_of(sign_in("personnel"), "/people/")
    assert "导入豁免" in page
    assert "导入人员名册" in page
    assert "导入 KPI 结果" in page_of(sign_in("personnel"), "/goals/")
    assert "导入 KPI 结果" in page_of(sign_in("personnel"), "/goals/import/kpi/")


def test_sister_lists_have_titles_and_exports_of_their_own(sign_in):
    client = sign_in("personnel")
    assert "<title>重点任务 · 目标业绩 · 双轮</title>" in page_of(client, "/goals/tasks/")
    assert "<title>出勤 · 双轮</title>" in page_of(client, "/people/work/")
    answer = client.get("/goals/tasks/", {"export": "csv"})
    assert "，重点任务。" in b"".join(answer.streaming_content).decode()


def test_rare_and_long_names_are_found_and_shown(sign_in):
    names = ["𠮷一禾", "阿依古丽·买买提江·阿卜杜热合曼·吐尔逊"]
    for name in names:
        make_person(name)
    client = sign_in("personnel")
    for name in names:
        assert name in page_of(client, "/people/", q=name[:2])


def test_a_unit_leads_to_its_people_and_to_what_lies_below_it(sign_in):
    root = make_unit("总院")
    unit = make_unit("一所", parent=root)
    branch = make_branch("一支部", unit=unit)
    page = page_of(sign_in("personnel"), f"/organization/units/{unit.pk}/")
    assert f'<a href="/organization/party/{branch.pk}/">一支部</a>' in page
    assert f'<a href="/organization/units/{root.pk}/">总院</a>' in page
    make_person("林一禾", unit=unit)
    make_person("沈知微", unit=root)
    people = page_of(sign_in("personnel"), "/people/", unit=unit.path)
    assert "林一禾" in people
    assert "沈知微" not in people
    assert f"/people/?unit={unit.path.replace('/', '%2F')}" in page


def test_what_lies_above_the_own_range_is_named_and_not_linked(sign_in):
    root = make_unit("总院")
    unit = make_unit("一所", parent=root)
    client = sign_in("section_head", unit=unit)
    page = page_of(client, f"/organization/units/{unit.pk}/")
    assert "总院" in page
    assert f'href="/organization/units/{root.pk}/"' not in page
    assert client.get(f"/organization/units/{root.pk}/").status_code == 404
    assert Unit._base_manager.count() == 2
