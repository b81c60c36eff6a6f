"""Paper ballots: typed in by two people who do not see each other's entry, compared, and settled where they differ."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.two_people import gives_a_reason, has_a_name, is_another_person
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Group, PaperSheet
from shuanglun.records.surveys.operations.campaigns import fresh
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import paper

RIGHT, OPEN = "surveys.run", "surveys.open"
THIRD = "{}人须与两遍的录入人都不是同一人：这张票有一遍由您录入，请由另一人办理。"


@operation(RIGHT, act="surveys.issue_paper", label="登记发出纸质票")
def issue_paper(*, group: Group, number: int, at: datetime) -> Group:
    """How many paper ballots were handed out in a meeting to people who drew no slip; fixed once the voting is over."""
    group = Group.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=group.pk)
    campaign = group.campaign
    if campaign.is_online:
        raise RefusedError("线上测评的纸质票按人改发，请在名册中办理。")
    if campaign.state != rules.OPEN:
        raise RefusedError("只有进行中的测评可以登记纸质票。")
    if at >= campaign.cast_until:
        raise RefusedError("投票已经截止，发出的纸质票张数不能再改。", "number")
    typed = PaperSheet.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    paper.may_issue(group.eligible, queries.live_slips(group), number, typed).or_refuse()
    group.paper_issued = number
    group.save(update_fields=["paper_issued"])
    return group


@operation(RIGHT, act="surveys.enter_paper", label="录入纸质票")
def enter_paper(
    *, group: Group, number: int, marks: str, words: dict[str, str], at: datetime, is_spoiled: bool = False
) -> PaperSheet:
    """One entry of a paper ballot. The first and the second are by two people (G-14); equal entries settle it."""
    has_a_name(current(), "录入").or_refuse()
    campaign = fresh(group.campaign)
    if campaign.state != rules.OPEN or at < campaign.cast_until:
        raise RefusedError("纸质票在投票截止以后、当众清点以后录入。")
    if not 0 < number <= group.paper_issued:
        raise RefusedError(
            f"这一分组发出 {group.paper_issued} 张纸质票，票面编号应在 1 和 {group.paper_issued} 之间。"
            "收回多于发出的，这一组纸质票全部无效。", "number",
        )  # fmt: skip
    entry = _entry(campaign, marks, words, is_spoiled)
    sheet, _ = PaperSheet.objects.select_for_update().get_or_create(campaign=campaign, group=group, number=number)
    if sheet.is_settled:
        raise RefusedError("这张票已经核对一致，不用再录。编号录错的，请另一位负责人作废这张票的录入。", "number")
    _entered(sheet, entry)
    sheet.save()
    return sheet


def _entry(campaign: Campaign, marks: str, words: dict[str, str], is_spoiled: bool) -> str:
    paper.fits(
        campaign.version.content, campaign.slots, campaign.picks, marks, words, is_spoiled=is_spoiled
    ).or_refuse()  # fmt: skip
    return paper.written(marks, words, is_spoiled=is_spoiled)


def _entered(sheet: PaperSheet, entry: str) -> None:
    actor = current()
    if sheet.second_by:
        raise RefusedError("两遍录入都已完成，请由核定人比对不同之处。", "number")
    if not sheet.first_by or actor.is_one_with(sheet.first_account, sheet.first_person):
        sheet.first, sheet.first_by = entry, actor.name
        sheet.first_account, sheet.first_person = actor.account_id, actor.person_id
        return
    sheet.second, sheet.second_by = entry, actor.name
    sheet.second_account, sheet.second_person = actor.account_id, actor.person_id
    if sheet.first == sheet.second:
        sheet.settled, sheet.settled_by = entry, "两遍录入一致"


@operation(OPEN, act="surveys.settle_paper", label="核定纸质票")
def settle_paper(*, sheet: PaperSheet, marks: str, words: dict[str, str], is_spoiled: bool = False) -> PaperSheet:
    """What counts where the entries differ, read from the paper once more, by a third person."""
    sheet = _held(sheet)
    if not sheet.differs:
        raise RefusedError("这张票不需要核定。")
    _is_third(sheet, "核定")
    sheet.settled, sheet.settled_by = _entry(sheet.campaign, marks, words, is_spoiled), current().name
    sheet.save()
    return sheet


@operation(OPEN, act="surveys.discard_paper", label="作废纸质票录入")
def discard_paper(*, sheet: PaperSheet, reason: str) -> PaperSheet:
    """Take back what was typed under a wrong number, also where both entries agree; the number is free again. By a third
    person, with a reason that the trail keeps."""
    gives_a_reason(reason, "作废").or_refuse()
    sheet = _held(sheet)
    _is_third(sheet, "作废")
    note.reason(reason)
    note(sheet)  # while it has its key
    sheet.delete()
    return sheet


def _held(sheet: PaperSheet) -> PaperSheet:
    """The sheet as it stands, locked, while its campaign is open: nobody seals meanwhile."""
    campaign = fresh(sheet.campaign)
    found = PaperSheet.objects.select_for_update(of=("self",)).select_related("group").filter(pk=sheet.pk).first()
    if found is None or campaign.state != rules.OPEN:
        raise RefusedError("这张票的录入已经作废，或者票箱已经打开。")
    found.campaign = campaign
    return found


def _is_third(sheet: PaperSheet, verb: str) -> None:
    actor = current()
    has_a_name(actor, verb).or_refuse()
    for account, person in ((sheet.first_account, sheet.first_person), (sheet.second_account, sheet.second_person)):
        is_another_person(actor, account, person, THIRD.format(verb)).or_refuse()
