"""Opening a campaign: the roster is frozen and hashed, groups and their merging are fixed, keys are made."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import datetime

from shuanglun.base.audit import note, operation
from shuanglun.base.jobs import Progress
from shuanglun.base.verdicts import RefusedError
from shuanglun.records.organization.models import Unit
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Group, RosterEntry
from shuanglun.records.surveys.operations.campaigns import fresh
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import content, merging, rosters
from shuanglun.records.surveys.signer.client import signer

RIGHT = "surveys.open"
Voter = tuple[int, str, str, str]
"""Key of the roster entry, staff number, class, path of the unit at the chosen level."""


Parts = list[tuple[Group, set[tuple[str, str]]]]
"""Groups (unsaved), each with the pairs of class and unit that fell to it."""


def open_with_keys(campaign: Campaign, *, at: datetime, progress: Progress) -> Campaign:
    """Have the keys made, then open: keys take long, and nobody else is to wait for the database meanwhile. Repeated after
    a failure the signing process gives the same ones."""
    campaign.refresh_from_db()
    rules.CAMPAIGN_FLOW.may(campaign, "opened").or_refuse()
    progress(0, 0, "正在划分统计分组")
    parts = _groups(campaign, _voters(campaign))
    for done, (group, _) in enumerate(parts):
        if campaign.is_online:
            progress(done, len(parts), "正在生成签名密钥")
            until = campaign.issue_until or campaign.cast_from
            group.modulus = signer.make_key(campaign.uid, group.uid, group.eligible, until)
    progress(len(parts), len(parts), "正在封存名册")
    box_key = signer.make_box(campaign.uid, campaign.cast_until)
    return open_campaign(campaign=campaign, parts=parts, box_key=box_key, at=at)


@operation(RIGHT, act="surveys.open", label="启动测评（封存名册、生成密钥）")
def open_campaign(*, campaign: Campaign, parts: Parts, box_key: str, at: datetime) -> Campaign:
    """Freeze what was approved under the keys that were made for it."""
    campaign = fresh(campaign)
    rules.CAMPAIGN_FLOW.may(campaign, "opened").or_refuse()
    if at >= (campaign.issue_until or campaign.cast_from):
        raise RefusedError("批准以后到现在，领票或投票的开始时间已经过去，不能启动。请退回更正时间，再重新提交。")
    voters = _voters(campaign)
    if Counter(group.eligible for group, _ in parts) != Counter(
        group.eligible for group, _ in _groups(campaign, voters)
    ):
        raise RefusedError("名册在启动期间有变动，没有启动。请重新启动。")
    groups = Group.objects.bulk_create(group for group, _ in parts)
    campaign.roster_hash = _seat(campaign, voters, parts)
    campaign.roster_size, campaign.box_key, campaign.opened_at = len(voters), box_key, at
    campaign.slots = content.slots(campaign.version.content, [item.kind for item in queries.subjects(campaign)])
    rules.CAMPAIGN_FLOW.move(campaign, "opened")
    campaign.save()
    note.batch("统计分组", groups)
    note.batch("测评名册", RosterEntry._base_manager.filter(campaign=campaign).order_by("pk").iterator(2_000))
    return campaign


def planned(campaign: Campaign) -> list[Group]:
    """The groups (unsaved) that the roster would fall into, for whoever approves it. Raises RefusedError below five."""
    return [group for group, _ in _groups(campaign, _voters(campaign))]


def _voters(campaign: Campaign) -> list[Voter]:
    rows = RosterEntry._base_manager.filter(campaign=campaign).order_by("pk")
    depth = campaign.level + 1
    return [
        (pk, number, code, "/".join(path.split("/")[: depth + 1]) + "/")
        for pk, number, code, path in rows.values_list("pk", "person__staff_no", "voter_class__code", "unit_path")
    ]


def _groups(campaign: Campaign, voters: list[Voter]) -> Parts:
    """The groups, each with the (class, unit) pairs that fell to it."""
    roster = Counter((code, unit) for _, _, code, unit in voters)
    paths = {unit for _, unit in roster}
    units = list(Unit._base_manager.filter(path__in=paths).order_by("order", "pk").values_list("path", "name"))
    units += [(path, "其他") for path in sorted(paths - {path for path, _ in units})]  # a unit that was moved since
    classes = [{"code": row.code, "label": row.label, "weight": row.weight} for row in campaign.classes.all()]
    found = merging.before_opening(classes, units, roster)
    return [
        (
            Group(
                uid=hashlib.sha256(f"{campaign.uid}/{place}".encode()).hexdigest()[:32], campaign=campaign,
                label=part.label[:200], classes=list(part.classes),
                units=[dict(units)[unit] for unit in part.units], eligible=part.eligible, order=place,
            ),
            set(part.raw),
        )
        for place, part in enumerate(found)
    ]  # fmt: skip


def _seat(campaign: Campaign, voters: list[Voter], groups: Parts) -> str:
    """Give every voter the group; returns the hash of the frozen roster. One statement for each class and unit."""
    by_pair = {pair: group for group, pairs in groups for pair in pairs}
    seats: dict[tuple[str, str], list[int]] = {}
    for pk, _, code, unit in voters:
        seats.setdefault((code, unit), []).append(pk)
    for pair, keys in seats.items():
        for start in range(0, len(keys), 500):
            rows = RosterEntry._base_manager.filter(pk__in=keys[start : start + 500])
            rows.update(group=by_pair[pair])
    return rosters.roster_hash((number, code, by_pair[code, unit].uid) for _, number, code, unit in voters)
