"""Acts on talks: plan, record, sign, send back, answer, amend, withdraw, open, follow up, hand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit import note, operation
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.life.choices import Reach, TalkActKind, Trigger
from shuanglun.records.life.models import CandidMeeting, Care, FollowUp, Opening, Talk, TalkAct
from shuanglun.records.life.queries import talks as queries
from shuanglun.records.life.rules import talks as rules
from shuanglun.records.life.rules.talks import Sides
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person


@dataclass(frozen=True)
class Held:
    """What is written down of a talk that took place. The outline belongs to the plan and stays as it was."""

    on: date
    place: str
    recorder: str
    topic: str
    content: str
    reach: str = Reach.REVIEW


@operation("life.talk", act="life.plan_talk", label="计划谈话")
def open_talk(
    *, kind: str, subject: Person, sides: Sides, on: date, today: date, trigger: str = Trigger.REGULAR, topic: str = "",
    outline: str = "", place: str = "", candid: CandidMeeting | None = None,
) -> Talk:  # fmt: skip
    """Plan a talk with somebody by a day. Other rooms call this when something of theirs asks for one (a transfer)."""
    rules.may_plan_for(on, today).or_refuse()
    row = _new(kind, subject, sides, on, trigger, candid)
    row.topic, row.outline, row.place = topic, outline, place
    row.save()
    return row


@operation("life.talk", act="life.record_talk", label="登记谈话")
def record(
    *, kind: str, subject: Person, sides: Sides, held: Held, at: datetime, today: date, trigger: str = Trigger.REGULAR,
    candid: CandidMeeting | None = None,
) -> Talk:  # fmt: skip
    """Write down a talk that nobody had planned."""
    row = _new(kind, subject, sides, held.on, trigger, candid)
    return _recorded(row, sides, held, at, today)


@operation("life.talk", act="life.record_planned_talk", label="登记计划中的谈话")
def record_planned(*, talk: Talk, sides: Sides, held: Held, at: datetime, today: date) -> Talk:
    """Write down a talk that was planned."""
    row = _standing(talk)
    rules.FLOW.may(row, "record").or_refuse()
    return _recorded(row, sides, held, at, today)


@operation("life.talk", act="life.amend_talk", label="修改谈话记录")
def amend(*, talk: Talk, sides: Sides, held: Held, at: datetime, today: date) -> Talk:
    """Write down anew what was sent back or refused. Everybody is asked again; a refusal is kept with what was refused."""
    row = _standing(talk)
    rules.FLOW.may(row, "amend").or_refuse()
    queries.may_mend(row, "修改").or_refuse()
    if not queries.reads_record(row):
        rules.may_amend_unread(Sides(row.talker_id, row.second_id), sides, row.reach == held.reach).or_refuse()
    if row.state == rules.REFUSED:
        words = "\n本人意见：".join(filter(None, (row.subject_note, row.subject_view)))
        note(TalkAct.objects.create(
            talk=row, about=row.subject, kind=TalkActKind.OBJECTED, name=row.subject.name, at=row.answered_at or at,
            words=words, content=row.content,
        ))  # fmt: skip
    row.talker_signed_at = row.second_signed_at = row.answered_at = None
    row.subject_view = row.subject_note = ""
    return _recorded(row, sides, held, at, today, step="amend")


@operation("life.talk", act="life.cancel_talk", label="取消谈话计划")
def cancel(*, talk: Talk, reason: str, at: datetime) -> Talk:
    """The talk will not take place."""
    row = _standing(talk)
    queries.may_mend(row, "取消").or_refuse()
    return _moved(row, "cancel", TalkActKind.CANCELLED, reason, at)


@operation("life.talk", act="life.withdraw_talk", label="撤销谈话记录")
def withdraw(*, talk: Talk, reason: str, at: datetime) -> Talk:
    """A record that the person has not been asked about should not have been written; that it was stays in the list."""
    row = _standing(talk)
    queries.may_withdraw(row).or_refuse()
    return _moved(row, "withdraw", TalkActKind.WITHDRAWN, reason, at)


def _standing(talk: Talk) -> Talk:
    """The talk as it stands now, held until the act is done: both sides may act in the same moment."""
    return Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)


def _moved(row: Talk, step: str, kind: str, reason: str, at: datetime) -> Talk:
    """Take a step that needs a reason, which is kept."""
    rules.FLOW.move(row, step)
    gives_a_reason(reason, rules.FLOW.step(step).label).or_refuse()
    row.save()
    actor = current()
    note(TalkAct.objects.create(
        talk=row, about=row.subject, kind=kind, name=actor.name, account=actor.account_id, at=at, words=reason
    ))  # fmt: skip
    return row


def _new(
    kind: str, subject: Person, sides: Sides, on: date, trigger: str, candid: CandidMeeting | None
) -> Talk:  # fmt: skip
    rules.may_sit(kind, sides, subject.pk).or_refuse()
    actor = current()
    return Talk(
        number=_number(on.year), kind=kind, trigger=trigger, subject=subject, talker_id=sides.talker,
        second_id=sides.second, on=on, candid=candid, kept_by=actor.name, kept_account=actor.account_id,
    )  # fmt: skip


def _number(year: int) -> str:
    """The next free number of the year, over the whole house."""
    with acting(Actor.system("谈话编号")):
        # Whoever writes a talk holds the lock of all numbers until it is kept: the first unit, which nobody deletes.
        list(Unit.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])
        last = Talk.objects.filter(number__startswith=f"谈{year}-").aggregate(last=Max("number"))["last"]
    return f"谈{year}-{int(last.partition('-')[2]) + 1 if last else 1:05d}"


def _recorded(
    talk: Talk, sides: Sides, held: Held, at: datetime, today: date, step: str = "record"
) -> Talk:  # fmt: skip
    rules.may_sit(talk.kind, sides, talk.subject_id).or_refuse()
    # Who cannot see the words that stand there does not empty them: asked before anybody takes another seat.
    words = {name: getattr(held, name) for name in ("place", "recorder", "topic", "content")}
    kept = {name for name in queries.unseen(talk) if not words[name].strip()}
    words |= {name: getattr(talk, name) for name in kept}
    rules.was_held(held.on, today, words["content"]).or_refuse()
    for name, value in {**words, "on": held.on, "reach": held.reach}.items():
        setattr(talk, name, value)
    talk.talker_id, talk.second_id = sides.talker, sides.second
    if "content" not in kept:
        talk.recorded_account = current().account_id
    rules.FLOW.move(talk, step)
    _signed(talk, at)
    talk.save()
    return talk


def _signed(talk: Talk, at: datetime) -> None:
    """Sign for the side on which the acting person sat; when all of that side have, it is the subject's turn."""
    me = current().person_id
    if me is not None and me == talk.talker_id:
        talk.talker_signed_at = at
    elif me is not None and me == talk.second_id:
        talk.second_signed_at = at
    if talk.talker_signed_at and (talk.second_id is None or talk.second_signed_at):
        rules.FLOW.move(talk, "sign")


