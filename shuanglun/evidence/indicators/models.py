"""Schemes, their versions, and who did what to each version.

The rows hold no particulars of anybody's work and everybody who is scored may read the rules (indicators.view), so
their managers are not scoped; drafts are kept back by `readable`. What was submitted or published cannot be changed:
database triggers of migration 0002 say so, besides the constraints here.
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When

from shuanglun.evidence.indicators import choices


class Scheme(models.Model):
    """A line of versions, for example 管理岗. `code` is the `id` in the YAML text."""

    code = models.SlugField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)

    class Meta:
        ordering = ["code"]
        verbose_name = verbose_name_plural = "指标方案"

    def __str__(self) -> str:
        return self.name


class SchemeVersionQuerySet(models.QuerySet):
    """Verbs over versions."""

    def readable(self, drafts: bool) -> SchemeVersionQuerySet:
        """What a reader may open: what was published, and with `drafts` the rest as well."""
        return self if drafts else self.filter(state__in=(choices.PUBLISHED, choices.RETIRED))

    def published(self) -> SchemeVersionQuerySet:
        """In force, or about to be."""
        return self.filter(state=choices.PUBLISHED)

    def phased(self, on: date) -> SchemeVersionQuerySet:
        """Adds `follower_on` (the day a later version takes over) and `phase`: the state, or for a published version
        whether it is in force on the day, still coming, or past since a later one took over."""
        follower = SchemeVersion.objects.filter(
            scheme=OuterRef("scheme"), state=choices.PUBLISHED, valid_from__gt=OuterRef("valid_from")
        ).order_by("valid_from")
        published = Q(state=choices.PUBLISHED)
        return self.annotate(
            follower_on=Subquery(follower.values("valid_from")[:1]),
            phase=Case(
                When(published & Q(valid_from__gt=on), then=Value(choices.COMING)),
                When(published & Q(follower_on__lte=on), then=Value(choices.PAST)),
                When(published, then=Value(choices.IN_FORCE)),
                default=F("state"),
            ),
        )


def _known(verb: str) -> Q:
    """An account, or in rows older than the account columns a staff file."""
    return Q(**{f"{verb}_account__isnull": False}) | Q(**{f"{verb}_by__isnull": False})


class SchemeVersion(models.Model):
    """One version of a scheme: its YAML text, and the two different people behind its publication (G-14): two
    accounts, and where both have a staff file (`_by`) two staff files.

    `digest` is the engine's hash of the content, the one that a run's manifest names: layout does not change it.
    """

    scheme = models.ForeignKey(Scheme, verbose_name="方案", on_delete=models.PROTECT, related_name="versions")
    version = models.CharField("版本", max_length=20)
    name = models.CharField("名称", max_length=60)
    source = models.TextField("方案原文（YAML）")
    digest = models.CharField("方案散列（SHA-256）", max_length=64)
    valid_from = models.DateField("生效日期", db_index=True)
    state = models.CharField("状态", max_length=10, choices=list(choices.STATES.items()), default=choices.DRAFT)
    submitted_account = models.BigIntegerField("提交账号", null=True)
    submitted_by = models.BigIntegerField("提交人编号", null=True)
    submitted_name = models.CharField("提交人", max_length=120, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True)
    published_account = models.BigIntegerField("发布账号", null=True)
    published_by = models.BigIntegerField("发布人编号", null=True)
    published_name = models.CharField("发布人", max_length=120, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, db_index=True)
    return_reason = models.CharField("退回理由", max_length=400, blank=True)
    retired_on = models.DateField("停用日期", null=True)

    objects = SchemeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "方案版本"
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "version"], condition=~Q(state="discarded"), name="scheme_version_once"
            ),
            models.UniqueConstraint(
                fields=["scheme", "valid_from"], condition=Q(state="published"), name="one_published_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | (_known("submitted") & Q(submitted_at__isnull=False)),
                name="submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"])
                | (_known("published") & Q(published_at__isnull=False)),
                name="published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("submitted_by")), name="published_by_another"
            ),
            models.CheckConstraint(
                condition=Q(published_account__isnull=True) | ~Q(published_account=F("submitted_account")),
                name="published_by_another_account",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_on__isnull=False)
                | (~Q(state="retired") & Q(retired_on__isnull=True)),
                name="retired_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def stamp(self) -> str:
        """Hash of the very text, for telling whether it changed between reading and acting."""
        return sha256(self.source.encode()).hexdigest()

    @property
    def is_draft(self) -> bool:
        """Whether its text may still change."""
        return self.state == choices.DRAFT


class VersionAct(models.Model):
    """One step in a version's history, in the actor's words; written once and never changed."""

    version = models.ForeignKey(SchemeVersion, verbose_name="版本", on_delete=models.PROTECT, related_name="acts")
    act = models.CharField("事项", max_length=10, choices=list(choices.ACTS.items()))
    person_id = models.BigIntegerField("经办人编号", null=True)
    name = models.CharField("经办人", max_length=120)
    at = models.DateTimeField("时间")
    words = models.CharField("说明", max_length=400, blank=True)

    objects = models.Manager()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = verbose_name_plural = "版本经过"

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.name}"
