"""Paper ballots: typed in by two people who do not see each other's entry, compared, and settled where they differ."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shuanglun.base.actor import current
from shuanglun.base.audit import operation
from shuanglun.base.two_people import has_a_name, is_another_person
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.models import Campaign, Group, PaperSheet
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import content

RIGHT = "surveys.run"


@operation(RIGHT, act="surveys.issue_paper", label="登记发出纸质票")
def issue_paper(*, group: Group, number: int) -> Group:
    """How many paper ballots were handed out in a meeting to people who drew no slip."""
    campaign = group.campaign
    if campaign.is_online:
        raise RefusedError("线上测评的纸质票按人改发，请在名册中办理。")
    if campaign.state != rules.OPEN:
        raise RefusedError("只有进行中的测评可以登记纸质票。")
    drawn = sum(run.made - run.voided for run in group.slip_runs.all())
    if number + drawn > group.eligible:
        raise RefusedError(
            f"这一分组应参加 {group.eligible} 人，未作废票条 {drawn} 张，再发 {number} 张纸质票就多于人数。"
            "请先作废余票。", "number",
        )  # fmt: skip
    group.paper_issued = number
    group.save(update_fields=["paper_issued"])
    return group


@operation(RIGHT, act="surveys.enter_paper", label="录入纸质票")
def enter_paper(
    *, campaign: Campaign, group: Group, number: int, marks: str, words: dict[str, str], at: datetime
) -> PaperSheet:
    """One entry of a paper ballot. The first and the second are by two people (G-14); equal entries settle it."""
    has_a_name(current(), "录入").or_refuse()
    if campaign.state != rules.OPEN or at < campaign.cast_until:
        raise RefusedError("纸质票在投票截止以后、当众清点以后录入。")
    if not 0 < number <= group.paper_issued:
        raise RefusedError(
            f"这一分组发出 {group.paper_issued} 张纸质票，票面编号应在 1 和 {group.paper_issued} 之间。"
            "收回多于发出的，这一组纸质票全部无效。", "number",
        )  # fmt: skip
    content.judge(campaign.version.content, campaign.slots, campaign.picks, marks, words).or_refuse()
    sheet, _ = PaperSheet.objects.select_for_update().get_or_create(campaign=campaign, group=group, number=number)
    if sheet.settled is not None:
        raise RefusedError("这张票已经核对一致，不用再录。", "number")
    _entered(sheet, {"marks": marks, "words": words})
    sheet.save()
    return sheet


def _entered(sheet: PaperSheet, entry: dict[str, Any]) -> None:
    actor = current()
    if sheet.first is None or actor.is_one_with(sheet.first_account, sheet.first_person):
        if sheet.second is not None:
            raise RefusedError("两遍录入都已完成，请由核定人比对不同之处。", "number")
        sheet.first, sheet.first_by = entry, actor.name
        sheet.first_account, sheet.first_person = actor.account_id, actor.person_id
        return
    sheet.second, sheet.second_by = entry, actor.name
    if sheet.first == sheet.second:
        sheet.settled, sheet.settled_by = entry, "两遍录入一致"


@operation("surveys.open", act="surveys.settle_paper", label="核定纸质票")
def settle_paper(*, sheet: PaperSheet, marks: str, words: dict[str, str]) -> PaperSheet:
    """What counts where the entries differ, read from the paper once more, by another person than the first."""
    if sheet.second is None or sheet.settled is not None:
        raise RefusedError("这张票不需要核定。")
    is_another_person(current(), sheet.first_account, sheet.first_person).or_refuse()
    campaign = sheet.campaign
    content.judge(campaign.version.content, campaign.slots, campaign.picks, marks, words).or_refuse()
    sheet.settled, sheet.settled_by = {"marks": marks, "words": words}, current().name
    sheet.save()
    return sheet
