"""Runs and their scores. Every figure is an integer in units of 1e-9, as the engine computed it; the screens round
once, half up, when they print (docs/algorithms)."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet

from shuanglun.base.actor import current, right_in_use
from shuanglun.base.scope import PathField, ScopedManager, ScopedQuerySet
from shuanglun.evidence.indicators.models import SchemeVersion
from shuanglun.evidence.snapshots.models import Snapshot
from shuanglun.records.organization.choices import PostCategory
from shuanglun.records.organization.models import Unit
from shuanglun.records.people.models import Person
from shuanglun.scores.scoring.choices import RUN_FLOW, Sufficiency

ROWS_PER_RUN = 10_000_000


def sees_the_house() -> bool:
    """Whether the acting role reads the whole house under the right in use (the offices, the system)."""
    actor, right = current(), right_in_use()
    return actor.everything or any(
        grant.path == "/" and grant.kind != "own" for grant in (actor.ranges(right) if right else ())
    )


class RunQuerySet(ScopedQuerySet):
    """Verbs of runs."""

    def finished(self) -> RunQuerySet:
        """Runs whose scores are written."""
        return self.filter(state="done")

    def official(self) -> RunQuerySet:
        """Runs that are no trial."""
        return self.filter(trial=False)

    def newest_first(self) -> RunQuerySet:
        """By period, then by the order in which they were asked for."""
        return self.order_by("-snapshot__ends_on", "-id")


class RunManager(ScopedManager.from_queryset(RunQuerySet)):  # type: ignore[misc]
    """Outside the offices a run is seen when it is finished, no trial, and holds a score the reader may see."""

    def get_queryset(self) -> QuerySet:
        if sees_the_house():
            return models.Manager.get_queryset(self)
        rows: QuerySet = models.Manager.get_queryset(self).filter(trial=False, state="done")
        return rows.filter(Exists(Score.objects.filter(run=OuterRef("pk"))))


class Run(models.Model):
    """One run of the engine: a pure function of snapshot, scheme versions and engine version."""

    name = models.CharField("名称", max_length=80)
    snapshot = models.ForeignKey(Snapshot, verbose_name="证据快照", on_delete=models.PROTECT, related_name="runs")
    versions = models.ManyToManyField(SchemeVersion, verbose_name="指标方案", through="RunScheme", related_name="runs")
    trial = models.BooleanField("试算", default=False, db_index=True)
    state = models.CharField("状态", max_length=10, choices=RUN_FLOW.choices, default="queued", db_index=True)
    engine_version = models.CharField("引擎版本", max_length=20, blank=True)
    result_hash = models.CharField("结果散列", max_length=64, blank=True)
    directory = models.CharField("结果目录", max_length=120, blank=True, help_text="相对于数据目录")
    people = models.IntegerField("人数", default=0)
    lacking = models.IntegerField("资料不足人数", default=0)
    unscored = models.IntegerField("无适用方案人数", default=0)
    summary = models.JSONField("摘要", default=dict, blank=True)
    failure = models.CharField("失败原因", max_length=400, blank=True)
    requested_by = models.CharField("发起人", max_length=120)
    requested_at = models.DateTimeField("发起时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    verified_at = models.DateTimeField("复核时间", null=True, blank=True)
    problems = models.JSONField("复算发现", default=list, blank=True)

    objects = RunManager()

    class Meta:
        verbose_name = verbose_name_plural = "计分运行"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(RUN_FLOW.states)), name="run_state"),
            models.CheckConstraint(condition=~Q(state="done") | ~Q(result_hash=""), name="run_done_has_hash"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_same(self) -> bool | None:
        """What the latest recomputation found; None before the first."""
        return None if self.verified_at is None else not self.problems

    @property
    def is_open(self) -> bool:
        """Whether the run still waits or computes."""
        return self.state in ("queued", "running")


class RunScheme(models.Model):
    """A scheme version used by a run, with the hash it had then."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="schemes")
    version = models.ForeignKey(SchemeVersion, on_delete=models.PROTECT, related_name="uses")
    sha256 = models.CharField("方案散列", max_length=64)

    # Read only through its run, which decides who sees it.
    objects = ScopedManager()

    class Meta:
        verbose_name = verbose_name_plural = "运行所用方案"
        constraints = [models.UniqueConstraint(fields=["run", "version"], name="run_scheme_once")]


class ScoreQuerySet(ScopedQuerySet):
    """Verbs of scores. There is none that orders persons by a score (guide §4, G-18)."""

    def by_name(self) -> ScoreQuerySet:
        """By pinyin, then number."""
        return self.order_by("name_key", "id")

    def lacking(self) -> ScoreQuerySet:
        """Persons for whom a dimension has no number."""
        return self.exclude(sufficiency=Sufficiency.BOTH)


