"""Several at once: the last place has one taker, a ticket one person, and one person one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time
from threading import Barrier, Event

import pytest
from django.db import connection, connections
from django.db.models import F

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import Enrolment, Session, StudyRecord
from shuanglun.records.learning.operations import attending, finishing
from shuanglun.records.learning.tests.factories import (
    AFTER,
    BEFORE,
    KEEPER,
    enrol,
    make_session,
    member,
    moment,
    oneself,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("as_system")]
AT_ONCE = 4


def at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Do them in threads that start together; returns what each was refused for, "" if it was done."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
        except RefusedError as refused:
            return refused.reason
        finally:
            connection.close()
            connections.close_all()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_the_last_places_go_to_who_came_first():
    session, people = make_session(capacity=2), [member() for _ in range(AT_ONCE)]

    def join(person):
        def act():
            with acting(oneself(person)):
                operations.enrol_myself(session=session, person=person, at=BEFORE)

        return act

    assert at_once([join(person) for person in people]) == [""] * AT_ONCE
    rows = list(Enrolment.objects.order_by("turn").values_list("turn", "state"))
    assert rows == [(1, "enrolled"), (2, "enrolled"), (3, "waiting"), (4, "waiting")]
    assert Session.objects.get().taken == 2


def test_one_person_takes_one_of_two_sessions_at_one_time():
    person = member()
    sessions = [make_session(begins=time(9 + hour), ends=time(12 + hour)) for hour in range(2)]

    def join(session):
        def act():
            with acting(oneself(person)):
                operations.enrol_myself(session=session, person=person, at=BEFORE)

        return act

    refused = [reason for reason in at_once([join(session) for session in sessions]) if reason]
    assert len(refused) == 1
    assert "不能在两处上课" in refused[0]
    assert Enrolment.objects.count() == Session.objects.filter(taken=1).count() == 1


def test_three_taps_of_one_person_make_one_attendance():
    [row] = enrol(make_session(), member())
    row = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    actor = Actor("某人", row.person_id, "attendee", (Grant("learning.sign_in", "own", str(row.person_id)),))

    def tap(number):
        def act():
            with acting(actor):
                operations.sign_in(enrolment=row, at=moment("09:00"), how="account", ticket=f"t{number}")

        return act

    refused = at_once([tap(number) for number in range(3)])
    assert sorted(refused) == ["", "已经签到，不必重复。", "已经签到，不必重复。"]
    assert Enrolment.objects.exclude(signed_at=None).count() == 1
    assert not Session.objects.filter(taken__gt=F("capacity")).exists()


def scan_meanwhile(monkeypatch, module, name: str, row: Enrolment, at: datetime, act: Callable[[], object]) -> str:
    """Do the act, which stops once at the named step, with the roster already read; somebody scans there. The scan gets
    a second to be done before the act goes on: without a lock it is, with one it waits. Returns why it was refused."""
    scanner, go_on = Event(), Event()
    step = getattr(module, name)

    def stop(*args):
        if not scanner.is_set():
            scanner.set()
            go_on.wait(1)
        return step(*args)

    monkeypatch.setattr(module, name, stop)
    row = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    actor = Actor("某人", row.person_id, "attendee", (Grant("learning.sign_in", "own", str(row.person_id)),))

    def scan():
        scanner.wait(10)
        try:
            with acting(actor):
                operations.sign_in(enrolment=row, at=at, how="account", ticket="t")
        finally:
            go_on.set()

    def write():
        with acting(KEEPER):
            act()

    refused = at_once([write, scan])
    assert refused[0] == ""
    return refused[1]


def test_a_scan_while_attendance_is_marked_is_not_lost(monkeypatch):
    session = make_session()
    [row] = enrol(session, member())
    at = moment("09:30")
    refused = scan_meanwhile(
        monkeypatch, attending, "_marked", row, at,
        lambda: operations.mark_presence(session=session, present=[], excused=[], at=at),
    )  # fmt: skip
    row.refresh_from_db()
    assert (refused, row.presence, row.how, row.signed_at) == ("", "present", "account", at)


def test_a_scan_while_a_session_is_finished_is_refused_and_leaves_nothing(monkeypatch):
    session = make_session()
    [row] = enrol(session, member())
    refused = scan_meanwhile(
        monkeypatch, finishing, "_within_the_day", row, AFTER,
        lambda: operations.finish_session(session=session, at=AFTER),
    )  # fmt: skip
    row.refresh_from_db()
    assert refused == "班次已办结，不能再签到。请联系培训组织人员。"
    assert (row.presence, row.signed_at, row.ticket) == ("absent", None, None)
    assert not StudyRecord.objects.exists()
