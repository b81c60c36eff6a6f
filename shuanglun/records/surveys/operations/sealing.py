"""Opening the box once, sealing what was in it, and counting it twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from shuanglun.base import bulk
from shuanglun.base.audit import note, operation
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Ballot, Campaign, Envelope, PaperSheet, Remark, Subject
from shuanglun.records.surveys.operations.casting import Register, proven
from shuanglun.records.surveys.rules import ballots, content, counting
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.secrecy import tickets
from shuanglun.records.surveys.signer import client

RIGHT = "surveys.run"
CHUNK = 2_000
COLUMNS = ("key", "campaign", "group", "marks", "salt", "words_digest", "proof")


@dataclass(frozen=True)
class Opened:
    """What lay in the box: how many envelopes, and the ballots in them that hold."""

    envelopes: int
    ballots: list[dict[str, Any]]


def seal(*, campaign: Campaign, at: datetime, progress: Progress) -> Campaign:
    """Open the box, judge every ballot anew, write all sorted by key, part the written opinions from them, count twice.

    What could not have come through the voting page (no token, a changed envelope) was put there past it: it is left out,
    and how many there were is published; refusing them all would let whoever writes to the database stop the count.
    Raises RefusedError, and changes nothing, before the voting is over and when the two counts differ. The opening, which
    takes a minute for 100,000 ballots, holds no transaction: on SQLite nobody else could write meanwhile.
    """
    rules.may_seal(campaign.state, campaign.windows, at).or_refuse()
    return _seal(campaign=campaign, at=at, opened=_opened(campaign, progress), progress=progress)


@operation(RIGHT, act="surveys.seal", label="开箱、封存、计票")
def _seal(*, campaign: Campaign, at: datetime, opened: Opened, progress: Progress) -> Campaign:
    """Write and count what was found. The lock on the campaign waits for a ballot that is just being taken, and none is
    taken after it."""
    held = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    rules.may_seal(held.state, held.windows, at).or_refuse()
    envelopes = Envelope._base_manager.filter(campaign=campaign.uid)
    if envelopes.count() != opened.envelopes:
        raise RefusedError("开箱时票箱有变动（截止前一刻提交的票刚刚投入），没有封箱。请再开一次。")
    campaign.rejected = opened.envelopes - len(opened.ballots)
    found = [*opened.ballots, *_papers(campaign)]
    found.sort(key=lambda item: item["key"])
    progress(len(found), len(found), "正在封存选票")
    bulk.insert(Ballot, COLUMNS, (_row(campaign, item) for item in found))
    _part_remarks(campaign, found)
    envelopes.delete()
    PaperSheet.objects.filter(campaign=campaign).delete()
    _count(campaign, progress)
    rules.CAMPAIGN_FLOW.move(campaign, "seal")
    campaign.sealed_at, campaign.ballots = at, len(found)
    campaign.root = queries.root_now(campaign)
    campaign.save()
    return campaign


def _opened(campaign: Campaign, progress: Progress) -> Opened:
    """What lies in the box, each ballot proven and judged as on the day it was cast; two envelopes of one ballot are one."""
    rows = Envelope._base_manager.filter(campaign=campaign.uid)
    register, total, done = Register(campaign, whole=True), rows.count(), 0
    by_key: dict[str, dict[str, Any]] = {}
    names = list(rows.order_by("tag").values_list("tag", flat=True))
    for start in range(0, len(names), CHUNK):
        progress(done, total, "正在开箱核验选票")
        part = rows.filter(tag__gte=names[start], tag__lte=names[start : start + CHUNK][-1]).order_by("tag")
        for plain in client.open_box(campaign.uid, [bytes(row) for row in part.values_list("sealed", flat=True)]):
            done += 1
            if plain is not None and (item := _judged(register, plain)) is not None:
                by_key[item["key"]] = item
    return Opened(done, list(by_key.values()))


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
    """Paper ballots that both entries agree on, or that were settled. Raises RefusedError while some are not."""
    sheets: list[Any] = list(PaperSheet.objects.filter(campaign=campaign).select_related("group"))
    open_ones = [sheet for sheet in sheets if sheet.settled is None]
    if open_ones:
        raise RefusedError(f"还有 {len(open_ones)} 张纸质票没有核对一致，请先完成两遍录入和核定，再开箱。")
    return [
        {
            "key": tickets.key_of_serial(uuid4().bytes + uuid4().bytes), "group": sheet.group.uid,
            "marks": sheet.settled["marks"], "words": sheet.settled["words"], "salt": uuid4().hex,
            "words_salt": uuid4().hex, "paper": f"纸质票 {sheet.number}",
        }
        for sheet in sheets
    ]  # fmt: skip


def _row(campaign: Campaign, item: dict[str, Any]) -> tuple[str, ...]:
    words = tickets.words_digest(item["words"], bytes.fromhex(item["words_salt"])).hex()
    return (
        item["key"], campaign.uid, item["group"], item["marks"], item["salt"], words, ballots.proof_of(item),
    )  # fmt: skip


def _part_remarks(campaign: Campaign, found: Iterable[dict[str, Any]]) -> None:
    """Written opinions leave their ballots: their random keys shuffle them, and the salt that would lead back is not
    kept."""
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
    if campaign.state not in (rules.SEALED, rules.RELEASED, rules.CANCELLED):
        raise RefusedError("封箱以前不能销毁密钥：票箱要用它打开。")
    client.destroy_keys(campaign.uid)
    client.destroy_box(campaign.uid)
    campaign.keys_gone_at = at
    campaign.save(update_fields=["keys_gone_at"])
    return campaign
