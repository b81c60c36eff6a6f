"""Slips of a meeting: printed once, drawn from a box, the rest voided before witnesses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shuanglun.base import bulk
from shuanglun.base.actor import current
from shuanglun.base.audit import operation
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Group, Slip, SlipRun
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import slips
from shuanglun.records.surveys.secrecy import tickets

RIGHT = "surveys.run"


@operation(RIGHT, act="surveys.print_slips", label="印制票条")
def print_slips(*, group: Group, codes: list[str], at: datetime, instead_of: int | None = None) -> SlipRun:
    """Keep the hashes of fresh codes; the codes stand on the paper and nowhere else. Printing anew, before the voting,
    voids the earlier slips of the group, which the officer names (`instead_of`): a page loaded twice prints once. Who has a paper ballot gets no slip: `queries.slips_wanted`."""
    group = Group.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=group.pk)
    campaign = group.campaign
    if campaign.state != rules.OPEN or campaign.is_online:
        raise RefusedError("只有进行中的会场测评可以印制票条。")
    if at >= campaign.cast_from:
        raise RefusedError("投票已经开始，不能再印制票条：已抽走的票条会因此作废。")
    slips.may_print(queries.slips_wanted(group), len(codes)).or_refuse()
    if instead_of != SlipRun.objects.filter(group=group).values_list("pk", flat=True).first():
        raise RefusedError("票条刚刚印制过，没有重复印制。要作废已印的、重新印制，请回到“印制票条”页面办理。")
    SlipRun.objects.filter(group=group).delete()
    run = SlipRun.objects.create(campaign=campaign, group=group, made=len(codes), made_by=current().name, made_at=at)
    keys = sorted(tickets.key_of_slip(campaign.uid, code) for code in codes)
    bulk.insert(Slip, ("key", "run_id", "is_void"), [(key, run.pk, False) for key in keys])
    return run


@operation(RIGHT, act="surveys.void_slips", label="作废余票")
def void_slips(*, run: SlipRun, codes: Iterable[str], witnesses: str, at: datetime) -> SlipRun:
    """Void the slips that nobody drew. `codes` as scanned or typed; witnesses are named. Once the box takes ballots of the
    group no slip of it is voided any more: it may have voted."""
    campaign = run.campaign
    group = Group.objects.select_for_update().get(pk=run.group_id)
    run = SlipRun.objects.get(pk=run.pk)
    if campaign.state != rules.OPEN or at >= campaign.cast_until:
        raise RefusedError("测评没有在进行，不能作废票条。")
    slips.may_still_void(begun=at >= campaign.cast_from, box_takes=queries.box_takes(group)).or_refuse()
    keys = [tickets.key_of_slip(campaign.uid, _code(text)) for text in codes]
    known = dict(Slip._base_manager.filter(run=run, key__in=keys).values_list("key", "is_void"))
    unknown = len([key for key in keys if key not in known])
    again = len([key for key in known if known[key]]) + len(keys) - len(set(keys))
    slips.may_void(run.made, run.voided, len(keys), unknown, again).or_refuse()
    Slip._base_manager.filter(run=run, key__in=keys).update(is_void=True)
    run.voided += len(keys)
    run.witnesses, run.voided_by, run.voided_at = witnesses, current().name, at
    run.save()
    return run


def _code(text: str) -> str:
    """The code of a slip as scanned (an address that ends in #c=…) or as typed."""
    try:
        return tickets.normal(text.rpartition("#c=")[2])
    except tickets.Unusable as fault:
        raise RefusedError(f"“{text[:60]}”不是票条上的码：{fault}", "codes") from fault
