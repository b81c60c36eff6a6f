"""Queries: each list against its recorded number, equal with few rows and with many."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuanglun.base.actor import Actor, acting
from shuanglun.base.imports.models import Batch
from shuanglun.base.jobs.models import Job
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.learning.models import StudyRecord
from shuanglun.records.people.models import Person
from shuanglun.records.people.tests.factories import make_branch, make_person, make_unit
from shuanglun.scores.scoring import operations as scoring
from shuanglun.scores.scoring.models import Run
from tests.house.records import one_of_each
from tests.house.test_doors import patterns

LISTS = {
    "/people/": 7,
    "/people/work/": 7,
    "/organization/": 6,
    "/organization/party/": 6,
    "/life/": 7,
    "/life/sign-ins/": 7,
    "/life/issues/": 7,
    "/life/services/": 7,
    "/learning/": 7,
    "/learning/modules/": 7,
    "/learning/courses/": 7,
    "/learning/sessions/": 6,
    "/learning/hours/": 9,
    "/learning/certificates/": 7,
    "/goals/": 7,
    "/goals/tasks/": 7,
    "/goals/outcomes/": 7,
    "/surveys/means/": 7,
}
IN_THEIR_ROOMS = {
    "/life/branches/": "life: test_branches_and_the_year_of_one_ask_a_constant_number_of_queries",
    "/life/hints/": "life: test_the_list_asks_as_often_for_many_as_for_few",
    "/accounts/users/": "accounts: test_the_list_of_accounts_asks_a_constant_number_of_queries",
    "/indicators/": "indicators: test_a_list_of_many_costs_as_much",
    "/learning/kinds/": "learning: test_the_list_of_kinds_asks_a_constant_number_of_queries",
    "/snapshots/": "snapshots: test_the_list_asks_as_often_for_many_as_for_few",
    "/surveys/": "surveys: test_the_lists_ask_as_often_for_many_as_for_few",
    "/surveys/instruments/": "surveys: test_the_list_of_instruments_asks_a_constant_number_of_queries",
    "/life/candid/": "life: test_the_list_asks_as_often_for_many_as_for_few",
    "/life/talks/": "life: test_the_ledgers_ask_as_often_for_many_as_for_few",
    "/life/care/": "life: test_the_ledgers_ask_as_often_for_many_as_for_few",
    "/goals/tree/all/": "goals: test_lists_of_the_tree_ask_no_more_for_many",
    "/goals/tree/reviews/": "goals: test_lists_of_the_tree_ask_no_more_for_many",
    "/pattern/": "the living pattern page reads no table",
}
OF_THE_HOUSE = {"/audit/": 6, "/jobs/": 6, "/scoring/": 6, "/people/import/roster/": 6}
"""Lists that fill with what people do, not with records."""


def counted(client, address: str) -> int:
    client.get(address)  # the first request writes the session
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.django_db
def test_every_list_is_counted_somewhere(sign_in):
    readers = [sign_in(role) for role in ("personnel", "political", "integration", "auditor", "security_admin")]
    plain = [f"/{route}" for route, *_ in patterns() if "<" not in route and "import" not in route]
    answers = [(address, reader.get(address)) for address in plain for reader in readers]
    lists = {address for address, answer in answers if any(part.name == "ui/list.html" for part in answer.templates)}
    assert lists >= set(LISTS)
    assert lists - {*LISTS, *IN_THEIR_ROOMS, *OF_THE_HOUSE} == set()


@pytest.mark.django_db
def test_what_people_do_fills_lists_that_ask_no_more(sign_in):
    readers = {"/audit/": sign_in("auditor"), **dict.fromkeys(("/jobs/", "/scoring/", "/people/import/roster/"))}
    person = make_person()
    officer = sign_in("personnel", person=person)
    asked = []
    for numbers in (range(2), range(2, 62)):
        for number in numbers:
            done(number, person)
        asked.append({address: counted(readers[address] or officer, address) for address in OF_THE_HOUSE})
    assert asked[0] == asked[1]
    assert {address: count for address, count in asked[1].items() if count > OF_THE_HOUSE[address]} == {}


def done(number: int, person: Person) -> None:
    """One more row of each list: an act in the trail, a job, a run, a batch."""
    at = datetime(2026, 1, 1, number // 30, number % 30, tzinfo=UTC)
    with acting(Actor.system("test")):
        snapshot = Snapshot.objects.create(
            name=f"2025Y-{number:02d}", begins_on=date(2025, 1, 1), ends_on=date(2026, 1, 1), state="queued",
            created_by="测试", created_at=at,
        )  # fmt: skip
        run = Run.objects.create(name=f"{number}", snapshot=snapshot, requested_by="测试", requested_at=at)
        scoring.cancel(run=run)
        Job.objects.create(kind="test", label="测试", actor={}, person_id=person.pk, state="done")
        Batch.objects.create(
            kind="people.roster", file_name=f"{number}.csv", size=1, created_by="测试", person_id=person.pk
        )


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
