"""Places, waiting list, signing in."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from shuanglun.base.actor import Actor, Grant, acting
from shuanglun.base.audit import Forbidden
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import operations
from shuanglun.records.learning.models import (
    Enrolment,
    Session,
)
from shuanglun.records.learning.tests.factories import (
    BEFORE,
    DAY,
    KEEPER,
    PARTS,
    enrol,
    finish,
    make_course,
    make_session,
    member,
    moment,
    oneself,
)
from shuanglun.records.people.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_system")]


def test_the_first_who_waits_moves_up():
    session = make_session(capacity=2)
    people = [member() for _ in range(4)]
    rows = enrol(session, *people)
    assert [row.state for row in rows] == ["enrolled", "enrolled", "waiting", "waiting"]
    with acting(oneself(people[0])):
        operations.withdraw_myself(enrolment=rows[0], at=BEFORE)
    found = {row.person_id: row for row in Enrolment.objects.filter(session=session)}
    assert [found[person.pk].state for person in people] == ["withdrawn", "enrolled", "enrolled", "waiting"]
    assert found[people[2].pk].moved_up_at == BEFORE
    assert Session.objects.get(pk=session.pk).taken == 2


def test_one_who_returns_waits_behind_the_others():
    session = make_session(capacity=1)
    people = [member() for _ in range(3)]
    rows = enrol(session, *people)
    with acting(KEEPER):
        operations.withdraw(enrolment=rows[0], at=BEFORE, reason="公出")
    enrol(session, people[0])
    assert [row.person_id for row in Enrolment.objects.waiting()] == [people[2].pk, people[0].pk]


def test_more_places_move_the_list_up():
    session = make_session(capacity=1)
    rows = enrol(session, *(member() for _ in range(3)))
    with acting(KEEPER):
        operations.change_session(
            session=session, on=DAY, begins=time(9), ends=time(12), minutes=180, place="大教室", capacity=3,
            modules=list(session.course.modules.all()), at=BEFORE,
        )  # fmt: skip
    assert Enrolment.objects.with_place().count() == len(rows)
    assert Session.objects.get(pk=session.pk).taken == 3


def test_all_are_enrolled_or_none():
    session = make_session()
    people = [member(), member("陆知远")]
    enrol(session, people[1])
    with pytest.raises(RefusedError, match="陆知远已报名，不必重复报名"):
        enrol(session, *people)
    assert Enrolment.objects.count() == 1


def test_enrolment_ends_when_the_session_begins():
    session, person, late = make_session(), member(), member()
    [row] = enrol(session, person)
    with acting(oneself(late)), pytest.raises(RefusedError, match="不能再报名或退出"):
        operations.enrol_myself(session=session, person=late, at=moment("09:00"))
    with acting(KEEPER), pytest.raises(RefusedError, match="不能再报名或退出"):
        operations.withdraw(enrolment=row, at=moment("09:00"), reason="有事")
    assert Enrolment.objects.get().state == "enrolled"


def test_the_office_adds_who_walked_in_until_the_session_is_finished():
    session = make_session(capacity=2)
    enrol(session, member())
    with acting(KEEPER):
        with pytest.raises(RefusedError, match="剩余名额 1，不足 2 人，候补不再递补") as refused:
            operations.enrol(session=session, people=[member(), member()], at=moment("09:10"))
        assert refused.value.field == "people"
        [row] = operations.enrol(session=session, people=[member()], at=moment("12:10"))
    assert row.state == "enrolled"
    finish(session, [row])
    with acting(KEEPER), pytest.raises(RefusedError, match="班次已办结，不能再报名"):
        operations.enrol(session=session, people=[member()], at=moment("12:40"))
    assert Enrolment.objects.filter(presence="present").get() == row


def test_who_cannot_leave_any_more_is_told_of_leaving():
    held, cancelled = make_session(), make_session(on=date(2026, 3, 11))
    [came], [free] = enrol(held, member()), enrol(cancelled, member())
    finish(held, [came])
    with acting(KEEPER):
        operations.cancel_session(session=cancelled, reason="讲师有任务", at=BEFORE)
        for row, reason in ((came, "班次已办结，不能再退出。.*更正"), (free, "班次已取消，名额随之作废，不必退出。")):
            with pytest.raises(RefusedError, match=reason):
                operations.withdraw(enrolment=row, at=BEFORE, reason="有事")
    assert set(Enrolment.objects.values_list("state", flat=True)) == {"enrolled"}


def test_nobody_enrols_somebody_else():
    session, me, other = make_session(), member(), member()
    with acting(oneself(me)), pytest.raises(Forbidden):
        operations.enrol_myself(session=session, person=other, at=BEFORE)
    assert not Enrolment.objects.exists()


def test_a_course_for_members_takes_members():
    session = make_session(make_course(parts=PARTS[:2], audience="member"))
    with pytest.raises(RefusedError, match="本课程面向党员"):
        enrol(session, make_person())
    enrol(session, member())


def test_the_database_lets_nobody_overfill_a_session():
    session = make_session(capacity=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(taken=2)


def sign(row: Enrolment, at: str = "09:05", ticket: str = "t1") -> Enrolment:
    row = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    grant = Grant("learning.sign_in", "own", str(row.person_id))
    with acting(Actor(row.person.name, row.person_id, "attendee", (grant,))):
        return operations.sign_in(enrolment=row, at=moment(at), how="account", ticket=ticket)


def test_signing_in_makes_attendance_once():
    [row] = enrol(make_session(), member())
    sign(row)
    with pytest.raises(RefusedError, match="不必重复"):
        sign(row, "09:06", "t2")
    row.refresh_from_db()
    assert (row.presence, row.ticket, row.signed_at) == ("present", "t1", moment("09:05"))


def test_a_scan_that_comes_after_finishing_is_refused():
    session = make_session()
    [row] = enrol(session, member())
    late = Enrolment.objects.select_related("session__course", "person").get(pk=row.pk)
    finish(session, [])
    grant = Grant("learning.sign_in", "own", str(row.person_id))
    with (
        acting(Actor("某人", row.person_id, "attendee", (grant,))),
        pytest.raises(RefusedError, match="班次已办结，不能再签到"),
    ):
        operations.sign_in(enrolment=late, at=moment("12:31"), how="account", ticket="t1")
    row.refresh_from_db()
    assert (row.presence, row.signed_at, row.ticket) == ("absent", None, None)


def test_a_ticket_serves_one_person():
    first, second = enrol(make_session(), member(), member())
    sign(first)
    with pytest.raises(RefusedError, match="一次扫码只签一人"):
        sign(second)
    second.refresh_from_db()
    assert second.presence == ""


def test_who_waits_does_not_sign_in():
    rows = enrol(make_session(capacity=1), member(), member())
    with pytest.raises(RefusedError, match="还在候补"):
        sign(rows[1])


def test_nobody_signs_in_today_to_a_session_of_tomorrow():
    [row] = enrol(make_session(), member())
    row = Enrolment.objects.select_related("session__course").get(pk=row.pk)
    grant = Grant("learning.sign_in", "own", str(row.person_id))
    with (
        acting(Actor("某人", row.person_id, "attendee", (grant,))),
        pytest.raises(RefusedError, match="上课日期是 2026-03-10，今天不能签到"),
    ):
        operations.sign_in(enrolment=row, at=BEFORE, how="account", ticket="t")
    assert Enrolment.objects.get().signed_at is None


@pytest.mark.parametrize(
    ("at", "until", "reason"),
    [
        (BEFORE, BEFORE, "还没有到上课日期"),
        (moment("06:59"), moment("12:00"), "最早在开课前 2 小时打开，即 07:00"),
        (moment("13:00", date(2026, 3, 11)), moment("14:00", date(2026, 3, 11)), "已经过了上课日期"),
        (moment("15:00"), moment("01:00", date(2026, 3, 11)), "须在上课当天"),
        (moment("09:00"), moment("08:00"), "已经过去"),
    ],
)
def test_the_sign_in_opens_on_the_day_only(at, until, reason):
    session = make_session()
    with acting(KEEPER), pytest.raises(RefusedError, match=reason):
        operations.open_checkin(session=session, at=at, until=until)
    assert Session.objects.get().checkin_key == ""
