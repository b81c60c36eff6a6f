"""Opening the box once, sealing what was in it, and counting it twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes, token_hex
from typing import Any

from django.db.models import Count

from shuanglun.base import bulk
from shuanglun.base.audit import note, operation
from shuanglun.base.audit.trail import state
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.choices import MINIMUM_SPREAD, Way
from shuanglun.records.surveys.models import (
    Ballot,
    Campaign,
    Envelope,
    PaperSheet,
    Remark,
    RosterEntry,
    Seal,
    Slip,
    Subject,
)
from shuanglun.records.surveys.operations.campaigns import fresh, tell_sheets_gone
from shuanglun.records.surveys.operations.casting import Register, proven
from shuanglun.records.surveys.rules import ballots, content, counting, paper
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.secrecy import seal as seals
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.signer.client import signer

RIGHT = "surveys.run"
CHUNK = 900
COLUMNS = ("key", "campaign", "group", "marks", "salt", "words_digest", "proof")


@dataclass(frozen=True)
class Opened:
    """What was found in a box: the ballots that stand, the tags of all envelopes that were read, and how many signatures
    the signing process gave for each group (group → number)."""

    ballots: list[dict[str, Any]]
    tags: list[str]
    signed: dict[str, int]


def open_and_seal(campaign: Campaign, *, at: datetime, progress: Progress) -> Campaign:
    """Open the box, then seal it: what takes long is done before the transaction, so that nobody else waits to write."""
    campaign.refresh_from_db()
    rules.may_seal(campaign.state, campaign.windows, at).or_refuse()
    return seal(campaign=campaign, opened=_opened(campaign, progress), at=at, progress=progress)


@operation(RIGHT, act="surveys.seal", label="开箱、封存、计票")
def seal(*, campaign: Campaign, opened: Opened, at: datetime, progress: Progress) -> Campaign:
    """Write what was in the box sorted by key, part the written opinions from it, count twice.

    Paper ballots lie among the others without a mark: their sheets go, with the list of slips that would tell them apart.
    What could not have come through the voting page (no token, a changed envelope) was put there past it: it is left out,
    and how many there were is published; refusing them all would let whoever writes to the database stop the count.
    Raises RefusedError, and changes nothing, before the voting is over, when the box changed since it was opened, and when
    the two counts differ.
    """
    campaign = fresh(campaign)
    rules.may_seal(campaign.state, campaign.windows, at).or_refuse()
    _is_what_was_opened(campaign, opened)
    papers = _papers(campaign)
    with_paper = {item["group"] for item in papers}
    found = sorted([*opened.ballots, *papers], key=lambda item: item["key"])
    _fits_the_roster(campaign, found)
    progress(len(found), len(found), "正在封存选票")
    bulk.insert(Ballot, COLUMNS, (_row(campaign, item, with_paper) for item in found))
    _part_remarks(campaign, found)
    Envelope._base_manager.filter(campaign=campaign.uid).delete()
    tell_sheets_gone(campaign)
    PaperSheet.objects.filter(campaign=campaign).delete()
    Slip._base_manager.filter(run__campaign=campaign).delete()
    _count(campaign, progress)
    leaves = queries.leaves(campaign)
    Seal.objects.create(campaign=campaign, leaves="\n".join(leaves))
    campaign.rejected = len(opened.tags) - len(opened.ballots)
    campaign.unaccounted = _unaccounted(campaign, opened.signed)
    campaign.cast = dict(Counter(item["group"] for item in found))
    campaign.sealed_at, campaign.ballots, campaign.root = at, len(found), seals.root(leaves)
    rules.CAMPAIGN_FLOW.move(campaign, "seal")
    campaign.save()
    return campaign


def _is_what_was_opened(campaign: Campaign, opened: Opened) -> None:
    tags = Envelope._base_manager.filter(campaign=campaign.uid).order_by("tag").values_list("tag", flat=True)
    if list(tags) != opened.tags:
        raise RefusedError("开箱期间票箱有变动，没有封箱。请重新开箱。")


def _unaccounted(campaign: Campaign, signed: dict[str, int]) -> int:
    """Signatures beyond the tickets on the roster: somebody asked the signing process past the site."""
    tickets_of = dict(
        RosterEntry._base_manager.filter(campaign=campaign, way=Way.TICKET)
        .values_list("group__uid")
        .annotate(Count("pk"))
    )
    return sum(max(0, number - tickets_of.get(group, 0)) for group, number in signed.items())


def _opened(campaign: Campaign, progress: Progress) -> Opened:
    """What lies in the box, each ballot proven and judged as on the day it was cast."""
    rows = Envelope._base_manager.filter(campaign=campaign.uid).order_by("tag")
    register, tags = Register(campaign, whole=True), list(rows.values_list("tag", flat=True))
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for start in range(0, len(tags), CHUNK):
        progress(start, len(tags), "正在开箱核验选票")
        part = list(rows.filter(tag__in=tags[start : start + CHUNK]).values_list("tag", "sealed"))
        plain = signer.open_box(campaign.uid, [bytes(sealed) for _, sealed in part])
        for (tag, _), content_ in zip(part, plain, strict=True):
            item = _judged(register, content_) if content_ is not None else None
            if item is not None and (item["key"] not in found or _is_named_so(campaign, item, tag)):
                found[item["key"]] = (tag, item)
    signed = signer.issued(campaign.uid) if campaign.is_online else {}
    return Opened([item for _, item in found.values()], tags, signed)


def _is_named_so(campaign: Campaign, item: dict[str, Any], tag: str) -> bool:
    """Of two envelopes with one ballot number the voting page made that which bears its name."""
    return signer.tag(campaign.uid, item["key"], ballots.commitment(item))[0] == tag


def _judged(register: Register, plain: bytes) -> dict[str, Any] | None:
    campaign = register.campaign
    try:
        item = ballots.read(plain)
        ballots.has_shape(item, campaign.mode).or_refuse()
        item = proven(register, ballots.parts(item, campaign.mode))
    except RefusedError:
        return None
    fits = content.judge(campaign.version.content, campaign.slots, campaign.picks, item["marks"], item["words"])
    return item if fits else None


def _papers(campaign: Campaign) -> list[dict[str, Any]]:
    """Paper ballots that both entries agree on, or that were settled; spoiled ones are counted by group and left out.
    Raises RefusedError while some are neither."""
    sheets: list[Any] = list(PaperSheet.objects.filter(campaign=campaign).select_related("group"))
    open_ones = [sheet for sheet in sheets if not sheet.is_settled]
    if open_ones:
        raise RefusedError(f"还有 {len(open_ones)} 张纸质票没有核对一致，请先完成两遍录入和核定，再开箱。")
    entries = [(sheet.group, paper.read(sheet.settled)) for sheet in sheets]
    spoiled = Counter(group.pk for group, entry in entries if entry["spoiled"])
    for group in campaign.groups.filter(pk__in=spoiled):
        before = state(group)
        group.paper_void = spoiled[group.pk]
        group.save(update_fields=["paper_void"])
        note(group, before=before)
    return [
        {
            "key": tickets.key_of_serial(token_bytes(32)), "group": group.uid, "marks": entry["marks"],
            "words": entry["words"], "salt": token_hex(16), "words_salt": token_hex(16),
        }
        for group, entry in entries if not entry["spoiled"]
    ]  # fmt: skip


def _fits_the_roster(campaign: Campaign, found: list[dict[str, Any]]) -> None:
    """No group returned more than it has people. In a meeting the box saw to it when it took the ballots; whoever
    printed or voided slips past the program is found here."""
    returned = Counter(item["group"] for item in found)
    for group in campaign.groups.all():
        if returned[group.uid] + group.paper_void > group.eligible:
            raise RefusedError(
                f"“{group.label}”收回的票多于应参加的 {group.eligible} 人，结果不能使用，没有封箱。"
                "请取消这次测评，查明原因后重新组织。"
            )


def _row(campaign: Campaign, item: dict[str, Any], with_paper: set[str]) -> tuple[str, ...]:
    """A ballot as it is kept. Paper has no token; so in a group with paper none keeps its proof, which was held to the
    key of the group a moment ago: otherwise the roster's 改用纸质票 would lead to the ballots without one."""
    words = tickets.words_digest(item["words"], bytes.fromhex(item["words_salt"])).hex()
    proof = "" if item["group"] in with_paper else ballots.proof_of(item)
    return item["key"], campaign.uid, item["group"], item["marks"], item["salt"], words, proof


