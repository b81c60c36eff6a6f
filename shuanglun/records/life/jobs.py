"""Jobs of the life room: looking for what a reviewer may want to ask about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils import timezone

from shuanglun.base.actor import Actor, acting
from shuanglun.base.jobs import Progress, job
from shuanglun.base.parameters.queries import values
from shuanglun.records.life import parameters as figures
from shuanglun.records.life import similarity
from shuanglun.records.life.choices import HintKind
from shuanglun.records.life.operations import hints as acts
from shuanglun.records.life.queries import hints as asked
from shuanglun.records.life.rules import hints as rules
from shuanglun.records.life.rules.hints import Finding

HINTS_JOB = "life.hints"
WHY = "比较各支部的会议记录"


@job(HINTS_JOB, label="检查记录相似和补录")
def find_hints(progress: Progress) -> str:
    """Compare the minutes of the last years, look for batches entered late and for attendance that is always full, and
    keep what was found. The whole house is read, since a copy may come from another branch; what is kept and shown is
    what the actor reviews."""
    today = timezone.localdate()
    limits = values("life.", on=today)
    since = date(today.year - limits[figures.HINT_YEARS] + 1, 1, 1)
    progress(0, 0, "正在读取会议记录")
    with acting(Actor.system(WHY)):
        found = [
            *similar(since, limits[figures.SIMILAR_PERCENT], lambda done, of: progress(done, of, "正在比较会议记录")),
            *rules.late_batches(
                asked.entered(since, limits[figures.LATE_DAYS]),
                days=limits[figures.LATE_DAYS],
                batch=limits[figures.LATE_BATCH],
            ),
            *rules.always_full(
                asked.attended(since), meetings=limits[figures.FULL_MEETINGS], due=limits[figures.FULL_DUE]
            ),
        ]
    progress(1, 1, "正在保存提示")
    acts.keep_findings(found=found, since=since, at=timezone.now())
    return reverse("life:hints")


def similar(since: date, percent: int, tell: Callable[[int, int], object]) -> list[Finding]:
    """A finding for each record that is nearly equal to an earlier one."""
    rows = asked.minutes(since)
    found = similarity.nearest([row.record for row in rows], percent * 100, tell)
    return [
        Finding(
            HintKind.SIMILAR, rows[place].meeting, near.similarity, other=rows[near.place].meeting,
            group=rows[near.first].meeting, evidence={"group": near.size},
        )
        for place, near in sorted(found.items())
    ]  # fmt: skip
