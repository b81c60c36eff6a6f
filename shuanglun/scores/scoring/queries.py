"""Questions about runs and scores that screens and the rooms above ask."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from shuanglun.base.actor import Actor, acting, current
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.jobs.models import Job
from shuanglun.engine.groups import LABELS, MEMBER, NON_MEMBER, SECRETARY
from shuanglun.engine.scheme import Scheme
from shuanglun.evidence.indicators import queries as indicators
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.choices import PartyPost
from shuanglun.records.people.models import Membership, Person
from shuanglun.scores.scoring.choices import CATEGORIES
from shuanglun.scores.scoring.models import Run, RunQuerySet, RunScheme, Score, ScoreQuerySet

RUN_JOB, VERIFY_JOB = "scoring.run", "scoring.verify"
GRACE = timedelta(minutes=1)


def job_of(run: Run) -> Job | None:
    """The latest job that carries the run, whoever asked for it."""
    return Job._base_manager.filter(kind=RUN_JOB, arguments__run=run.pk).order_by("-pk").first()


def is_stalled(run: Run, job: Job | None) -> bool:
    """Whether it says that it waits or computes while nobody works on it."""
    if not run.is_open:
        return False
    return not job.is_open if job else run.requested_at < timezone.now() - GRACE


def snapshot_words(snapshot: Snapshot) -> str:
    """A snapshot as people pick it."""
    return f"{snapshot.name}（{snapshot.period_label}，{snapshot.persons:,} 人）"


def drafts() -> QuerySet[SchemeVersion]:
    """Versions that nobody published yet: only a trial may use them."""
    return (
        SchemeVersion.objects.filter(state__in=("draft", "submitted"))
        .select_related("scheme")
        .order_by("scheme__code", "-pk")
    )


def schemes_for(snapshot: Snapshot, instead: Iterable[SchemeVersion] = ()) -> list[SchemeVersion]:
    """The versions in force on the last day of the period, each draft in the place of its own scheme's version."""
    chosen = {version.scheme_id: version for version in indicators.in_force(last_day(snapshot))}
    chosen |= {version.scheme_id: version for version in instead}
    return sorted(chosen.values(), key=lambda version: version.scheme.code)


def last_day(snapshot: Snapshot) -> date:
    """The day that picks scheme, unit and groups."""
    return snapshot.ends_on - timedelta(days=1)


def runs() -> RunQuerySet:
    """Runs the acting role may see, the latest period first, with what a list shows of each."""
    return Run.objects.newest_first().select_related("snapshot")


def latest() -> Run | None:
    """The official run of the latest period the acting role sees a score of."""
    return runs().finished().official().first()


def runs_on(snapshots: Iterable[Snapshot]) -> list[Run]:
    """Official finished runs over some snapshots, for a panel that tells which ones a late correction touches. Asked for
    the whole house: only their names are told, and their pages open for those who may."""
    with acting(Actor.system("更正涉及的计分")):
        rows = Run.objects.finished().official().filter(snapshot__in=[snapshot.pk for snapshot in snapshots])
        return list(rows.order_by("pk"))


def uses_of(run: Run) -> list[RunScheme]:
    """The scheme versions of a run that the reader has already been let in to."""
    rows = RunScheme._base_manager.filter(run=run).select_related("version__scheme")
    return list(rows.order_by("version__scheme__code"))


def scheme_of(score: Score) -> tuple[Scheme, RunScheme]:
    """The scheme that scored one person, as the engine read it, and its version. Raises LookupError if gone."""
    for use in uses_of(score.run):
        if use.version.scheme.code == score.scheme:
            return indicators.scheme_of(use.version), use
    raise LookupError(f"run {score.run_id} used no scheme {score.scheme}")


def directory_of(run: Run) -> Path:
    """Where the run's result files lie."""
    return Path(settings.DATA_DIR) / run.directory


def scores(run: Run) -> ScoreQuerySet:
    """Scores of a run as far as the acting role may see them, by name."""
    return Score.objects.filter(run=run).select_related("person", "unit").by_name()


def own_scores() -> list[Score]:
    """The acting person's official results: the latest run of each period, the latest period first."""
    rows = (
        Score.objects.filter(person=current().person_id or 0, trial=False)
        .select_related("run__snapshot", "unit", "person")
        .order_by("-run__snapshot__ends_on", "-run__snapshot__begins_on", "-run_id")
    )
    return list({(row.run.snapshot.begins_on, row.run.snapshot.ends_on): row for row in reversed(rows)}.values())[::-1]


def units_seen(run: Run) -> list[tuple[str, str]]:
    """Units with a score the reader may see: (path, name), in organizational order."""
    paths = Score.objects.filter(run=run).order_by().values("unit_id").distinct()
    with acting(Actor.system("units of visible scores")):
        rows = list(Unit.objects.filter(pk__in=list(paths.values_list("unit_id", flat=True))).in_order())
    return [(row.path, row.name) for row in rows]


def group_words(groups: str, post: str = "") -> str:
    """Groups of a score in words: 党员 · 专业技术岗. `post` is the very post of somebody who helps lead a branch."""
    names, labels = set(groups.split(",")), LABELS | ({SECRETARY: post} if post else {})
    return " · ".join([words for name, words in labels.items() if name in names])


def party_post(score: Score) -> str:
    """The post in the branch on the last day of the period, for those scored as leading one; nothing when the
    membership has been corrected since. Whoever may open the result may see it (G-01)."""
    if SECRETARY not in score.groups.split(","):
        return ""
    day = last_day(score.run.snapshot)
    held = Membership._base_manager.filter(
        Q(until_on=None) | Q(until_on__gt=day), person=score.person_id, from_on__lte=day
    )
    row = held.exclude(post__in=(PartyPost.MEMBER, PartyPost.GROUP_LEADER)).first()
    return str(row.get_post_display()) if row else ""


def left_out(on: date) -> Person | None:
    """The acting person when schemes are in force on a day and none of them scores their category of post."""
    person = Person.objects.filter(pk=current().person_id or 0).first()
    schemes = [indicators.scheme_of(version) for version in indicators.in_force(on)] if person else []
    if not person or not schemes:
        return None
    groups = {name for name, category in CATEGORIES.items() if category == person.category}
    groups.add(MEMBER if person.is_member else NON_MEMBER)
    return None if any(scheme.fits(groups) for scheme in schemes) else person


def recorders(refs: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Who recorded each record (`life:attendance:12`) last, and under which trail number.

    Whoever may open a result may see this (G-01), so the trail's own scope does not apply.
    """
    wanted = list(refs)
    alone = (
        Entry._base_manager.filter(object__in=wanted).order_by("seq").values_list("object", "seq", "actor", "trail_id")
    )
    batches = EntryObject._base_manager.filter(object__in=wanted).order_by("entry_id")
    rows = [*batches.values_list("object", "entry_id", "entry__actor", "entry__trail_id"), *alone]
    return {name: (actor, trail) for name, _, actor, trail in sorted(rows, key=lambda row: row[1])}