class ScoreManager(ScopedManager.from_queryset(ScoreQuerySet)):  # type: ignore[misc]
    """Own, section, branch or house by the acting role; trial runs only for those who see the house."""

    lookups = {"unit": "unit_path", "party": "branch_path", "own": "person"}

    def get_queryset(self) -> QuerySet:
        rows = super().get_queryset()
        return rows if sees_the_house() else rows.filter(trial=False)


class Score(models.Model):
    """The result of one person in one run; unit, branch and groups are those of the last day of the period.

    Its number is the run's and a place in it, so that a hundred thousand rows need no sequence. Columns have no index
    of their own: every question names the run or the person first, and each index costs the writing transaction.
    The trail keeps one hash per row of a batch, never the values.
    """

    id = models.BigIntegerField("编号", primary_key=True)
    run = models.ForeignKey(
        Run, verbose_name="计分运行", on_delete=models.CASCADE, related_name="scores", db_index=False
    )
    person = models.ForeignKey(
        Person, verbose_name="人员", on_delete=models.PROTECT, related_name="scores", db_index=False
    )
    trial = models.BooleanField("试算", default=False)
    name_key = models.CharField("姓名排序", max_length=120)
    unit = models.ForeignKey(Unit, verbose_name="部门", on_delete=models.PROTECT, related_name="scores", db_index=False)
    unit_path = PathField("部门路径", db_index=False)
    branch_path = PathField("党组织路径", null=True, blank=True, db_index=False)
    category = models.CharField("岗位类别", max_length=1, choices=PostCategory, blank=True)
    groups = models.CharField("指标组", max_length=120, help_text="以逗号分隔")
    scheme = models.CharField("方案", max_length=60)
    scheme_version = models.CharField("方案版本", max_length=40)

    political = models.BigIntegerField("政治素质与组织生活", null=True)
    work = models.BigIntegerField("履职能力与工作业绩", null=True)
    political_base = models.BigIntegerField("政治维度加分前", null=True)
    work_base = models.BigIntegerField("业绩维度加分前", null=True)
    political_bonus = models.BigIntegerField("政治维度加分", default=0)
    work_bonus = models.BigIntegerField("业绩维度加分", default=0)
    political_coverage = models.BigIntegerField("政治维度覆盖率")
    work_coverage = models.BigIntegerField("业绩维度覆盖率")
    lowest_coverage = models.BigIntegerField("较低覆盖率")
    political_low = models.BigIntegerField("政治维度缺证下限", null=True)
    political_high = models.BigIntegerField("政治维度缺证上限", null=True)
    work_low = models.BigIntegerField("业绩维度缺证下限", null=True)
    work_high = models.BigIntegerField("业绩维度缺证上限", null=True)
    political_records = models.IntegerField("政治维度记录数", default=0)
    work_records = models.IntegerField("业绩维度记录数", default=0)
    arithmetic = models.BigIntegerField("综合（算术）", null=True)
    geometric = models.BigIntegerField("综合（几何）", null=True)
    coupling = models.BigIntegerField("耦合度 C", null=True)
    level = models.BigIntegerField("水平 T", null=True)
    coordination = models.BigIntegerField("协调度 D", null=True)
    quadrant = models.CharField("发展建议", max_length=12, blank=True)
    sufficiency = models.CharField("证据", max_length=12, choices=Sufficiency)

    objects = ScoreManager()

    class Meta:
        verbose_name = verbose_name_plural = "计分结果"
        constraints = [
            models.UniqueConstraint(fields=["run", "person"], name="score_once"),
            models.CheckConstraint(
                condition=Q(political__isnull=False, work__isnull=False) | Q(arithmetic=None, coordination=None),
                name="score_needs_both",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "name_key", "id"], name="score_by_name"),
            models.Index(fields=["run", "unit_path", "name_key", "id"], name="score_by_unit"),
            models.Index(fields=["run", "branch_path"], name="score_by_branch"),
            models.Index(fields=["run", "sufficiency", "name_key"], name="score_by_sufficiency"),
            models.Index(fields=["run", "lowest_coverage"], name="score_by_coverage"),
            models.Index(fields=["person", "-id"], name="score_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.run_id}"

    @staticmethod
    def number(run_id: int, place: int) -> int:
        """The number of the score at a place (from 1) in a run."""
        return run_id * ROWS_PER_RUN + place

    def figure(self, dimension: str, name: str = "") -> int | None:
        """A figure of one dimension: `figure("political", "low")`; without a name the score itself."""
        return getattr(self, f"{dimension}_{name}" if name else dimension)
