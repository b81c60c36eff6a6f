"""Jobs of this room: opening a campaign, putting many people on a roster, sealing the box; and what is cleared away."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.jobs import Progress, chore, job
from shuanglun.records.surveys import operations, queries
from shuanglun.records.surveys.models import Campaign, VoterClass
from shuanglun.records.surveys.rules.campaigns import ENDED, OPENING, RELEASED, SEALED

OPEN_JOB, SEAL_JOB, LIST_JOB = "surveys.open", "surveys.seal", "surveys.list"


@job(OPEN_JOB, label="启动测评")
def open_campaign(progress: Progress, *, campaign: int) -> str:
    """Freeze the roster and have the keys made. Safe to repeat: keys already made are the same ones."""
    row = Campaign.objects.get(pk=campaign)
    if row.state == OPENING:
        operations.open_with_keys(row, at=timezone.now(), progress=progress)
    return reverse("surveys:campaign", args=[campaign])


@job(SEAL_JOB, label="开箱封存和计票")
def seal(progress: Progress, *, campaign: int) -> str:
    """Open the box, seal and count; then have the keys destroyed. Safe to repeat: a sealed box is not opened again."""
    row = Campaign.objects.get(pk=campaign)
    if row.sealed_at is None:
        row = operations.open_and_seal(row, at=timezone.now(), progress=progress)
    if row.keys_gone_at is None:
        operations.destroy_keys(campaign=row, at=timezone.now())
    return reverse("surveys:campaign", args=[campaign])


@job(LIST_JOB, label="列入测评名册")
def list_voters(progress: Progress, *, voter_class: int, unit: str, categories: list[str], grade: str) -> str:
    """Put many people on a roster."""
    row = VoterClass.objects.select_related("campaign").get(pk=voter_class)
    people = queries.by_rule(unit, categories, grade)
    progress(0, len(people), f"正在列入 {len(people)} 人")
    operations.list_voters(voter_class=row, people=people)
    return reverse("surveys:roster", args=[row.campaign_id])


@chore("销毁期满的原始票")
def destroy_old_ballots() -> int:
    """Ballots whose term is over, counted from the release, or from the sealing where nothing was released; figures stay."""
    now = timezone.now()
    before = now - timedelta(days=queries.keep_days())
    over = Q(state=RELEASED, released_at__lt=before) | Q(state=SEALED, sealed_at__lt=before)
    rows = list(Campaign.objects.filter(over, ballots_gone_at=None))
    for row in rows:
        operations.destroy_ballots(campaign=row, at=now)
    return len(rows)


@chore("销毁测评密钥")
def destroy_left_keys() -> int:
    """Keys of campaigns that were sealed or cancelled while the signing process could not be reached."""
    ended = Campaign.objects.filter(state__in=ENDED, keys_gone_at=None).exclude(opened_at=None)
    for row in ended:
        operations.destroy_keys(campaign=row, at=timezone.now())
    return len(ended)
