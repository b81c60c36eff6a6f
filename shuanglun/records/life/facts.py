"""What this room hands to evidence: attendance, own issues (mended, specific, in time), volunteering, lecture minutes.

Only `evidence/snapshots/catalogue.py` may import this module (G-01). What an issue is about never leaves the room, only
whether it was closed by its day, says what it must and came in time; who said what of whom, talks and care are never
read here (G-07).
"""

from __future__ import annotations

from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from shuanglun.base import review
from shuanglun.engine.facts import Measure, Source
from shuanglun.records.life.choices import ATTENDANCE_MEASURE, MeetingKind, Presence
from shuanglun.records.life.models import Attendance, IssueItem, SelfCheck, VolunteerService


def one_if(condition: Q) -> Case:
    """1 where the condition holds, else 0."""
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


NO_DUE = Value(None, output_field=IntegerField())


def approved(begins: date, ends: date) -> QuerySet:
    """Attendances of approved meetings of the period: a record counts once somebody else has reviewed it."""
    return Attendance.objects.filter(meeting__state=review.APPROVED, meeting__on__gte=begins, meeting__on__lt=ends)


def attendances(begins: date, ends: date) -> QuerySet:
    """A row for each person due at each meeting; leave counts as absent, an exempt one is told by `exemptions`.
    Volunteering is encouraged and never due: who stayed away has no row (rules §6 Art.22)."""
    rows = approved(begins, ends).exclude(meeting__kind=MeetingKind.VOLUNTEERING)
    rows = rows.annotate(quantity=one_if(Q(presence=Presence.PRESENT)), due=Value(1))
    return rows.values_list("person_id", "meeting__on", "quantity", "due", "pk")


def lectures(begins: date, ends: date) -> QuerySet:
    """Minutes of Party lectures that a person attended: study hours kept by this room."""
    rows = approved(begins, ends).filter(
        meeting__kind=MeetingKind.LECTURE, meeting__minutes__gt=0, presence=Presence.PRESENT
    )
    return rows.annotate(due=NO_DUE).values_list("person_id", "meeting__on", "meeting__minutes", "due", "pk")


def volunteering(begins: date, ends: date) -> QuerySet:
    """One occasion for each volunteer activity that a person signed in to."""
    rows = approved(begins, ends).filter(meeting__kind=MeetingKind.VOLUNTEERING, presence=Presence.PRESENT)
    rows = rows.annotate(quantity=Value(1), due=NO_DUE)
    return rows.values_list("person_id", "meeting__on", "quantity", "due", "pk")


def describe_attendances(pks: list[int]) -> dict[int, str]:
    """Titles of attendances: the meeting, its day, whether the person came."""
    rows = Attendance.objects.filter(pk__in=pks).select_related("meeting")
    return {row.pk: f"{row.meeting} {row.meeting.on} {row.get_presence_display()}" for row in rows}


def issues(begins: date, ends: date) -> QuerySet:
    """A row for each issue that was due within the period: closed by its day or not."""
    rows = IssueItem.objects.filter(due_on__gte=begins, due_on__lt=ends)
    in_time = Q(closed_on__isnull=False) & (Q(claimed_on__lte=F("due_on")) | Q(closed_on__lte=F("due_on")))
    rows = rows.annotate(quantity=one_if(in_time), due=Value(1))
    return rows.values_list("person_id", "due_on", "quantity", "due", "pk")


def specific_issues(begins: date, ends: date) -> QuerySet:
    """A row for each issue raised within the period: does it say what happened, what will be done, until when."""
    rows = IssueItem.objects.filter(raised_on__gte=begins, raised_on__lt=ends)
    rows = rows.annotate(quantity=one_if(~Q(fact="") & ~Q(measure="")), due=Value(1))
    return rows.values_list("person_id", "raised_on", "quantity", "due", "pk")


def lists(begins: date, ends: date) -> QuerySet:
    """A row for each list of issues that was due within the period: handed in by its day or not. Whoever was excused
    owes none (G-05)."""
    rows = SelfCheck.objects.filter(list_due_on__gte=begins, list_due_on__lt=ends, is_excused=False)
    rows = rows.annotate(quantity=one_if(Q(listed_on__lte=F("list_due_on"))), due=Value(1))
    return rows.values_list("person_id", "list_due_on", "quantity", "due", "pk")


