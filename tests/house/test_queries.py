"""Queries: each list against its recorded number, equal with few rows and with many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuanglun.base.actor import Actor, acting
from shuanglun.records.learning.models import StudyRecord
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from tests.house.records import one_of_each

LISTS = {
    "/people/": 8,
    "/people/work/": 8,
    "/organization/": 7,
    "/organization/party/": 7,
    "/life/": 8,
    "/life/issues/": 8,
    "/life/services/": 8,
    "/learning/": 8,
    "/learning/modules/": 8,
    "/goals/": 8,
    "/goals/tasks/": 8,
    "/goals/outcomes/": 8,
    "/surveys/": 8,
}


def counted(client, address: str) -> int:
    client.get(address)  # the first request writes the session
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db
def test_lists_ask_the_recorded_number_of_queries(sign_in):
    unit = make_unit("一所")
    branch = make_branch("一支部", unit=unit)
    one_of_each(make_person(unit=unit, branch=branch))
    reader = sign_in("personnel")
    few = {address: counted(reader, address) for address in LISTS}
    for _ in range(29):
        one_of_each(make_person(unit=unit, branch=branch))
    many = {address: counted(reader, address) for address in LISTS}
    assert few == many
    assert {address: count for address, count in many.items() if count > LISTS[address]} == {}


@pytest.mark.django_db
def test_five_thousand_rows_ask_no_more(sign_in):
    person = make_person(unit=make_unit("一所"))
    with acting(Actor.system("test")):
        StudyRecord.objects.bulk_create(
            StudyRecord(person=person, title=f"学习{number}", on=date(2025, 1, 1) + timedelta(number % 300), minutes=60)
            for number in range(5_000)
        )
        assert Person.objects.count() >= 1
    reader = sign_in("personnel")
    assert counted(reader, "/learning/") <= LISTS["/learning/"]
    assert counted(reader, "/learning/?page=40&sort=minutes") <= LISTS["/learning/"]
