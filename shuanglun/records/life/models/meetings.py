"""Meetings, who was due at them, leave, resolutions, attachments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base import review
from shuanglun.base.checkin.models import Occasion, SignedIn
from shuanglun.base.files.models import StoredFile
from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.records.life.choices import PRESENCE_LAMPS, LeaveReason, LeaveState, MeetingKind, Presence
from shuanglun.records.life.rules.meetings import FLOW, Span
from shuanglun.records.organization.models import PartyOrganization
from shuanglun.records.people.models import Person


class MeetingQuerySet(ScopedQuerySet):
    """Verbs of meetings."""

    def approved(self) -> MeetingQuerySet:
        """Those whose record counts."""
        return self.filter(state=review.APPROVED)

    def of_year(self, year: int) -> MeetingQuerySet:
        """Those of a calendar year."""
        return self.filter(on__year=year)

    def standing(self) -> MeetingQuerySet:
        """All but the cancelled ones."""
        return self.exclude(state=review.CANCELLED)


class Meeting(review.Reviewed, Occasion):
    """One meeting or activity of a Party organization: set down beforehand, signed in to, recorded, reviewed."""

    flow = FLOW
    branch = models.ForeignKey(PartyOrganization, verbose_name="党组织", on_delete=models.PROTECT)
    kind = models.CharField("类型", max_length=2, choices=MeetingKind)
    title = models.CharField("主题", max_length=120)
    on = models.DateField("日期", db_index=True)
    begins_at = models.TimeField("开始时间", null=True, blank=True)
    minutes = models.SmallIntegerField("时长（分钟）", default=0)
    place = models.CharField("地点", max_length=80, blank=True)
    host = models.ForeignKey(
        Person, verbose_name="主持人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorder = models.ForeignKey(
        Person, verbose_name="记录人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    observers = models.CharField("列席人员", max_length=200, blank=True)
    agenda = models.TextField("议程", blank=True)
    record = models.TextField("会议记录", blank=True)
    why_cancelled = models.CharField("取消原因", max_length=400, blank=True)

    objects = scoped(
        party="branch__path", unit="branch__unit__path", own="attendances__person", queryset=MeetingQuerySet
    )

    class Meta:
        verbose_name = verbose_name_plural = "组织生活"
        indexes = [
            models.Index(fields=["-on", "id"], name="meeting_by_day"),
            models.Index(fields=["branch", "kind", "on"], name="meeting_of_branch"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["branch", "kind", "on", "title"], name="meeting_once"),
            models.CheckConstraint(condition=Q(state__in=list(FLOW.states)), name="meeting_state"),
            models.CheckConstraint(condition=Q(minutes__gte=0, minutes__lte=1440), name="meeting_within_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}《{self.title}》"

    def get_absolute_url(self) -> str:
        """The meeting's page."""
        return reverse("life:meeting", args=[self.pk])

    @property
    def span(self) -> Span:
        """When it is."""
        return Span(str(self), self.begins_at, self.minutes)

    @property
    def when(self) -> str:
        """Day and hour in words."""
        return f"{self.on} {self.begins_at:%H:%M}" if self.begins_at else str(self.on)


class Attendance(SignedIn):
    """One person due at one meeting: expected, came, did not come, was on leave, or was exempt."""

    meeting = models.ForeignKey(Meeting, verbose_name="组织生活", on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="attendances")
    presence = models.CharField("到会情况", max_length=10, choices=Presence)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person")

    class Meta(SignedIn.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "组织生活出勤"
        constraints = [
            *SignedIn.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return str(self.meeting)

    @property
    def lamp(self) -> str:
        """The lamp of the presence."""
        return PRESENCE_LAMPS[self.presence]


class LeaveRequest(models.Model):
    """Somebody asks beforehand not to come. The reason is health data for the most part: the trail keeps commitments,
    and only those who keep the meeting read it."""

    PERSONAL = ("reason", "words")

    attendance = models.OneToOneField(Attendance, verbose_name="出勤", on_delete=models.CASCADE, related_name="leave")
    reason = models.CharField("事由", max_length=12, choices=LeaveReason)
    words = models.CharField("说明", max_length=200, blank=True)
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("办理情况", max_length=10, choices=LeaveState, default=LeaveState.ASKED)
    decided_by = models.CharField("办理人", max_length=120, blank=True)
    decided_at = models.DateTimeField("办理时间", null=True, blank=True)

    objects = scoped(
        unit="attendance__person__unit_path", party="attendance__person__branch_path", own="attendance__person"
    )

    class Meta:
        verbose_name = verbose_name_plural = "请假申请"


class Resolution(models.Model):
    """What a meeting resolved and how it voted. 应到 with the right to vote is the denominator; it and who of them came
    are taken from the roster, never typed."""

    meeting = models.ForeignKey(Meeting, verbose_name="组织生活", on_delete=models.CASCADE, related_name="resolutions")
    title = models.CharField("决议事项", max_length=200)
    eligible = models.IntegerField("应到（有表决权）")
    present = models.IntegerField("到会（有表决权）")
    agree = models.IntegerField("赞成")
    against = models.IntegerField("反对")
    abstain = models.IntegerField("弃权")
    passed = models.BooleanField("通过")

    objects = scoped(
        party="meeting__branch__path", unit="meeting__branch__unit__path", own="meeting__attendances__person"
    )

    class Meta:
        verbose_name = verbose_name_plural = "决议"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "title"], name="resolution_once"),
            models.CheckConstraint(
                condition=Q(present__lte=F("eligible"), present=F("agree") + F("against") + F("abstain")),
                name="resolution_votes",
            ),
            models.CheckConstraint(condition=Q(agree__gte=0, against__gte=0, abstain__gte=0), name="resolution_counts"),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingFile(StoredFile):
    """A photograph, a list, a paper of a meeting."""

    meeting = models.ForeignKey(Meeting, verbose_name="组织生活", on_delete=models.CASCADE, related_name="files")

    objects = scoped(
        party="meeting__branch__path", unit="meeting__branch__unit__path", own="meeting__attendances__person"
    )

    class Meta:
        verbose_name = verbose_name_plural = "会议附件"
