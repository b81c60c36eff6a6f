"""Acts on candid meetings: plan, gather, examine, hold, rectify, look back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from shuanglun.base import bulk
from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters.queries import value
from shuanglun.base.two_people import gives_a_reason
from shuanglun.base.verdicts import Refused, RefusedError
from shuanglun.records.life import parameters
from shuanglun.records.life.choices import CandidKind, Candor
from shuanglun.records.life.models import CandidMeeting, Criticism, Meeting, Opening, Opinion, SelfCheck
from shuanglun.records.life.models.candid import HELD_AS
from shuanglun.records.life.queries.candid import progress
from shuanglun.records.life.rules import candid as rules
from shuanglun.records.life.rules import talks as talk_rules
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person

ONE_A_YEAR = Refused("这个党组织该年度已有同类生活会，请在原有的一份上继续。", "year")
TAKEN = Refused("这次会议已属于另一份生活会，请重新选择。", "meeting")


@operation("life.keep", act="life.plan_candid", label="拟订生活会方案", clash=ONE_A_YEAR)
def plan(
    *, branch: PartyOrganization, kind: str, year: int, theme: str, text: str, host: Person, persons: list[Person],
    planned_on: date | None, approved_on: date | None, today: date,
) -> CandidMeeting:  # fmt: skip
    """Plan the year's meeting of a branch with those who take part. One of each kind a year."""
    rules.may_plan(kind, approved_on, planned_on, today).or_refuse()
    row = CandidMeeting(
        branch=branch, kind=kind, year=year, theme=theme, plan=text, host=host, planned_on=planned_on,
        approved_on=approved_on,
    )  # fmt: skip
    row.save()
    _roster(row, persons)
    return row


@operation("life.keep", act="life.edit_candid", label="修改生活会方案")
def edit(
    *, candid: CandidMeeting, theme: str, text: str, host: Person, persons: list[Person], planned_on: date | None,
    approved_on: date | None, today: date,
) -> CandidMeeting:  # fmt: skip
    """Change the plan; who takes part is settled before self-checks are handed in."""
    if candid.stage not in (rules.PLAN, rules.OPINIONS, rules.TALKS):
        raise RefusedError(f"会议现处“{rules.STAGES[candid.stage]}”环节，方案不再修改。")
    rules.may_plan(candid.kind, approved_on, planned_on, today).or_refuse()
    candid.theme, candid.plan, candid.host = theme, text, host
    candid.planned_on, candid.approved_on = planned_on, approved_on
    candid.save()
    _roster(candid, persons)
    return candid


def _roster(candid: CandidMeeting, persons: list[Person]) -> None:
    """Those who take part; nobody who has handed in is taken off."""
    there = {check.person_id: check for check in candid.checks.all()}
    kept = {person.pk for person in persons}
    gone = [check for person, check in there.items() if person not in kept]
    if any(check.handed_at for check in gone):
        raise RefusedError("已提交对照检查材料的同志不能从参加人员中去掉。", "persons")
    new = [SelfCheck.objects.create(candid=candid, person=person) for person in persons if person.pk not in there]
    if new:
        note.batch(f"参加人员：生活会 {candid.pk}", new)
    if gone:
        note.batch(f"去掉的参加人员：生活会 {candid.pk}", gone, gone=True)
        candid.checks.filter(pk__in=[check.pk for check in gone]).delete()


@operation("life.keep", act="life.move_candid", label="推进生活会环节")
def move(*, candid: CandidMeeting, step: str, today: date) -> CandidMeeting:
    """Begin the next stage, once this one has what it needs. Entering rectification sets the terms that run from the
    day of the meeting."""
    rules.FLOW.may(candid, step).or_refuse()
    rules.may_leave(candid.stage, progress(candid, today)).or_refuse()
    rules.FLOW.move(candid, step)
    if candid.stage == rules.RECTIFY and candid.meeting:
        _set_terms(candid, candid.meeting.on)
    candid.save()
    return candid


@operation("life.keep", act="life.return_candid", label="退回生活会上一环节")
def go_back(*, candid: CandidMeeting, reason: str) -> CandidMeeting:
    """Return to the stage before, saying why. Nothing that was written is lost; terms are set anew on the way forward."""
    gives_a_reason(reason, "退回").or_refuse()
    if candid.stage not in rules.BACK:
        raise RefusedError("已经是第一个环节，不能再退回。")
    rules.FLOW.move(candid, rules.BACK[candid.stage].name)
    candid.save()
    note.reason(reason)
    return candid


def _set_terms(candid: CandidMeeting, held_on: date) -> None:
    last = rules.last_day(held_on, value(parameters.ISSUE_LIST_DAYS, held_on))
    checks = list(SelfCheck._base_manager.filter(candid=candid, is_excused=False).order_by("pk"))
    for check in checks:
        check.list_due_on = last
    bulk.update(checks, ["list_due_on"])
    if checks:
        note.batch(f"清单期限：{candid}（{candid.pk}）", checks)
    if candid.kind == CandidKind.DEMOCRATIC_LIFE:
        candid.report_due_on = rules.last_day(held_on, value(parameters.REPORT_DAYS, held_on))


@operation("life.keep", act="life.explain_candid", label="说明未征求意见或未谈话")
def explain(*, candid: CandidMeeting, about: str, words: str) -> CandidMeeting:
    """Say why there was no opinion (`opinions_note`) or no talk (`talks_note`)."""
    if about not in ("opinions_note", "talks_note"):
        raise ValueError(about)
    if not words.strip():
        raise RefusedError("请写明征求（谈话）的方式、范围和没有的原因。", "words")
    setattr(candid, about, words)
    candid.save()
    return candid


