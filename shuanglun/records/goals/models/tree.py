"""The goal tree of a year and the KPIs of its goals."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shuanglun.base.scope import PathField, ScopedQuerySet, scoped
from shuanglun.records.goals.choices import (
    ACTIVE,
    CODE_OF_SIDE,
    DRAFT,
    GOAL_FLOW,
    GOAL_LAMPS,
    MOST_CODE,
    WHOLE,
    Direction,
    Level,
    Origin,
    Pace,
    Side,
)
from shuanglun.records.goals.models.results import KpiResult
from shuanglun.records.organization.models import PartyOrganization, Unit
from shuanglun.records.people.models import Person


class GoalQuerySet(ScopedQuerySet):
    """Verbs of goals."""

    def of_year(self, year: int) -> GoalQuerySet:
        """Those of one year."""
        return self.filter(year=year)

    def standing(self) -> GoalQuerySet:
        """Those that share the weights: drafts and those in force, not those that ended."""
        return self.filter(state__in=(DRAFT, ACTIVE))

    def active(self) -> GoalQuerySet:
        """Those in force."""
        return self.filter(state=ACTIVE)

    def of_units(self) -> GoalQuerySet:
        """The paired goals of units."""
        return self.filter(level=Level.UNIT)


class Goal(models.Model):
    """One goal of one year. `path` holds the ids from the top down ("/3/17/"), its own last. `weight` is its share, in
    basis points, of the strategy goals beside it, of its unit's goals, or of the person's goals."""

    year = models.SmallIntegerField("年度", db_index=True)
    code = models.CharField("编号", max_length=MOST_CODE)
    title = models.CharField("目标", max_length=120)
    level = models.CharField("层级", max_length=8, choices=Level)
    parent = models.ForeignKey(
        "self", verbose_name="上级目标", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = PathField("路径")
    unit = models.ForeignKey(Unit, verbose_name="部门", null=True, blank=True, on_delete=models.PROTECT)
    unit_path = PathField("部门路径", blank=True, default="")
    person = models.ForeignKey(
        Person, verbose_name="人员", null=True, blank=True, on_delete=models.PROTECT, related_name="goals"
    )
    weight = models.SmallIntegerField("权重（基点）", help_text="10000 = 100%")
    state = models.CharField("状态", max_length=8, choices=GOAL_FLOW.choices, default=DRAFT)
    remark = models.CharField("说明", max_length=400, blank=True)

    # Strategy goals have no unit path: whoever may see goals reads them through `queries.tree.readable`.
    objects = scoped(unit="unit_path", own="person", queryset=GoalQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        constraints = [
            models.UniqueConstraint(fields=["year", "code"], name="goal_code_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=WHOLE), name="goal_weight"),
            models.CheckConstraint(condition=Q(state__in=list(GOAL_FLOW.states)), name="goal_state"),
            models.CheckConstraint(
                condition=Q(level="strategy", unit=None, person=None)
                | Q(level="unit", unit__isnull=False, person=None, parent__isnull=False)
                | Q(level="post", unit__isnull=False, person__isnull=False, parent__isnull=False),
                name="goal_shape",
            ),
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="goal_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["year", "code", "id"], name="goal_by_code"),
            models.Index(fields=["unit_path", "year"], name="goal_by_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        """The goal's page."""
        return reverse("goals:goal", args=[self.pk])

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return GOAL_LAMPS[self.state]

    @property
    def percent(self) -> str:
        """The weight as people say it."""
        return f"{self.weight / 100:g}%"

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.state == DRAFT

    @property
    def floor(self) -> int:
        """How deep it hangs: 1 at the top."""
        return self.path.count("/") - 1


class GoalKpi(models.Model):
    """One side of a goal: what is measured, by when how much, and who answers for it.

    A post's KPI leads to the person's KPI result (`result`), so that nobody types the outcome twice.
    """

    goal = models.ForeignKey(Goal, verbose_name="目标", on_delete=models.CASCADE, related_name="kpis")
    side = models.CharField("线", max_length=5, choices=Side)
    name = models.CharField("指标", max_length=120)
    unit_word = models.CharField("计量单位", max_length=20, blank=True)
    owner = models.ForeignKey(Person, verbose_name="牵头人", on_delete=models.PROTECT, related_name="owned_kpis")
    direction = models.CharField("方向", max_length=6, choices=Direction, default=Direction.HIGHER)
    pace = models.CharField("进度", max_length=10, choices=Pace, default=Pace.CUMULATIVE)
    bound = models.DecimalField("底线值或上限值", max_digits=14, decimal_places=4, default=0)
    target = models.DecimalField("目标值", max_digits=14, decimal_places=4)
    weight = models.SmallIntegerField("权重（基点）", default=WHOLE // 2, help_text="在本目标内，10000 = 100%")
    origin = models.CharField("来源", max_length=8, choices=Origin, default=Origin.TYPED)
    measure = models.CharField("计算口径", max_length=60, blank=True)
    party = models.ForeignKey(
        PartyOrganization, verbose_name="按党组织计算", null=True, blank=True, on_delete=models.PROTECT
    )
    result = models.OneToOneField(
        KpiResult, verbose_name="KPI 结果", null=True, blank=True, on_delete=models.SET_NULL, related_name="goal_kpi"
    )

    objects = scoped(unit="goal__unit_path", own="owner")

    class Meta:
        verbose_name = verbose_name_plural = "目标 KPI"
        constraints = [
            models.UniqueConstraint(fields=["goal", "side"], name="goal_kpi_side_once"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=WHOLE), name="goal_kpi_weight"),
            models.CheckConstraint(
                condition=Q(direction="higher", target__gt=F("bound")) | Q(direction="lower", target__lt=F("bound")),
                name="goal_kpi_target",
            ),
            models.CheckConstraint(
                condition=Q(origin="computed") & ~Q(measure="") | ~Q(origin="computed") & Q(measure="", party=None),
                name="goal_kpi_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The KPI's page."""
        return reverse("goals:kpi", args=[self.pk])

    @property
    def code(self) -> str:
        """The goal's code with the side's letter, as a KPI result carries it."""
        return f"{self.goal.code}-{CODE_OF_SIDE[Side(self.side)]}"

    @property
    def is_computed(self) -> bool:
        """Whether its actuals come from snapshots."""
        return self.origin == Origin.COMPUTED

    @property
    def is_in_result(self) -> bool:
        """Whether the person's KPI result has the figure already: then nobody is asked for it again."""
        return self.result is not None and self.result.actual is not None