def _part_remarks(campaign: Campaign, found: list[dict[str, Any]]) -> None:
    """Written opinions leave their ballots: their random keys shuffle them, and the salt that would lead back is not kept.
    Below ten ballots they may be shown to nobody, so they are not kept at all."""
    if len(found) < MINIMUM_SPREAD:
        return
    subjects: dict[str, Subject] = {str(place): row for place, row in enumerate(queries.subjects(campaign))}
    rows = []
    for item in found:
        for name, text in item["words"].items():
            place, _, question = name.partition(":")
            rows.append(Remark(campaign=campaign, subject=subjects.get(place), question=question, text=text))
    rows.sort(key=lambda row: row.uid)
    Remark.objects.bulk_create(rows, batch_size=500)
    if rows:
        note.batch("文字意见", rows)


def _count(campaign: Campaign, progress: Progress) -> None:
    progress(0, 0, "正在计票（数据库）")
    first = queries.by_database(campaign)
    progress(0, 0, "正在计票（复核）")
    second = queries.by_hand(campaign)
    if counting.digest(first) != counting.digest(second):
        raise RefusedError("两次计票的结果不一致，没有封箱。请联系系统管理员核查。")
    campaign.tally_digest = counting.digest(first)


@operation(RIGHT, act="surveys.destroy_keys", label="销毁签名密钥和票箱密钥")
def destroy_keys(*, campaign: Campaign, at: datetime) -> Campaign:
    """Have the signing process destroy the keys of a campaign whose box was opened, or that was cancelled."""
    campaign = fresh(campaign)
    if campaign.state not in rules.ENDED:
        raise RefusedError("封箱以前不能销毁密钥：票箱要用它打开。")
    signer.destroy_keys(campaign.uid)
    signer.destroy_box(campaign.uid)
    campaign.keys_gone_at = at
    campaign.save(update_fields=["keys_gone_at"])
    return campaign
