"""Acts of the day itself: opening and closing the sign-in, signing in, marking by hand."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.audit import note, operation
from shuanglun.base.checkin.models import USED, How
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.learning.choices import PLANNED, Presence
from shuanglun.records.learning.models import Enrolment, Session
from shuanglun.records.learning.operations.enrolling import locked, locked_roster
from shuanglun.records.learning.rules import sessions as rules

RIGHT = "learning.keep"


@operation(RIGHT, act="learning.open_checkin", label="打开培训签到")
def open_checkin(*, session: Session, at: datetime, until: datetime) -> Session:
    """Open signing in on the session's day."""
    row = locked(session)
    rules.may_open_checkin(row.state, row.on, row.begins_at, at, timezone.localdate(at)).or_refuse()
    if timezone.localdate(until) != row.on:
        raise RefusedError(f"签到须在上课当天（{row.on}）截止，请改早截止时间。", "until")
    row.open_checkin(at, until)
    row.save()
    return row


@operation(RIGHT, act="learning.close_checkin", label="关闭培训签到")
def close_checkin(*, session: Session, at: datetime) -> Session:
    """Close signing in."""
    row = locked(session)
    row.close_checkin(at)
    row.save()
    return row


@operation("learning.sign_in", act="learning.sign_in", label="培训签到", clash=USED)
def sign_in(*, enrolment: Enrolment, at: datetime, how: str, ticket: str) -> Enrolment:
    """One scan makes one attendance. Few queries: three hundred people do this within a minute.

    `enrolment.session` is the session as it was just read. Raises RefusedError for somebody without a place, on
    another day, or signed in before; or when somebody else used the ticket, or the session was finished meanwhile.
    """
    session, today = enrolment.session, timezone.localdate(at)
    rules.may_sign_in(enrolment.state, session.state, session.on, today).or_refuse()
    changed = Enrolment.objects.with_place().filter(pk=enrolment.pk, signed_at=None, session__in=_held(session)).update(
        signed_at=at, how=how, ticket=ticket, presence=Presence.PRESENT
    )  # fmt: skip
    if not changed:
        now = Enrolment.objects.select_related("session").get(pk=enrolment.pk)
        rules.may_sign_in(now.state, now.session.state, now.session.on, today).or_refuse()
        raise RefusedError("已经签到，不必重复。")
    return enrolment


def _held(session: Session) -> QuerySet:
    """The session if it is still planned, held until the scan is written: part of the scan's one UPDATE.

    Why the lock: an UPDATE of PostgreSQL that waited for somebody's row judges only that row anew; what it asked other
    tables stays as it was when it began. So a condition on the session alone would let a scan through that waited for
    `finish_session`. A locking sub-query waits for the session itself, which finishing holds, and judges that row anew.
    Session before enrolment is the order of every act here, so none waits for the other. SQLite has one writer at a
    time, who sees what the last one left.
    """
    return Session.objects.select_for_update(no_key=True).filter(pk=session.pk, state=PLANNED).values("pk")


@operation(RIGHT, act="learning.mark_presence", label="登记到课")
def mark_presence(*, session: Session, present: list[Enrolment], excused: list[Enrolment], at: datetime) -> Session:
    """Write down who came and who comes another time; whoever is in neither list did not come. Signed-in people stay
    present: a scan is not undone here, but corrected after finishing, with a reason."""
    row = locked(session)
    rules.may_mark(row.state, row.begins_at, at).or_refuse()
    here, later = ({item.pk for item in rows} for rows in (present, excused))
    if here & later:
        raise RefusedError("同一个人不能既到课又改期，请核对。", "excused")
    with acting(Actor.system("登记到课")):
        roster = locked_roster(row)
    for enrolment in roster:
        _marked(enrolment, here, later, at)
    note.batch(f"到课登记：培训班次 {row.pk}", roster)
    return row


def _marked(enrolment: Enrolment, here: set[int], later: set[int], at: datetime) -> None:
    if enrolment.signed_at is not None and enrolment.how != How.HAND:
        return
    enrolment.presence = (
        Presence.PRESENT if enrolment.pk in here else Presence.EXCUSED if enrolment.pk in later else Presence.ABSENT
    )
    is_here = enrolment.presence == Presence.PRESENT
    enrolment.signed_at, enrolment.how = (at, How.HAND) if is_here else (None, "")
    enrolment.save()