@operation("life.own", act="life.sign_talk", label="谈话人确认记录")
def sign(*, talk: Talk, at: datetime) -> Talk:
    """Whoever led the talk, or sat beside, confirms what somebody else wrote down."""
    row = _standing(talk)
    rules.FLOW.may(row, "sign").or_refuse()
    rules.leads_it(current(), row.talker_id, row.second_id, "确认谈话记录").or_refuse()
    _signed(row, at)
    row.save()
    return row


@operation("life.own", act="life.return_talk", label="退回谈话记录")
def send_back(*, talk: Talk, reason: str, at: datetime) -> Talk:
    """Whoever led the talk, or sat beside, does not sign what was written down: back to whoever wrote it. What one of
    two has signed falls, since another text will be asked about."""
    row = _standing(talk)
    rules.FLOW.may(row, "return").or_refuse()
    rules.leads_it(current(), row.talker_id, row.second_id, "退回修改").or_refuse()
    row.talker_signed_at = row.second_signed_at = None
    return _moved(row, "return", TalkActKind.RETURNED, reason, at)


@operation("life.own", act="life.answer_talk", label="确认或不确认谈话")
def answer(*, talk: Talk, agrees: bool, view: str, words: str, at: datetime) -> Talk:
    """The person confirms the record, or refuses with a note; both may add the own view."""
    row = _standing(talk)
    rules.is_side(current(), row.subject_id, "确认").or_refuse()
    if not agrees:
        rules.may_object(words).or_refuse()
    rules.FLOW.move(row, "agree" if agrees else "object")
    row.subject_view, row.subject_note, row.answered_at = view, "" if agrees else words, at
    row.save()
    return row


