"""Casting: the one act that leaves no entry in the trail, because an entry has a time and a place in an order, and both
would lead from ballots to people. What the box took stands in the trail as one batch when it is opened and sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Envelope, Slip
from shuanglun.records.surveys.rules import ballots, content
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.secrecy import box, tickets
from shuanglun.records.surveys.signer.client import signer

FOREIGN = "票据不属于这次测评或这个分组，或者被改动过，票箱不能收。请用这次测评的票据文件。"
SPENT = "这张票已经投过，票箱里已有一张内容不同的票；投出的票不能更改，也不能再投。"


def cast(*, campaign: Campaign, payload: Any, at: datetime) -> str:
    """Put a ballot into the box. Repeating the same ballot changes nothing; another one with the same ticket is refused.
    Returns the group, which the holder of a slip needs for the receipt.

    Raises RefusedError for a shut box (in a meeting also before the left-over slips of the group were voided), a token of
    another campaign or group, an incomplete ballot, a spent ticket.
    """
    rules.may_cast(campaign.state, campaign.windows, at).or_refuse()
    ballots.has_shape(payload, campaign.mode).or_refuse()
    payload = proven(Register(campaign), ballots.parts(payload, campaign.mode))
    if not campaign.is_online:
        queries.box_takes(campaign.groups.get(uid=payload["group"])).or_refuse()
    asked = campaign.version.content
    content.judge(asked, campaign.slots, campaign.picks, payload["marks"], payload["words"]).or_refuse()
    commitment = ballots.commitment(payload)
    tag, digest = signer.tag(campaign.uid, payload["key"], commitment)
    room = ballots.room(asked, campaign.slots)
    sealed = box.seal(campaign.box_key, campaign.uid, ballots.written(payload), room)
    _put(campaign, Envelope(tag=tag, campaign=campaign.uid, sealed=sealed, digest=digest))
    return payload["group"]


def _put(campaign: Campaign, envelope: Envelope) -> None:
    """Keep the envelope while the campaign stands: whoever seals or cancels waits for it, or it waits and is refused."""
    with transaction.atomic():
        state = Campaign.objects.select_for_update(no_key=True).values_list("state", flat=True).get(pk=campaign.pk)
        if state != rules.OPEN:
            raise RefusedError("票箱已经关闭，没有收这张票。", "window")
        there = Envelope._base_manager.filter(tag=envelope.tag).values_list("digest", flat=True).first()
        if there is None:
            envelope.save(force_insert=True)
        elif there != envelope.digest:
            raise RefusedError(SPENT, "spent")


class Register:
    """Who may have issued a ballot: keys of groups and printed slips, looked up one by one or, for a whole box, known
    beforehand."""

    def __init__(self, campaign: Campaign, *, whole: bool = False) -> None:
        self.campaign = campaign
        self.groups: dict[str, str] | None = dict(campaign.groups.values_list("uid", "modulus")) if whole else None
        slips = Slip._base_manager.filter(run__campaign=campaign, is_void=False)
        self.slips: dict[str, str] | None = dict(slips.values_list("key", "run__group__uid")) if whole else None

    def modulus(self, group: str) -> int | None:
        """The public key of a group; None for a group of another campaign."""
        if self.groups is None:
            found = self.campaign.groups.filter(uid=group).values_list("modulus", flat=True).first()
        else:
            found = self.groups.get(group)
        return int(found, 16) if found else None

    def group_of_slip(self, key: str) -> str | None:
        """The group of a slip that was printed and not voided."""
        if self.slips is not None:
            return self.slips.get(key)
        slips = Slip._base_manager.filter(key=key, run__campaign=self.campaign, is_void=False)
        return slips.values_list("run__group__uid", flat=True).first()


def proven(register: Register, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload with its key and group, once its token proves both. Raises RefusedError otherwise."""
    campaign = register.campaign
    if campaign.is_online:
        modulus = register.modulus(payload["group"])
        if modulus is None or not tickets.accepts(modulus, campaign.uid, payload["group"], payload):
            raise RefusedError(FOREIGN, "token")
        return payload
    try:
        code = tickets.normal(payload["code"])
    except tickets.Unusable as fault:
        raise RefusedError(str(fault), "token") from fault
    key = tickets.key_of_slip(campaign.uid, code)
    group = register.group_of_slip(key)
    if group is None:
        raise RefusedError("票条上的码不属于这次测评，或者已经作废。请核对码，或向会场工作人员换一张。", "token")
    return {**payload, "key": key, "group": group, "code": code}
