"""Acts on a campaign that is being prepared: particulars, classes, subjects, voters; handing over; cancelling."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from shuanglun.base import review
from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.parameters import queries as parameters
from shuanglun.base.two_people import gives_a_reason, is_another_person
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.people.models import Person
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.choices import Mode, SubjectKind, VersionState
from shuanglun.records.surveys.models import Campaign, Envelope, PaperSheet, RosterEntry, Subject, VoterClass
from shuanglun.records.surveys.parameters import GAP_MINUTES
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import rosters

RIGHT, OPEN_RIGHT = "surveys.run", "surveys.open"


def fresh(campaign: Campaign) -> Campaign:
    """The campaign as it stands now, locked until the act ends: what a screen or a job loaded may be older, and judging it
    would undo what somebody did meanwhile."""
    return Campaign.objects.select_for_update(of=("self",)).select_related("version__instrument").get(pk=campaign.pk)


PARTICULARS = (
    "title", "version", "mode", "purpose", "picks", "level", "issue_from", "issue_until", "cast_from", "cast_until",
)  # fmt: skip


@operation(RIGHT, act="surveys.draft_campaign", label="起草测评")
def draft_campaign(**values: Any) -> Campaign:
    """A new campaign with the classes that are usual for its kind."""
    row = _filled(Campaign(), values)
    row.save()
    kinds = rosters.default_classes(row.version.instrument.kind)
    classes = [
        VoterClass(campaign=row, code=code, label=label, weight=weight, order=order)
        for order, (code, label, weight) in enumerate(kinds)
    ]
    VoterClass.objects.bulk_create(classes)
    note.batch("评价主体类别", classes)
    return row


@operation(RIGHT, act="surveys.edit_campaign", label="修改测评")
def edit_campaign(*, campaign: Campaign, **values: Any) -> Campaign:
    """Other particulars, before it is handed over."""
    campaign = _editable(campaign)
    _filled(campaign, values).save()
    return campaign


def _filled(row: Campaign, values: dict[str, Any]) -> Campaign:
    for name in PARTICULARS:
        setattr(row, name, values.get(name, getattr(row, name, None)))
    if row.version.state != VersionState.PUBLISHED:
        raise RefusedError("只能使用已发布的测评表版本。", "version")
    if row.mode == Mode.ONSITE:
        row.issue_from = row.issue_until = None
    gap = parameters.value(GAP_MINUTES, timezone.localdate())
    rules.windows_fit(row.windows, gap, is_online=row.is_online).or_refuse()
    if Campaign.objects.filter(title=row.title).exclude(pk=row.pk).exists():
        raise RefusedError(f"已有名为“{row.title}”的测评，请换一个名称（如加上年度）。", "title")
    return row


def _editable(campaign: Campaign) -> Campaign:
    row = fresh(campaign)
    if not row.is_editable:
        raise RefusedError(f"测评{row.get_state_display()}，名册、对象和时间不能再改；只有草稿和已退回的可以。")
    return row


@operation(RIGHT, act="surveys.set_classes", label="设定评价主体和权重")
def set_classes(*, campaign: Campaign, classes: list[tuple[str, str, int]]) -> Campaign:
    """The voter classes: code, label, weight in basis points. A class with voters cannot go."""
    campaign = _editable(campaign)
    codes = [code for code, _, _ in classes]
    if not classes or len(set(codes)) != len(codes):
        raise RefusedError("评价主体的代号不能重复，至少要有一类。")
    if sum(weight for _, _, weight in classes) != rosters.WHOLE:
        raise RefusedError(f"权重合计 {sum(weight for _, _, weight in classes) / 100:g}%，应为 100%。")
    gone = list(campaign.classes.exclude(code__in=codes))
    held = RosterEntry.objects.filter(voter_class__in=gone).select_related("voter_class").first()
    if held is not None:
        raise RefusedError(f"{held.voter_class.code} 类还有名册人员，请先移出或改列其他类，再删除这一类。")
    known = {row.code: row for row in campaign.classes.all()}
    rows = []
    for order, (code, label, weight) in enumerate(classes):
        row = known.get(code) or VoterClass(campaign=campaign, code=code)
        row.label, row.weight, row.order = label, weight, order
        row.save()
        rows.append(row)
    for row in gone:
        note(row)
        row.delete()
    note.batch("评价主体类别", rows)
    return campaign


@operation(RIGHT, act="surveys.add_subjects", label="添加测评对象")
def add_subjects(*, campaign: Campaign, people: Iterable[Person] = (), body: str = "", unit: str = "/") -> Campaign:
    """People, or one body (the leading team of a unit, the unit itself); `unit` is the path of the unit it belongs to."""
    campaign = _editable(campaign)
    order = (Subject.objects.filter(campaign=campaign).aggregate(last=Max("order"))["last"] or 0) + 1
    known = set(Subject.objects.filter(campaign=campaign).values_list("person_id", flat=True))
    rows = [
        Subject(
            campaign=campaign, kind=SubjectKind.PERSON, person=person, unit_path=person.unit_path, label=person.name,
            post=f"{person.unit.name}{person.post_name}", order=order + place,
        )
        for place, person in enumerate(person for person in people if person.pk not in known)
    ]  # fmt: skip
    if body:
        if Subject.objects.filter(campaign=campaign, label=body, kind=SubjectKind.BODY).exists():
            raise RefusedError(f"已有“{body}”。", "body")
        rows.append(Subject(campaign=campaign, kind=SubjectKind.BODY, unit_path=unit or "/", label=body, order=order))
    if not rows:
        raise RefusedError("没有新的对象：填写的人员都已在测评对象中。")
    Subject.objects.bulk_create(rows)
    note.batch("测评对象", rows)
    return campaign


@operation(RIGHT, act="surveys.remove_subject", label="移除测评对象")
def remove_subject(*, subject: Subject) -> Campaign:
    """Take a subject out."""
    campaign = _editable(subject.campaign)
    note(subject)
    subject.delete()
    return campaign


@operation(RIGHT, act="surveys.list_voters", label="列入测评名册")
def list_voters(*, voter_class: VoterClass, people: Iterable[Person] | QuerySet) -> VoterClass:
    """Put people on the roster under a class; who is on it already stays where they are. Raises RefusedError when
    nobody is new."""
    campaign = _editable(voter_class.campaign)
    known = set(RosterEntry.objects.filter(campaign=campaign).values_list("person_id", flat=True))
    rows = [
        RosterEntry(
            campaign=campaign,
            person=person,
            voter_class=voter_class,
            unit_id=person.unit_id,
            unit_path=person.unit_path,
        )
        for person in people
        if person.pk not in known
    ]
    if not rows:
        raise RefusedError("没有新的人员：符合条件的都已在名册上，或者没有符合条件的人。")
    RosterEntry.objects.bulk_create(rows, batch_size=1_000)
    note.batch("测评名册", rows)
    return voter_class


@operation(RIGHT, act="surveys.move_voter", label="改列评价主体类别")
def move_voter(*, entry: RosterEntry, voter_class: VoterClass) -> RosterEntry:
    """Another class for somebody on the roster."""
    _editable(entry.campaign)
    if voter_class.campaign_id != entry.campaign_id:
        raise RefusedError("请选择这次测评的评价主体类别。", "voter_class")
    entry.voter_class = voter_class
    entry.save(update_fields=["voter_class"])
    return entry


@operation(RIGHT, act="surveys.remove_voter", label="移出测评名册")
def remove_voter(*, entry: RosterEntry) -> RosterEntry:
    """Take somebody off the roster."""
    _editable(entry.campaign)
    entry.delete()
    return entry


def _chosen(campaign: Campaign, voters: QuerySet, expected: int) -> list[RosterEntry]:
    """The people of a roster that a filter left, if they are as many as the screen named."""
    rows = list(voters.filter(campaign=campaign).order_by("pk"))
    if len(rows) != expected:
        raise RefusedError(
            f"名册刚刚有变动：符合条件的现在是 {len(rows)} 人，不是 {expected} 人，没有办理。请返回名册核对后再办。"
        )
    return rows


@operation(RIGHT, act="surveys.move_voters", label="成批改列评价主体类别")
def move_voters(*, voter_class: VoterClass, voters: QuerySet, expected: int) -> VoterClass:
    """Another class for many people at once. `expected`: how many the screen named."""
    campaign = _editable(voter_class.campaign)
    rows = [row for row in _chosen(campaign, voters, expected) if row.voter_class_id != voter_class.pk]
    if not rows:
        raise RefusedError(f"这 {expected} 人都已经在“{voter_class}”，不用改列。", "voter_class")
    for row in rows:
        row.voter_class = voter_class
    RosterEntry.objects.bulk_update(rows, ["voter_class"], batch_size=1_000)
    note.batch("测评名册", rows)
    return voter_class


@operation(RIGHT, act="surveys.remove_voters", label="成批移出测评名册")
def remove_voters(*, campaign: Campaign, voters: QuerySet, expected: int) -> Campaign:
    """Take many people off the roster at once. `expected`: how many the screen named."""
    campaign = _editable(campaign)
    rows = _chosen(campaign, voters, expected)
    note.batch("测评名册", rows, gone=True)
    for start in range(0, len(rows), 900):  # by their keys: whoever changed units meanwhile is no other row
        RosterEntry.objects.filter(pk__in=[row.pk for row in rows[start : start + 900]]).delete()
    return campaign


@operation(RIGHT, act="surveys.submit", label="提交测评启动")
def submit(*, campaign: Campaign, at: datetime) -> Campaign:
    """Hand a prepared campaign to the second officer."""
    campaign = fresh(campaign)
    rosters.may_hand_over(queries.draft_of(campaign)).or_refuse()
    _is_early(campaign, at)
    review.submitted(rules.CAMPAIGN_FLOW, campaign, at)
    campaign.save()
    return campaign


def _is_early(campaign: Campaign, at: datetime) -> None:
    begins = campaign.issue_from or campaign.cast_from
    if (campaign.issue_until or campaign.cast_from) <= at:
        raise RefusedError(f"开始时间 {timezone.localtime(begins):%Y-%m-%d %H:%M} 已经过去，请先修改时间。")


@operation(OPEN_RIGHT, act="surveys.return", label="退回测评")
def send_back(*, campaign: Campaign, reason: str, at: datetime) -> Campaign:
    """The second officer sends it back, also where its opening failed."""
    campaign = fresh(campaign)
    step = "return" if campaign.state == review.SUBMITTED else "undo"
    review.returned(rules.CAMPAIGN_FLOW, campaign, at, reason, step)
    campaign.save()
    return campaign


@operation(OPEN_RIGHT, act="surveys.approve", label="批准测评启动")
def approve(*, campaign: Campaign, at: datetime) -> Campaign:
    """The second officer approves; a job freezes the roster and has the keys made."""
    campaign = fresh(campaign)
    _is_early(campaign, at)
    review.approved(rules.CAMPAIGN_FLOW, campaign, at)
    campaign.save()
    return campaign


def tell_sheets_gone(campaign: Campaign) -> None:
    """Within an act that deletes what was typed from paper: the trail tells which sheets are no more."""
    if sheets := list(PaperSheet.objects.filter(campaign=campaign).order_by("pk")):
        note.batch("纸质票录入", sheets, gone=True)


@operation(OPEN_RIGHT, act="surveys.cancel", label="取消测评")
def cancel(*, campaign: Campaign, reason: str) -> Campaign:
    """Give a campaign up before its box is opened: nothing is counted, what lies in the box is destroyed unopened, and the
    keys with it (`destroy_keys`, which the caller asks for next). Once it was opened it takes another person than who
    prepared it, as opening did."""
    campaign = fresh(campaign)
    gives_a_reason(reason, "取消").or_refuse()
    if campaign.opened_at:
        words = "启动以后取消测评，须由提交测评以外的另一位负责人办理。"
        is_another_person(current(), campaign.submitted_account, campaign.submitted_person, words).or_refuse()
    rules.CAMPAIGN_FLOW.move(campaign, "cancel")
    Envelope._base_manager.filter(campaign=campaign.uid).delete()
    tell_sheets_gone(campaign)
    PaperSheet.objects.filter(campaign=campaign).delete()
    campaign.review_words = reason
    campaign.save()
    note.reason(reason)
    return campaign


@operation(RIGHT, act="surveys.remind", label="提醒全体参加人")
def remind(*, campaign: Campaign, words: str, at: datetime) -> Campaign:
    """A reminder to everybody on the roster: whoever has voted gets it too, since nobody knows who has."""
    campaign = fresh(campaign)
    if campaign.state != rules.OPEN or rules.phase(campaign.windows, at) == rules.OVER:
        raise RefusedError("测评没有在进行，不用提醒。")
    campaign.reminder, campaign.reminded_at = words, at
    campaign.save(update_fields=["reminder", "reminded_at"])
    return campaign