@operation("life.review", act="life.open_talk_content", label="查阅谈话内容")
def open_content(*, talk: Talk, reason: str, at: datetime) -> Opening:
    """Somebody who did not sit there opens what was said; the subject sees who, when and why."""
    rules.may_open(talk.state, talk.reach, reason).or_refuse()
    return Opening._base_manager.create(talk=talk, about=talk.subject, name=current().name, reason=reason, at=at)


@operation("life.talk", act="life.promise", label="登记跟踪事项")
def promise(*, origin: Talk | Care, what: str, owner: int, due_on: date, today: date) -> FollowUp:
    """Set down what was promised, who does it (the key of a person, also of another department) and until when."""
    rules.may_follow_up(due_on, today).or_refuse()
    if isinstance(origin, Talk) and not origin.is_held:
        raise RefusedError("谈话登记以后再登记跟踪事项。")
    about = origin.subject if isinstance(origin, Talk) else origin.person
    where = {"talk": origin} if isinstance(origin, Talk) else {"care": origin}
    return FollowUp.objects.create(about=about, what=what, owner_id=owner, due_on=due_on, **where)


@operation("life.own", act="life.finish_follow_up", label="办结跟踪事项")
def finish(*, follow_up: FollowUp, result: str, today: date) -> FollowUp:
    """Whoever promised tells what came of it."""
    row = _promised(follow_up)
    rules.is_side(current(), row.owner_id, "办结").or_refuse()
    rules.still_runs(row.done_on, row.revoked_on).or_refuse()
    rules.may_finish(result).or_refuse()
    row.result, row.done_on = result, today
    row.save()
    return row


@operation("life.talk", act="life.reassign_follow_up", label="改派跟踪事项")
def reassign(*, follow_up: FollowUp, owner: int, due_on: date, reason: str, at: datetime, today: date) -> FollowUp:
    """Somebody else (the key of a person, also of another department) does what was promised, or by another day."""
    row = _promised(follow_up)
    rules.may_hand_on(current(), row.about_id).or_refuse()
    rules.still_runs(row.done_on, row.revoked_on).or_refuse()
    rules.may_reassign((row.owner_id, row.due_on), (owner, due_on), today).or_refuse()
    gives_a_reason(reason, "改派").or_refuse()
    before = _duty(row)
    row.owner_id, row.due_on = owner, due_on
    row.save()
    _explained(row, TalkActKind.REASSIGNED, f"由{before}改为{_duty(row)}：{reason}", at)
    return row


@operation("life.talk", act="life.revoke_follow_up", label="撤销跟踪事项")
def revoke(*, follow_up: FollowUp, reason: str, at: datetime, today: date) -> FollowUp:
    """Nobody has to do it any more."""
    row = _promised(follow_up)
    rules.may_hand_on(current(), row.about_id).or_refuse()
    rules.still_runs(row.done_on, row.revoked_on).or_refuse()
    gives_a_reason(reason, "撤销").or_refuse()
    row.revoked_on = today
    row.save()
    _explained(row, TalkActKind.REVOKED, reason, at)
    return row


def _promised(follow_up: FollowUp) -> FollowUp:
    """The promise as it stands now, held until the act is done: it may be finished and handed on in the same moment."""
    return FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)


def _duty(row: FollowUp) -> str:
    with acting(Actor.system("跟踪事项责任人")):  # who does it may belong to another department
        owner = Person.objects.get(pk=row.owner_id)
    return f"{owner.name}（期限 {row.due_on}）"


def _explained(row: FollowUp, kind: str, words: str, at: datetime) -> None:
    actor = current()
    note(TalkAct.objects.create(
        follow_up=row, about=row.about, kind=kind, name=actor.name, account=actor.account_id, at=at, words=words
    ))  # fmt: skip
