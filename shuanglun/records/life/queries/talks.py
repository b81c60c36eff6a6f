"""What is asked about talks and what was promised in them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from django.db.models import Count, Q
from django.urls import reverse

from shuanglun.base.actor import current
from shuanglun.base.todo import OpenItem
from shuanglun.base.verdicts import Allowed, Refused, Verdict
from shuanglun.records.life.choices import TalkActKind
from shuanglun.records.life.models import Care, FollowUp, Talk, TalkAct
from shuanglun.records.life.rules import talks as rules
from shuanglun.records.organization.models import PartyOrganization


def mine() -> Q:
    """Talks that the acting account keeps or the acting person leads."""
    actor = current()
    kept = Q(kept_account=actor.account_id) if actor.account_id else Q(pk=None)
    return kept | (Q(talker_id=actor.person_id) if actor.person_id else Q(pk=None))


def knows(row: Talk) -> bool:
    """Whether the acting person reads the words of a talk without giving a reason: whoever sat there; the person it is
    with not before it took place."""
    return row.opens_to(current().person_id)


def keeps(row: Talk | Care) -> bool:
    """Whether the acting account wrote the record down."""
    actor = current()
    return actor.account_id is not None and actor.account_id == row.kept_account


def reads_plan(row: Talk) -> bool:
    """Whether the acting person reads topic and outline: who reads the words, and whoever wrote the plan."""
    return knows(row) or keeps(row)


def wrote(row: Talk) -> bool:
    """Whether the acting account wrote down what was said."""
    actor = current()
    return actor.account_id is not None and actor.account_id == row.recorded_account


def reads_record(row: Talk) -> bool:
    """Whether the acting person reads again what was said: who reads the words, and whoever wrote them down."""
    return knows(row) or wrote(row)


def unseen(row: Talk) -> set[str]:
    """Words of a talk that the acting person does not read, though they may write others."""
    plan, record = reads_plan(row), reads_record(row)
    sees = {"topic": plan, "content": record, "place": plan or record, "recorder": plan or record}
    return {name for name, is_seen in sees.items() if not is_seen}


def acts_of(row: Talk, *, opened: bool = False) -> list[TalkAct]:
    """What was done with a talk, for those who may read the words of it: a refusal is read by both sides, all else by
    who leads the talk, who wrote it and who did it."""
    actor = current()
    is_inside = row.leads(actor.person_id) or keeps(row) or wrote(row)

    def reads(act: TalkAct) -> bool:
        if opened or (actor.account_id is not None and act.account == actor.account_id):
            return True
        return row.has_side(actor.person_id) if act.kind == TalkActKind.OBJECTED else is_inside

    return [act for act in row.acts.order_by("at", "pk") if reads(act)]


def promised_in(row: Talk | Care) -> list[FollowUp]:
    """What was promised there, each with what was done with it."""
    return list(row.follow_ups.select_related("owner").prefetch_related("acts").order_by("due_on", "pk"))


def hands_on(row: Talk | Care) -> bool:
    """Whether the acting person may hand on or revoke what was promised there."""
    about = row.subject_id if isinstance(row, Talk) else row.person_id
    return current().may("life.talk") and bool(rules.may_hand_on(current(), about))


def may_mend(row: Talk, verb: str) -> Verdict:
    """Whether the acting person may change or give up what stands there: the person it is with only what is their own."""
    return Allowed() if keeps(row) or wrote(row) else rules.may_mend(current(), row.subject_id, verb)


def may_withdraw(row: Talk) -> Verdict:
    """Whether the acting person may withdraw the record, and nothing binds it to stay."""
    mine = rules.may_mend(current(), row.subject_id, "撤销")
    if isinstance(mine, Refused):
        return mine
    objections = row.acts.filter(kind=TalkActKind.OBJECTED).count()
    return rules.may_withdraw(objections, FollowUp.objects.running().filter(talk=row).count())


def kind_words(row: Talk) -> str:
    """The kind, for those who may know it. That somebody was reminded or admonished is told to the sides, to whoever
    wrote it down and to the office that reviews; others read that there was a talk."""
    actor = current()
    is_open = not row.is_by_two or row.has_side(actor.person_id) or keeps(row) or actor.may("life.review")
    return row.get_kind_display() if is_open else "谈话"


def knows_care(row: Care) -> bool:
    """Whether the acting person reads why care was given: the person, whoever wrote it down, the reviewing office."""
    actor = current()
    return actor.person_id == row.person_id or keeps(row) or actor.may("life.review")


def talk_rate(branch: PartyOrganization, year: int) -> tuple[int, int, Fraction | None]:
    """谈心谈话落实 of a branch in a year: talks held, talks planned or held, and min(1, done / planned).

    The rate is None without a plan: missing, not zero (methods §2).
    """
    rows = Talk.objects.filter(subject__branch=branch, on__year=year).exclude(state__in=rules.GIVEN_UP)
    counts = rows.aggregate(planned=Count("pk"), done=Count("pk", filter=Q(state__in=rules.HELD)))
    planned, done = counts["planned"], counts["done"]
    return done, planned, rules.talk_rate(done, planned)


def open_own(on: date) -> list[OpenItem]:
    """What waits for the person: to answer a talk, to sign one that was led, to do what was promised."""
    me = current().person_id
    answers = Talk.objects.filter(subject_id=me, state=rules.AWAITING)
    signs = Talk.objects.filter(state=rules.DRAFT).filter(
        Q(talker_id=me, talker_signed_at=None) | Q(second_id=me, second_signed_at=None)
    )
    items = [OpenItem(f"确认{row}", f"{row.on} 的谈话", _own(row), None, "party") for row in answers]
    items += [OpenItem(f"确认谈话记录 {row.number}", f"{row.on} 的谈话", _own(row), None, "party") for row in signs]
    promised = FollowUp.objects.running().filter(owner_id=me).order_by("due_on", "pk")
    return items + [
        OpenItem(f"办理跟踪事项：{row.what}", "谈话与关怀", reverse("life:followup", args=[row.pk]), row.due_on)
        for row in promised
    ]


def open_kept(on: date) -> list[OpenItem]:
    """What waits for whoever keeps talks: plans whose day has come, records that were sent back, promises of others that
    are late."""
    plans = Talk.objects.planned().filter(mine(), on__lte=on).select_related("subject").order_by("on", "pk")
    items = [
        OpenItem(f"登记谈话：{row.subject.name}", kind_words(row), reverse("life:talk", args=[row.pk]), row.on, "party")
        for row in plans
    ]
    account = current().account_id
    items += [
        OpenItem(
            f"修改谈话记录：{row.subject.name}", "谈话人已退回", reverse("life:talk", args=[row.pk]), None, "party"
        )
        for row in _sent_back(account)
    ]
    late = FollowUp.objects.running().filter(due_on__lt=on)
    late = late.filter(Q(talk__kept_account=account) | Q(care__kept_account=account)) if account else late.none()
    return items + [
        OpenItem("跟踪事项逾期", f"责任人 {row.owner.name}", _kept(row), row.due_on)
        for row in late.select_related("owner").order_by("due_on", "pk")
    ]


def _sent_back(account: int | None) -> list[Talk]:
    """Records for whoever wrote them; those of a time when that was not kept, for whoever set the talk down."""
    if account is None:
        return []
    wrote = Q(recorded_account=account) | Q(recorded_account=None, kept_account=account)
    return list(Talk.objects.filter(wrote, state=rules.RETURNED).select_related("subject").order_by("on", "pk"))


def _own(row: Talk) -> str:
    return reverse("life:my_talk", args=[row.pk])


def _kept(row: FollowUp) -> str:
    return reverse("life:talk" if row.talk_id else "life:care_record", args=[row.talk_id or row.care_id])