def describe_lists(pks: list[int]) -> dict[int, str]:
    """Titles of lists of issues: the meeting, the term, the day they came. Not a word of what stands in them."""
    rows = SelfCheck.objects.filter(pk__in=pks).select_related("candid")
    return {
        row.pk: f"{row.candid}问题清单（期限 {row.list_due_on}，{f'{row.listed_on} 交' if row.listed_on else '未交'}）"
        for row in rows
    }


def describe_issues(pks: list[int]) -> dict[int, str]:
    """Titles of issues: the term, when it was closed, what the entry does not say."""
    rows = IssueItem.objects.filter(pk__in=pks)
    return {row.pk: f"{row.title}（期限 {row.due_on}，{_closed(row)}{_lacking(row)}）" for row in rows}


def _closed(row: IssueItem) -> str:
    if row.closed_on and row.claimed_on:
        return f"{row.claimed_on} 报告完成，{row.closed_on} 销号"
    return f"{row.closed_on} 销号" if row.closed_on else "未销号"


def _lacking(row: IssueItem) -> str:
    lacking = [word for word, there in (("具体表现", row.fact), ("整改措施", row.measure)) if not there]
    return f"，未写{'、'.join(lacking)}" if lacking else ""


def services(begins: date, ends: date) -> QuerySet:
    """One occasion for each volunteer service."""
    rows = VolunteerService.objects.filter(on__gte=begins, on__lt=ends).annotate(quantity=Value(1), due=NO_DUE)
    return rows.values_list("person_id", "on", "quantity", "due", "pk")


def describe_services(pks: list[int]) -> dict[int, str]:
    """Titles of volunteer services."""
    return {row.pk: f"{row.title} {row.on}" for row in VolunteerService.objects.filter(pk__in=pks)}


def exemptions(begins: date, ends: date) -> QuerySet:
    """Single occasions that do not count (G-05): (person, measure, from, until, key of the fact, pk).

    `until` is None: the stretch of one occasion is its own day, and the freezer closes it.
    """
    rows = approved(begins, ends).exclude(meeting__kind=MeetingKind.VOLUNTEERING).filter(presence=Presence.EXEMPT)
    rows = rows.annotate(of=Value(ATTENDANCE.name), until=NO_DUE, fact=F("pk"))
    return rows.values_list("person_id", "of", "meeting__on", "until", "fact", "pk")


def describe_exemptions(pks: list[int]) -> dict[int, str]:
    """Titles of exempt occasions, the same words whatever the reason."""
    rows = Attendance.objects.filter(pk__in=pks).select_related("meeting")
    return {row.pk: f"豁免 {row.meeting} {row.meeting.on}（已核）" for row in rows}


ATTENDANCE = Measure(ATTENDANCE_MEASURE, "组织生活出勤", "rate", "occasions", 1, "life")
RECTIFICATION = Measure("life.rectification", "个人问题整改", "rate", "occasions", 1, "life")
SPECIFICITY = Measure("life.specificity", "问题清单具体率", "rate", "occasions", 1, "life")
TIMELINESS = Measure("life.timeliness", "问题清单按时率", "rate", "occasions", 1, "life")
VOLUNTEER = Measure("life.volunteer", "志愿服务", "target", "occasions", 1, "life")
STUDY = Measure("study.minutes", "学习时长", "target", "minutes", 1, "learning")
"""The learning room's measure, declared here in the same words; the catalogue refuses two that differ."""

MEASURES = [ATTENDANCE, RECTIFICATION, SPECIFICITY, TIMELINESS, VOLUNTEER, STUDY]
SOURCES = [
    Source(ATTENDANCE, "life:attendance", attendances, describe_attendances),
    Source(RECTIFICATION, "life:issueitem", issues, describe_issues),
    Source(SPECIFICITY, "life:issueitem", specific_issues, describe_issues),
    Source(TIMELINESS, "life:selfcheck", lists, describe_lists),
    Source(VOLUNTEER, "life:volunteerservice", services, describe_services),
    Source(VOLUNTEER, "life:attendance", volunteering, describe_attendances),
    Source(STUDY, "life:attendance", lectures, describe_attendances),
]
