"""Hints for the reviewer of records (M24)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.base.two_people import LONGEST_WORDS
from shuanglun.records.life.choices import HintKind
from shuanglun.records.life.models.meetings import Meeting
from shuanglun.records.life.rules import hints as rules


class HintQuerySet(ScopedQuerySet):
    """Verbs of hints."""

    def unanswered(self) -> HintQuerySet:
        """Those nobody has looked at."""
        return self.filter(state=rules.OPEN)

    def told(self) -> HintQuerySet:
        """With what a list tells of each, and without the long minutes."""
        long = [f"{side}__{name}" for side in ("meeting", "other") for name in ("record", "agenda")]
        return self.select_related("meeting__branch", "other__branch").defer(*long)


class Hint(models.Model):
    """Something about a record that a reviewer may want to ask about, with its evidence and the answer. It is found by
    a job, read under `life.review` only, and never a fact: no measure, no score and no page of a person knows it."""

    meeting = models.ForeignKey(Meeting, verbose_name="组织生活", on_delete=models.CASCADE, related_name="hints")
    kind = models.CharField("提示类型", max_length=10, choices=HintKind)
    score = models.IntegerField("程度", help_text="相似度、到会率为万分数，补录为天数")
    other = models.ForeignKey(
        Meeting, verbose_name="相似的记录", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    group = models.BigIntegerField("同组首份", null=True, blank=True, db_index=True)
    evidence = models.JSONField("依据", default=dict)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=10, choices=rules.FLOW.choices, default=rules.OPEN, db_index=True)
    answered_by = models.CharField("答复人", max_length=120, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    words = models.CharField("答复说明", max_length=LONGEST_WORDS, blank=True)

    # No own path on purpose: a hint is about a record and for its reviewer, never about a person.
    objects = scoped(party="meeting__branch__path", unit="meeting__branch__unit__path", queryset=HintQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "核实提示"
        indexes = [models.Index(fields=["-found_at", "-id"], name="hint_by_time")]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "kind"], name="hint_once"),
            models.CheckConstraint(condition=Q(state__in=list(rules.FLOW.states)), name="hint_state"),
            models.CheckConstraint(
                condition=Q(kind=HintKind.SIMILAR, other__isnull=False) | (~Q(kind=HintKind.SIMILAR) & Q(other=None)),
                name="hint_other_if_similar",
            ),
            models.CheckConstraint(
                condition=Q(state=rules.OPEN, answered_at=None) | (~Q(state=rules.OPEN) & Q(answered_at__isnull=False)),
                name="hint_answered_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.meeting.title}"

    def get_absolute_url(self) -> str:
        """The hint's page."""
        return reverse("life:hint", args=[self.pk])

    @property
    def told(self) -> str:
        """What was found, in one sentence."""
        return rules.words(self.kind, self.score, self.evidence, self._other())

    def _other(self) -> tuple[str, date] | None:
        if self.other is None:
            return None
        same = self.other.branch_id == self.meeting.branch_id
        return ("" if same else self.other.branch.name, self.other.on)

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return rules.LAMPS[self.state]

    @property
    def group_size(self) -> int:
        """How many nearly equal records there are, itself among them."""
        return int(self.evidence.get("group", 1))

    def keeps(self, meeting: int) -> bool:
        """Whether the evidence is also about another meeting: its batch, its year."""
        keys: list[Any] = self.evidence.get("meetings", [])
        return any(meeting == (key[0] if isinstance(key, list) else key) for key in keys)
