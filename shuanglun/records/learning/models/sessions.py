"""Sessions of courses, who enrolled and came, and what they answered in the quiz."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.checkin.models import Occasion, SignedIn
from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.records.learning.choices import (
    ENROLMENT_LAMPS,
    PLANNED,
    PRESENCE_LAMPS,
    SESSION_LAMPS,
    EnrolmentState,
    Presence,
)
from shuanglun.records.learning.models.courses import Course, CourseModule
from shuanglun.records.learning.rules.sessions import SESSION_FLOW
from shuanglun.records.people.models import Person


class Session(Occasion):
    """One time a course is held, on one day. `taken` counts the places in use; the database lets nobody overfill it.

    `parts` are the keys of the modules it covers, none for all: they are plain values, because the modules of a course
    that ever opened do not change, and so the trail tells them.
    """

    PERSONAL = ("checkin_key",)

    course = models.ForeignKey(Course, verbose_name="课程", on_delete=models.PROTECT, related_name="sessions")
    on = models.DateField("日期")
    begins = models.TimeField("开始")
    ends = models.TimeField("结束")
    minutes = models.SmallIntegerField("计学时长（分钟）")
    place = models.CharField("地点", max_length=80)
    capacity = models.IntegerField("名额")
    taken = models.IntegerField("已报名", default=0)
    parts = models.JSONField("所含模块", default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=SESSION_FLOW.choices, default=PLANNED)
    closed_by = models.CharField("办结人", max_length=120, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    words = models.CharField("取消理由", max_length=400, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "培训班次"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "on", "begins", "place"], condition=~Q(state="cancelled"), name="session_once"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="session_period"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=1440), name="session_minutes"),
            models.CheckConstraint(condition=Q(taken__gte=0, taken__lte=F("capacity")), name="session_places"),
        ]
        indexes = [
            models.Index(fields=["on", "id"], name="session_by_day"),
            models.Index(fields=["state", "on"], name="session_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.course.title} {self.on} {self.begins:%H:%M}"

    def get_absolute_url(self) -> str:
        """The session's page."""
        return reverse("learning:session", args=[self.pk])

    @property
    def begins_at(self) -> datetime:
        """The moment it begins."""
        return timezone.make_aware(datetime.combine(self.on, self.begins))

    @property
    def ends_at(self) -> datetime:
        """The moment it ends."""
        return timezone.make_aware(datetime.combine(self.on, self.ends))

    @property
    def time_words(self) -> str:
        """From when to when."""
        return f"{self.begins:%H:%M}—{self.ends:%H:%M}"

    @property
    def free(self) -> int:
        """Places left."""
        return self.capacity - self.taken

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return SESSION_LAMPS[self.state]

    def covers(self) -> list[CourseModule]:
        """The modules it covers."""
        return [module for module in self.course.modules.all() if not self.parts or module.pk in self.parts]


class EnrolmentQuerySet(ScopedQuerySet):
    """Verbs of enrolments."""

    def with_place(self) -> EnrolmentQuerySet:
        """Those who have a place."""
        return self.filter(state=EnrolmentState.ENROLLED)

    def waiting(self) -> EnrolmentQuerySet:
        """The waiting list, whose turn is next first."""
        return self.filter(state=EnrolmentState.WAITING).order_by("turn")

    def standing(self) -> EnrolmentQuerySet:
        """Those who have a place or wait for one."""
        return self.exclude(state=EnrolmentState.WITHDRAWN)

    def on_day(self, day: date) -> EnrolmentQuerySet:
        """Of sessions of one day that were not cancelled."""
        return self.filter(session__on=day).exclude(session__state="cancelled")

    def came(self) -> EnrolmentQuerySet:
        """Those who attended a session that is finished."""
        return self.filter(session__state="held", presence=Presence.PRESENT)


class Enrolment(SignedIn):
    """One person at one session: whether they have a place or wait, and whether they came. `turn` is the order in which
    people asked; who comes again after leaving asks anew."""

    session = models.ForeignKey(Session, verbose_name="班次", on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="enrolments")
    state = models.CharField("报名情况", max_length=10, choices=EnrolmentState)
    turn = models.IntegerField("报名次序")
    at = models.DateTimeField("报名时间")
    by = models.CharField("报名人", max_length=120)
    moved_up_at = models.DateTimeField("递补时间", null=True, blank=True)
    presence = models.CharField("到课情况", max_length=10, choices=Presence, blank=True)

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person", queryset=EnrolmentQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "培训报名"
        constraints = [
            *SignedIn.Meta.constraints,
            models.UniqueConstraint(fields=["session", "person"], name="enrolment_once"),
            models.UniqueConstraint(fields=["session", "turn"], name="enrolment_turn"),
            models.CheckConstraint(
                condition=Q(presence="") | Q(state=EnrolmentState.ENROLLED), name="enrolment_presence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} · {self.session}"

    @property
    def state_lamp(self) -> str:
        """The lamp of the place."""
        return ENROLMENT_LAMPS[self.state]

    @property
    def presence_lamp(self) -> str:
        """The lamp of the attendance."""
        return PRESENCE_LAMPS[self.presence]


class Attempt(models.Model):
    """One try at a course's quiz. The answers stay with the person; the trail keeps a commitment of them."""

    PERSONAL = ("answers",)

    enrolment = models.ForeignKey(Enrolment, verbose_name="报名", on_delete=models.CASCADE, related_name="attempts")
    number = models.SmallIntegerField("第几次")
    answers = models.JSONField("作答")
    right = models.SmallIntegerField("答对")
    total = models.SmallIntegerField("题数")
    passed = models.BooleanField("合格")
    at = models.DateTimeField("作答时间")

    objects = scoped(
        unit="enrolment__person__unit_path", party="enrolment__person__branch_path", own="enrolment__person"
    )

    class Meta:
        verbose_name = verbose_name_plural = "测验作答"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="attempt_once"),
            models.CheckConstraint(condition=Q(right__gte=0, right__lte=F("total"), total__gt=0), name="attempt_right"),
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 次测验"
