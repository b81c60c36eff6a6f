"""Signing in by QR: one scan, one person, once."""

from __future__ import annotations

import re
import time as clock
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.checkin import codes
from shuanglun.records.life.models import Attendance, Meeting
from shuanglun.records.life.operations import attending
from shuanglun.records.life.operations import meetings as acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(branch) -> Meeting:
    """A meeting of today, open for signing in."""
    row = branch.plan(on=timezone.localdate(), begins_at=None)
    with branch.kept():
        now = timezone.now()
        return attending.open_checkin(meeting=row, until=now + timedelta(hours=1), at=now)


def code(meeting: Meeting) -> str:
    return codes.code(meeting.checkin_key, "life", meeting.pk, clock.time())


def ticket(client: Client, meeting: Meeting) -> str:
    """Scan, and read where the button leads."""
    answer = client.get(reverse("life:scan", args=[code(meeting)]))
    assert answer.status_code == 200
    found = re.search(r'action="(/life/t/[^"]+)"', answer.content.decode())
    assert found
    return found[1]


def by_number(person) -> dict[str, str]:
    return {"staff_no": person.staff_no, "name": person.name}


def present() -> list[str]:
    with acting(Actor.system("test")):
        return sorted(Attendance.objects.filter(presence="present").values_list("person__name", flat=True))


def test_without_an_account_by_number_and_name(branch, meeting, client):
    where = ticket(client, meeting)
    answer = client.post(where, by_number(branch.people[3]))
    assert answer.status_code == 200 and "一支部丁" in answer.content.decode() and "签到成功" in answer.content.decode()
    row = branch.roster(meeting)["一支部丁"]
    assert (row.presence, row.how) == ("present", "number") and row.signed_at is not None


def test_a_repeat_answers_the_same_and_another_scan_is_told(branch, meeting, client):
    where = ticket(client, meeting)
    first, again = (client.post(where, by_number(branch.people[3])) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content.count("签到成功".encode()) == again.content.count("签到成功".encode()) == 1
    other = client.post(ticket(client, meeting), by_number(branch.people[3]))
    assert other.status_code == 200 and "已登记到会，不必重复签到" in other.content.decode()
    assert present() == ["一支部丁"]


def test_one_scan_signs_in_one_person(branch, meeting, client):
    where = ticket(client, meeting)
    client.post(where, by_number(branch.people[3]))
    answer = client.post(where, by_number(branch.people[4]))
    assert answer.status_code == 422 and "一次扫码只签一人" in answer.content.decode()
    assert present() == ["一支部丁"]


def test_with_an_account_in_one_tap(branch, meeting, sign_in):
    reader = sign_in("staff", person=branch.people[2], name=branch.people[2].name)
    answer = reader.get(reverse("life:scan", args=[code(meeting)]))
    assert "一支部丙 签到" in answer.content.decode()
    assert reader.post(ticket(reader, meeting)).status_code == 200
    assert branch.roster(meeting)["一支部丙"].how == "account"


def test_who_is_not_on_the_roster_or_gives_another_name_is_refused(branch, make, meeting, client):
    stranger = make("二支部").people[0]
    answer = client.post(ticket(client, meeting), by_number(stranger))
    assert answer.status_code == 422 and "不在这次会议的应到名单上" in answer.content.decode()
    wrong = {"staff_no": branch.people[3].staff_no, "name": "别人"}
    answer = client.post(ticket(client, meeting), wrong)
    assert answer.status_code == 422 and "工号和姓名对不上" in answer.content.decode()
    assert 'value="别人"' in answer.content.decode(), "what was typed stays"
    assert present() == []


def test_a_closed_or_old_code_is_refused(branch, meeting, client):
    old = codes.code(meeting.checkin_key, "life", meeting.pk, clock.time() - 120)
    assert "已经过期" in client.get(reverse("life:scan", args=[old])).content.decode()
    where = ticket(client, meeting)
    with branch.kept():
        attending.close_checkin(meeting=meeting, at=timezone.now())
    for answer in (
        client.get(reverse("life:scan", args=[code(meeting)])),
        client.post(where, by_number(branch.people[3])),
    ):
        assert answer.status_code == 422 and "签到已经关闭" in answer.content.decode()
    assert present() == []


def test_nobody_signs_in_at_two_meetings_of_one_hour(branch, meeting, client):
    hour = timezone.localtime().replace(second=0, microsecond=0).time()
    now = timezone.now()
    other = branch.plan(on=timezone.localdate(), title="同时", begins_at=None)
    with branch.kept():
        for row in (meeting, other):
            acts.edit_meeting(meeting=row, begins_at=hour, minutes=1)
            attending.open_checkin(meeting=row, until=now + timedelta(hours=1), at=now)
    with acting(Actor.system("test")):
        meeting, other = Meeting.objects.get(pk=meeting.pk), Meeting.objects.get(pk=other.pk)
    assert client.post(ticket(client, meeting), by_number(branch.people[3])).status_code == 200
    answer = client.post(ticket(client, other), by_number(branch.people[3]))
    assert answer.status_code == 422 and "同一时段已登记参加" in answer.content.decode()


def test_nonsense_is_answered_in_words(client):
    for address in ("/life/s/x/", "/life/s/life.999.1.abc/", "/life/t/x/"):
        answer = client.get(address)
        assert answer.status_code == 422 and "不是有效的签到码" in answer.content.decode()


def test_the_wall_shows_the_code_and_how_many_came(branch, meeting, sign_in, client):
    keeper = sign_in("branch_secretary", branch=branch.row)
    page = keeper.get(reverse("life:wall", args=[meeting.pk])).content.decode()
    assert "<svg" in page and "<b>0</b> / 5 人已到会" in page
    client.post(ticket(client, meeting), by_number(branch.people[3]))
    part = keeper.get(reverse("life:wall", args=[meeting.pk]), headers={"HX-Request": "true"}).content.decode()
    assert "<b>1</b> / 5 人已到会" in part and "<html" not in part


def test_signing_in_costs_few_queries(branch, meeting, client, django_assert_max_num_queries):
    where = ticket(client, meeting)
    with django_assert_max_num_queries(16):
        assert client.post(where, by_number(branch.people[3])).status_code == 200