@operation("life.keep", act="life.gather_opinions", label="登记征求意见")
def gather(
    *, candid: CandidMeeting, channel: str, about: str, texts: list[str], gathered_on: date, today: date
) -> CandidMeeting:
    """Write down opinions word for word, without who gave them."""
    rules.may_gather(candid.stage, gathered_on, today).or_refuse()
    if not texts:
        raise RefusedError("还没有填写意见。", "texts")
    for text in texts:
        note(Opinion.objects.create(candid=candid, channel=channel, about=about, text=text, gathered_on=gathered_on))
    return candid


@operation("life.own", act="life.hand_in_self_check", label="提交对照检查材料")
def hand_in(*, check: SelfCheck, text: str, at: datetime) -> SelfCheck:
    """Hand in the own self-check, or a better one, until the meeting."""
    talk_rules.is_side(current(), check.person_id, "提交对照检查材料").or_refuse()
    rules.may_hand_in(check.candid.stage, check.is_excused, text).or_refuse()
    check.text, check.handed_at = text, at
    check.save()
    return check


@operation("life.keep", act="life.excuse_self_check", label="登记免交对照检查材料")
def excuse(*, check: SelfCheck) -> SelfCheck:
    """Somebody hands in nothing, or after the meeting no list of issues. Why is not written down: the same word for
    everybody (G-05). A text that was handed in stays the person's own."""
    rules.may_excuse(check.candid.stage, check.is_excused, bool(check.handed_at), bool(check.listed_on)).or_refuse()
    check.is_excused = True
    check.save()
    return check


@operation("life.keep", act="life.include_self_check", label="撤销免交")
def include(*, check: SelfCheck) -> SelfCheck:
    """Somebody was excused by mistake and hands in after all; the term runs from the day of the meeting as for all."""
    candid = check.candid
    if not check.is_excused or candid.stage in (rules.LOOK_BACK, rules.CLOSED):
        raise RefusedError("没有登记免交，或整改已经结束，不需要撤销。")
    check.is_excused = False
    if candid.stage == rules.RECTIFY and candid.meeting and check.list_due_on is None:
        held_on = candid.meeting.on
        check.list_due_on = rules.last_day(held_on, value(parameters.ISSUE_LIST_DAYS, held_on))
    check.save()
    return check


@operation("life.view", act="life.open_self_check", label="查阅对照检查材料")
def open_self_check(*, check: SelfCheck, reason: str, at: datetime) -> Opening:
    """The host or the political-work office opens somebody's self-check, says why, and the person sees it."""
    actor = current()
    if check.candid.host_id != actor.person_id and not actor.may("life.review"):
        raise RefusedError("对照检查材料限本人、主持人和政工部门查阅。")
    if not reason.strip():
        raise RefusedError("请写明查阅理由；本人会看到谁、何时、为什么查阅。", "reason")
    return Opening._base_manager.create(self_check=check, about=check.person, name=actor.name, reason=reason, at=at)


@operation("life.keep", act="life.link_candid", label="关联已召开的会议", clash=TAKEN)
def link(*, candid: CandidMeeting, meeting: Meeting, today: date) -> CandidMeeting:
    """Say which meeting of the branch's book this was."""
    fits = meeting.kind == HELD_AS[candid.kind]
    if candid.stage != rules.MEETING:
        raise RefusedError("到“开会”环节才关联会议。")
    rules.may_link(candid.kind, fits, meeting.branch_id == candid.branch_id, meeting.on, today).or_refuse()
    candid.meeting = meeting
    candid.save()
    return candid


@operation("life.keep", act="life.record_criticism", label="登记批评与自我批评")
def record_exchange(
    *, candid: CandidMeeting, kind: str, speaker: Person, addressee: Person, issue: str, happened: str, response: str
) -> Criticism:
    """Put into the minutes what was said about an issue. It stays there: nothing counts it (G-07)."""
    same = speaker.pk == addressee.pk
    rules.may_record_exchange(candid.stage, kind == Candor.SELF, same, happened).or_refuse()
    taking_part = set(candid.checks.values_list("person_id", flat=True))
    for who, field in ((speaker, "speaker"), (addressee, "addressee")):
        if who.pk not in taking_part:
            raise RefusedError(f"{who.name}不在参加人员中，请核对。", field)
    values: dict[str, Any] = {"issue": issue, "happened": happened, "response": response}
    return Criticism.objects.create(candid=candid, kind=kind, speaker=speaker, addressee=addressee, **values)


@operation("life.own", act="life.respond_criticism", label="回应批评意见")
def respond(*, exchange: Criticism, response: str) -> Criticism:
    """The one it was said to answers in the own words."""
    talk_rules.is_side(current(), exchange.addressee_id, "回应").or_refuse()
    if exchange.candid.stage not in (rules.MEETING, rules.RECTIFY):
        raise RefusedError("开会和整改环节可以回应。")
    exchange.response = response
    exchange.save()
    return exchange


@operation("life.keep", act="life.report_candid", label="登记会议情况上报")
def report(*, candid: CandidMeeting, reported_on: date, today: date) -> CandidMeeting:
    """The organization above has been told how the meeting went."""
    held_on = candid.meeting.on if candid.meeting else None
    rules.may_report(reported_on, held_on, today).or_refuse()
    candid.reported_on = reported_on
    candid.save()
    return candid
