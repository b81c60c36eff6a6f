"""Instruments and their versions: what is asked, as data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from shuanglun.records.surveys.choices import VERSION_LAMPS, InstrumentKind, VersionState


class Instrument(models.Model):
    """A form of ballot, such as the democratic appraisal. What it asks stands in its versions."""

    code = models.CharField("编号", max_length=20, unique=True)
    title = models.CharField("测评表", max_length=80)
    kind = models.CharField("类别", max_length=20, choices=InstrumentKind)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "测评表"
        constraints = [models.UniqueConstraint(Lower("code"), name="instrument_code_once")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The instrument's page."""
        return reverse("surveys:instrument", args=[self.pk])


class InstrumentVersion(models.Model):
    """One version: a draft changes, a published one never does (the database refuses it), a retired one is offered no
    more. `content` is described in docs/rooms/surveys.md; `digest` is its SHA-256 from publication on."""

    instrument = models.ForeignKey(Instrument, verbose_name="测评表", on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField("版本")
    content = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=10, choices=VersionState, default=VersionState.DRAFT, db_index=True)
    digest = models.CharField("散列", max_length=64, blank=True)
    made_by = models.CharField("编制人", max_length=120, blank=True)
    published_by = models.CharField("发布人", max_length=120, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = verbose_name_plural = "测评表版本"
        ordering = ["instrument_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="instrument_version_once"),
            models.UniqueConstraint(fields=["instrument"], condition=Q(state="draft"), name="one_draft_of_instrument"),
            models.CheckConstraint(condition=Q(state="draft") | ~Q(digest=""), name="published_has_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument.title} 第 {self.number} 版"

    def get_absolute_url(self) -> str:
        """The version's page."""
        return reverse("surveys:version", args=[self.pk])

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return VERSION_LAMPS[self.state]

    @property
    def is_draft(self) -> bool:
        """Whether it may still be changed."""
        return self.state == VersionState.DRAFT
