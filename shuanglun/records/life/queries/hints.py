"""Questions behind the hints: the minutes to compare, when each record was entered, how full each meeting was; and what
a reviewer sees of what was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from shuanglun.base import review
from shuanglun.base.actor import current, using
from shuanglun.base.audit.models import Entry, EntryObject
from shuanglun.base.todo import OpenItem
from shuanglun.records.life.choices import HintKind, Presence
from shuanglun.records.life.models import Attendance, Hint, Meeting
from shuanglun.records.life.rules.hints import OPEN, Attended, Entered

REVIEW = "life.review"
HELD = (review.SUBMITTED, review.APPROVED)
"""Only what was handed over is looked at: a draft is still being written."""
SYSTEM = "系统："
"""How the trail names a part of the system: what it loads, nobody entered late."""
AT_ONCE = 400


class Minutes(NamedTuple):
    """One record to compare."""

    meeting: int
    record: str


def minutes(since: date) -> list[Minutes]:
    """Records handed over of meetings since a day, in the order of their days."""
    rows = Meeting.objects.filter(state__in=HELD, on__gte=since).exclude(record="").order_by("on", "pk")
    return [Minutes(*row) for row in rows.values_list("pk", "record").iterator(chunk_size=5_000)]


def entered(since: date, days: int) -> list[Entered]:
    """Records of meetings since a day that were entered more than `days` after their meeting: by the day on which they
    were first handed over; where nobody did (a sheet), by the first act of a person in the trail. A record sent back
    and handed over again was entered the first time."""
    rows = Meeting.objects.filter(state__in=HELD, on__gte=since).order_by("on", "pk")
    late: list[tuple[int, int, date, datetime | None]] = []
    for pk, branch, on, submitted_at in rows.values_list("pk", "branch_id", "on", "submitted_at"):
        if submitted_at is None or (timezone.localdate(submitted_at) - on).days > days:
            late.append((pk, branch, on, submitted_at))
    submitted = _first_acts([row[0] for row in late if row[3]], act="life.submit")
    brought = _first_acts([row[0] for row in late if not row[3]])
    found = []
    for pk, branch, on, submitted_at in late:
        moments = [at for at in (submitted_at, submitted.get(pk), brought.get(pk)) if at]
        if moments:
            found.append(Entered(pk, branch, on, timezone.localdate(min(moments))))
    return [row for row in found if row.days > days]


def _first_acts(meetings: Iterable[int], act: str = "") -> dict[int, datetime]:
    """The first act of a person on each meeting, of one kind or of any."""
    found: dict[int, datetime] = {}
    for keys in _chunks(meetings):
        names = [f"life:meeting:{key}" for key in keys]
        alone = Entry._base_manager.filter(object__in=names).exclude(actor__startswith=SYSTEM)
        parts = EntryObject._base_manager.filter(object__in=names).exclude(entry__actor__startswith=SYSTEM)
        if act:
            alone, parts = alone.filter(act=act), parts.none()
        for name, at in [*alone.values_list("object", "at"), *parts.values_list("object", "entry__at")]:
            key = int(name.rpartition(":")[2])
            found[key] = min(at, found.get(key, at))
    return found


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    source = iter(keys)
    while chunk := list(islice(source, AT_ONCE)):
        yield chunk


def attended(since: date) -> list[Attended]:
    """The rosters of meetings handed over since a day, counted; the exempt are not due."""
    rows = (
        Attendance.objects.filter(meeting__state__in=HELD, meeting__on__gte=since)
        .order_by().values_list("meeting_id", "meeting__branch_id", "meeting__on")
        .annotate(due=Count("pk", filter=~Q(presence=Presence.EXEMPT)), came=Count("pk", filter=Q(presence=Presence.PRESENT)))
    )  # fmt: skip
    return [Attended(*row) for row in rows]


def of_meeting(meeting: Meeting) -> list[Hint]:
    """What a reviewer should know of a meeting: its own hints, and those of its branch whose evidence it is part of.
    Nothing for whoever does not review."""
    if not current().may(REVIEW):
        return []
    around = timedelta(days=366)
    with using(REVIEW):
        rows = Hint.objects.told().filter(
            Q(meeting=meeting)
            | Q(meeting__branch=meeting.branch_id, kind__in=(HintKind.LATE, HintKind.FULL),
                meeting__on__range=(meeting.on - around, meeting.on))
        )  # fmt: skip
        return [row for row in rows.order_by("kind", "pk") if row.meeting_id == meeting.pk or row.keeps(meeting.pk)]


def alike(hint: Hint) -> int:
    """How many unanswered hints of its group there are beside this one."""
    if hint.group is None:
        return 0
    return Hint.objects.unanswered().filter(kind=hint.kind, group=hint.group).exclude(pk=hint.pk).count()


def kept_by(hint: Hint) -> list[tuple[Meeting, int]]:
    """The meetings of a batch or a year, by day, each with the days it was late (0 where that does not matter)."""
    keys: dict[int, int] = {}
    for key in hint.evidence.get("meetings", []):
        pk, days = key if isinstance(key, list) else (key, 0)
        keys[pk] = days
    rows = Meeting.objects.filter(pk__in=keys).defer("record", "agenda").order_by("on", "pk")
    return [(row, keys[row.pk]) for row in rows]


def open_items(on: date) -> list[OpenItem]:
    """Hints that wait for a look: one line, since there is no day by which one must look."""
    count = Hint.objects.unanswered().count()
    if not count:
        return []
    url = f"{reverse('life:hints')}?state={OPEN}"
    return [OpenItem(title=f"核实提示 {count} 条", meta="会议记录相似、集中补录等，仅作提示", url=url, line="party")]
