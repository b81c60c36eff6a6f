"""The catalogue: kinds of courses, courses, their modules, the questions of their quizzes.

What is taught is the same for everybody, so these rows have no scope (tests/house/test_scope.py); the questions are
read by whoever keeps the course and, without their answers, by whoever takes the quiz.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.records.learning.choices import COURSE_LAMPS, DRAFT, Audience, ModuleKind
from shuanglun.records.learning.rules.courses import COURSE_FLOW


class KindQuerySet(models.QuerySet["CourseKind"]):
    """Verbs of kinds."""

    def in_force(self, on: date) -> KindQuerySet:
        """Those that hold on the day."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)


class CourseKind(models.Model):
    """One kind of course on the office's list, and whether it must carry a Party-spirit module, in `[from_on, until_on)`.

    A changed rule is a new row from a day on: courses that opened before stay as they were judged.
    """

    name = models.CharField("课程类别", max_length=40)
    needs_party = models.BooleanField("须含党性教育模块", default=False)
    basis = models.CharField("依据", max_length=200, blank=True)
    from_on = models.DateField("起")
    until_on = models.DateField("止", null=True, blank=True)

    objects = KindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "课程类别"
        constraints = [
            models.UniqueConstraint(fields=["name"], condition=Q(until_on=None), name="course_kind_one_open"),
            models.UniqueConstraint(fields=["name", "from_on"], name="course_kind_once"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")), name="course_kind_period"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Course(models.Model):
    """One course. It is drafted, opened when its modules fit its kind and its audience, and closed."""

    code = models.CharField("课程编号", max_length=20, unique=True)
    title = models.CharField("课程名称", max_length=100)
    kind = models.ForeignKey(CourseKind, verbose_name="课程类别", on_delete=models.PROTECT)
    audience = models.CharField("对象", max_length=10, choices=Audience, default=Audience.ALL)
    aim = models.TextField("培训目标", max_length=1000, blank=True)
    provider = models.CharField("主办", max_length=80, blank=True)
    deadline_on = models.DateField("应完成日期", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=COURSE_FLOW.choices, default=DRAFT, db_index=True)
    opened_by = models.CharField("开课人", max_length=120, blank=True)
    opened_at = models.DateTimeField("开课时间", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "课程"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The course's page."""
        return reverse("learning:course", args=[self.pk])

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return COURSE_LAMPS[self.state]


class CourseModule(models.Model):
    """One part of a course: professional, Party-spirit (members only), or professional ethics and law."""

    course = models.ForeignKey(Course, verbose_name="课程", on_delete=models.CASCADE, related_name="modules")
    kind = models.CharField("性质", max_length=12, choices=ModuleKind)
    title = models.CharField("模块名称", max_length=100)
    minutes = models.SmallIntegerField("时长（分钟）")
    audience = models.CharField("对象", max_length=10, choices=Audience, default=Audience.ALL)
    order = models.SmallIntegerField("次序", default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "课程模块"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "title"], name="course_module_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0, minutes__lte=1440), name="course_module_minutes"),
            models.CheckConstraint(
                condition=~Q(kind=ModuleKind.PARTY_SPIRIT) | Q(audience=Audience.MEMBER), name="party_module_members"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question of a course's quiz. The trail keeps only a commitment of its answer."""

    PERSONAL = ("answer",)

    course = models.ForeignKey(Course, verbose_name="课程", on_delete=models.CASCADE, related_name="questions")
    text = models.CharField("题目", max_length=400)
    options = models.JSONField("选项")
    answer = models.SmallIntegerField("正确选项", help_text="从 0 数起")
    order = models.SmallIntegerField("次序", default=0)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "测验题"
        ordering = ["order", "pk"]
        constraints = [models.CheckConstraint(condition=Q(answer__gte=0), name="question_answer")]

    def __str__(self) -> str:
        return self.text
