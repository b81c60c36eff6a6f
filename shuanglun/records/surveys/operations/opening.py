"""Opening a campaign: the roster is frozen and hashed, groups and their merging are fixed, keys are made."""

from __future__ import annotations

from datetime import datetime

from shuanglun.base import bulk
from shuanglun.base.audit import note, operation
from shuanglun.base.jobs import Progress
from shuanglun.records.surveys import queries
from shuanglun.records.surveys.models import Campaign, Group, RosterEntry
from shuanglun.records.surveys.rules import campaigns as rules
from shuanglun.records.surveys.rules import content, merging, rosters
from shuanglun.records.surveys.signer import client

RIGHT = "surveys.open"


@operation(RIGHT, act="surveys.open", label="启动测评（封存名册、生成密钥）")
def open_campaign(*, campaign: Campaign, at: datetime, progress: Progress) -> Campaign:
    """Freeze what was approved. Keys belong to the signing process; repeated after a failure it gives the same ones."""
    rules.CAMPAIGN_FLOW.may(campaign, "opened").or_refuse()
    entries = list(
        RosterEntry._base_manager.filter(campaign=campaign)
        .select_related("voter_class")
        .only("pk", "person__staff_no", "voter_class__code", "unit_id", "unit_path", "campaign_id", "person_id")
        .select_related("person")
        .order_by("pk")
    )
    progress(0, 0, "正在划分统计分组")
    groups = _groups(campaign, entries)
    _keys(campaign, groups, progress)
    progress(len(groups), len(groups), "正在封存名册")
    Group.objects.bulk_create(groups)
    _seat(entries, groups)
    bulk.update(entries, ["group_id"])
    campaign.box_key = client.make_box(campaign.uid, campaign.cast_until)
    campaign.roster_size = len(entries)
    campaign.roster_hash = rosters.roster_hash(
        (entry.person.staff_no, entry.voter_class.code, entry.group.uid) for entry in entries if entry.group
    )
    campaign.slots = content.slots(campaign.version.content, [item.kind for item in queries.subjects(campaign)])
    campaign.opened_at = at
    rules.CAMPAIGN_FLOW.move(campaign, "opened")
    campaign.save()
    note.batch("统计分组", groups)
    return campaign
