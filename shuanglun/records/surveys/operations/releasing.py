"""Reviewing written opinions, the one release, and the end of the raw ballots."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.canonical import canonical
from shuanglun.base.two_people import has_a_name, is_another_person
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.choices import RemarkState, SubjectKind
from shuanglun.records.surveys.models import Ballot, Campaign, PublishedMean, Release, Remark
from shuanglun.records.surveys.operations.campaigns import fresh
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import counting


@operation("surveys.run", act="surveys.review_remark", label="审核文字意见")
def review_remark(*, remark: Remark, shown: str) -> Remark:
    """What is shown of a written opinion; empty words withhold it."""
    remark = _under_review(remark)
    if remark.is_fact:
        raise RefusedError("反向测评的事实不公布，只能留作核实线索或者不采用。")
    remark.shown, remark.reviewed_by = shown.replace("\r\n", "\n").strip(), current().name
    remark.state = RemarkState.RELEASED if remark.shown else RemarkState.WITHHELD
    remark.save()
    return remark


@operation("surveys.run", act="surveys.review_fact", label="处理反向测评事实")
def review_fact(*, remark: Remark, is_lead: bool) -> Remark:
    """Keep a fact of the reverse list as a lead, or set it aside. It is never published: nothing was verified and nobody
    was heard yet (G-08)."""
    remark = _under_review(remark)
    if not remark.is_fact:
        raise RefusedError("这是文字意见，请审核公布文字。")
    remark.state, remark.reviewed_by = RemarkState.LEAD if is_lead else RemarkState.WITHHELD, current().name
    remark.save()
    return remark


def _under_review(remark: Remark) -> Remark:
    """The row as it stands, locked: the raw words may have been destroyed since it was loaded."""
    campaign = fresh(remark.campaign)
    rows = Remark.objects.select_for_update(of=("self",)).select_related("subject")
    found = rows.filter(pk=remark.pk).first()
    if found is None:
        raise RefusedError("这条意见已经随原始票销毁。")
    found.campaign, remark = campaign, found
    if remark.subject and remark.subject.person_id and remark.subject.person_id == current().person_id:
        raise RefusedError("这条意见是关于您本人的，请由其他人审核。")
    if campaign.state != rules.SEALED:
        raise RefusedError("文字意见在封箱以后、公布以前审核。")
    return remark


@operation("surveys.open", act="surveys.release", label="公布测评结果")
def release(*, campaign: Campaign, at: datetime) -> Campaign:
    """Publish once, by another person than who prepared the campaign (G-14): every figure that may be shown and no
    other. The rows are counted anew: what was changed since the sealing is found here, and nothing is published."""
    campaign = fresh(campaign)
    has_a_name(current(), "公布").or_refuse()
    is_another_person(
        current(),
        campaign.submitted_account,
        campaign.submitted_person,
        "公布人须与提交测评的人不同，请由另一位负责人公布。",
    ).or_refuse()
    _is_no_subject(campaign)
    rules.CAMPAIGN_FLOW.may(campaign, "release").or_refuse()
    rules.may_release(campaign.state, has_ballots=campaign.ballots_gone_at is None).or_refuse()
    if Remark.objects.filter(campaign=campaign, state=RemarkState.PENDING).exists():
        raise RefusedError("还有文字意见没有审核，请先审核：可能认出写的人的内容要先删去。")
    counts = queries.by_database(campaign)
    if counting.digest(counts) != campaign.tally_digest or queries.root_now(campaign) != campaign.root:
        raise RefusedError("选票与封箱时不一致，没有公布。请审计员核查数据库。")
    body = queries.released_body(campaign, counts)
    digest = hashlib.sha256(canonical(body)).hexdigest()
    row = Release.objects.create(campaign=campaign, body=body, digest=digest)
    means = _means(campaign, body, timezone.localdate(at))
    campaign.released_by, campaign.released_at = current().name, at
    rules.CAMPAIGN_FLOW.move(campaign, "release")
    campaign.save()
    note(row)
    if means:
        note.batch("测评公布结果", means)
    return campaign


def _is_no_subject(campaign: Campaign) -> None:
    me = current().person_id
    if me and any(subject.person_id == me for subject in queries.subjects(campaign)):
        raise RefusedError("您是这次测评的对象，结果须由其他负责人公布。")


def _means(campaign: Campaign, body: dict, on: date) -> list[PublishedMean]:
    """The aggregates that may become evidence (only these enter the catalogue of facts)."""
    subjects = queries.subjects(campaign)
    taken = PublishedMean._base_manager.filter(campaign=campaign.title).exists()  # an import may have used the name
    name = f"{campaign.title[:66]}（测评 {campaign.pk}）" if taken else campaign.title
    rows = [
        PublishedMean(
            person_id=subject.person_id, campaign=name, head=head, mean=Decimal(fact["mean"]),
            opinions=fact["n"], published_on=on,
        )
        for section in body["sections"]
        if section["kind"] == SubjectKind.PERSON
        for shown in section["subjects"]
        for subject in [subjects[shown["index"]]]
        for head, fact in shown["feeds"].items()
    ]  # fmt: skip
    return PublishedMean.objects.bulk_create(rows)


@operation("surveys.run", act="surveys.destroy_ballots", label="销毁原始票")
def destroy_ballots(*, campaign: Campaign, at: datetime) -> Campaign:
    """Delete the raw ballots and the unredacted opinions of a sealed campaign; the release, the leaves and the root stay."""
    campaign = fresh(campaign)
    if campaign.state not in (rules.SEALED, rules.RELEASED):
        raise RefusedError("封箱以后、保存期满才能销毁原始票。")
    Ballot._base_manager.filter(campaign=campaign.uid).delete()
    remarks = list(Remark._base_manager.filter(campaign=campaign).order_by("uid"))
    if remarks:
        note.batch("文字意见", remarks, gone=True)
    Remark._base_manager.filter(campaign=campaign).delete()
    campaign.ballots_gone_at = at
    campaign.save(update_fields=["ballots_gone_at"])
    return campaign
