"""Issuing tickets: one blind signature for each person on the roster, or a paper ballot instead."""

from __future__ import annotations

from datetime import datetime

from shuanglun.base.actor import current
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys.choices import Way
from shuanglun.records.surveys.models import Group, RosterEntry
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.signer.client import SignerRefused, signer

TAKEN = (
    "您的票据已经领过，而且不是从这台设备现在这份记录领的。请用当时保存的票据文件，或输入抄下的找回码取回；"
    "系统不能另发一张：发出的票据认不出来、也收不回来，再发就是一人两票。"
)
GIVEN = "一人只有一票，不能改发。"
"""Said alike of a ticket and of paper: officers do not learn here who took a ticket."""


@operation("surveys.vote", act="surveys.issue", label="领取票据")
def issue(*, entry: RosterEntry, blinded: str, at: datetime) -> RosterEntry:
    """Sign a blinded ticket for whoever acts. The same request again gets the same answer, also after a crash between
    signing and answering: the signing process remembers what it signed (trust B, idempotent retry)."""
    entry = RosterEntry.objects.select_for_update(of=("self",)).select_related("campaign", "group").get(pk=entry.pk)
    if entry.person_id != current().person_id:
        raise RefusedError("只能为本人领票。")
    if entry.way == Way.TICKET and entry.blinded == blinded:
        return entry
    _may_take(entry, at)
    try:
        signature = signer.sign(entry.campaign.uid, entry.group.uid, str(entry.pk), blinded)  # type: ignore[union-attr]
    except SignerRefused as refused:
        if refused.code == "different":
            raise RefusedError(TAKEN) from refused
        raise
    entry.way, entry.blinded, entry.signature = Way.TICKET, blinded, signature
    entry.save(update_fields=["way", "blinded", "signature"])
    return entry


def _may_take(entry: RosterEntry, at: datetime) -> None:
    if entry.way == Way.TICKET:
        raise RefusedError(TAKEN)
    if entry.way == Way.PAPER:
        raise RefusedError("您已改用纸质票，不能再领线上票据。")
    if entry.group is None or not entry.campaign.is_online:
        raise RefusedError("这次测评不在线上领票。")
    rules.may_issue(entry.campaign.state, entry.campaign.windows, at).or_refuse()


@operation("surveys.run", act="surveys.hand_paper", label="改发纸质票")
def hand_paper(*, entry: RosterEntry, at: datetime) -> RosterEntry:
    """A paper ballot for somebody who cannot take a ticket; never for somebody who has one."""
    entry = RosterEntry.objects.select_for_update(of=("self",)).select_related("campaign", "group").get(pk=entry.pk)
    if entry.campaign.state != rules.OPEN or rules.phase(entry.campaign.windows, at) == rules.OVER:
        raise RefusedError("测评没有在进行，不能发纸质票。")
    if entry.way:
        raise RefusedError(GIVEN)
    entry.way = Way.PAPER
    entry.save(update_fields=["way"])
    group = Group.objects.select_for_update().get(rosterentry=entry.pk)
    before = state(group)
    group.paper_issued += 1
    group.save(update_fields=["paper_issued"])
    note(group, before=before)
    return entry
