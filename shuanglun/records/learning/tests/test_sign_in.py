"""Signing in by QR, as phones do it: over the web, with and without an account."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit.models import Entry
from shuanglun.base.checkin import codes
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.tests.factories import (
    KEEPER,
    make_session_today,
    member,
    open_today,
)

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
"""Of one sign-in by number and name: the session, the place, the act in its transaction, its entry in the trail."""


@pytest.fixture(autouse=True)
def _prepared(as_system: None) -> None:
    """Rows are prepared as the system; clients act through the web's own door."""


def scan(session: Session, client: Client, seconds: float = 0) -> tuple[int, str]:
    """The page that a scan opens, and where its button leads."""
    code = codes.code(session.checkin_key or "0" * 32, "learning", session.pk, time.time() + seconds)
    answer = client.get(reverse("learning:scan", args=[code]))
    found = re.search(r'action="(/learning/sign/[^"]+)"', answer.content.decode())
    return answer.status_code, found[1] if found else answer.content.decode()


def sign(client: Client, to: str, person: Any, name: str = "") -> tuple[int, str]:
    answer = client.post(to, {"staff_no": person.staff_no, "name": name or person.name})
    return answer.status_code, answer.content.decode()


def signed() -> list[tuple[int, str, str]]:
    rows = Enrolment.objects.exclude(signed_at=None).order_by("person_id")
    return [(row.person_id, row.presence, row.how) for row in rows]


def test_somebody_without_an_account_signs_in_with_number_and_name(client):
    person = member("林一禾")
    session = open_today(make_session_today(person))
    _, to = scan(session, client)
    status, page = sign(client, to, person)
    assert (status, "已签到" in page, "林一禾" in page) == (200, True, True)
    assert signed() == [(person.pk, "present", "number")]
    entry = Entry._base_manager.order_by("-seq").first()
    assert (entry.act, entry.actor, entry.person_id) == ("learning.sign_in", "林一禾", person.pk)


def test_somebody_with_an_account_taps_once(sign_in):
    person = member()
    session = open_today(make_session_today(person))
    client = sign_in("staff", person=person)
    _, to = scan(session, client)
    assert client.post(to).status_code == 200
    assert signed() == [(person.pk, "present", "account")]


def test_signing_in_twice_says_so_and_changes_nothing(client):
    person = member()
    session = open_today(make_session_today(person))
    _, to = scan(session, client)
    sign(client, to, person)
    before = Enrolment.objects.get().signed_at
    status, page = sign(client, to, person)
    assert (status, "不必重复" in page) == (200, False)
    status, page = sign(client, scan(session, client)[1], person)
    assert (status, "不必重复" in page) == (200, True)
    assert Enrolment.objects.get().signed_at == before


def test_one_scan_signs_in_one_person(client):
    first, second = member(), member()
    session = open_today(make_session_today(first, second))
    _, to = scan(session, client)
    sign(client, to, first)
    status, page = sign(client, to, second)
    assert (status, "一次扫码只签一人" in page) == (422, True)
    assert signed() == [(first.pk, "present", "number")]


@pytest.mark.parametrize("right_name", [True, False])
def test_somebody_not_on_the_roster_is_refused(client, right_name):
    stranger = member()
    session = open_today(make_session_today(member()))
    status, page = sign(client, scan(session, client)[1], stranger, "" if right_name else "他人")
    assert (status, ("不在本班次名单" if right_name else "对不上") in page) == (422, True)
    assert signed() == []


def test_somebody_who_waits_is_refused(client):
    first, second = member(), member()
    session = open_today(make_session_today(first, second, capacity=1))
    status, page = sign(client, scan(session, client)[1], second)
    assert (status, "还在候补" in page) == (422, True)
    assert signed() == []


def test_a_closed_code_is_refused(client):
    person = member()
    session = open_today(make_session_today(person))
    _, to = scan(session, client)
    with acting(KEEPER):
        operations.close_checkin(session=session, at=timezone.now())
    assert scan(session, client)[0] == 422
    status, page = sign(client, to, person)
    assert (status, "已经关闭" in page) == (422, True)
    assert signed() == []


@pytest.mark.parametrize("seconds", [-120, 120])
def test_a_photograph_of_an_old_code_is_refused(client, seconds):
    session = open_today(make_session_today(member()))
    status, page = scan(session, client, seconds)
    assert (status, "已经过期" in page) == (422, True)


def test_an_account_without_a_staff_file_is_told_what_to_do(sign_in):
    session = open_today(make_session_today(member()))
    client = sign_in("auditor")
    _, to = scan(session, client)
    assert client.post(to).status_code == 422
    assert signed() == []


def test_a_sign_in_asks_few_queries(client):
    people = [member() for _ in range(3)]
    session = open_today(make_session_today(*people))
    sign(client, scan(session, client)[1], people[0])
    counts = []
    for person in people[1:]:
        _, to = scan(session, client)
        with CaptureQueriesContext(connection) as queries:
            assert sign(client, to, person)[0] == 200
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= MOST_QUERIES


def test_the_wall_counts_and_shows_a_code(sign_in):
    person = member()
    session = open_today(make_session_today(person, member()))
    office = sign_in("political")
    page = office.get(reverse("learning:wall", args=[session.pk])).content.decode()
    assert "<svg" in page
    assert re.search(r"<b>0</b> / 2 人已到会", page)
    sign(Client(), scan(session, Client())[1], person)
    assert re.search(r"<b>1</b> / 2", office.get(reverse("learning:wall", args=[session.pk])).content.decode())
    with acting(Actor.system("test")):
        assert Session.objects.get().checkin_key not in page
