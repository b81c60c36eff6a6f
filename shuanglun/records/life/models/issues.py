"""Issues that people set down for themselves."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from shuanglun.base.files.models import StoredFile
from shuanglun.base.scope import ScopedQuerySet, scoped
from shuanglun.records.life.choices import LookBack
from shuanglun.records.life.models.candid import CandidMeeting
from shuanglun.records.life.rules import issues as rules
from shuanglun.records.people.models import Person

LONGEST = 400


class IssueQuerySet(ScopedQuerySet):
    """Verbs of issues."""

    def open(self) -> IssueQuerySet:
        """Being mended, not yet reported."""
        return self.filter(closed_on=None, claimed_on=None).exclude(look_back=LookBack.REOPENED)

    def claimed(self) -> IssueQuerySet:
        """Reported as mended, waiting for somebody else to look."""
        return self.filter(closed_on=None, claimed_on__isnull=False)

    def closed(self) -> IssueQuerySet:
        """Mended, as somebody else found, or as an imported list says."""
        return self.filter(closed_on__isnull=False)


class IssueItem(models.Model):
    """One issue a person set down for themselves, with its date; only rectification counts (G-07).

    Its state follows from the days: claimed when the person reported it mended, closed when somebody else found it so.
    One that did not hold, or was never mended, is set down anew with another term (`former`); it keeps its own term and
    counts by that.
    """

    PERSONAL = ("fact", "claim_words", "closed_words", "look_back_words")

    person = models.ForeignKey(Person, verbose_name="人员", on_delete=models.CASCADE, related_name="issues")
    candid = models.ForeignKey(
        CandidMeeting, verbose_name="生活会", null=True, blank=True, on_delete=models.SET_NULL, related_name="issues"
    )
    title = models.CharField("问题", max_length=200)
    fact = models.CharField("具体表现", max_length=LONGEST, blank=True, default="", db_default="")
    measure = models.CharField("整改措施", max_length=200, blank=True)
    owner = models.CharField("责任人", max_length=60, blank=True, default="", db_default="", help_text="空 = 本人")
    raised_on = models.DateField("提出日期")
    due_on = models.DateField("整改期限", db_index=True)
    claimed_on = models.DateField("报告完成日期", null=True, blank=True)
    claim_words = models.CharField("整改情况", max_length=LONGEST, blank=True, default="", db_default="")
    closed_on = models.DateField("销号日期", null=True, blank=True)
    closed_by = models.CharField("核实人", max_length=120, blank=True, default="", db_default="")
    closed_words = models.CharField("核实意见", max_length=LONGEST, blank=True, default="", db_default="")
    looked_back_on = models.DateField("回头看日期", null=True, blank=True)
    look_back = models.CharField("回头看结论", max_length=10, choices=LookBack, blank=True, default="", db_default="")
    look_back_by = models.CharField("回头看人", max_length=120, blank=True, default="", db_default="")
    look_back_words = models.CharField("回头看情况", max_length=LONGEST, blank=True, default="", db_default="")
    former = models.OneToOneField(
        "self", verbose_name="原来的问题", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed"
    )

    objects = scoped(unit="person__unit_path", party="person__branch_path", own="person", queryset=IssueQuerySet)

    class Meta:
        verbose_name = verbose_name_plural = "个人问题清单"
        constraints = [
            models.UniqueConstraint(fields=["person", "title", "raised_on"], name="issue_once"),
            models.CheckConstraint(condition=Q(due_on__gte=F("raised_on")), name="issue_period"),
            models.CheckConstraint(condition=Q(closed_on=None) | Q(closed_on__gte=F("raised_on")), name="issue_closed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("life:issueitem", args=[self.pk])

    @property
    def state(self) -> str:
        """整改中, 待核实, 已销号 or 已转重新整改."""
        if self.look_back == LookBack.REOPENED:
            return rules.RENEWED
        if self.closed_on:
            return rules.CLOSED
        return rules.CLAIMED if self.claimed_on else rules.OPEN

    @property
    def is_late(self) -> bool:
        """Whether its term has passed and nothing was reported."""
        return self.state == rules.OPEN and self.due_on < timezone.localdate()

    @property
    def state_words(self) -> str:
        """The state as the screen says it."""
        return "逾期" if self.is_late else rules.FLOW.states[self.state]

    @property
    def lamp(self) -> str:
        """The lamp of the state."""
        return (
            "late"
            if self.is_late
            else {rules.CLOSED: "done", rules.CLAIMED: "soon", rules.OPEN: "idle", rules.RENEWED: "off"}[self.state]
        )

    @property
    def is_specific(self) -> bool:
        """Whether it says what happened, what will be done, and until when."""
        return rules.is_specific(self.fact, self.measure, self.due_on)

    @property
    def owner_words(self) -> str:
        """Who mends it."""
        return self.owner or "本人"


class IssueFile(StoredFile):
    """Proof of a rectification."""

    issue = models.ForeignKey(IssueItem, verbose_name="问题", on_delete=models.CASCADE, related_name="files")

    objects = scoped(unit="issue__person__unit_path", party="issue__person__branch_path", own="issue__person")

    class Meta:
        verbose_name = verbose_name_plural = "整改佐证"
