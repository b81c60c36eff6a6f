"""Acts on places: enrolling, waiting, leaving, moving up. The session's row is locked while its list changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning import queries
from shuanglun.records.learning.choices import EnrolmentState
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.parameters import DAY_MINUTES
from shuanglun.records.learning.rules import sessions as rules
from shuanglun.records.people.models import Person

LIST = Actor.system("班次名额和候补次序")
"""Places are counted over the whole house, whoever asks for one."""


def locked(session: Session) -> Session:
    """The session as it stands, held until the transaction ends, so that two never take the last place."""
    return Session.objects.select_for_update(of=("self",)).select_related("course").get(pk=session.pk)


def locked_roster(row: Session) -> list[Enrolment]:
    """Who has a place, each row held until the transaction ends, in the order of their numbers: nothing that is written
    about one of them between reading and writing is lost."""
    rows = Enrolment.objects.select_for_update(of=("self",)).with_place().filter(session=row)
    return list(rows.select_related("person").order_by("pk"))


@operation("learning.keep", act="learning.enrol", label="登记报名")
def enrol(*, session: Session, people: list[Person], at: datetime) -> list[Enrolment]:
    """Enrol people in the order given; without a free place they wait. All of them or none. Also while the session is on
    and after it, until it is finished: then there must be a place."""
    row = locked(session)
    rules.may_take_in(row.state, row.course.state).or_refuse()
    rules.has_room(row.begins_at, at, row.free, len(people)).or_refuse()
    return _enrolled(row, people, at)


@operation("learning.own", act="learning.enrol_myself", label="本人报名")
def enrol_myself(*, session: Session, person: Person, at: datetime) -> Enrolment:
    """Enrol oneself before the session begins, or wait for a place."""
    row = locked(session)
    rules.may_enrol(row.state, row.begins_at, at, row.course.state).or_refuse()
    return _enrolled(row, [person], at)[0]


def _enrolled(row: Session, people: list[Person], at: datetime) -> list[Enrolment]:
    by, keys = current().name, sorted(person.pk for person in people)
    with acting(LIST):
        # Locked in the order of their numbers: two sessions at one time never both take the same person.
        list(Person.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        known = {item.person_id: item for item in Enrolment.objects.filter(session=row, person__in=keys)}
        _may_all(row, people, known)
        found = [_placed(row, known.get(person.pk), person, at, by) for person in people]
    row.save(update_fields=["taken"])
    note(row)
    return found


def _may_all(row: Session, people: Iterable[Person], known: dict[int, Enrolment]) -> None:
    rows = list(people)
    keys = [person.pk for person in rows]
    clashes: dict[int, list[str]] = {}
    for clash in queries.clashing(keys, row.on, row.begins, row.ends, but=row):
        clashes.setdefault(clash.person_id, []).append(str(clash.session))
    others, day = queries.minutes_on(keys, row.on, but=row), parameters.value(DAY_MINUTES, row.on)
    for person in rows:
        standing = known.get(person.pk)
        if standing is not None and standing.state != EnrolmentState.WITHDRAWN:
            raise RefusedError(f"{person.name}{standing.get_state_display()}，不必重复报名。", "people")
        rules.is_meant_for(row.course.audience, person.is_member, person.name).or_refuse()
        rules.has_time(clashes.get(person.pk, []), person.name).or_refuse()
        rules.within_day(others.get(person.pk, 0) + row.minutes, day, "people", person.name).or_refuse()


def _placed(row: Session, known: Enrolment | None, person: Person, at: datetime, by: str) -> Enrolment:
    enrolment = known or Enrolment(session=row, person=person)
    enrolment.turn = 1 + (Enrolment.objects.filter(session=row).aggregate(last=Max("turn"))["last"] or 0)
    enrolment.at, enrolment.by, enrolment.moved_up_at = at, by, None
    enrolment.state = EnrolmentState.ENROLLED if row.free > 0 else EnrolmentState.WAITING
    row.taken += enrolment.state == EnrolmentState.ENROLLED
    enrolment.save()
    note(enrolment)
    return enrolment


@operation("learning.own", act="learning.withdraw_myself", label="本人退出班次")
def withdraw_myself(*, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Give one's place up before the session begins; the first who waits moves up."""
    return _withdrawn(enrolment, at)


@operation("learning.keep", act="learning.withdraw", label="登记退出班次")
def withdraw(*, enrolment: Enrolment, at: datetime, reason: str) -> Enrolment:
    """Take somebody off the list before the session begins, with the reason; the first who waits moves up."""
    gives_a_reason(reason, "退出").or_refuse()
    note.reason(reason)
    return _withdrawn(enrolment, at)


def _withdrawn(enrolment: Enrolment, at: datetime) -> Enrolment:
    row = locked(enrolment.session)
    held = Enrolment.objects.select_related("person").get(pk=enrolment.pk)
    rules.may_leave(held.state, held.person.name).or_refuse()
    rules.may_free_place(row.state, row.begins_at, at).or_refuse()
    row.taken -= held.state == EnrolmentState.ENROLLED
    held.state, held.presence, held.signed_at, held.how, held.ticket = EnrolmentState.WITHDRAWN, "", None, "", None
    held.save()
    row.save(update_fields=["taken"])
    note(row)
    move_up(row, at)
    return held


def move_up(row: Session, at: datetime) -> list[Enrolment]:
    """Give free places to those who wait, in their turn. Part of an act that holds the session's row."""
    with acting(LIST):
        moved = list(Enrolment.objects.waiting().filter(session=row)[: max(0, row.free)])
        for enrolment in moved:
            _moved_up(enrolment, at)
    if moved:
        row.taken += len(moved)
        _counted(row)
    return moved


def _moved_up(enrolment: Enrolment, at: datetime) -> None:
    enrolment.state, enrolment.moved_up_at = EnrolmentState.ENROLLED, at
    enrolment.save()
    note(enrolment)


def _counted(row: Session) -> None:
    row.save(update_fields=["taken"])
